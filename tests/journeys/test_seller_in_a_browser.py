"""Thirty minutes of a seller who never saw Aval, guided by the pages alone, with pictures: from a file to a customer.

`AVAL_PICTURES` names a folder where the pictures are kept; without it they are looked at by nobody, and made all the same.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aval.accounts.models import Member, Training
from aval.accounts.training import draw
from aval.calls.models import Call
from aval.campaigns.models import Offer
from aval.post.models import Attempt
from aval.post.worker import Work
from aval.prospects.models import Objection, Person, Stage
from aval.prospects.relations import tie_of
from tests.cast import TODAY
from tests.journeys.test_desk_campaign import WORDS, read_files

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
NEXT = "Appel suivant"
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)  # a Tuesday; noon in Paris
# Three to write to, three to call: the law lets nobody be written to and called within days.
FILE = [
    "Prénom;Nom;Fonction;Email;Société;Téléphone",
    "Claire;Vasseur;Directrice financière;claire.vasseur@kermeur.example;Transports Kermeur;",
    "Yanis;Benoît;DRH;yanis.benoit@menuiserie.example;Menuiserie Benoît SARL;",
    "Inès;Moreau;Comptable;ines.moreau@papeterie.example;Papeterie Moreau SARL;",
    "Paul;Leroy;Directeur financier;;Imprimerie Leroy SARL;01 99 00 21 01",
    "Zoé;Martin;Responsable paie;;Conserverie Martin SA;01 99 00 21 02",
    "Hugo;Petit;Comptable;;Scierie Petit SARL;01 99 00 21 03",
]


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Work]:
    work = Work()
    yield work
    work.leave()


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Any, str], None]:
    folder = Path(os.environ.get("AVAL_PICTURES") or tmp_path)
    count = iter(range(1, 100))

    def taken(page: Any, name: str) -> None:
        kept = folder / f"{next(count):02}-{name}.png"
        page.screenshot(path=kept, full_page=True)
        assert kept.stat().st_size > 5_000

    return taken


def test_from_a_file_to_a_customer(
    open_page: Callable[..., Any],
    worker: Work,
    alix: Member,
    offer: Offer,
    tmp_path: Path,
    picture: Any,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    Training.objects.all().delete()  # she never saw Aval
    page = open_page("/", member=alix)
    picture(page, "accueil")
    import_a_file(page, tmp_path)
    picture(page, "import")
    write_and_launch(page, alix, worker)
    picture(page, "campagne")
    assert Attempt.objects.filter(state="sent").count() == 3
    list_calls(page)
    picture(page, "liste-d-appels")
    call_once(page, "Intéressée", picture, asked=alix)
    call_once(page, "Ne veut plus être contactée", picture)
    call_once(page, "Pas de réponse", picture)
    assert sorted(Call.objects.values_list("outcome", flat=True)) == ["interested", "no_answer", "objection"]
    assert Objection.objects.exists()
    win(page, offer, picture)
    won = Stage.objects.get(code="customer")
    assert tie_of(Person.objects.get(pk=won.person_id), TODAY.replace(day=24)).current
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Boîte").click()
    picture(page, "boite")
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Chiffres").click()
    assert page.locator("svg.drawn-bars").count() >= 7
    picture(page, "chiffres")


def import_a_file(page: Any, folder: Path) -> None:
    page.get_by_role("link", name="Déclarer d’où viennent les gens").click()
    page.get_by_role("link", name="Déclarer une source").click()
    page.get_by_role("link", name="Fichier constitué par nous").click()
    page.get_by_label("Nom dit à la personne").fill("Notre stand au salon Finance 2026")
    page.get_by_label("Collectée le").fill("2026-11-02")
    page.get_by_label("Personnes informées le").fill("2026-11-02")  # at the stand: else nobody may be called
    page.get_by_label("Opposition offerte à la collecte").select_option(label="Oui")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Importer un fichier").first.click()
    (folder / "liste.csv").write_text("\n".join(FILE), encoding="utf-8")
    page.get_by_label("Fichier").set_input_files(folder / "liste.csv")
    page.get_by_role("button", name="Importer tout de suite").click()
    read_files()
    page.get_by_role("heading", name="6 personnes sont entrées").wait_for()


def write_and_launch(page: Any, alix: Member, worker: Work) -> None:
    """Screen first, so that nobody writes to whom the law refuses; the questions before a first campaign are answered once."""
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Campagnes").click()
    page.get_by_role("link", name="Filtrer une liste").first.click()
    page.get_by_role("button", name="Filtrer", exact=True).click()
    assert "3 personnes peuvent recevoir" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Rédiger la lettre").click()
    page.get_by_label("Nom de la campagne").fill("Rentrée de la paie")
    page.get_by_role("button", name="Écrire la lettre").click()
    page.get_by_label("Objet", exact=True).fill(WORDS["subject"])
    page.get_by_label("Texte").fill(WORDS["body"])
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="dit tout ce que la loi demande").wait_for()
    page.get_by_role("link", name="Revenir à la campagne").click()
    page.get_by_role("button", name="Lancer").click()
    answer_questions(page, alix, "write")
    page.get_by_role("button", name="Lancer").click()
    while worker.turn():
        pass
    page.get_by_role("heading", name="3 lettres remises").wait_for()


def answer_questions(page: Any, member: Member, about: str) -> None:
    page.get_by_role("button", name="Répondre").wait_for()
    for code, question in draw(member, about, "fr"):
        page.locator(f'input[name="{code}"][value="{question.right}"]').check()
    page.get_by_role("button", name="Répondre").click()


def list_calls(page: Any) -> None:
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Appels").click()
    page.get_by_role("link", name="Préparer des appels").first.click()
    page.get_by_label("Nom de la liste d’appels").fill("Relance du salon")
    page.get_by_label("Numéro qui s’affichera chez la personne appelée").fill("01 99 00 12 34")
    page.get_by_label("Ce que vous avez à dire").fill("La paie en deux jours de moins par mois.")
    page.get_by_role("button", name="Faire la liste").click()
    assert "3 personnes à appeler" in page.locator("main").inner_text()


def call_once(page: Any, outcome: str, picture: Any, *, asked: Member | None = None) -> None:
    """The next call, said and closed; before her first one, she answers what a caller must know."""
    page.get_by_role("button", name=NEXT).first.click()
    if asked:
        answer_questions(page, asked, "call")
        page.get_by_role("button", name=NEXT).first.click()
    page.wait_for_load_state()
    assert page.locator("p.number").count(), page.locator("main").inner_text()
    assert page.locator("p.number a[href^='tel:']").count() == 1
    for box in page.locator("input[name=said]").all():
        box.check()
    page.get_by_label(outcome, exact=True).check()
    picture(page, f"appel-{time.monotonic_ns() % 1000}")
    page.get_by_role("button", name="Terminer l’appel").click()


def win(page: Any, offer: Offer, picture: Any) -> None:
    """The one who said she was interested is on the board; she signs."""
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Suivi").click()
    picture(page, "tableau")
    page.locator(".board article a").first.click()
    page.get_by_role("heading", name="Et maintenant ?").wait_for()
    picture(page, "relation")
    card = page.locator("aside.card")
    card.locator("[name=code]").select_option("customer")
    card.locator("[name=product]").select_option(offer.category)
    card.locator("[name=amount]").fill("4800")
    card.locator("[name=sale]").select_option("contract")
    card.locator("[name=refusal_offered]").select_option("yes")
    card.locator("[name=reason]").fill("deux jours gagnés")
    card.get_by_role("button", name="Enregistrer").click()
    assert "Un contrat est en cours" in page.locator("main").inner_text()
    picture(page, "cliente")
