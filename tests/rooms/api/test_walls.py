"""Chloé's key against Alix's everything: on every route of the document, nothing of Atelier Nord is seen, counted or moved."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from aval.accounts.models import Brand, Member, Organisation
from aval.accounts.processors import declare_processor
from aval.calls.calling import next_call
from aval.calls.listing import make_call_list
from aval.campaigns.models import Campaign, Offer
from aval.campaigns.offers import aim_of
from aval.campaigns.tasks import open_task
from aval.clearance.clearing import clear
from aval.clearance.screening import screen
from aval.collection.following import declare_site
from aval.collection.publishing import publish
from aval.collection.receiving import receive as hear
from aval.collection.settling import settle
from aval.evidence.models import Entry
from aval.oversight.sanctioning import sanction
from aval.post.missives import ask_missive
from aval.post.returns.receiving import receive
from aval.prospects.models import Consent, Import, Objection, Person, Segment, Source
from aval.prospects.objecting import object_to
from aval.prospects.reaching import add_contact_point
from aval.prospects.segments import keep_segment
from aval.rights.cases import open_case
from tests.cast import NOON, make_campaign, make_import, make_offer, make_person
from tests.rooms.api.conftest import Caller
from tests.rooms.calls.test_calling import with_phone
from tests.rooms.collection.conftest import LAWFUL, make_form, sent

pytestmark = pytest.mark.django_db
ANSWER = (
    b"From: dominique.vasseur@kermeur.example\nSubject: Re: La paie\nMessage-ID: <a@kermeur.example>\n\nEncore un spam."
)
WHY = "Le contrat du fournisseur manque depuis un mois."
NAMES = ("atelier", "dominique", "vasseur", "kermeur", "salon-finance", "nordique")


@pytest.fixture
def world(brand: Brand, source: Source, dominique: Person, organisation: Organisation, alix: Member) -> dict[str, Any]:
    """One of everything at Atelier Nord; the codes and numbers by which a route names them."""
    offer = make_offer(brand, code="offre-nordique")
    campaign = make_campaign(offer, source, code="campagne-nordique")
    form = make_form(brand)
    version = publish(form, by=None, at=NOON)
    hear(version, sent(version, **{"box-0": "yes"}), door="form", at=NOON)
    settle(NOON)
    run = make_import(source, filename="liste-nordique.csv", layout={"columns": ["Email"]}, mapping={"Email": "email"})
    screening = screen(
        organisation, aim=aim_of(offer, date(2026, 11, 23)), channel="email", source=source, at=NOON, asked_by=alix
    )
    gone = make_person(source, email="parti@kermeur.example", company="Kermeur")
    object_to(organisation, gone.contact_points.get(), origin="spoken", heard_at=NOON, at=NOON, by=alix)
    rules = [{"about": "function", "is": ["finance"]}]
    segment = keep_segment(organisation, name="Salon Finance", rules=rules, by=alix, at=NOON)
    point = dominique.contact_points.get().pk
    with transaction.atomic():
        aim = aim_of(offer, date(2026, 11, 23))
        kept = clear(
            [point], aim=aim, source=source.pk, channel="email", message_type="prospecting", message={}, at=NOON
        )
    site = declare_site(organisation, name="Nordique", brand=brand, origins=["https://atelier-nord.example"], at=NOON, by=None)  # fmt: skip
    called = make_person(source, email="appel@kermeur.example", company="Kermeur Appels")
    with_phone(called)
    calls = make_call_list(
        offer, source, name="Relance nordique", pitch="La paie.", caller_number="01 99 00 12 34", by=alix, at=NOON
    )
    by = Member.objects.get(email__startswith="ulysse@")
    page = add_contact_point(called, "dm", "linkedin.com/in/dominique-v", by=alix, at=NOON)
    missive = ask_missive(page, offer=offer, text="Bonjour.", at=NOON, by=alix)
    case = open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, person=dominique)
    return {
        "decisions": kept[point].pk,
        "call_lists": calls.code,
        "calls": next_call(calls, by, at=NOON).call.pk,
        "missives": missive.pk,
        "point": page.pk,
        "cases": case.pk,
        "forms": form.code,
        "consents": Consent.objects.of(organisation).latest("id").pk,
        "sources": source.code,
        "suppliers": source.code,
        "imports": run.pk,
        "people": dominique.pk,
        "offers": offer.code,
        "campaigns": campaign.code,
        "screenings": screening.pk,
        "oversight": sanction(organisation, "warning", f"source:{source.pk}", reason=WHY, at=NOON).pk,
        "sites": site.code,
        "scores": dominique.pk,
        "processors": declare_processor(organisation, at=NOON, by=None, name="Routeur nordique", service="mail").code,
        "segments": segment.code,
        "stages": dominique.pk,
        "replies": receive(organisation, ANSWER, received_at=NOON, at=NOON).pk,
        "evidence": Entry.objects.filter(ledger=organisation.pk).count() - 1,
        "tasks": open_task(
            organisation, kind="free", what="Voir", due_on=date(2026, 11, 23), person=dominique, at=NOON
        ).pk,
        "address": dominique.contact_points.get().value,
    }


def document() -> dict[str, Any]:
    return Client().get("/api/v1/openapi.json").json()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, said in methods.items():
            yield path.removeprefix("/api/v1"), method, said


def fill(path: str, world: dict[str, Any]) -> str:
    """The path, naming what is Atelier Nord's."""
    named = world[path.split("/")[1]] if "{" in path else ""
    return path.format(number=named, seq=named, code=named, language="fr")


