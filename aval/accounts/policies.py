"""The choices the law leaves to the controller: dated, strict where nothing was chosen, each change in evidence."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation, Policy


def policies_on(organisation: Organisation | int, day: date) -> dict[str, str]:
    """code -> value in force that day; a code that is absent was never chosen and keeps the law room's strict value."""
    rows = Policy.objects.of(organisation).filter(starts_on__lte=day).order_by("starts_on", "id")
    return dict(rows.values_list("code", "value"))


@transaction.atomic
def change_policy(
    organisation: Organisation,
    *,
    code: str,
    value: str,
    starts_on: date,
    by: Member | None,
    at: datetime,
    allowed: Mapping[str, tuple[str, ...]],
) -> Policy:
    """Choose a value from a day on. `allowed`: code -> values the law room knows; anything else is a `ValueError`."""
    if value not in allowed.get(code, ()):
        raise ValueError(f"{code} = {value}")
    policy = Policy.objects.create(
        organisation=organisation, code=code, value=value, starts_on=starts_on, decided_by=by, recorded_at=at
    )
    payload = {"code": code, "value": value, "starts_on": starts_on.isoformat(), "by": by.pk if by else None}
    evidence.record(organisation.pk, "policy:changed", payload, at=at)
    return policy
