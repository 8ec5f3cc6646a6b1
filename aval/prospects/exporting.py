"""A list handed out is written down: whose data left, which columns, by whose hand (art. 5(2) and 33 GDPR)."""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.models import Export


@transaction.atomic
def record_export(
    organisation: Organisation,
    *,
    what: str,
    columns: Sequence[str],
    people: Iterable[int],
    by: Member | None,
    at: datetime,
) -> Export:
    """Keep what left, in evidence; `people` are ids of persons, in any order, eight bytes each before packing."""
    ids = array("Q", sorted(set(people)))
    told = {"what": Export.What(what), "columns": list(columns), "people": len(ids), "by": by.pk if by else None}
    return Export.objects.create(
        organisation=organisation,
        what=what,
        columns=list(columns),
        count=len(ids),
        people=zlib.compress(ids.tobytes()),
        by=by,
        at=at,
        evidence=evidence.record(organisation.pk, "people:exported", told, at=at),
    )


def people_in(export: Export) -> array:
    """The ids of the persons it held, erased since or not, in order."""
    ids = array("Q")
    ids.frombytes(zlib.decompress(bytes(export.people)))
    return ids
