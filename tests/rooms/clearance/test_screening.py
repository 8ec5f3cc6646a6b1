"""A whole list: counts, reasons, each person; nothing sent, nothing of another house, in queries that do not grow."""

import io

import polars as pl
import pytest

from aval.accounts.models import Brand, Member
from aval.clearance import windows
from aval.clearance.aims import Aim
from aval.clearance.exporting import people_of, write_csv
from aval.clearance.models import Clearance
from aval.clearance.screening import lines_of, screen
from aval.evidence.models import Entry
from aval.prospects.models import ContactPoint, Objection, Person, Source
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(dominique: Person, source: Source, brand: Brand) -> list[Person]:
    """Dominique, a nurse, and somebody who objected."""
    nurse = make_person(source, title="Cadre de santé", function="sante")
    gone = make_person(source, first_name="Manon")
    object_to(brand.organisation, gone.contact_points.get(), origin=Objection.Origin.PHONE, heard_at=NOON, at=NOON)
    return [dominique, nurse, gone]


def test_a_list_is_counted_and_nothing_is_sent(three: list[Person], aim: Aim, source: Source, alix: Member) -> None:
    done = screen(alix.organisation, aim=aim, channel="email", source=source, at=NOON, asked_by=alix)
    assert (done.people, done.allow, done.review, done.refuse) == (3, 1, 0, 2)
    assert sum(done.reasons.values()) >= 2
    assert not Clearance.objects.exists()
    entry = Entry.objects.get(ledger=alix.organisation_id, seq=done.evidence)
    assert entry.kind == "screening:done"


def test_each_person_keeps_her_line(three: list[Person], aim: Aim, source: Source, alix: Member) -> None:
    lines = lines_of(screen(alix.organisation, aim=aim, channel="email", source=source, at=NOON, asked_by=alix))
    assert lines["person"].to_list() == [person.pk for person in three]
    assert lines["verdict"].to_list() == ["allow", "refuse", "refuse"]
    assert lines["findings"].list.len().to_list()[0] == 0


def test_windows_change_nothing(
    three: list[Person], aim: Aim, source: Source, alix: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = screen(alix.organisation, aim=aim, channel="email", source=source, at=NOON, asked_by=alix)
    monkeypatch.setattr(windows, "WINDOW", 1)
    apart = screen(alix.organisation, aim=aim, channel="email", source=source, at=NOON, asked_by=alix)
    assert lines_of(whole).equals(lines_of(apart))
    assert whole.reasons == apart.reasons


def test_the_whole_base_is_the_whole_house_and_no_other(
    three: list[Person], aim: Aim, alix: Member, chloe: Member
) -> None:
    done = screen(alix.organisation, aim=aim, channel="email", source=None, at=NOON, asked_by=alix)
    assert done.people == ContactPoint.objects.of(alix.organisation).count()


def test_an_empty_list_is_an_answer(source: Source, aim: Aim, alix: Member) -> None:
    done = screen(alix.organisation, aim=aim, channel="email", source=source, at=NOON, asked_by=alix)
    assert (done.people, done.reasons) == (0, {})
    assert lines_of(done).height == 0


def test_the_export_says_why_and_runs_nothing(three: list[Person], aim: Aim, source: Source, alix: Member) -> None:
    Person.objects.filter(pk=three[1].pk).update(title="=cmd|' /C calc'!A0")
    done = screen(alix.organisation, aim=aim, channel="email", source=source, at=NOON, asked_by=alix)
    file = io.StringIO()
    write_csv(people_of(done, "fr"), file)
    rows = pl.read_csv(io.StringIO(file.getvalue()), separator=";")
    assert rows.height == 3
    assert rows["title"].to_list()[1].startswith("'=cmd")
    assert rows["why"].to_list()[2]
