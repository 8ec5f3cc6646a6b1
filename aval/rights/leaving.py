"""The people a transaction is about to delete, as a short queryset however many they are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl
from django.db.models import QuerySet

from aval.accounts.models import Organisation
from aval.evidence.ledger import claim as hold_ledger
from aval.prospects.bulk import insert
from aval.prospects.models import Person
from aval.prospects.running import take_turn
from aval.rights.models import Leaving


@contextmanager
def leaving(organisation: Organisation, people: Sequence[int]) -> Iterator[QuerySet[Person]]:
    """These people (ids) of this organisation, while nobody else brings anybody in, writes or decides. In a transaction."""
    take_turn(organisation.pk)
    hold_ledger(organisation.pk)
    insert("rights_leaving", pl.DataFrame({"row": people}, {"row": pl.Int64}), organisation_id=organisation.pk)
    here = Leaving.objects.of(organisation)
    yield Person.objects.of(organisation).filter(pk__in=here.values("row"))
    here._raw_delete(here.db)  # noqa: SLF001  nothing leads to these rows
