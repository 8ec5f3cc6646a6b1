"""Pages cut by key: every row once, in order, whatever the ties."""

import pytest

from aval.desk.paging import cut
from aval.prospects.models import Person, Source
from tests.cast import make_person

ORDER = ("last_name", "first_name", "id")


@pytest.fixture
def namesakes(source: Source) -> list[int]:
    names = [("Ada", "Roux"), ("Ada", "Roux"), ("Zoé", "Roux"), ("Ada", "Petit"), ("Luc", "Vidal")]
    return [make_person(source, first_name=first, last_name=last).pk for first, last in names]


def walk(organisation: object, keys: tuple[str, ...]) -> list[int]:
    seen, after = [], ""
    while True:
        page = cut(Person.objects.of(organisation), keys, after, size=2)
        seen += [row.pk for row in page.rows]
        if not page.after:
            return seen
        after = page.after


@pytest.mark.parametrize("keys", [ORDER, ("-id",)])
def test_every_row_comes_once_and_in_order(source: Source, namesakes: list[int], keys: tuple[str, ...]) -> None:
    expected = list(Person.objects.of(source.organisation).order_by(*keys).values_list("pk", flat=True))
    assert walk(source.organisation, keys) == expected
    assert sorted(expected) == sorted(namesakes)


@pytest.mark.parametrize("cursor", ["", "nonsense", "W10", "e30", "W3sieCI6MX0sMSwyXQ"])
def test_a_made_up_cursor_is_the_beginning(source: Source, namesakes: list[int], cursor: str) -> None:
    page = cut(Person.objects.of(source.organisation), ORDER, cursor, size=2)
    assert page.first
    assert len(page.rows) == 2
