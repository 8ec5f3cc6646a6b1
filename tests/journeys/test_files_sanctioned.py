"""What the CNIL fined others for, tried with files and people brought in: through the pages (sanctions, section F)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Brand, Member, Organisation
from aval.clearance.models import Screening
from aval.evidence.models import Entry
from aval.prospects.importing import import_file
from aval.prospects.models import Objection, Person, Sample, Source
from aval.prospects.relations import record_relation
from aval.prospects.sources import declare_source
from aval.prospects.suppliers import asked_of
from tests.cast import NOON, make_offer, make_source
from tests.journeys.test_desk import signed_in
from tests.journeys.test_desk_suppliers import WORDING, bought, html, no_browser, piece, show_all  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
HEAD = "Prénom;Nom;Fonction;Société;SIREN;Courriel\n"
LINE = "Dominique;Vasseur;Directrice financière;Kermeur SAS;552100554;dominique.vasseur@kermeur.example\n"


def visible() -> int:
    return Person.objects.filter(quarantined=False).count()


def screened(client: Client, source: Source, offer: Any) -> Screening:
    """A screening asked for on the page."""
    asked = {"source": source.code, "offer": offer.code, "channel": "email"}
    answer = client.post(reverse("desk:screening_new"), asked)
    assert answer.status_code == 302, answer.context["form"].errors
    return Screening.objects.order_by("-id").first()


def read(source: Source, tmp_path: Path, text: str) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(text, encoding="utf-8")
    import_file(source.organisation, source, path, at=NOON)


def test_8_a_promise_without_proof_lets_nobody_out(bought: Source, organisation: Organisation, ines: Member) -> None:  # noqa: F811
    """Every box of the dossier ticked by hand, the contract signed: no proof was drawn."""
    told = dict.fromkeys(("lawful_collection_checked", "captures_seen", "partner_list_names_us"), "true")
    told |= {"contract_reference": "C-12", "contract_on": "2026-08-01", "partner_list_on": "2026-08-01", "audited_on": "2026-10-01", "processing_country": "FR"}  # fmt: skip
    assert signed_in(ines).post(reverse("desk:source_dossier", args=[bought.code]), told).status_code == 302
    assert visible() == 0
    page = signed_in(ines).get(reverse("desk:source_pieces", args=[bought.code])).content.decode()
    assert "30 personnes de ce fichier restent en quarantaine" in page


def test_9_one_template_for_everybody_is_no_proof(bought: Source, organisation: Organisation, ines: Member) -> None:  # noqa: F811
    client = signed_in(ines)
    piece(client, bought, "form", html=html("clean-contact-fr"), site="jeux.example", from_on="2026-01-01")
    piece(client, bought, "draw", size=4)
    same = "".join(
        f"{one.email};2026-09-12 10:21:30;{WORDING};v3;jeux.example\n" for one in asked_of(Sample.objects.get())
    )
    page = piece(
        client,
        bought,
        "proofs",
        proofs=SimpleUploadedFile("p.csv", ("email;date;texte;version;site\n" + same).encode()),
    )
    assert "0 preuves valables sur 4" in page
    assert visible() == 0


def test_10_a_list_that_names_others_lets_nobody_out(bought: Source, organisation: Organisation, ines: Member) -> None:  # noqa: F811
    client = signed_in(ines)
    show_all(client, bought, organisation)
    assert visible() == 30
    Person.objects.update(quarantined=True)
    bought.partner_lists.all().delete()
    piece(client, bought, "partners", dated_on="2026-08-01", text="Cèdre SARL\nÉrable SA")
    assert visible() == 0


@pytest.mark.parametrize("form", ["unequal-link", "ticked-attribute"])
def test_11_12_a_form_that_decides_for_her_lets_nobody_out(
    bought: Source,  # noqa: F811
    organisation: Organisation,
    ines: Member,
    form: str,
) -> None:
    """A big button for yes and a small link for no; a box ticked beforehand."""
    assert "en faute" in show_all(signed_in(ines), bought, organisation, form=form)
    assert visible() == 0


def test_13_a_renter_whose_message_has_no_name_nor_way_back(
    organisation: Organisation, ines: Member, alix: Member
) -> None:
    """The oppositions a renter returns hold at once, and what cannot be read of them is said, not lost."""
    source = declare_source(
        organisation, by=alix, at=NOON, code="loueur", name="Cèdre Location SAS", kind="rented", collection_mode="indirect", basis="consent",
        address_origin="supplied", holder="Cèdre Location SAS", collected_on=date(2026, 9, 1), supplier={"contract_reference": "L-1"},
    )  # fmt: skip
    told = {"sent_on": "2026-11-01", "recipients": 900, "message": "Une offre. Se désinscrire : lien mort"}
    page = piece(signed_in(ines), source, "rental", **told, objections="d@prospect.example\ndésabonné")
    assert "ne vous nomme pas" in page
    assert "ligne 2 : « désabonné »" in page
    assert Objection.objects.of(organisation).count() == 1


def test_14_said_by_telephone_it_keeps_her_out_of_any_file(alix: Member, brand: Brand, tmp_path: Path) -> None:
    """She said stop to a member before any file held her: the file bought later brings nobody."""
    client, source = signed_in(alix), make_source(alix.organisation)
    said = {"who": "dominique.vasseur@kermeur.example", "channel": "", "scope": "person", "origin": "phone", "heard_at": "2026-11-20T10:00"}  # fmt: skip
    assert client.post(reverse("desk:objection_new"), said).status_code in {200, 302}
    assert Objection.objects.of(alix.organisation).exists()
    read(source, tmp_path, HEAD + LINE)
    assert Person.objects.of(alix.organisation).count() == 0
    assert source.imports.get().opposed == 1


@pytest.mark.parametrize(("fact", "refusal"), [("account", None), ("order", False)])
def test_15_16_an_account_or_a_sale_without_refusal_opens_nothing(
    alix: Member, brand: Brand, tmp_path: Path, fact: str, refusal: bool | None
) -> None:
    """A private mailbox left while opening an account, or in a basket where no refusal was offered (SAN-2021-008, SAN-2022-011)."""
    source = declare_source(
        alix.organisation, by=alix, at=NOON, code="boutique", name="Notre boutique en ligne", kind="own_file", collection_mode="direct",
        basis="soft_opt_in", address_origin="given", collected_on=date(2026, 11, 1), optout_offered=False,
    )  # fmt: skip
    read(source, tmp_path, "Prénom;Nom;Courriel\nDominique;Vasseur;dominique.vasseur@gmail.com\n")
    her, offer = Person.objects.get(), make_offer(brand)
    record_relation(
        her, fact, happened_on=date(2026, 11, 2), at=NOON, by=alix, product=offer.category, refusal_offered=refusal
    )
    done = screened(signed_in(alix), source, offer)
    assert (done.allow, done.refuse) == (0, 1)
    assert "soft-optin-incomplete" in done.reasons


def test_28_what_leaves_is_written_down_and_no_advertiser_is_fed(
    alix: Member, ines: Member, brand: Brand, tmp_path: Path
) -> None:
    """A list leaves by a named hand, with its lines counted, for who may; nothing here speaks to a social network."""
    source = make_source(alix.organisation)
    read(source, tmp_path, HEAD + LINE)
    Person.objects.update(quarantined=False)
    sent = b"".join(signed_in(ines).get(reverse("desk:people_export")).streaming_content).decode()
    assert "dominique.vasseur" in sent
    told = Entry.objects.filter(kind="people:exported").latest("seq")
    assert '"people":1' in told.payload.replace(" ", "")
    # the auditor alone names them, to blame the pages that call them
    root = Path(__file__).parents[2] / "aval"
    speaking = [path for path in root.rglob("*.py") if path.name != "trackers.py" and any(name in path.read_text(encoding="utf-8").lower() for name in ("graph.facebook", "custom audience", "ads.linkedin", "customaudience"))]  # fmt: skip
    assert speaking == []


def test_16_no_campaign_follows_an_unfinished_form(alix: Member, brand: Brand, settings: Any) -> None:
    """What is typed and never sent is never ours: no page of ours sends before she does."""
    scripts = [
        path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "aval/portal/static").rglob("*.js")
    ]
    assert scripts
    assert not any("keyup" in one or "beforeunload" in one or "sendBeacon" in one for one in scripts)
