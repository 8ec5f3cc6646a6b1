"""A whole list, or a whole base, read in stretches: memory does not grow with it."""

from collections.abc import Iterator

from django.db.models import Max, Min, Q

from aval.clearance.gathering import MEDIA, POINT
from aval.prospects.models import Provenance, Source

WINDOW = 200_000  # contact points read at a time


def windows(organisation: int, channel: str, source: Source | None, *, held: bool = False) -> Iterator[Q]:
    """The contact points of a source, or of the whole base, for this channel: stretches of ids, conditions on Provenance.

    People in quarantine are nowhere, not even in their own list asked for by its name. `held`: they alone.
    """
    whom = Q(person__quarantined=held) & (Q(source=source) if source else Q())
    point = POINT + "id"
    here = Provenance.objects.of(organisation).filter(whom, **{POINT + "medium": MEDIA[channel]})
    bounds = here.aggregate(first=Min(point), last=Max(point))
    if bounds["first"] is not None:
        for start in range(bounds["first"], bounds["last"] + 1, WINDOW):
            yield whom & Q(**{point + "__gte": start, point + "__lt": start + WINDOW})
