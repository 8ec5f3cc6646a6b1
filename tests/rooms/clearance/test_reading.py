"""What is read as columns is what the rows say: nulls, empty texts, quotes, accents, days, instants, on both engines."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from aval.clearance.reading import UTC as INSTANT
from aval.clearance.reading import listed, read
from aval.prospects.models import ContactPoint, Person, Source
from tests.cast import make_person

pytestmark = pytest.mark.django_db
TITLE = 'Directrice « RH », "paie"\net comptes\\, 100 %'
COLUMNS = {
    "id": ("id", pl.Int64),
    "title": ("title", pl.String),
    "function": ("function", pl.String),
    "sure": ("function_confidence", pl.Float64),
    "seen": ("function_observed_on", pl.Date),
    "told": ("informed_at", INSTANT),
    "company": ("company__name", pl.String),
    "phone": ("contact_points__disposable", pl.Boolean),
}


def test_every_kind_of_cell_comes_as_it_is(source: Source) -> None:
    told = datetime(2026, 3, 29, 1, 30, 59, 123456, tzinfo=UTC)
    full, bare = make_person(source), make_person(source)
    Person.objects.filter(pk=full.pk).update(
        title=TITLE, function_confidence=0.7, function_observed_on=date(2024, 2, 29), informed_at=told
    )
    Person.objects.filter(pk=bare.pk).update(
        title="", function=None, function_confidence=None, function_observed_on=None, informed_at=None, company=None
    )
    ContactPoint.objects.filter(person=full).update(disposable=True)
    first, second = read(Person.objects.filter(pk__in=[full.pk, bare.pk]), COLUMNS).sort("id").to_dicts()
    assert (first["title"], second["title"]) == (TITLE, "")
    assert (first["sure"], first["seen"], first["phone"]) == (0.7, date(2024, 2, 29), True)
    assert first["told"] == told - timedelta(microseconds=told.microsecond)
    assert second["phone"] is False
    assert {name for name, cell in second.items() if cell is None} == {"function", "sure", "seen", "told", "company"}


def test_nobody_is_a_frame_without_rows(source: Source) -> None:
    for rows in (Person.objects.none(), Person.objects.filter(title="personne")):
        frame = read(rows, COLUMNS)
        assert frame.height == 0
        assert dict(frame.schema) == {name: kind for name, (_path, kind) in COLUMNS.items()}


def test_one_empty_column_keeps_its_rows(source: Source) -> None:
    people = [make_person(source).pk for _ in range(3)]
    Person.objects.filter(pk__in=people).update(function=None)
    frame = read(Person.objects.filter(pk__in=people), {"function": ("function", pl.String)})
    assert frame["function"].to_list() == [None] * 3


def test_ten_thousand_keys_are_one_parameter(source: Source) -> None:
    person = make_person(source)
    numbers = pl.Series([*range(10**6, 10**6 + 10_000), person.pk])
    assert [one.pk for one in Person.objects.filter(pk__in=listed(numbers))] == [person.pk]
    titles = pl.Series([f'"{number}' for number in range(10)] + [person.title])
    assert Person.objects.filter(title__in=listed(titles), pk=person.pk).exists()
