"""A file from somebody stays out of sight until the law says, line by line, that it may serve."""

from datetime import date

import pytest

from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Campaign, Offer
from aval.clearance.aims import Aim
from aval.clearance.exporting import people_of
from aval.clearance.quarantine import examine, examine_all, held_of
from aval.clearance.screening import screen
from aval.evidence.models import Entry
from aval.post.attempts import aim_attempts
from aval.prospects.importing import import_file
from aval.prospects.models import Person, Source
from aval.prospects.sources import declare_source, describe_supplier
from tests.cast import NOON, make_campaign, make_source

pytestmark = pytest.mark.django_db
HEAD = "Prénom;Nom;Fonction;Société;SIREN;Courriel;Date du consentement;Texte du consentement;Version du consentement\n"
PROVED = "Zoé;Martin;DAF;Kermeur SAS;552100554;zoe.martin@kermeur.example;2026-09-12 10:21;Oui, offres par e-mail d’Atelier Nord;v3\n"
BARE = "Paul;Petit;DAF;Lilas SAS;552100554;paul.petit@lilas.example;;;\n"
WHOLE = {
    "contract_reference": "C-12", "contract_on": date(2026, 8, 1), "lawful_collection_checked": True, "captures_seen": True,
    "partner_list_names_us": True, "partner_list_on": date(2026, 8, 1), "sample_size": 50, "sample_valid": 50,
    "audited_on": date(2026, 10, 1),
}  # fmt: skip


@pytest.fixture
def bought(organisation: Organisation, alix: Member) -> Source:
    return declare_source(
        organisation, by=alix, at=NOON, supplier={"contract_reference": "C-12"}, code="boreal", name="Boréal Données SAS",
        kind="bought", collection_mode="indirect", basis="consent", address_origin="supplied", holder="Boréal Données SAS",
        collected_on=date(2026, 10, 1),
    )  # fmt: skip


@pytest.fixture
def arrived(bought: Source, organisation: Organisation, tmp_path) -> Source:
    path = tmp_path / "boreal.csv"
    path.write_text(HEAD + PROVED + BARE, encoding="utf-8")
    import_file(organisation, bought, path, at=NOON)
    return bought


def seen(organisation: Organisation) -> set[str]:
    return set(Person.objects.of(organisation).filter(quarantined=False).values_list("last_name", flat=True))


def test_nobody_of_a_file_is_seen_before_the_law_speaks(arrived: Source, organisation: Organisation) -> None:
    assert held_of(arrived) == 2
    assert seen(organisation) == set()


def test_an_incomplete_dossier_keeps_everybody_in(arrived: Source, organisation: Organisation) -> None:
    done = examine(arrived, at=NOON)
    assert (done.out, done.kept) == (0, 2)
    assert done.reasons["supplier-unverified"] == 2
    assert seen(organisation) == set()


def test_line_by_line_only_those_with_a_proof_come_out(
    arrived: Source, organisation: Organisation, ines: Member
) -> None:
    describe_supplier(arrived, by=ines, at=NOON, **WHOLE)
    done = examine(arrived, at=NOON)
    assert (done.out, done.kept, done.reasons) == (1, 1, {"line-proof-missing": 1})
    assert seen(organisation) == {"Martin"}
    entry = Entry.objects.filter(kind="quarantine:examined").last()
    assert entry is not None


def test_who_is_also_known_from_elsewhere_comes_out(arrived: Source, organisation: Organisation, tmp_path) -> None:
    path = tmp_path / "salon.csv"
    path.write_text("Prénom;Nom;Courriel\nPaul;Petit;paul.petit@lilas.example\n", encoding="utf-8")
    import_file(organisation, make_source(organisation, kind="own_file"), path, at=NOON)
    assert seen(organisation) == {"Petit"}
    examine_all(organisation, at=NOON)
    assert seen(organisation) == {"Petit"}


def test_the_whole_base_is_screened_without_them(arrived: Source, aim: Aim, alix: Member) -> None:
    assert screen(alix.organisation, aim=aim, channel="email", source=None, at=NOON, asked_by=alix).people == 0


def test_their_own_list_counts_nobody_of_them(arrived: Source, aim: Aim, alix: Member, ines: Member) -> None:
    """Asked for by its name, by e-mail or by telephone, before and after some come out."""
    for channel in ("email", "voice_human"):
        done = screen(alix.organisation, aim=aim, channel=channel, source=arrived, at=NOON, asked_by=alix)
        assert (done.people, done.refuse, done.reasons) == (0, 0, {})
        assert list(people_of(done, "fr")) == []
    describe_supplier(arrived, by=ines, at=NOON, **WHOLE)
    done = screen(alix.organisation, aim=aim, channel="email", source=arrived, at=NOON, asked_by=alix)
    assert done.people == 1
    told = " ".join(str(part.to_dicts()) for part in people_of(done, "fr"))
    assert "Martin" in told
    assert "Petit" not in told
    assert held_of(arrived) == 1


def test_no_campaign_aims_at_them(arrived: Source, offer: Offer, ines: Member) -> None:
    campaign = make_campaign(offer, arrived, state=Campaign.State.RUNNING, launched_at=NOON)
    assert aim_attempts(campaign, NOON) == 0
    describe_supplier(arrived, by=ines, at=NOON, **WHOLE)
    examine(arrived, at=NOON)
    assert aim_attempts(campaign, NOON) == 1