def bodies(world: dict[str, Any]) -> dict[str, Any]:
    """A good body for each route that takes one, about things of Atelier Nord."""
    words = "Une phrase assez longue pour compter comme telle."
    record = {"dpv:hasDataSubject": {"dpv:hasIdentifier": world["address"]}, "dpv:hasPurpose": "dpv:DirectMarketing", "aval:events": [{"aval:act": "withdrawn", "dpv:isIndicatedAtTime": "2026-11-01T10:00:00+01:00"}]}  # fmt: skip
    new_source = {"name": "Registre Sirene", "kind": "own_file", "collection_mode": "direct", "basis": "legitimate_interest", "address_origin": "given", "collected_on": "2026-11-01"}  # fmt: skip
    return {
        "/sources": {"code": "registre", **new_source},
        "/sources/{code}/supplier": {"contract_reference": "X-1"},
        "/people": {"door": "card", "email": "nadia.belkacem@orme.example", "last_name": "Belkacem"},
        "/suppliers/{code}/forms": {
            "html": "<form><input name=email></form>",
            "site": "jeux.example",
            "from_on": "2026-01-01",
        },
        "/suppliers/{code}/partners": {"dated_on": "2026-01-01", "text": "Cèdre SARL"},
        "/suppliers/{code}/draw": {"size": 3},
        "/suppliers/{code}/proofs": {"csv": "email;date;texte;site\n"},
        "/suppliers/{code}/rentals": {
            "sent_on": "2026-11-01",
            "recipients": 9,
            "message": "Bonjour",
            "objections": [world["address"]],
        },
        "/sources/{code}/suspend": {"why": "un doute"},
        "/sources/{code}/resume": {"why": "doute levé"},
        "/imports/{number}/mapping": {"mapping": {"Email": "email"}},
        "/objections": {"value": world["address"]},
        "/audits": {"html": "<form><input name=email></form>"},
        "/replies/{number}/sorting": {"sorting": "seen"},
        "/forms": {"name": "N", "kind": "contact", "brand": "atelier-nord", "draft": LAWFUL},
        "/forms/{code}": {"draft": LAWFUL},
        "/forms/{code}/publish": {},
        "/forms/{code}/close": {},
        "/consents/withdrawals": {"value": world["address"]},
        "/consents/records": {"record": record},
        "/cases": {"right": "access", "contact": world["address"]},
        "/offers": {
            "brand": "atelier-nord",
            "code": "n",
            "name": "N",
            "category": "n",
            "functions": ["finance"],
            "reason": words,
            "private_life": False,
        },
        "/offers/{code}/assessments": {
            "interest": words,
            "necessity": words,
            "balance": words,
            "safeguards": words,
            "outcome": "favourable",
            "review_on": "2027-11-01",
        },
        "/call_lists": {
            "name": "N",
            "offer": world["offers"],
            "source": world["sources"],
            "caller_number": "01 99 00 12 34",
            "pitch": "La paie.",
        },
        "/call_lists/{code}/next": None,
        "/calls/{number}/draft": {"said": ["who"], "note": "n"},
        "/calls/{number}/close": {"outcome": "no_answer"},
        "/missives": {"contact_point": world["point"], "offer": world["offers"], "text": "Bonjour."},
        "/missives/{number}/returned": {"why": "npai"},
        "/texts": {"brand": "atelier-nord", "to": "06 39 98 00 99", "text": "Bonjour."},
        "/notices": {"source": world["sources"], "collected_on": "2026-11-03", "act": "told", "how": "par courrier"},
        "/objections/lists": {"name": "Ancien routeur", "form": "sha256", "values": ["ab" * 32]},
        "/keeping/erasures": {"value": "quelqu.un@ailleurs.example"},
        "/processors": {"name": "Nouveau Routeur", "service": "mail"},
        "/processors/{code}": {"name": "Routeur", "service": "mail"},
        "/processors/{code}/suspend": {"why": "un doute sérieux"},
        "/processors/{code}/resume": {"why": "le doute est levé"},
        "/stages/{number}": {"stage": "talking"},
        "/stages/{number}/relation": {"fact": "account", "happened_on": "2026-11-01"},
        "/segments": {"name": "N", "rules": [{"about": "function", "is": ["hr"]}]},
        "/segments/count": {"rules": [{"about": "heard", "within": 90}]},
        "/sites": {"name": "Nouveau", "brand": "atelier-nord", "origins": ["https://nouveau.example"]},
        "/sites/{code}/behaviour": {"visitor": "x" * 32, "where": "/tarifs"},
        "/screenings": {"offer": world["offers"], "source": world["sources"]},
        "/decisions": {"offer": world["offers"], "values": [world["address"]]},
        "/decisions/facts": {"lines": [{"id": 1, "channel": "email"}]},
        "/classify": {"lines": [{"id": 1, "email": world["address"]}]},
        "/campaigns": {"name": "N", "offer": world["offers"], "source": world["sources"]},
        "/campaigns/{code}/letters/{language}": {"subject": "Bonjour", "body": "Bonjour."},
        "/campaigns/{code}/pause": {"why": "un doute"},
        "/campaigns/{code}/steps": {"steps": [{"kind": "email"}]},
        "/tasks": {"kind": "free", "what": "Voir", "due_on": "2026-11-25", "person": world["people"]},
        "/tasks/{number}/close": {"outcome": "done"},
        "/oversight/sanctions": {"kind": "warning", "about": "house", "reason": WHY},
        "/oversight/sanctions/{number}/lift": {"because": WHY},
    }


