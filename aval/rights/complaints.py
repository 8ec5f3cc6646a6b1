"""What complaints say of a list, a campaign, a member: counts that others read. Nothing is suspended here: it is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from aval.accounts.models import Organisation
from aval.rights.models import Case, Right

LATELY = timedelta(days=30)
WORTH_A_LOOK = 3  # complaints about the same thing within that time


@dataclass(frozen=True, slots=True)
class Complaints:
    """How many complaints since an instant, by source (id), campaign (code) and member (id)."""

    sources: Mapping[int, int]
    campaigns: Mapping[str, int]
    members: Mapping[int, int]


def complaints(organisation: Organisation, *, since: datetime) -> Complaints:
    """Every complaint received since, however it came."""
    rows = Case.objects.of(organisation).filter(right=Right.COMPLAINT, received_at__gte=since)

    def counted(name: str) -> dict:
        told = rows.exclude(**{name: "" if name == "campaign" else None}).order_by()
        return dict(told.values_list(name).annotate(Count("pk")))

    return Complaints(counted("source"), counted("campaign"), counted("against"))


def proposed_suspensions(organisation: Organisation, *, at: datetime) -> list[tuple[int, int]]:
    """Sources (id, complaints) somebody should look at, and perhaps suspend, most complained of first."""
    counts = complaints(organisation, since=at - LATELY).sources
    return sorted(((one, n) for one, n in counts.items() if n >= WORTH_A_LOOK), key=lambda pair: -pair[1])
