"""A form from its first draft to the last proof, through the desk and in real browsers."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.campaigns.models import Campaign, Offer
from aval.clearance.screening import answers
from aval.collection.models import Form, Submission
from aval.collection.publishing import publish
from aval.post.models import SandboxMessage
from aval.post.worker import Work
from aval.prospects.models import Consent
from tests.browsing import find_barriers, overflows
from tests.cast import NOON, House, make_campaign
from tests.journeys.test_desk import signed_in
from tests.rooms.clearance.conftest import make_aim
from tests.rooms.collection.conftest import make_form


def start_form(client: Client, brand: Brand) -> Form:
    asked = {"kind": "white_paper", "name": "Livre blanc", "brand": brand.pk, "language": "fr"}
    client.post(reverse("desk:form_new"), asked)
    return Form.objects.get()


def as_left(page: str) -> dict[str, str]:
    """What a browser sends of the builder's page, nothing changed."""
    found = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))
    found |= {
        name: value.strip()
        for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    }
    found |= dict.fromkeys(re.findall(r'<input type="checkbox" name="([^"]+)"[^>]*checked', page), "on")
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]*checked', page))
    return found


def test_what_breaks_a_rule_is_said_beside_it_and_not_published(alix: Member, brand: Brand) -> None:
    client = signed_in(alix)
    form = start_form(client, brand)
    url = reverse("desk:form_edit", args=[form.code])
    page = client.get(url).content.decode()
    assert "Ce formulaire peut être publié." in page
    given = as_left(page) | {
        "wording-prospecting-email": "J’accepte les courriels d’Atelier Nord et de ses partenaires.",
        "publish": "1",
    }
    told = client.post(url, given, follow=True).content.decode()
    assert "Rien n’est publié" in told
    assert "ils demandent leur propre case" in told
    assert "SAN-2023-025" in told
    form.refresh_from_db()
    assert (form.state, form.versions.count()) == ("draft", 0)
    client.post(url, as_left(page) | {"publish": "1"})
    form.refresh_from_db()
    assert (form.state, form.versions.get().definition["title"]) == ("open", "Livre blanc")
    assert client.get(reverse("desk:form_version", args=[form.code, 1])).status_code == 200
    client.post(reverse("desk:form_close", args=[form.code]))
    assert client.get(f"/f/{form.code}").status_code == 404


def test_nobody_else_builds_nor_sees(alix: Member, chloe: Member, ines: Member, brand: Brand) -> None:
    version = publish(make_form(brand), by=None, at=NOON)
    for page in ("form", "form_edit"):
        assert signed_in(chloe).get(reverse(f"desk:{page}", args=[version.form.code])).status_code in {302, 404}
    assert signed_in(ines).get(reverse("desk:form_new")).status_code == 403
    assert signed_in(ines).get(reverse("desk:form", args=[version.form.code])).status_code == 200


def test_lists_of_forms_ask_the_same_of_the_base(
    alix: Member, brand: Brand, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(alix)
    for _ in range(5):
        make_form(brand)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("desk:forms")).status_code == 200


