"""An attempt neither leaves nor is refused while its person is away, or while her answer waits: it is asked about again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import get_current_timezone

from aval.clearance.keeping import between_messages
from aval.post.models import Attempt

AWAY, DOUBT, ANSWER = "away", "refusal-in-doubt", "answer-waiting"
SOON, CROWD = "too-soon", "company-crowded"
A_DAY = timedelta(days=1)
ASK_AGAIN = timedelta(hours=6)  # reading her answer brings the attempt back at once; this is for what was forgotten


def held_until(
    findings: Sequence[str], facts: Mapping[str, object], at: datetime, *, follows: bool = False
) -> datetime | None:
    """When to ask again; None when something else stands against the attempt: then it is refused.

    A campaign of several steps (`follows`) waits too for the time between two messages, and for her colleagues' turn.
    """
    found, waited = set(findings), {AWAY, DOUBT, ANSWER} | ({SOON, CROWD} if follows else set())
    if not found or not found <= waited:
        return None
    if found == {AWAY}:
        return _morning_of(date.fromisoformat(str(facts["away_until"])[:10]))
    if found == {SOON}:
        last = date.fromisoformat(str(facts["last_contacted_on"])[:10])
        return _morning_of(between_messages(last))
    return at + (ASK_AGAIN if CROWD not in found else A_DAY)


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=get_current_timezone())


def bring_back(organisation: int, person: int | None, at: datetime) -> int:
    """Her answer was read: what waited for it is asked about now; how many attempts."""
    waiting = Attempt.objects.of(organisation).filter(Q(tries=0), person=person, state=Attempt.State.WAITING)
    return waiting.filter(not_before__gt=at).update(not_before=None) if person else 0
