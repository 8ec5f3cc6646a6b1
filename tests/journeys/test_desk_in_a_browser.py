"""The desk in a real browser: from set-up to launch, with and without scripts; every page, wide, narrow, light, dark."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.contrib.staticfiles.finders import find
from django.urls import reverse

from aval.accounts.models import Member, Organisation, Role
from aval.accounts.training import draw
from aval.campaigns.models import Campaign, Offer
from aval.clearance.models import Screening
from aval.post.models import SandboxMessage
from aval.post.worker import Work
from aval.prospects.models import Import, Person, Source
from tests.browsing import find_barriers, overflows
from tests.cast import NOON, PASSWORD, make_campaign, make_import, make_person, make_source
from tests.journeys.test_desk import signed_in
from tests.journeys.test_desk_campaign import LINES, WORDS, read_files
from tests.journeys.test_desk_proofs import RAW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "Une vraie phrase, pesée et relue par nous."


@pytest.fixture
def manager(organisation: Organisation) -> Member:
    return Member.objects.create_user("maud@atelier-nord.example", organisation=organisation, role=Role.MANAGER)


@pytest.fixture
def house(manager: Member, dominique: Person, offer: Offer, source: Source) -> dict[str, str]:
    """A house with something on every page; the address of each page by its name."""
    ours = manager.organisation
    make_person(source, first_name="Mona", title="Cadre de santé", function="sante")
    make_person(source, first_name="Yanis", recipient_kind="sole_trader")
    campaign = make_campaign(offer, source)
    run, asking = make_import(source), make_import(source, state="mapping", filename="sans-nom.csv")
    message = SandboxMessage.objects.create(
        organisation=ours, received_at=NOON, envelope_from="a@atelier-nord.example", envelope_to="d@kermeur.example",
        subject="Deux jours de moins", raw=RAW,
    )  # fmt: skip
    asking.delete()
    bare = make_source(ours, code="vide", kind="own_file", collection_mode="direct", supplier=False)
    plain = ("home", "sources", "source_new", "people", "objection_new", "offers", "offer_new", "campaigns", "campaign_new",
             "screening_new", "sandbox", "evidence", "settings")  # fmt: skip
    pages = {name: reverse(f"desk:{name}") for name in plain}
    pages["source_kind"] = pages["source_new"] + "?kind=bought"
    of = {
        "source": source.code, "import_new": bare.code, "source_dossier": source.code, "import": run.pk, "person": dominique.pk,
        "person_objection": dominique.pk, "offer": offer.code, "offer_assess": offer.code, "campaign": campaign.code,
        "why": "function-outside", "sandbox_message": message.pk, "evidence_entry": 0,
    }  # fmt: skip
    pages |= {name: reverse(f"desk:{name}", args=[key]) for name, key in of.items()}
    return pages | {"letter": reverse("desk:letter", args=[campaign.code, "fr"])}


@pytest.mark.parametrize(("width", "dark"), [("wide", False), ("narrow", True)])
def test_no_page_has_a_barrier(
    open_page: Callable[..., Any], manager: Member, house: dict[str, str], width: str, dark: bool
) -> None:
    page = open_page("/", member=manager, width=width, dark=dark)
    page.goto(house["screening_new"])
    page.get_by_role("button", name="Filtrer", exact=True).click()
    assert "peu" in page.get_by_role("heading", level=1).inner_text()
    house["screening"] = page.url
    faults = {}
    for name, address in house.items():
        page.goto(address)
        found = find_barriers(page) + (["wider than its window"] if overflows(page) else [])
        if page.locator("h1").count() != 1:
            found.append("one heading, and one only")
        if found:
            faults[name] = found
    assert faults == {}
    assert any("html/" in said for said in open_page.complaints), "the script of the sandboxed message was stopped"
    open_page.complaints[:] = [said for said in open_page.complaints if "sandboxed" not in said]


def test_doors_have_no_barrier(open_page: Callable[..., Any], alix: Member) -> None:
    page = open_page("/personnes/")
    assert page.url.startswith(page.url.split("/compte")[0] + "/compte/login")
    assert find_barriers(page) == []
    page.goto("/nulle-part/")
    assert find_barriers(page) == []
    open_page.complaints.clear()  # the console notes the 404 itself


def test_every_page_weighs_little(manager: Member, house: dict[str, str]) -> None:
    """Under 60 KB, style included, scripts apart: they are loaded once, and only where something moves."""
    style = Path(find("aval/aval.css")).stat().st_size
    client = signed_in(manager)
    weights = {address: len(client.get(address).content) + style for address in house.values()}
    assert {address: weight for address, weight in weights.items() if weight >= 60_000} == {}


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Work]:
    work = Work()
    yield work
    work.leave()


def sign_in_with_second_factor(page: Any, email: str) -> None:
    """As a first administrator does: password, then the code of a secret the page shows."""
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    secret = page.locator("#authenticator_secret").input_value()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.locator("#id_code").fill(f"{hotp_value(secret, counter):06d}")
    page.get_by_role("button", name="Activer").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_an_empty_base_to_a_letter_in_the_sandbox(
    open_page: Callable[..., Any], worker: Work, tmp_path: Path, scripts: bool
) -> None:
    page = open_page("/", scripts=scripts)
    set_up(page)
    sign_in_with_second_factor(page, "ulysse@atelier-nord.example")
    page.goto("/")
    bring_a_list_in(page, tmp_path)
    describe_and_weigh_an_offer(page)
    page.get_by_role("link", name="Filtrer une liste").click()
    page.get_by_role("button", name="Filtrer", exact=True).click()
    assert "2 personnes peuvent recevoir cette lettre" in page.get_by_role("heading", level=1).inner_text()
    write_the_letter(page, scripts)
    page.get_by_role("button", name="Lancer").click()
    answer_the_questions(page)
    page.get_by_role("button", name="Lancer").click()
    while worker.turn():
        pass
    page.get_by_role("heading", name="2 lettres remises").wait_for()  # the page follows by itself
    page.get_by_role("link", name="Lire dans le bac à sable").click()
    page.get_by_role("link", name="Votre paie, Claire", exact=True).click()
    assert "VOTRE DROIT D’OPPOSITION" in page.locator("pre").inner_text()
    page.get_by_role("link", name="Preuves").click()
    page.get_by_role("button", name="Vérifier maintenant").click()
    assert "vérifié" in page.get_by_role("status").inner_text().lower()
    assert Campaign.objects.get().state == Campaign.State.FINISHED
    assert Screening.objects.exists()


def answer_the_questions(page: Any) -> None:
    """A first campaign: what may be written, once a year; then back to where she was."""
    for code, question in draw(Member.objects.get(), "write", "fr"):
        page.locator(f'input[name="{code}"][value="{question.right}"]').check()
    page.get_by_role("button", name="Répondre").click()


def set_up(page: Any) -> None:
    assert "Dites-nous qui vous êtes" in page.get_by_role("heading", level=1).inner_text()
    given = {
        "Raison sociale": "Atelier Nord", "SIREN": "000 000 018", "Adresse postale": "12 rue des Lilas\n59000 Lille",
        "Téléphone": "01 99 00 12 34", "Boîte suivie par un humain": "contact@atelier-nord.example",
        "Nom commercial": "Atelier Nord", "Nom d’expéditeur": "Camille, Atelier Nord",
        "Adresse d’expédition": "bonjour@atelier-nord.example", "Votre courriel": "ulysse@atelier-nord.example",
        "Votre mot de passe": PASSWORD,
    }  # fmt: skip
    for label, value in given.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Mettre en service").click()


def bring_a_list_in(page: Any, folder: Path) -> None:
    page.get_by_role("link", name="Déclarer d’où viennent les gens").click()
    page.get_by_role("link", name="Déclarer une source").click()
    page.get_by_role("link", name="Fichier constitué par nous").click()
    page.get_by_label("Nom dit à la personne").fill("Notre stand au salon Finance 2026")
    page.get_by_label("Collectée le").fill(time.strftime("%Y-%m-01"))
    page.get_by_label("Opposition offerte à la collecte").select_option(label="Oui")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Importer un fichier").first.click()
    (folder / "liste.csv").write_text("\n".join(LINES), encoding="utf-8")
    page.get_by_label("Fichier").set_input_files(folder / "liste.csv")
    page.get_by_role("button", name="Essayer à blanc").click()
    read_files()
    page.goto(reverse("desk:import", args=[Import.objects.latest("id").pk]))
    page.get_by_role("button", name="Importer pour de bon").click()
    read_files()
    page.get_by_role("heading", name="2 personnes sont entrées").wait_for()  # the page follows by itself


def describe_and_weigh_an_offer(page: Any) -> None:
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Offres").click()
    page.get_by_role("link", name="Décrire une offre").click()
    page.get_by_label("Offre", exact=True).fill("Logiciel de paie")
    page.get_by_label("Famille de produits").fill("logiciel-paie")
    page.get_by_label("Pourquoi cette offre les concerne").fill("vous tenez la paie ou les comptes de votre société")
    page.get_by_label("Finance, comptabilité").check()
    page.get_by_label("Ressources humaines").check()
    page.get_by_role("button", name="Décrire l’offre").click()
    page.get_by_role("link", name="Évaluer l’intérêt légitime").click()
    for box in page.locator("form.offer textarea").all():
        box.fill(KEPT)
    page.get_by_label("l’intérêt l’emporte").check()
    page.get_by_role("button", name="Signer l’évaluation").click()


def write_the_letter(page: Any, scripts: bool) -> None:
    page.get_by_role("link", name="Rédiger la lettre").click()
    page.get_by_label("Nom de la campagne").fill("Rentrée de la paie")
    page.get_by_role("button", name="Écrire la lettre").click()
    page.get_by_label("Objet", exact=True).fill(WORDS["subject"])
    page.get_by_label("Texte").press_sequentially(WORDS["body"]) if scripts else page.get_by_label("Texte").fill(
        WORDS["body"]
    )
    if not scripts:
        page.get_by_role("button", name="Prévisualiser").click()
    page.locator("#preview .said").wait_for()
    assert "Claire" in page.locator("#preview").inner_text()
    page.get_by_role("button", name="Enregistrer").click()
    assert "dit tout ce que la loi demande" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("button", name="M’envoyer un essai").click()
    assert "L’essai est parti" in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Revenir à la campagne").click()
