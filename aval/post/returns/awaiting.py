"""An attempt neither leaves nor is refused while its person is away, or while her answer waits: it is asked about again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import get_current_timezone

from aval.post.models import Attempt

AWAY, DOUBT, ANSWER = "away", "refusal-in-doubt", "answer-waiting"
ASK_AGAIN = timedelta(hours=6)  # reading her answer brings the attempt back at once; this is for what was forgotten


def held_until(findings: Sequence[str], facts: Mapping[str, object], at: datetime) -> datetime | None:
    """When to ask again; None when something else stands against the attempt: then it is refused."""
    if not findings or not set(findings) <= {AWAY, DOUBT, ANSWER}:
        return None
    if set(findings) == {AWAY}:
        day = date.fromisoformat(str(facts["away_until"])[:10])
        return datetime.combine(day, time(), tzinfo=get_current_timezone())
    return at + ASK_AGAIN


def bring_back(organisation: int, person: int | None, at: datetime) -> int:
    """Her answer was read: what waited for it is asked about now; how many attempts."""
    waiting = Attempt.objects.of(organisation).filter(Q(tries=0), person=person, state=Attempt.State.WAITING)
    return waiting.filter(not_before__gt=at).update(not_before=None) if person else 0
