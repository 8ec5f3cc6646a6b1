"""Whose turn it is, decided at the minute of the call; and what came of it, written before the next.

A number is shown only under a clearance made on the facts of that minute. The line is taken by compare-and-swap: two
callers never have the same person. Showing the number counts as an attempt, answered or not (art. D223-9 code conso).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from aval import evidence
from aval.accounts.models import Member
from aval.accounts.training import require_training
from aval.calls.hours import working_days
from aval.calls.models import Call, Callee, CallList
from aval.calls.scripts import is_complete, script_of, spoken_name
from aval.campaigns.offers import aim_of
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance, Verdict
from aval.clearance.opening import OF_THE_HOUR, opens_at
from aval.prospects.models import Source

LOOK = 25  # people tried before saying that nobody can be called now


@dataclass(frozen=True, slots=True)
class Turn:
    """Whom to call, or why nobody: `call` is open, else `again_at` is when the next may be called (None: the list is done).

    `refused` are those taken off the list on the way, with the findings that did.
    """

    call: Call | None
    again_at: datetime | None
    refused: tuple[Callee, ...]


def open_call_of(member: Member) -> Call | None:
    """The call this member has not closed: a page shut in the middle of a call loses nothing."""
    calls = Call.objects.of(member.organisation_id).filter(member=member, closed_at__isnull=True)
    return calls.select_related("callee__call_list__offer__brand", "callee__contact_point", "person__company").first()


def next_call(call_list: CallList, member: Member, *, at: datetime) -> Turn:
    """Open the next call of a list for a member, or answer the one she has open.

    People who asked for this hour come first, then the order of the list. Whom the law now refuses leaves the list, with
    the findings; whom only the hour forbids waits until it opens. While the source is suspended, nobody is called or leaves.
    `Untrained` unless she passed the questions on calls.
    """
    if current := open_call_of(member):
        return Turn(current, None, ())
    require_training(member, "call", localdate(at))
    if Source.objects.of(call_list.organisation_id).filter(pk=call_list.source_id, suspended_at__isnull=False).exists():
        return Turn(None, None, ())
    refused = []
    for callee in _waiting(call_list).filter(_due(at)).order_by(F("not_before").asc(nulls_last=True), "id")[:LOOK]:
        with transaction.atomic():
            call = _open(call_list, callee, member, at)
        if call:
            return Turn(call, None, tuple(refused))
        callee.refresh_from_db()
        if callee.state == Callee.State.REFUSED:
            refused.append(callee)
    left = _waiting(call_list)
    again = None
    if left.exists():
        again = (
            at
            if left.filter(_due(at)).exists()
            else left.order_by("not_before").values_list("not_before", flat=True)[0]
        )
    return Turn(None, again, tuple(refused))


def _waiting(call_list: CallList) -> QuerySet[Callee]:
    return call_list.callees.filter(state=Callee.State.WAITING)


def _due(at: datetime) -> Q:
    return Q(not_before__isnull=True) | Q(not_before__lte=at)


def _open(call_list: CallList, callee: Callee, member: Member, at: datetime) -> Call | None:
    """Take the line, ask the law, and open the call; or give the line back, or up."""
    taken = Callee.objects.of(callee.organisation_id).filter(pk=callee.pk, state=Callee.State.WAITING)
    if not taken.update(state=Callee.State.TAKEN, taken_by=member):
        return None
    decision = _clear(call_list, callee, member, at)
    if decision is None or decision.verdict != Verdict.ALLOW:
        _give_up(callee, decision, at)
        return None
    Clearance.objects.of(callee.organisation_id).filter(pk=decision.pk).update(used_at=at)
    told = {"list": call_list.code, "clearance": decision.pk, "by": member.pk}
    return Call.objects.create(
        organisation_id=callee.organisation_id,
        callee=callee,
        person_id=callee.person_id,
        clearance=decision,
        member=member,
        opened_at=at,
        evidence=evidence.record(
            callee.organisation_id, "call:opened", told, at=at, subject=f"person:{callee.person_id}"
        ),
    )


def _clear(call_list: CallList, callee: Callee, member: Member, at: datetime) -> Clearance | None:
    if callee.contact_point_id is None:
        return None
    script = script_of(call_list, member=spoken_name(member), person=callee.person)
    granted = clear(
        [callee.contact_point_id],
        aim=aim_of(call_list.offer, localdate(at)),
        source=call_list.source_id,
        channel="voice_human",
        message_type="prospecting",
        message=_facts(call_list, callee, is_complete(script), at),
        at=at,
    )
    return granted.get(callee.contact_point_id)


def _facts(call_list: CallList, callee: Callee, complete: bool, at: datetime) -> dict[str, object]:
    """What the law is told of this call: spoken by a human, not recorded, from a number that is shown."""
    facts: dict[str, object] = {
        "script_complete": complete,
        "notice_complete": complete,
        "notice_readable": True,
        "caller_id": "mobile" if call_list.caller_number.startswith(("+336", "+337")) else "ordinary",
        "recorded": False,
        "spoken_by_ai": False,
    }
    if centre := call_list.processor:
        facts |= {"processing_country": centre.country, "transfer_safeguard": bool(centre.safeguard_reference)}
    if callee.asked_on:
        passed = working_days(callee.asked_on, localdate(at))
        facts |= {"slot_accepted": True, "within_request": True, "working_days_since_request": passed}
    return facts


def _give_up(callee: Callee, decision: Clearance | None, at: datetime) -> None:
    """Back to waiting until the hour opens, when only the hour forbids; else off the list, with the findings."""
    findings: Sequence[str] = decision.findings if decision else ["erased"]
    opens = opens_at(decision.facts, at) if decision and not set(findings) - set(OF_THE_HOUR) else None
    callee.taken_by = None
    if opens:
        callee.state, callee.not_before = Callee.State.WAITING, opens
    else:
        callee.state, callee.refused_for = Callee.State.REFUSED, list(findings)
    callee.save(update_fields=["state", "taken_by", "not_before", "refused_for"])


def keep_draft(call: Call, *, said: Sequence[str], note: str) -> None:
    """What was ticked and written so far: kept while the call lasts, so that a cut loses nothing."""
    Call.objects.of(call.organisation_id).filter(pk=call.pk, closed_at__isnull=True).update(said=list(said), note=note)


def progress(call_list: CallList) -> Mapping[str, int]:
    """state -> how many people of the list."""
    return dict(call_list.callees.values_list("state").annotate(Count("id")))