@pytest.fixture
def seen(open_page: Any, brand: Brand, alix: Member) -> Any:
    return lambda path, **how: open_page(path, member=alix, **how)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_whole_way(open_page: Any, alix: Member, brand: Brand, offer: Offer, tmp_path: Path) -> None:
    """Built, published, filled, confirmed, screened as allowed by her consent, written to, taken back; the proof stands alone."""
    desk = open_page(reverse("desk:form_new"), member=alix)
    desk.get_by_label("livre blanc").check()
    desk.get_by_label("Nom", exact=True).fill("Livre blanc de la paie")
    desk.get_by_role("button", name="Commencer").click()
    assert find_barriers(desk) == []
    desk.get_by_label("Titre").fill("")
    desk.get_by_role("button", name="Garder et publier").click()
    desk.get_by_text("Donnez un titre à la page.").wait_for()
    desk.get_by_label("Titre").fill("Le livre blanc de la paie")
    desk.get_by_role("button", name="Garder et publier").click()
    desk.get_by_role("heading", name="Livre blanc de la paie est publié").wait_for()
    assert find_barriers(desk) == []
    form = Form.objects.get()

    hers = open_page(f"/f/{form.code}")
    hers.get_by_label("Adresse professionnelle").fill("nadia.belkacem@orme.example")
    hers.get_by_label("Prénom").fill("Nadia")
    hers.get_by_label("Nom (facultatif)", exact=False).last.fill("Belkacem")
    hers.get_by_label("Société").fill("Orme SAS")
    hers.get_by_label("Fonction").fill("DRH")
    hers.get_by_label("J’accepte qu").check()
    hers.get_by_role("button", name="Envoyer").click()
    hers.get_by_role("heading", name="C’est bien reçu.").wait_for()
    assert verdict_of(form, offer) == []
    turn()
    assert verdict_of(form, offer)[0][0] == "refuse"  # ticked by somebody, confirmed by nobody

    link = re.search(r"/f/confirmer/\S+", body_of(SandboxMessage.objects.get())).group()
    hers.goto(link)
    assert find_barriers(hers) == []
    hers.get_by_role("button", name="Oui, je confirme").click()
    hers.get_by_text("accepté").wait_for()
    assert verdict_of(form, offer) == [("allow", "consent")]

    campaign = make_campaign(offer, form.source, state=Campaign.State.RUNNING)
    turn()
    assert SandboxMessage.objects.filter(envelope_to="nadia.belkacem@orme.example").count() == 2, campaign.state

    hers.get_by_role("button", name="Retirer mon accord").click()
    hers.get_by_text("refusé").wait_for()
    assert verdict_of(form, offer)[0][0] == "refuse"
    assert "consent-withdrawn" in str(screened(form, offer))

    given = Consent.objects.get(act="given")
    desk.goto(reverse("desk:consent", args=[given.pk]))
    assert find_barriers(desk) == []
    for said in (
        "La case a été cochée.",
        "accord confirmé",
        "accord retiré",
        given.wording,
        "Le livre blanc de la paie",
    ):
        assert said in desk.content(), said
    with desk.expect_download() as taken:
        desk.get_by_text("Emporter cette preuve").click()
    proof = taken.value.path().read_text(encoding="utf-8")
    for said in (
        given.wording,
        "aval:picture" if False else '"picture"',
        "dpv:ConsentRecord",
        "record-eu-gdpr",
        "dpv:ConsentWithdrawn",
        "Atelier Nord",
    ):
        assert said in proof, said
    stands_alone(tmp_path, form, given)


def stands_alone(folder: Path, form: Form, given: Consent) -> None:
    """The ledger handed over, read by its own verifier in an empty folder, without Aval: what she did is in it, unchanged."""
    dossier = folder / "dossier.zip"
    with dossier.open("wb") as out, transaction.atomic():
        evidence.export(form.organisation_id, out, at=timezone.now())
    with zipfile.ZipFile(dossier) as archive:
        archive.extractall(folder / "alone")
    for name in ("verifier.py", "audit.py"):
        shutil.copy(Path(evidence.__file__).parent / name, folder)
    told = subprocess.run(
        [sys.executable, "verifier.py", str(dossier)],
        cwd=folder,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    entries = [
        json.loads(line) for line in (folder / "alone" / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    kinds = [one["kind"] for one in entries]
    assert kinds[given.evidence].startswith("consent:")
    assert {"consent:confirmed", "consent:withdrawn", "message:handed"} <= set(kinds)


def turn() -> None:
    """A worker, until nothing is left."""
    work = Work()
    while work.turn():
        pass
    work.leave()


def body_of(message: SandboxMessage) -> str:
    import email  # noqa: PLC0415  here only
    from email import policy  # noqa: PLC0415

    return email.message_from_bytes(bytes(message.raw), policy=policy.default).get_body(("plain",)).get_content()


def screened(form: Form, offer: Offer) -> list[dict[str, Any]]:
    aim = make_aim(offer.brand, functions=("finance", "rh"))
    parts = list(answers(aim=aim, channel="email", source=form.source, at=timezone.now()))
    return pl.concat(parts).to_dicts() if parts else []


def verdict_of(form: Form, offer: Offer) -> list[tuple[str, str]]:
    return [(row["verdict"], row["basis"]) for row in screened(form, offer)]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [("wide", False), ("narrow", True)])
def test_every_page_is_calm(open_page: Any, alix: Member, brand: Brand, width: str, dark: bool) -> None:
    version = publish(make_form(brand), by=None, at=NOON)
    broken = make_form(brand, title="", use="")
    pages = [reverse("desk:forms"), reverse("desk:form_new"), reverse("desk:form", args=[version.form.code]),
             reverse("desk:form_edit", args=[broken.code]), reverse("desk:form_version", args=[version.form.code, 1])]  # fmt: skip
    page = open_page(pages[0], member=alix, width=width, dark=dark)
    for path in pages:
        page.goto(path)
        assert find_barriers(page) == [], path
        assert not overflows(page), path


def test_another_house_sees_no_submission(maison_sud: House, brand: Brand) -> None:
    publish(make_form(brand), by=None, at=NOON)
    assert Submission.objects.of(maison_sud.organisation).count() == 0
