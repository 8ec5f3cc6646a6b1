"""Every refusal is a problem, in the caller's language, that says which field and what to do."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from aval.accounts.models import Member
from aval.campaigns.models import Offer
from aval.prospects.models import Person, Source
from tests.cast import make_campaign
from tests.rooms.api.conftest import Caller, code

pytestmark = pytest.mark.django_db
ROUTES = (
    "/sources",
    "/objections",
    "/offers",
    "/screenings",
    "/decisions",
    "/decisions/facts",
    "/classify",
    "/campaigns",
)


@pytest.fixture
def caller(key_of, administrator: Member) -> Caller:
    return key_of(administrator)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "body", ["{", "", "[]", "12", '"x"', "null", '{"a": NaN}', '{"a": 1, "a": 2}', "[" * 100_000, b"\xff\xfe{", "{}"]
)
def test_a_body_that_is_none_is_said_so(caller: Caller, path: str, body: Any) -> None:
    answer = caller.post(path, body)
    assert (answer.status_code, code(answer)) in {(400, "not-json"), (422, "bad-shape")}


WRONG = [
    ("/sources", {"code": "é à"}, "code"),
    ("/sources", {"kind": "found"}, "kind"),
    ("/sources", {"collected_on": "hier"}, "collected_on"),
    ("/sources", {"surprise": 1}, "surprise"),
    ("/sources", {"name": "x" * 501}, "name"),
    ("/sources", {"name": "a\u0000b"}, "name"),
    ("/sources", {"name": "\ud800"}, "name"),
    ("/sources", {"name": "nos partenaires"}, "name"),
    ("/sources", {"collected_on": "2031-01-01"}, "collected_on"),
    ("/sources", {"supplier": {"sample_size": -1}}, "supplier.sample_size"),
    ("/sources", {"supplier": {"sample_size": 2**40}}, "supplier.sample_size"),
    ("/offers", {"functions": []}, "functions"),
    ("/offers", {"functions": ["astronaute"]}, "functions"),
    ("/offers", {"reason": "parce que"}, "reason"),
    ("/offers", {"private_life": "peut-être"}, "private_life"),
    ("/objections", {"channel": "pigeon"}, "channel"),
    ("/objections", {"heard_at": "2026-11-23T10:00:00"}, "heard_at"),
    ("/screenings", {"channel": "pigeon"}, "channel"),
    ("/decisions", {"values": ["a@b.example"] * 10_001}, "values"),
    ("/decisions", {"values": "a@b.example"}, "values"),
    ("/decisions/facts", {"lines": [{}] * 10_001}, "lines"),
    ("/decisions/facts", {"question": "peut-être"}, "question"),
    ("/classify", {"lines": [{"email": 12}]}, "lines.0.email"),
    ("/campaigns", {"name": " "}, "name"),
]
GOOD = {
    "/sources": {"code": "registre", "name": "Registre Sirene", "kind": "own_file", "collection_mode": "direct", "basis": "legitimate_interest", "address_origin": "given", "collected_on": "2026-11-01"},
    "/offers": {"brand": "atelier-nord", "code": "neuve", "name": "Neuve", "category": "paie", "functions": ["finance"], "reason": "vous tenez la paie de votre société", "private_life": False},
    "/objections": {"value": "qui@kermeur.example"},
    "/screenings": {"offer": "paie-claire"},
    "/decisions": {"offer": "paie-claire", "values": []},
    "/decisions/facts": {"lines": []},
    "/classify": {"lines": []},
    "/campaigns": {"name": "N", "offer": "paie-claire", "source": "salon-finance-2026"},
}  # fmt: skip


@pytest.fixture
def offer(brand: Any) -> Offer:
    from tests.cast import make_offer  # noqa: PLC0415  the fixture has its name

    return make_offer(brand, code="paie-claire")


@pytest.mark.parametrize("path", ROUTES)
def test_each_good_body_is_good(caller: Caller, offer: Offer, source: Source, path: str) -> None:
    assert caller.post(path, GOOD[path]).status_code < 300


@pytest.mark.parametrize(("path", "wrong", "field"), WRONG)
def test_a_wrong_field_is_named(
    caller: Caller, offer: Offer, source: Source, path: str, wrong: dict, field: str
) -> None:
    answer = caller.post(path, GOOD[path] | wrong)
    assert (answer.status_code, code(answer)) in {(422, "bad-shape"), (422, "invalid")}
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["detail"]


def test_each_sentence_is_spoken_in_the_language_asked(caller: Caller) -> None:
    french, asked = (
        caller.post("/sources", {}),
        caller.client.get("/api/v1/nulle-part", headers={"accept-language": "en"}),
    )
    assert french["Content-Language"] == "fr"
    assert "À renseigner" in french.json()["errors"][0]["detail"]
    assert asked["Content-Language"] == "en"
    assert caller.get("/nulle-part", lang="en")["Content-Language"] == "en"


def test_what_is_not_there_and_what_cannot_be_done(caller: Caller) -> None:
    for path in ("/nulle-part", "/sources/nulle-part", "/people/999", f"/people/{2**63}", f"/people/{'9' * 400}"):
        answer = caller.get(path)
        assert (answer.status_code, code(answer)) in {(404, "not-found"), (422, "bad-shape")}, path
    wrong = caller.client.delete("/api/v1/sources")
    assert (wrong.status_code, code(wrong)) == (405, "method-not-allowed")
    assert "POST" in wrong["Allow"]
    for query in ({"limit": 0}, {"limit": 501}, {"cursor": -1}, {"cursor": 2**70}, {"cursor": "x"}):
        assert code(caller.get("/sources", **query)) == "bad-shape"
    for query in ({"email": "a\u0000"}, {"source": "a\u0000"}):
        assert code(caller.get("/people", **query)) == "bad-shape"


def test_too_large_is_said_so(caller: Caller) -> None:
    answer = caller.post("/decisions/facts", json.dumps({"lines": [{"id": "x" * 21_000_000}]}))
    assert (answer.status_code, code(answer)) == (413, "too-large")


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        ("pas une adresse", {}, 422),
        ("gmail.com", {"scope": "domain"}, 422),
        ("qui@kermeur.example", {"heard_at": "2027-01-01T00:00:00+01:00"}, 422),
        ("qui@kermeur.example", {"brand": "inconnue"}, 404),
    ],
)
def test_an_objection_that_names_nobody(caller: Caller, value: str, more: dict, expected: int) -> None:
    answer = caller.post("/objections", {"value": value, **more})
    assert answer.status_code == expected
    assert code(answer)


def test_a_campaign_that_cannot_move_says_why(caller: Caller, offer: Offer, source: Source) -> None:
    make_campaign(offer, source, code="rentree")
    for act, body, why in (("pause", {"why": "x"}, "not-running"), ("resume", None, "not-paused")):
        answer = caller.post(f"/campaigns/rentree/{act}", body)
        assert (answer.status_code, code(answer)) == (409, why)
    bad = caller.put("/campaigns/rentree/letters/fr", {"subject": "Bonjour {{", "body": "Bonjour {nom inconnu}"})
    assert code(bad) == "invalid"
    assert code(caller.put("/campaigns/rentree/letters/de", {"subject": "a", "body": "b"})) == "bad-shape"


@pytest.mark.parametrize(
    ("content", "fields", "expected"),
    [
        (b"", {}, 422),
        (b"\x00\x01\x02", {}, 422),
        (b"Email\na@b.example\n", {"mapping": "["}, 422),
        (b"Email\na@b.example\n", {"mapping": '{"Autre": "email"}'}, 422),
        (b"Email\na@b.example\n", {"source": "inconnue"}, 404),
    ],
)
def test_a_list_that_cannot_be_read(
    caller: Caller, source: Source, content: bytes, fields: dict, expected: int, home: Path
) -> None:
    sent = {"source": source.code, "file": SimpleUploadedFile("l.csv", content)} | fields
    answer = caller.client.post("/api/v1/imports", sent)
    assert answer.status_code == expected, answer.content
    assert code(answer)
    assert list(home.rglob("upload-*")) == []
    assert code(caller.client.post("/api/v1/imports", {"source": source.code})) == "bad-shape"


def test_a_bad_line_of_facts_is_answered_among_the_others(caller: Caller, dominique: Person) -> None:
    asked = [{"id": "a", "chanel": "email"}, {"id": 2, "on": "2026-11-23"}, {"question": []}]
    first, second, third = caller.post("/decisions/facts", {"lines": asked}).json()["items"]
    assert (first["id"], first["error"]["code"], first["error"]["field"]) == ("a", "unknown-fact", "chanel")
    assert second["verdict"] == "refuse"
    assert third["error"]["code"] == "unknown-question"
