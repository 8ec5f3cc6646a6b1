"""The main job through the pages: a list comes in, an offer is weighed, a letter is written, launched, and read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from aval.accounts.models import Brand, Member, Organisation, Role
from aval.campaigns.models import Assessment, Campaign, LetterTemplate, Offer
from aval.clearance.models import Clearance
from aval.post.models import Attempt, SandboxMessage
from aval.post.worker import Work
from aval.prospects.importing import claimable, run_import
from aval.prospects.models import ColumnMapping, Import, Person, Source
from tests.cast import NOON, House, make_campaign, make_offer, make_person, make_source
from tests.journeys.test_desk import signed_in

LINES = [
    "Prénom;Nom;Fonction;Email;Société",
    "Claire;Vasseur;Directrice financière;claire.vasseur@kermeur.example;Transports Kermeur",
    "Yanis;Benoît;DRH;yanis.benoit@menuiserie.example;Menuiserie Benoît SARL",
    "Mona;Le Goff;Cadre de santé;pas une adresse;Clinique des Pins",
]
WORDS = {"subject": "Votre paie, {prenom}", "body": "Bonjour {prenom},\n\nDeux jours de moins par mois. En parler ?\n"}


@pytest.fixture
def manager(organisation: Organisation) -> Member:
    return Member.objects.create_user("maud@atelier-nord.example", organisation=organisation, role=Role.MANAGER)


@pytest.fixture
def ours(organisation: Organisation) -> Source:
    return make_source(organisation, code="salon", kind="own_file", collection_mode="direct", supplier=False)


def hand_in(
    client: Client, source: Source, lines: list[str], *, trial: bool = False, name: str = "liste.csv"
) -> Import:
    file = SimpleUploadedFile(name, "\n".join(lines).encode())
    answer = client.post(
        reverse("desk:import_new", args=[source.code]), {"file": file, ("trial" if trial else "good"): "1"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return Import.objects.latest("id")


def read_files() -> None:
    for run in claimable():
        run_import(run.pk, datetime.now(UTC))


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Work]:
    work = Work()
    yield work
    work.leave()


def text_of(client: Client, page: str, *args: object, **query: str) -> str:
    return client.get(reverse(f"desk:{page}", args=args), query).content.decode()


def test_a_list_is_tried_then_imported_and_its_refused_lines_come_back(alix: Member, ours: Source) -> None:
    client = signed_in(alix)
    run = hand_in(client, ours, LINES, trial=True)
    assert "En attente" in text_of(client, "import_progress", run.pk) or "aval work" in text_of(
        client, "import", run.pk
    )
    read_files()
    page = text_of(client, "import", run.pk)
    assert "À blanc" in page
    assert "Importer pour de bon" in page
    assert not Person.objects.exists()
    client.post(reverse("desk:import_again", args=[run.pk]))
    read_files()
    done = Import.objects.latest("id")
    assert (done.state, done.created, done.refused, done.dry_run) == ("done", 2, 1, False)
    page = text_of(client, "import", done.pk)
    assert "2 personnes sont entrées" in page
    assert "1 ligne vous revient" in page
    refused = client.get(reverse("desk:import_refused", args=[done.pk]))
    assert "Le Goff" in b"".join(refused.streaming_content).decode("utf-8-sig")
    assert "Vasseur" in text_of(client, "people", source=ours.code)
    assert "ligne" in text_of(client, "person", Person.objects.get(last_name="Vasseur").pk)


def test_unknown_columns_are_asked_about_once(alix: Member, ours: Source) -> None:
    client = signed_in(alix)
    odd = ["Quidam;Machin;Ne plus contacter ?", "Claire Vasseur;claire@kermeur.example;non"]
    run = hand_in(client, ours, odd)
    assert run.state == Import.State.MAPPING
    page = client.get(reverse("desk:import", args=[run.pk]), follow=True)
    assert "claire@kermeur.example" in page.content.decode(), "the first lines help to answer"
    address = reverse("desk:import_columns", args=[run.pk])
    still = client.post(address, {"column-0": "full_name", "column-1": "ignored", "column-2": "stop_all"})
    assert "il n’y a personne à importer" in still.content.decode()
    client.post(address, {"column-0": "full_name", "column-1": "email", "column-2": "stop_all"})
    read_files()
    run.refresh_from_db()
    assert (run.state, run.created) == ("done", 1)
    assert ColumnMapping.objects.of(alix.organisation).exists()
    assert hand_in(client, ours, [odd[0], "Paul Roux;paul@roux.example;non"]).state == Import.State.WAITING


def test_a_spreadsheet_is_a_list_too(alix: Member, ours: Source, tmp_path: Path) -> None:
    book = Workbook()
    for line in LINES:
        book.active.append(line.split(";"))
    book.save(tmp_path / "liste.xlsx")
    client = signed_in(alix)
    file = SimpleUploadedFile("liste.xlsx", (tmp_path / "liste.xlsx").read_bytes())
    client.post(reverse("desk:import_new", args=[ours.code]), {"file": file, "trial": "1"})
    read_files()
    client.post(reverse("desk:import_again", args=[Import.objects.latest("id").pk]))
    read_files()
    assert Person.objects.of(alix.organisation).count() == 2


def test_a_file_that_is_no_list_says_why(alix: Member, ours: Source) -> None:
    file = SimpleUploadedFile("photo.csv", bytes(range(256)) * 40)
    answer = signed_in(alix).post(reverse("desk:import_new", args=[ours.code]), {"file": file})
    assert answer.context["form"].errors["file"]
    assert not Import.objects.exists()


def test_an_import_is_stopped_and_taken_up_again(alix: Member, ours: Source) -> None:
    client = signed_in(alix)
    run = hand_in(client, ours, LINES)
    client.post(reverse("desk:import_stop", args=[run.pk]))
    assert "interrompu" in text_of(client, "import", run.pk)
    client.post(reverse("desk:import_resume", args=[run.pk]))
    read_files()
    run.refresh_from_db()
    assert run.state == Import.State.DONE


def test_an_offer_is_described_then_weighed(
    manager: Member, alix: Member, organisation: Organisation, brand: Brand
) -> None:
    client = signed_in(alix)
    given = {
        "brand": brand.pk, "name": "Logiciel de paie", "category": "logiciel-paie", "functions": ["finance", "rh"],
        "reason": "vous tenez la paie ou les comptes de votre société",
    }  # fmt: skip
    assert client.post(reverse("desk:offer_new"), given | {"functions": []}).context["form"].errors["functions"]
    client.post(reverse("desk:offer_new"), given)
    offer = Offer.objects.of(organisation).get()
    assert "attend son évaluation" in text_of(client, "offer", offer.code)
    weighed = dict.fromkeys(("interest", "necessity", "balance", "safeguards"), "Une vraie phrase, pesée et relue.")
    weighed |= {"outcome": "favourable", "review_on": str(date(datetime.now(UTC).year + 1, 1, 15))}
    address = reverse("desk:offer_assess", args=[offer.code])
    assert client.post(address, weighed).status_code == 403, "a seller does not sign"
    assert signed_in(manager).post(address, weighed | {"balance": "non"}).context["form"].errors["balance"]
    signed_in(manager).post(address, weighed)
    assert Assessment.objects.of(organisation).get().signed_by == manager
    assert "est prête" in text_of(client, "offer", offer.code)


def test_a_letter_is_read_as_a_real_person_would_before_it_is_kept(
    alix: Member, dominique: Person, offer: Offer
) -> None:
    client = signed_in(alix)
    source = dominique.provenances.get().source
    client.post(reverse("desk:campaign_new"), {"name": "Rentrée", "offer": offer.code, "source": source.code})
    campaign = Campaign.objects.get()
    address = reverse("desk:letter", args=[campaign.code, "fr"])
    page = client.post(address, WORDS | {"preview": "1"}).content.decode()
    assert "Votre paie, Dominique" in page
    assert "Salon Finance 2026" in page, "the source is named in the letter"
    assert not LetterTemplate.objects.exists()
    live = client.post(reverse("desk:letter_preview", args=[campaign.code, "en"]), WORDS).content.decode()
    assert "Votre paie, Dominique" in live
    assert "<html" not in live
    wrong = client.post(address, WORDS | {"body": "Bonjour {prenon},", "save": "1"})
    assert wrong.context["form"].errors["body"]
    client.post(address, WORDS | {"save": "1"})
    assert LetterTemplate.objects.get().body == WORDS["body"]


@pytest.mark.django_db(transaction=True)
def test_a_trial_goes_to_oneself_alone(alix: Member, dominique: Person, offer: Offer) -> None:
    campaign = make_campaign(offer, dominique.provenances.get().source)
    signed_in(alix).post(reverse("desk:letter_try", args=[campaign.code, "fr"]))
    message = SandboxMessage.objects.get()
    assert message.envelope_to == alix.email
    assert not Attempt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_campaign_goes_out_and_tells_whom_it_refused(
    alix: Member, dominique: Person, offer: Offer, worker: Work
) -> None:
    source = dominique.provenances.get().source
    make_person(source, first_name="Mona", title="Cadre de santé", function="sante")
    campaign = make_campaign(offer, source)
    client = signed_in(alix)
    client.post(reverse("desk:campaign_launch", args=[campaign.code]))
    assert "en route" in text_of(client, "campaign", campaign.code)
    assert "HX-Refresh" not in client.get(reverse("desk:campaign_progress", args=[campaign.code]))
    client.post(reverse("desk:campaign_pause", args=[campaign.code]), {"why": "Une faute dans l’objet."})
    assert "Une faute dans l’objet." in text_of(client, "campaign", campaign.code)
    assert not worker.turn()
    client.post(reverse("desk:campaign_resume", args=[campaign.code]))
    while worker.turn():
        pass
    campaign.refresh_from_db()
    page = text_of(client, "campaign", campaign.code)
    assert campaign.state == Campaign.State.FINISHED, campaign.paused_why
    assert "1 lettre remise" in page
    assert "1 refusée" in page
    assert "ne concerne pas sa fonction" in page
    assert client.get(reverse("desk:campaign_progress", args=[campaign.code]))["HX-Refresh"] == "true"
    assert "Votre paie" in text_of(client, "sandbox")


def test_what_is_uncertain_is_settled_by_who_looked(alix: Member, dominique: Person, offer: Offer) -> None:
    campaign = make_campaign(offer, dominique.provenances.get().source, state="paused", launched_at=NOON)
    point = dominique.contact_points.get()
    clearance = Clearance.objects.create(
        organisation=alix.organisation, person=dominique, contact_point=point, channel="email", offer_code=offer.code,
        message_type="prospecting", verdict="allow", findings=[], facts={}, law="0" * 64, decided_at=NOON,
    )  # fmt: skip
    attempt = Attempt.objects.create(
        organisation=alix.organisation, campaign=campaign, person=dominique, contact_point=point, clearance=clearance,
        state=Attempt.State.UNCERTAIN, message_id="<1.abc@atelier-nord.example>",
    )  # fmt: skip
    client = signed_in(alix)
    assert "1.abc@atelier-nord.example" in text_of(client, "campaign", campaign.code)
    address = reverse("desk:attempt_resolve", args=[attempt.pk])
    client.post(address, {"left": "yes", "reason": ""})
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.UNCERTAIN
    client.post(address, {"left": "yes", "reason": "Le journal du serveur le montre."})
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.SENT


def test_launching_without_assessment_says_what_to_do(alix: Member, dominique: Person, brand: Brand) -> None:
    bare = make_offer(brand, assessed=False)
    campaign = make_campaign(bare, dominique.provenances.get().source)
    answer = signed_in(alix).post(reverse("desk:campaign_launch", args=[campaign.code]), follow=True)
    assert "Signez d’abord" in answer.content.decode()


@pytest.mark.parametrize("page", ["campaign", "campaign_progress", "letter"])
def test_another_house_sees_no_campaign(alix: Member, maison_sud: House, page: str) -> None:
    args = ["campagne-secrete-de-chloe", *(["fr"] if page == "letter" else [])]
    assert signed_in(alix).get(reverse(f"desk:{page}", args=args)).status_code == 404


def test_another_house_sees_no_import(alix: Member, maison_sud: House) -> None:
    run = Import.objects.get()
    for page in ("import", "import_progress", "import_columns", "import_refused"):
        assert signed_in(alix).get(reverse(f"desk:{page}", args=[run.pk])).status_code == 404
    for page in ("import_stop", "import_resume", "import_again"):
        assert signed_in(alix).post(reverse(f"desk:{page}", args=[run.pk])).status_code == 404
