"""The diffusion status, read again from the stock: anything but O is a refusal, and an old stock no ground to write."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from aval.accounts.models import Brand, Member, Organisation
from aval.campaigns.offers import aim_of
from aval.clearance.screening import lines_of, screen
from aval.evidence.models import Entry
from aval.prospects.models import Company, Person, Source, Stock
from aval.prospects.sirene import BadStock, last_stock, refresh, reread_on
from tests.cast import NOON, TODAY, make_offer, make_person, make_source
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
HEAD = (
    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,prenom1UniteLegale,"
    "dateDernierTraitementUniteLegale,etatAdministratifUniteLegale,categorieJuridiqueUniteLegale"
)


def stock(folder: Path, *lines: tuple[str, str], treated: str = "2026-11-01T04:00:00") -> Path:
    file = folder / "StockUniteLegale_utf8.csv"
    rows = [f"{siren},{status},,1999-01-01,{status},{treated},A,5499" for siren, status in lines]
    file.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def register(organisation: Organisation) -> Source:
    return make_source(organisation, code="sirene", kind="public_register", address_origin="published")


def known(register: Source, siren: str, status: str = "O") -> Person:
    person = make_person(register)
    on = TODAY - timedelta(days=5)
    Company.objects.filter(pk=person.company_id).update(siren=siren, sirene_status=status, sirene_checked_on=on)
    return person


def read(organisation: Organisation, file: Path, **more: Any) -> Stock:
    return refresh(organisation, file, at=NOON, today=TODAY, **more)


def status(person: Person) -> tuple[str | None, date | None]:
    return Company.objects.values_list("sirene_status", "sirene_checked_on").get(pk=person.company_id)


def test_each_company_has_the_status_of_the_stock(organisation: Organisation, register: Source, tmp_path: Path) -> None:
    refuses, stays, returns, lost, twice = (
        known(register, f"00000000{n}", "P" if n == 3 else "O") for n in (1, 2, 3, 4, 5)
    )
    lines = [("000000001", "P"), ("000000002", "O"), ("000000003", "O"), ("999999999", "O"), ("000000005", "O"), ("000000005", "N")]  # fmt: skip
    kept = read(organisation, stock(tmp_path, *lines))
    on = date(2026, 11, 1)
    assert [status(one) for one in (refuses, stays, returns, twice)] == [("P", on), ("O", on), ("O", on), ("P", on)]
    assert status(lost) == ("O", TODAY - timedelta(days=5))
    assert (kept.companies, kept.refused, kept.opened, kept.missing) == (4, 2, 1, 1)
    assert kept == last_stock(organisation)
    told = Entry.objects.get(ledger=organisation.pk, kind="sirene:refreshed")
    assert '"refused":2' in told.payload


@pytest.mark.parametrize("written", ["P", "N", "", "x", "o"])
def test_anything_but_o_is_a_refusal(
    organisation: Organisation, register: Source, tmp_path: Path, written: str
) -> None:
    person = known(register, "000000001")
    read(organisation, stock(tmp_path, ("000000001", written)))
    assert status(person)[0] == "P"


def test_another_house_is_not_touched(register: Source, tmp_path: Path, maison_sud: Any) -> None:
    person = known(register, "000000001")
    read(maison_sud.organisation, stock(tmp_path, ("000000001", "P")))
    assert status(person)[0] == "O"


def test_what_is_no_stock_says_why_and_changes_nothing(
    organisation: Organisation, register: Source, tmp_path: Path
) -> None:
    person = known(register, "000000001")
    bad = tmp_path / "bad.csv"
    for content, code in (("siren,nom\n000000001,X\n", "columns"), ("", "unreadable")):
        bad.write_text(content)
        with pytest.raises(BadStock) as why:
            read(organisation, bad)
        assert why.value.code == code
    for treated, given, code in (
        ("", None, "undated"),
        ("n’importe quoi", None, "undated"),
        ("2026-11-24T00:00:00", None, "future"),
        ("", TODAY + timedelta(days=1), "future"),
    ):
        with pytest.raises(BadStock) as why:
            read(organisation, stock(tmp_path, ("000000001", "P"), treated=treated), stock_on=given)
        assert why.value.code == code
    with pytest.raises(BadStock):
        read(organisation, tmp_path / "absent.csv")
    assert status(person)[0] == "O"
    read(organisation, stock(tmp_path, ("000000001", "O")))
    with pytest.raises(BadStock) as why:
        read(organisation, stock(tmp_path, ("000000001", "P")), stock_on=date(2026, 10, 31))
    assert (why.value.code, why.value.detail) == ("older", "2026-11-01")


def findings(organisation: Organisation, register: Source, brand: Brand, alix: Member) -> set[str]:
    done = screen(
        organisation, aim=aim_of(make_offer(brand), TODAY), channel="email", source=register, at=NOON, asked_by=alix
    )
    return set(lines_of(done)["findings"].explode().to_list())


def test_who_refused_since_is_refused_by_its_rule_and_a_stale_stock_asks_first(
    organisation: Organisation, register: Source, brand: Brand, alix: Member, tmp_path: Path
) -> None:
    person = known(register, "000000001")
    read(organisation, stock(tmp_path, ("000000001", "P")))
    assert "sirene-not-diffusible" in findings(organisation, register, brand, alix)
    kept = read(organisation, stock(tmp_path, ("000000001", "O")), stock_on=date(2026, 11, 2))
    assert reread_on(kept) == date(2026, 12, 2)
    stale = {"sirene-not-diffusible", "sirene-stale"}
    assert not stale & findings(organisation, register, brand, alix)
    Company.objects.filter(pk=person.company_id).update(sirene_checked_on=TODAY - timedelta(days=30))
    assert "sirene-stale" in findings(organisation, register, brand, alix)


def test_the_desk_says_which_stock_and_until_when(
    organisation: Organisation, register: Source, alix: Member, tmp_path: Path
) -> None:
    client = signed_in(alix)
    assert "Aucun stock" in client.get(reverse("desk:sources")).content.decode()
    read(organisation, stock(tmp_path, ("000000001", "O")))
    page = client.get(reverse("desk:sources")).content.decode()
    assert "Dernier stock lu" in page
