"""Two days compared on a base: whom they answer differently, why, and whether the law or time did it."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from aval.accounts.models import Brand, Member
from aval.campaigns.models import Offer
from aval.clearance import windows
from aval.clearance.aims import Aim
from aval.clearance.foreseeing import Foresight, foresee, named, tell
from aval.clearance.models import Clearance, Screening
from aval.console import foreseeing as command
from aval.console import law
from aval.console.main import build_parser
from aval.law import parameters
from aval.prospects.models import ContactPoint, Person, Source
from tests.cast import make_person, make_source
from tests.rooms.clearance.conftest import make_aim

pytestmark = pytest.mark.django_db
EVE, DAY = datetime(2026, 8, 10, 10, tzinfo=UTC), datetime(2026, 8, 11, 10, tzinfo=UTC)


@pytest.fixture
def summer(brand: Brand) -> Source:
    """Collected before the change, from customers' own hands."""
    return make_source(
        brand.organisation,
        code="ete",
        collected_on=date(2026, 6, 1),
        notice_given_on=date(2026, 6, 1),
        kind=Source.Kind.OWN_FORM,
        collection_mode=Source.Mode.DIRECT,
    )


def with_line(source: Source, number: str, **facts: object) -> Person:
    """Somebody reached by telephone."""
    person = make_person(source, **facts)
    kind = person.contact_points.get().recipient_kind
    ContactPoint.objects.create(
        organisation=source.organisation,
        person=person,
        medium="phone",
        value=number,
        normal=number,
        fingerprint=number,
        recipient_kind=kind,
        confidence=1.0,
    )
    return person


@pytest.fixture
def july(brand: Brand) -> Aim:
    return make_aim(brand, assessed_on=date(2026, 5, 1), assessment_review_on=date(2027, 5, 1))


def seen(aim: Aim, channel: str, before: datetime, after: datetime) -> tuple[Foresight, pl.DataFrame]:
    found = Foresight()
    parts = list(foresee(aim=aim, channel=channel, source=None, before=before, after=after, into=found))
    return found, pl.concat(parts) if parts else pl.DataFrame()


def test_a_law_that_starts_touches_whom_it_speaks_of(summer: Source, july: Aim) -> None:
    """Consent before a call: the consumer loses her basis; a professional whose line nobody knows is refused either way."""
    consumer = with_line(summer, "+33639980011", recipient_kind="consumer")
    unsure = with_line(summer, "+33261910012", recipient_kind="pro_nominative")
    Person.objects.filter(pk=unsure.pk).update(company=None)  # then nobody knows whose line it is
    found, people = seen(july, "voice_human", EVE, DAY)
    assert (found.people, found.touched, found.by_law) == (2, 1, 1)
    assert dict(people.select("person", "appears").iter_rows()) == {consumer.pk: ["call-no-consent"]}
    told = tell(found)["changes"][0]
    assert {one["code"]: one["people"] for one in told["goes"]} == {"consumer-call-before-opt-in": 1}
    assert all(one["article"] for one in [*told["appears"], *told["goes"]])


def test_a_law_about_calls_leaves_letters_alone(summer: Source, july: Aim) -> None:
    with_line(summer, "+33639980011", recipient_kind="consumer")
    found, _people = seen(july, "email", EVE, DAY)
    assert (found.people, found.touched) == (1, 0)


def test_time_that_passes_is_not_the_law(summer: Source, july: Aim) -> None:
    """Three years after the collection, under the same law, the data may not serve any more."""
    make_person(summer)
    long_after = replace(july, assessed_on=date(2029, 1, 1), assessment_review_on=date(2030, 1, 1))
    last, first_out = datetime(2029, 5, 31, 10, tzinfo=UTC), datetime(2029, 6, 1, 10, tzinfo=UTC)
    found, people = seen(long_after, "email", last, first_out)
    assert (found.people, found.touched, found.by_law) == (1, 1, 0)
    assert "retention-expired" in people["appears"][0].to_list()


def test_the_same_day_twice_touches_nobody(summer: Source, july: Aim) -> None:
    with_line(summer, "+33639980011", recipient_kind="consumer")
    found, people = seen(july, "voice_human", DAY, DAY)
    assert (found.people, found.touched, people.height) == (1, 0, 0)


def test_windows_change_nothing(summer: Source, july: Aim, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        with_line(summer, f"+3363998001{number}", recipient_kind="consumer", company="Kermeur Frères")
    whole, people = seen(july, "voice_human", EVE, DAY)
    monkeypatch.setattr(windows, "WINDOW", 1)
    apart, pieces = seen(july, "voice_human", EVE, DAY)
    assert tell(whole) == tell(apart)
    assert people.equals(pieces)
    assert whole.touched == 5


def test_another_house_is_not_read_and_nothing_is_written(summer: Source, july: Aim, chloe: Member) -> None:
    with_line(summer, "+33639980011", recipient_kind="consumer")
    found, people = seen(july, "voice_human", EVE, DAY)
    assert found.people == 1
    rows = named(july.organisation, people, "fr")
    assert rows["address"].to_list() == ["+33639980011"]
    assert rows["appears"][0]
    assert not Clearance.objects.exists()
    assert not Screening.objects.exists()


def test_the_command_counts_names_and_gives_articles(
    summer: Source, offer: Offer, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "check_ready", lambda: None)
    with_line(summer, "+33639980011", recipient_kind="consumer")
    out = tmp_path / "touched.csv"
    argv = ["law", "diff", "2026-08-10", "2026-08-11", "--offer", offer.code, "--channel", "voice_human"]
    args = build_parser(law.COMMANDS).parse_args(
        [*argv, "--out", str(out), "--json"], Namespace(lang="fr", organisation=None)
    )
    assert law.run(args) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["base"]["people"] == told["base"]["touched"] == told["base"]["by_law"] == 1
    assert [one["code"] for one in told["rules"]]
    rows = pl.read_csv(out, separator=";", encoding="utf8")
    assert (
        rows["address"].to_list() == ["+33639980011"] or rows["address"].cast(pl.String).str.contains("639980011").all()
    )


def test_values_not_checked_for_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    def shown(on: str) -> tuple[int, dict]:
        args = build_parser(law.COMMANDS).parse_args(
            ["law", "show", "--stale", "--on", on, "--json"], Namespace(lang="fr", organisation=None)
        )
        return law.run(args), json.loads(capsys.readouterr().out)

    oldest = min(one.last_checked for one in parameters.all_parameters().values())
    eve, day = oldest.replace(year=oldest.year + 1, day=oldest.day - 1), oldest.replace(year=oldest.year + 1)
    assert shown(eve.isoformat()) == (0, {"on": eve.isoformat(), "stale": []})
    code, late = shown(day.isoformat())
    assert code == 1
    names = {one.name for one in parameters.all_parameters().values() if one.last_checked == oldest}
    assert {one["name"] for one in late["stale"]} == names
    assert all(one["source"] for one in late["stale"])
