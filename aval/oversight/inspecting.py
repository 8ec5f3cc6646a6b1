"""A round of inspection: every check is run, what appears is kept, what is mended goes, and the scale of sanctions follows.

A check that fails is told and does not stop the others: an inspection that could not look is not an inspection that saw nothing.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation, Role
from aval.calls.notes import notes_digest
from aval.oversight.checks import CHECKS, Found
from aval.oversight.models import Fault, Inspection
from aval.oversight.sanctioning import follow_scale
from aval.oversight.wording import sentences

log = logging.getLogger(__name__)


def inspect(organisation: Organisation, *, at: datetime, by: Member | None = None) -> Inspection:
    """Run every check and act on what is found, by the scale of the house."""
    seen: dict[tuple[str, str], Found] = {}
    failed = []
    for code, check in CHECKS.items():
        try:
            seen |= {(code, found.about): found for found in check(organisation, at)}
        except Exception as why:
            log.exception("check %s of organisation %s", code, organisation.pk)
            failed.append({"check": code, "error": f"{type(why).__name__}: {why}"[:300]})
    with transaction.atomic():
        appeared, gone = _keep(organisation, seen, {one["check"] for one in failed}, at)
        told = {"faults": len(seen), "appeared": appeared, "gone": gone, "failed": failed, "by": by.pk if by else None}
        round_ = Inspection.objects.create(
            organisation=organisation,
            at=at,
            faults=len(seen),
            appeared=appeared,
            gone=gone,
            failed=failed,
            read_with=dict.fromkeys(("note-sensitive", "text-sensitive"), notes_digest()),
            asked_by=by,
            evidence=evidence.record(organisation.pk, "inspection:done", told, at=at),
        )
    for fault in open_faults(organisation):
        follow_scale(fault, at=at)
    return round_


def open_faults(organisation: Organisation) -> list[Fault]:
    """What is wrong now, the gravest first."""
    order = {Fault.Gravity.CRITICAL: 0, Fault.Gravity.SERIOUS: 1, Fault.Gravity.NOTE: 2}
    rows = Fault.objects.of(organisation).filter(gone_at__isnull=True).select_related("organisation", "owner")
    return sorted(rows, key=lambda fault: (order[Fault.Gravity(fault.gravity)], fault.found_at, fault.pk))


def _keep(
    organisation: Organisation, seen: Mapping[tuple[str, str], Found], failed: set[str], at: datetime
) -> tuple[int, int]:
    """How many appeared, how many went. What a failed check would have seen stays as it was."""
    known = {(fault.check_code, fault.about): fault for fault in Fault.objects.of(organisation).filter(gone_at=None)}
    for key, fault in known.items():
        if key in seen:
            fault.seen_at, fault.facts = at, seen[key].facts
            fault.save(update_fields=["seen_at", "facts"])
    owners = _owners(organisation)
    new = [
        Fault(
            organisation=organisation,
            check_code=code,
            about=about,
            gravity=sentences()[code]["gravity"],
            facts=found.facts,
            found_at=at,
            seen_at=at,
            owner=owners.get(sentences()[code]["owner"]),
        )
        for (code, about), found in seen.items()
        if (code, about) not in known
    ]
    Fault.objects.bulk_create(new)
    mended = [fault.pk for key, fault in known.items() if key not in seen and key[0] not in failed]
    Fault.objects.of(organisation).filter(pk__in=mended).update(gone_at=at)
    return len(new), len(mended)


def _owners(organisation: Organisation) -> dict[str, Member]:
    """role -> whoever has held it longest here; the officer, the manager or an administrator where nobody does."""
    members = Member.objects.filter(organisation=organisation, is_active=True).order_by("-pk")
    held = {member.role: member for member in members}
    instead = next((held[role] for role in (Role.DPO, Role.MANAGER, Role.ADMINISTRATOR) if role in held), None)
    roles = (Role.DPO, Role.MANAGER, Role.ADMINISTRATOR)
    return {str(role): held.get(role) or instead for role in roles if held.get(role) or instead}


@transaction.atomic
def assign_fault(fault: Fault, owner: Member, *, by: Member, at: datetime) -> None:
    """Somebody else has it mended. `Member.DoesNotExist` for somebody of another house, or who has left."""
    owner = Member.objects.get(organisation=fault.organisation_id, is_active=True, pk=owner.pk)
    if fault.owner_id != owner.pk:
        fault.owner = owner
        fault.save(update_fields=["owner"])
        told = {"fault": fault.pk, "check": fault.check_code, "about": fault.about, "owner": owner.pk, "by": by.pk}
        evidence.record(fault.organisation_id, "fault:assigned", told, at=at)
