"""A review ends with a named human, a yes or a no, and a reason; it answers one finding and no other."""

from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.clearance.human_decisions import title_key_of
from aval.clearance.models import HumanDecision
from aval.prospects.models import ContactPoint


@transaction.atomic
def settle(
    organisation: Organisation,
    *,
    offer_code: str,
    finding: str,
    contact_point: ContactPoint,
    allow: bool,
    reason: str,
    same_title: bool,
    by: Member,
    at: datetime,
) -> HumanDecision:
    """Keep the answer; with `same_title` it serves everybody who bears the same title, for this offer.

    Raises `ValueError` without a reason, or without a title to share.
    """
    if not reason.strip():
        raise ValueError("reason")
    key = title_key_of(contact_point.person.title) if same_title else ""
    if same_title and not key:
        raise ValueError("title")
    told = {"offer": offer_code, "finding": finding, "allow": allow, "reason": reason, "title": key, "by": by.pk}
    place = evidence.record(
        organisation.pk,
        "review:decided",
        told,
        at=at,
        subject="" if same_title else f"person:{contact_point.person_id}",
    )
    return HumanDecision.objects.create(
        organisation=organisation,
        offer_code=offer_code,
        finding=finding,
        contact_point=None if same_title else contact_point,
        title_key=key,
        allow=allow,
        reason=reason[:500],
        decided_by=by,
        decided_at=at,
        evidence=place,
    )
