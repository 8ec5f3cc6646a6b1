"""What came of a call. It cannot be closed without saying; an objection is recorded before it ends, not after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member
from aval.calls.models import Call, Callee
from aval.calls.scripts import Said, script_of, spoken_name
from aval.campaigns.passing import stop_for
from aval.prospects.models import ContactPoint, Person, Stage
from aval.prospects.objecting import Receipt, object_to
from aval.prospects.stages import follow

SPOKE = frozenset({"call_back", "not_interested", "interested", "meeting"})  # she heard who was calling
HER_MOVE = frozenset({"call_back", "interested", "meeting"})  # something she asked for: a sign from her
TALKS = {"interested": Stage.Code.TALKING, "meeting": Stage.Code.MEETING}  # what the conversation becomes
TRIES = 4  # calls without an answer after which she is left alone
LATER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closed:
    """A call that is over. `receipt` when she objected; `notice_due` when she must be informed the same day (art. 14)."""

    call: Call
    receipt: Receipt | None
    notice_due: bool


@transaction.atomic
def record_objection(call: Call, *, every_channel: bool, by: Member, at: datetime) -> Receipt:
    """She says stop: written while she is still on the line. Saying it twice is the same."""
    person = _person(call)
    channel = "" if every_channel else "voice_human"
    return object_to(
        person.organisation, person, channel=channel, origin="phone", heard_at=call.opened_at, at=at, by=by
    )


@transaction.atomic
def close_call(
    call: Call,
    *,
    outcome: str,
    said: Sequence[str],
    note: str = "",
    later_at: datetime | None = None,
    every_channel: bool = True,
    by: Member,
    at: datetime,
) -> Closed:
    """Close a call with what came of it. `ValidationError` names the fields: a required line not said, an hour missing.

    `later_at`: the hour she asked to be called back, or that of the meeting. A call closed by somebody else meanwhile
    raises `Call.DoesNotExist`.
    """
    current = Call.objects.of(call.organisation_id).select_for_update().get(pk=call.pk, closed_at__isnull=True)
    _check(current, outcome, said, later_at, at)
    receipt = record_objection(current, every_channel=every_channel, by=by, at=at) if outcome == "objection" else None
    moved = Call.objects.of(call.organisation_id).filter(pk=call.pk, closed_at__isnull=True).update(
        closed_at=at, outcome=outcome, said=list(said), note=note.strip(),
        meeting_at=later_at if outcome == "meeting" else None,
    )  # fmt: skip
    if not moved:
        raise Call.DoesNotExist
    current.refresh_from_db()
    _follow(current, outcome, later_at, at)
    told = {"list": current.callee.call_list.code, "outcome": outcome, "said": list(said), "by": by.pk}
    evidence.record(call.organisation_id, "call:closed", told, at=at, subject=f"person:{current.person_id}")
    return Closed(current, receipt, notice_due=_owes_notice(current, outcome))


def _check(call: Call, outcome: str, said: Sequence[str], later_at: datetime | None, at: datetime) -> None:
    errors = {}
    if outcome not in Call.Outcome.values:
        errors["outcome"] = _("Dites ce qu’a donné l’appel.")
    if outcome in {"call_back", "meeting"} and (later_at is None or later_at <= at):
        errors["later_at"] = _("Donnez le jour et l’heure convenus, à venir.")
    if outcome in SPOKE and (left := unsaid(call, said)):
        errors["said"] = _(
            "Il manque à ce qui a été dit : %(lines)s. Cochez ce que vous avez dit ; si elle a raccroché avant, dites-le."
        ) % {"lines": " · ".join(left)}
    if errors:
        raise ValidationError(errors)


def script_for(call: Call) -> tuple[Said, ...]:
    """The lines of this call: where the number comes from may be left out once it was said."""
    earlier = Call.objects.of(call.organisation_id).filter(callee=call.callee, pk__lt=call.pk, outcome__in=SPOKE)
    name = spoken_name(call.member)
    return script_of(call.callee.call_list, member=name, person=call.person, first=not earlier.exists())


def unsaid(call: Call, said: Sequence[str]) -> list[str]:
    """The required lines of the script that were not ticked, as they should have been said."""
    return [line.text for line in script_for(call) if line.required and line.code not in said]


def _follow(call: Call, outcome: str, later_at: datetime | None, at: datetime) -> None:
    """What the outcome means for her turn, her number and her file."""
    callee = call.callee
    callee.tries += 1
    callee.taken_by, callee.asked_on = None, None
    callee.state = Callee.State.DONE
    if outcome == "no_answer" and callee.tries < TRIES:
        callee.state, callee.not_before = Callee.State.WAITING, at + LATER
    if outcome == "call_back":
        callee.state, callee.not_before, callee.asked_on = Callee.State.WAITING, later_at, localdate(at)
    if outcome == "wrong_person" and callee.contact_point_id:
        points = ContactPoint.objects.of(call.organisation_id).filter(pk=callee.contact_point_id)
        points.update(unreachable_since=at)
    if outcome in HER_MOVE and call.person_id:
        Person.objects.of(call.organisation_id).filter(pk=call.person_id).update(last_contact_from_at=at)
    if outcome in SPOKE | {"objection"}:
        stop_for(call.person, {"meeting": "meeting", "objection": "objected"}.get(outcome, "answered"), at)
    if outcome in TALKS and call.person:
        follow(
            call.person, TALKS[outcome], at=at, by=call.member, meeting_at=later_at if outcome == "meeting" else None
        )
    callee.save(update_fields=["state", "tries", "not_before", "asked_on", "taken_by"])


def _owes_notice(call: Call, outcome: str) -> bool:
    return bool(outcome in SPOKE and call.person and call.person.informed_at is None)


def _person(call: Call) -> Person:
    if call.person is None:
        raise ValidationError(_("Cette personne a été effacée : elle ne sera plus contactée."))
    return call.person


@transaction.atomic
def release_call(call: Call, *, by: Member, at: datetime) -> None:
    """A manager frees the line of a caller who is gone: the call is kept as unanswered, with who freed it."""
    released = Call.objects.of(call.organisation_id).filter(pk=call.pk, closed_at__isnull=True)
    if released.update(closed_at=at, outcome=Call.Outcome.NO_ANSWER):
        call.refresh_from_db()
        _follow(call, "no_answer", None, at)
        told = {"list": call.callee.call_list.code, "outcome": "no_answer", "said": call.said, "by": by.pk}
        evidence.record(call.organisation_id, "call:closed", told, at=at, subject=f"person:{call.person_id}")
