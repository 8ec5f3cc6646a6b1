"""A program carries the job through: source, list, offer, screening, letter, launch, objection, proof."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from jsonschema import Draft202012Validator

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.evidence.models import Entry
from aval.prospects.importing import run_import
from aval.prospects.models import Objection, Person, Source
from tests.cast import NOON, make_person
from tests.law.people import PROFESSIONAL
from tests.rooms.api.conftest import Caller, code
from tests.rooms.api.test_problems import GOOD

pytestmark = pytest.mark.django_db
SENTENCE = "Une phrase assez longue pour compter comme telle."
LIST = "Courriel;Prénom;Nom;Poste;Société;Désinscrit le\nana.ruiz@brumes.example;Ana;Ruiz;Directrice financière;Brumes SA;\npas une adresse;;;;;\n"


@pytest.fixture
def caller(key_of, administrator: Member) -> Caller:
    return key_of(administrator)


def test_the_whole_job(caller: Caller, brand: Brand, home: Path) -> None:
    assert caller.post("/sources", GOOD["/sources"] | {"optout_offered": True}).status_code == 201
    file = SimpleUploadedFile("liste.csv", LIST.encode())
    handed = caller.client.post("/api/v1/imports", {"source": "registre", "file": file})
    assert handed.status_code == 202
    number = handed.json()["id"]
    assert run_import(number, NOON)
    done = caller.get(f"/imports/{number}").json()
    assert (done["state"], done["read"], done["created"], done["refused"]) == ("done", 2, 1, 1)
    assert done["entry"] is not None
    refused = b"".join(caller.get(f"/imports/{number}/refused.csv").streaming_content).decode()
    assert "pas une adresse" in refused
    assert list(home.rglob("upload-*")) == []

    offer = GOOD["/offers"] | {"code": "paie"}
    assert caller.post("/offers", offer).json()["assessment"] is None
    signed = dict.fromkeys(("interest", "necessity", "balance", "safeguards"), SENTENCE)
    made = caller.post("/offers/paie/assessments", signed | {"outcome": "favourable", "review_on": "2027-11-01"})
    assert made.status_code == 201
    assert caller.get("/offers/paie").json()["assessment"]["outcome"] == "favourable"

    screened = caller.post("/screenings", {"offer": "paie", "source": "registre"}).json()
    assert screened["people"] == 1
    lines = caller.get(f"/screenings/{screened['id']}/lines").json()
    assert [line["verdict"] for line in lines["items"]] == ["allow"], screened["reasons"]
    (asked,) = caller.post("/decisions", {"offer": "paie", "values": ["ana.ruiz@brumes.example"]}).json()["items"]
    assert asked["verdict"] == "allow"

    draft = caller.post("/campaigns", {"name": "Rentrée", "offer": "paie", "source": "registre"}).json()
    assert code(caller.post(f"/campaigns/{draft['code']}/launch")) == "no-letter"
    letter = {"subject": "Votre paie", "body": "Bonjour,\n\nEn parler dix minutes ?\n"}
    assert caller.put("/campaigns/rentree/letters/fr", letter).json()["subject"] == "Votre paie"
    assert caller.post("/campaigns/rentree/launch").json()["state"] == "running"
    assert caller.post("/campaigns/rentree/pause", {"why": "congés"}).json()["paused_why"] == "congés"
    resumed = caller.post("/campaigns/rentree/resume").json()
    assert (resumed["state"], resumed["progress"]["sent"]) == ("running", 0)

    heard = caller.post("/objections", {"value": "Ana.Ruiz@brumes.example", "channel": "all"})
    assert heard.status_code == 201
    proof = caller.get(f"/evidence/entries/{heard.json()['entry']}/receipt").json()
    assert evidence.check_receipt(proof) == "ok"
    (after,) = caller.post("/decisions", {"offer": "paie", "values": ["ana.ruiz@brumes.example"]}).json()["items"]
    assert [reason["code"] for reason in after["reasons"]] == ["objected"]
    assert caller.post("/evidence/verify").json()["ok"]


def test_columns_nobody_knows_wait_for_a_person(caller: Caller, source: Source, home: Path) -> None:
    file = SimpleUploadedFile("l.csv", b"Courriel;Refus truc\na@brumes.example;oui\n")
    run = caller.client.post("/api/v1/imports", {"source": source.code, "file": file}).json()
    assert run["state"] == "mapping"
    (fault,) = run["faults"]
    assert (fault["column"], fault["code"]) == ("Refus truc", "stop_unmapped")
    path = f"/imports/{run['id']}"
    caller.post(path + "/cancel")
    assert caller.post(path + "/resume").json()["state"] == "mapping"
    assert code(caller.post(path + "/mapping", {"mapping": {"Refus truc": "nothing"}})) == "bad-mapping"
    assert "stop_all" in caller.get("/imports/fields").json()
    confirmed = caller.post(path + "/mapping", {"mapping": {"Refus truc": "stop_all"}}).json()
    assert (confirmed["state"], confirmed["faults"]) == ("waiting", [])
    assert code(caller.post(path + "/mapping", {"mapping": {}})) == "not-waiting-for-columns"
    assert run_import(run["id"], NOON)
    assert caller.get(path).json()["opposed"] == 1
    assert not Person.objects.of(source.organisation).exists()


def test_no_supplier_file_no_import(caller: Caller, source: Source, home: Path) -> None:
    source.supplier_file.delete()
    sent = {"source": source.code, "file": SimpleUploadedFile("l.csv", b"Email\na@b.example\n")}
    assert code(caller.client.post("/api/v1/imports", sent)) == "no-supplier-file"
    assert caller.put(f"/sources/{source.code}/supplier", {"contract_reference": "QS-1"}).status_code == 200
    sent["file"].seek(0)
    assert caller.client.post("/api/v1/imports", sent).status_code == 202


def test_pages_follow_each_other_and_miss_nobody(caller: Caller, source: Source) -> None:
    people = [make_person(source).pk for _ in range(7)]
    seen, cursor, pages = [], None, 0
    while pages == 0 or cursor is not None:
        page = caller.get("/people", limit=3, **({} if cursor is None else {"cursor": cursor})).json()
        seen += [person["id"] for person in page["items"]]
        cursor, pages = page["next"], pages + 1
    assert (seen, pages) == (people, 3)
    entries = caller.get("/evidence/entries", limit=500).json()["items"]
    one_by_one = caller.get("/evidence/entries", limit=1).json()
    assert one_by_one["items"] == entries[:1]
    assert caller.get("/evidence/entries", limit=1, cursor=one_by_one["next"]).json()["items"] == entries[1:2]
    assert [entry["seq"] for entry in entries] == list(range(Entry.objects.count()))


def test_facts_are_answered_as_the_command_line_answers_them(caller: Caller) -> None:
    line = {name: value for name, value in PROFESSIONAL.items() if name != "on"} | {"id": 7}
    asked = [{**line, "collected_on": "2026-11-03"}]
    (answer,) = caller.post("/decisions/facts", _json({"lines": asked})).json()["items"]
    assert (answer["id"], answer["verdict"], answer["basis"]) == (7, "allow", "b2b-doctrine")
    english = caller.client.post(
        "/api/v1/decisions/facts?lang=en", _json({"lines": [{**line, "function": "legal"}]}), "application/json"
    ).json()["items"][0]
    assert english["reasons"][0]["unlock"] == "An offer for this function."
    known = caller.get("/decisions/schema").json()
    Draft202012Validator.check_schema(known)
    assert "recipient_kind" in known["properties"]


def test_a_decide_key_is_told_about_people_and_nothing_else(
    key_of, alix: Member, offer: Any, dominique: Person
) -> None:
    gate = key_of(alix, "decide")
    (answer,) = gate.post("/decisions", {"offer": offer.code, "values": [dominique.contact_points.get().value]}).json()[
        "items"
    ]
    assert answer["verdict"] == "allow"
    assert "Vasseur" not in str(answer)
    for path in ("/people", "/sources", "/offers", "/evidence/entries"):
        assert code(gate.get(path)) == "forbidden"
    assert code(gate.post("/objections", {"value": "a@b.example"})) == "forbidden"
    assert not Objection.objects.exists()


def test_classify(caller: Caller) -> None:
    (answer,) = caller.post(
        "/classify",
        {
            "lines": [
                {
                    "id": "x",
                    "title": "DAF",
                    "email": "ana.ruiz@brumes.example",
                    "first_name": "Ana",
                    "last_name": "Ruiz",
                }
            ]
        },
    ).json()["items"]
    assert (answer["id"], answer["function"], answer["recipient_kind"]) == ("x", "finance", "pro_nominative")


def test_the_document_is_whole() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    shapes = document["components"]["schemas"]
    for shape in shapes.values():
        Draft202012Validator.check_schema(shape)
    wanted = {value.rsplit("/", 1)[1] for value in _refs(document)}
    assert wanted <= set(shapes)
    named = [said["operationId"] for methods in document["paths"].values() for said in methods.values()]
    assert len(named) == len(set(named))
    for path, methods in document["paths"].items():
        for said in methods.values():
            assert said["security"] == [{"Key": []}], path
            assert said["description"], path
            assert "default" in said["responses"], path
            places = {one["name"] for one in said["parameters"] if one["in"] == "path"}
            assert all(f"{{{name}}}" in path for name in places)
            assert path.count("{") == len(places)


def _refs(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [value for key, value in node.items() if key == "$ref"] + [
            ref for one in node.values() for ref in _refs(one)
        ]
    return [ref for one in node for ref in _refs(one)] if isinstance(node, list) else []


def _json(body: Any) -> str:
    import json  # noqa: PLC0415  dates as texts

    return json.dumps(body, default=str)
