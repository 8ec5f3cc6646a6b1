"""What a return does, at once and in the transaction that keeps it.

A hard bounce stops the address; a complaint is an objection and a case; an absence makes us wait; a clear refusal is an
objection; a doubtful one silences us until a human has read it; a right asked opens a case. Nothing here adds anybody.
"""

import re
from datetime import datetime, timedelta

from aval.campaigns.passing import stop_for
from aval.post.models import Return
from aval.post.returns.bounces import HARD
from aval.post.returns.matching import Match
from aval.post.returns.reading import Told
from aval.prospects.models import ContactPoint, Objection, Silence
from aval.prospects.objecting import NotObjectable, object_to
from aval.prospects.signs import Sign, hear_from
from aval.prospects.silences import keep_silent
from aval.rights.cases import open_case
from aval.rights.models import Door, Right

READ_WITHIN = timedelta(hours=1)  # what may be a refusal is shown to a human within this
FARTHEST = timedelta(days=400)  # an absence longer than this is a misread date
CNIL = re.compile(r"@(?:[\w-]+\.)*cnil\.fr$")


def act_on(row: Return, told: Told, matched: Match, at: datetime) -> None:
    """Everything this return does; what a human must see waits for her in the inbox."""
    if CNIL.search(told.sender):
        open_case(
            row.organisation, Right.COMPLAINT, door=Door.CNIL, received_at=row.received_at, at=at, said=_said(told)
        )
        return _wait(row)
    match row.kind:
        case "bounce":
            _bounced(row, told, at)
        case "complaint":
            _complained(row, told, matched, at)
        case "auto_reply":
            _away(row, told, at)
        case "unsubscribe":
            _left(row, told, at)
        case "reply":
            _replied(row, told, matched, at)
        case _:
            if row.person_id or row.attempt_id:
                _wait(row)
    return None


def _bounced(row: Return, told: Told, at: datetime) -> None:
    """A dead address is stopped, when it is one we wrote to; undetermined is not dead, soft is only counted."""
    dead = [one.address for one in told.failures if one.outcome == HARD]
    point = row.contact_point
    if point is None or row.attempt is None or point.unreachable_since is not None:
        return
    if point.normal in dead or (dead and len(told.failures) == 1):
        ContactPoint.objects.filter(pk=point.pk, unreachable_since=None).update(unreachable_since=at)
        stop_for(point.person, "bounced", at)


def _complained(row: Return, told: Told, matched: Match, at: datetime) -> None:
    if not told.stop:
        return None  # a failed authentication, a "not spam": nobody complains in it
    who = row.contact_point or next(iter(told.recipients), "")
    if not who:
        return _wait(row)
    _object(row, who, origin=Objection.Origin.COMPLAINT, at=at)
    stop_for(row.person, "complained", at)
    campaign = row.attempt.campaign if row.attempt else None
    open_case(
        row.organisation, Right.COMPLAINT, door=Door.FEEDBACK_LOOP, received_at=row.received_at, at=at, person=row.person,
        contact=row.contact_point.value if row.contact_point else str(who),
        source=campaign.source if campaign else None, campaign=campaign.code if campaign else "",
    )  # fmt: skip
    return None


def _away(row: Return, told: Told, at: datetime) -> None:
    """Out of office: neither an answer nor a stop. The stand-in it names is nobody to us."""
    if told.gone:
        return _wait(row)
    if row.person and told.until and row.received_at.date() < told.until <= (row.received_at + FARTHEST).date():
        keep_silent(row.person, Silence.Why.AWAY, about=row.about, at=at, until=told.until)
    return None


def _left(row: Return, told: Told, at: datetime) -> None:
    """The unsubscribe button of a mail program: the channel, at once."""
    stop_for(row.person, "objected", at)
    if not _object(row, row.contact_point or told.sender, origin=Objection.Origin.ONE_CLICK, channel="email", at=at):
        _wait(row)


def _replied(row: Return, told: Told, matched: Match, at: datetime) -> None:
    person, answer = row.person, told.answer
    if person and matched.hers:
        hear_from(person, Sign.REPLY, heard_at=row.received_at, at=at)
    for right in answer.rights:
        open_case(
            row.organisation, right, door=Door.REPLY, received_at=row.received_at, at=at, person=person if matched.hers else None,
            contact=told.sender, said=_said(told),
        )  # fmt: skip
    stopped = told.stop and _stopped(row, told, matched, at)
    stop_for(person or (row.attempt.person if row.attempt else None), "objected" if stopped else "answered", at)
    if stopped and matched.hers:
        sorting = Return.Sorting.REQUEST if answer.rights else Return.Sorting.STOP
        Return.objects.filter(pk=row.pk).update(sorting=sorting, sorted_at=at)
        return
    doubt = answer.doubtful or told.stop
    silenced = person or (row.attempt.person if row.attempt else None)
    if silenced:
        keep_silent(silenced, Silence.Why.DOUBT if doubt else Silence.Why.ANSWER, about=row.about, at=at)
    _wait(row, due_at=at + READ_WITHIN if doubt else None)


def _stopped(row: Return, told: Told, matched: Match, at: datetime) -> bool:
    """Her objection, as far as her words reach; somebody else's answer stops that address, and a human reads it too."""
    wish = told.answer.objection
    who = row.contact_point if matched.hers and row.contact_point else told.sender
    channel, scope = (wish.channel, wish.scope) if wish else ("", "person")
    if scope == "domain" and _object(
        row, told.sender, origin=Objection.Origin.REPLY, channel=channel, scope="domain", at=at
    ):
        return True
    return _object(row, who, origin=Objection.Origin.REPLY, channel=channel, at=at)


def _object(
    row: Return, who: ContactPoint | str, *, origin: str, at: datetime, channel: str = "", scope: str = "person"
) -> bool:
    """Whether it could be recorded: an address nobody can have names nobody."""
    try:
        object_to(row.organisation, who, channel=channel, scope=scope, origin=origin, heard_at=row.received_at, at=at)
    except NotObjectable:
        return False
    return True


def _wait(row: Return, due_at: datetime | None = None) -> None:
    """A member reads it."""
    row.waits, row.due_at = True, due_at
    row.save(update_fields=["waits", "due_at"])


def _said(told: Told) -> str:
    return told.new_text[:4000]
