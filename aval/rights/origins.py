"""Where the data of whoever asks come from, by name: a source that names nobody holds the answer back."""

from aval.prospects.models import Provenance
from aval.prospects.sources import names_somebody
from aval.rights.cases import NotForThisCase
from aval.rights.models import Case


def origins_of(case: Case) -> list[Provenance]:
    """The provenances of her record, oldest first."""
    if case.person_id is None:
        return []
    mine = Provenance.objects.filter(person=case.person_id).select_related("source")
    return list(mine.order_by("received_at", "pk"))


def vague_sources(case: Case) -> list[str]:
    """Codes of her sources that name nobody, to be completed before any answer tells her where her data come from."""
    sources = [origin.source for origin in origins_of(case)]
    return [one.code for one in sources if not names_somebody(one.name, one.kind, one.holder)]


def refuse_vague(case: Case) -> None:
    """`NotForThisCase("vague-source")` when one of her sources names nobody (SAN-2022-021 EDF, SAN-2022-022 Free)."""
    if vague_sources(case):
        raise NotForThisCase("vague-source")