def call(caller: Caller, path: str, method: str, world: dict[str, Any]) -> Any:
    real = fill(path, world)
    if method == "get":
        return caller.get(real)
    if path == "/imports" and method == "post":
        file = SimpleUploadedFile("n.csv", b"Email\nnouvelle@kermeur.example\n")
        return caller.client.post("/api/v1/imports", {"source": world["sources"], "file": file})
    return caller.send(method, real, bodies(world).get(path))


def content(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def state(organisation: Organisation) -> list[Any]:
    """Everything of the house that a route could change."""
    models = (Source, Import, Person, Objection, Offer, Campaign, Segment)
    rows = [list(model.objects.of(organisation).order_by("pk").values()) for model in models]
    return [*rows, Entry.objects.filter(ledger=organisation.pk).count()]


def test_nothing_of_atelier_nord_is_seen_or_moved(
    key_of, world: dict[str, Any], chloe: Member, organisation: Organisation, administrator: Member
) -> None:
    hers, before = key_of(chloe), state(organisation)
    echoed = {"/classify", "/decisions/facts", "/decisions", "/objections"}  # say again what they were asked
    walked = 0
    for path, method, _said in operations():
        answer = call(hers, path, method, world)
        walked += 1
        if "{" in path and not path.startswith("/evidence"):
            assert answer.status_code == 404, (method, path, answer.status_code, answer.content[:200])
        text = content(answer)
        leaks = [name for name in NAMES if name in text.lower() and path not in echoed]
        assert not leaks, (method, path, leaks, text[:500])
    assert walked == sum(1 for _ in operations())
    assert state(organisation) == before
    assert call(hers, "/decisions", "post", world).status_code == 404


def test_her_lists_hold_her_things_and_count_no_others(key_of, world: dict[str, Any], chloe: Member) -> None:
    hers = key_of(chloe)
    counts = {path: len(hers.get(path).json()["items"]) for path, method, _ in operations() if method == "get" and path.count("/") == 1 and path != "/evidence"}  # fmt: skip
    assert counts == {"/sources": 1, "/imports": 1, "/people": 3, "/objections": 2, "/offers": 1, "/screenings": 0, "/campaigns": 1, "/tasks": 0, "/cases": 0, "/forms": 0, "/consents": 0, "/replies": 0, "/training": 2, "/processors": 0, "/segments": 0, "/sites": 0, "/scores": 0, "/call_lists": 0, "/calls": 0, "/missives": 0, "/texts": 0, "/keeping": 0, "/notices": 0, "/sirene": 0, "/stages": 0}  # fmt: skip
    assert hers.get("/people", email=world["address"]).json()["items"] == []
    assert hers.get("/people", source=world["sources"]).json()["items"] == []
    own = Entry.objects.filter(ledger=chloe.organisation_id).count()
    assert [one["seq"] for one in hers.get("/evidence/entries").json()["items"]] == list(range(own))
    assert hers.get("/evidence/entries/0/receipt").json()["ledger"] == chloe.organisation_id
    assert hers.get(f"/evidence/entries/{own}/receipt").status_code == 404
    assert hers.post("/evidence/verify").json()["entries"] == own


def test_the_same_walk_by_its_own_house_finds_everything(key_of, world: dict[str, Any], administrator: Member) -> None:
    """The walk can fail: whoever may see it does, each answer in the shape the document gives."""
    ours, found, whole = key_of(administrator), "", document()
    for path, method, said in operations():
        answer = call(ours, path, method, world)
        assert answer.status_code < 300 or (answer.status_code == 409 and path.split("/")[-1] in MOVES), (
            method,
            path,
            answer.content,
        )
        text = content(answer)
        found += text
        shape = said["responses"].get(str(answer.status_code), {}).get("content", {}).get("application/json")
        if shape:
            Draft202012Validator({**shape["schema"], "components": whole["components"]}).validate(json.loads(text))
    assert [name for name in NAMES if name not in found.lower()] == []


MOVES = {"sent", "returned", "pause", "resume", "mapping", "launch"}


def test_reading_costs_the_same_whatever_is_there(
    key_of, world: dict[str, Any], source: Source, administrator: Member
) -> None:
    ours = key_of(administrator)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert ours.get(path).status_code == 200
        return len(seen)

    paths = [path for path, method, _ in operations() if method == "get" and "{" not in path]
    before = {path: cost(path) for path in paths}
    for number in range(5):
        person = make_person(source)
        object_to(source.organisation, person.contact_points.get(), origin="spoken", heard_at=NOON, at=NOON)
        offer = make_offer(Brand.objects.get(organisation=source.organisation), code=f"autre-{number}")
        make_campaign(offer, source, code=f"autre-{number}")
        make_import(source, layout={"columns": []})
    assert {path: cost(path) for path in paths} == before
    assert before.pop("/oversight/readiness") <= 20  # thirteen facts, each looked at
    assert max(before.values()) <= 8, before
