"""The register says what is done; what nobody declared is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aval.accountability import register as room
from aval.accountability.register import Drift, drift, last_version, register, sign_register
from aval.accounts.models import Chore, Token
from aval.console.daily import do_chores
from aval.oversight.inspecting import open_faults
from aval.post.models import MailServer
from aval.prospects.holdings import holdings
from aval.rights.models import Recipient
from tests.cast import NOON, TODAY, make_source

pytestmark = pytest.mark.django_db


def test_it_is_in_the_columns_of_the_cnil_in_both_languages(organisation, source):
    line = register(organisation, at=NOON)["prospecting"]
    assert line["purposes"].startswith("Proposer par courriel")
    assert "Coordonnées" in line["data"]
    assert any("Salon Finance 2026" in one for one in line["sources"])
    assert "commercial" in line["recipients"]
    assert any("3 ans" in one or "3" in one for one in line["retention"])
    english = register(organisation, at=NOON, language="en")["prospecting"]
    assert "Contact details" in english["data"]


def test_signed_it_has_not_drifted(organisation, source, ines):
    assert drift(organisation, at=NOON)  # nothing was ever declared
    version = sign_register(organisation, by=ines, at=NOON)
    assert (version.number, drift(organisation, at=NOON)) == (1, [])
    assert last_version(organisation) == version


def test_a_source_a_recipient_a_server_nobody_declared_are_found(organisation, brand, source, ines):
    sign_register(organisation, by=ines, at=NOON)
    make_source(organisation, code="achat", name="Fichier Éditions Quai Sud")
    Recipient.objects.create(organisation=organisation, name="Routeur", kind="processor", contact="x", since=TODAY)
    MailServer.objects.create(organisation=organisation, brand=brand, host="smtp.kermeur.example")
    found = drift(organisation, at=NOON)
    assert Drift("prospecting", "sources", "Fichier Éditions Quai Sud (fichier acheté)", appeared=True) in found
    assert any("Routeur" in one.what for one in found)
    assert any("smtp.kermeur.example" in one.what for one in found)
    sign_register(organisation, by=ines, at=NOON)
    assert drift(organisation, at=NOON) == []


def test_a_table_nobody_declared_is_found(organisation, ines, monkeypatch):
    sign_register(organisation, by=ines, at=NOON)
    told = {
        code: {**line, "tables": [t for t in line["tables"] if t != "calls.call"]}
        for code, line in room.activities().items()
    }
    monkeypatch.setattr(room, "activities", lambda: told)
    assert Drift("undeclared", "tables", "calls.call", appeared=True) in drift(organisation, at=NOON)


def test_a_model_a_source_a_connector_are_found_the_same_night(organisation, source, ines, alix, monkeypatch):
    """The acceptance of issue 8: what nobody declared is a fault after the nightly round."""
    sign_register(organisation, by=ines, at=NOON)
    night = datetime(2026, 11, 24, 3, tzinfo=UTC)

    def faults():
        Chore.objects.all().delete()
        do_chores(night, "w", lambda: None)
        assert not Chore.objects.exclude(error="").exists()
        return [fault.facts for fault in open_faults(organisation) if fault.check_code == "register-drift"]

    assert faults() == []
    extra = replace(next(iter(holdings())), model=Chore)
    with monkeypatch.context() as patch:
        patch.setattr(room, "holdings", lambda: [*holdings(), extra])
        assert len(faults()) == 1
        assert Drift("undeclared", "tables", "accounts.chore", appeared=True) in drift(organisation, at=night)
    assert faults() == []
    make_source(organisation, code="achat", name="Fichier Éditions Quai Sud")
    assert "Quai Sud" in faults()[0]["first"]
    sign_register(organisation, by=ines, at=night)
    assert faults() == []
    Token.objects.create(
        organisation=organisation,
        name="CRM",
        digest="d",
        member=alix,
        created_at=NOON,
        expires_at=night + timedelta(days=9),
    )
    assert "CRM" in faults()[0]["first"]


def test_another_house_has_its_own(organisation, maison_sud, ines):
    sign_register(organisation, by=ines, at=NOON)
    assert last_version(maison_sud.organisation) is None
