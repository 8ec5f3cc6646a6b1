"""A program builds, publishes and reads forms, and hears withdrawals."""

import pytest

from aval.accounts.models import Brand, Member
from aval.collection.receiving import receive
from aval.collection.settling import settle
from aval.prospects.models import Consent
from tests.cast import NOON
from tests.rooms.collection.conftest import LAWFUL, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(key_of, administrator: Member):
    return key_of(administrator)


def test_the_whole_job(caller, brand: Brand, organisation) -> None:
    asked = {"name": "Livre blanc", "kind": "white_paper", "brand": brand.code, "draft": {**LAWFUL, "title": ""}}
    made = caller.post("/forms", asked).json()
    refused = caller.post(f"/forms/{made['code']}/publish", {})
    assert refused.status_code == 422
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [("draft.title", "no-title")]
    assert caller.send("put", f"/forms/{made['code']}", {"draft": LAWFUL}).status_code == 200
    published = caller.post(f"/forms/{made['code']}/publish", {}).json()
    assert published["number"] == 1
    assert caller.get("/forms").json()["items"][0]["state"] == "open"

    from aval.collection.publishing import open_form  # noqa: PLC0415  what a browser does

    version = open_form(made["code"])[1]
    receive(version, sent(version, **{"box-0": "yes"}), door="form", at=NOON)
    settle(NOON)
    (row,) = caller.get(f"/forms/{made['code']}/submissions").json()["items"]
    assert (row["state"], row["given"]["box-0"], row["version"]) == ("settled", "yes", f"{made['code']}@1")
    acts = caller.get("/consents").json()["items"]
    assert [one["act"] for one in acts] == ["given", "refused"]
    assert caller.get(f"/consents/{acts[0]['id']}/proof").json()["aval:shown"]["digest"] == published["digest"]
    taken = caller.post("/consents/withdrawals", {"value": row["given"]["email"]})
    assert [one["act"] for one in taken.json()] == ["withdrawn"]
    assert caller.post("/consents/withdrawals", {"value": row["given"]["email"]}).json() == []
    assert caller.post(f"/forms/{made['code']}/close", {}).json()["state"] == "closed"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"title": 3}, "draft.title"),
        ({"surprise": 1}, "draft.surprise"),
        ({"fields": [{"name": "x", "label": "y"}]}, "draft.fields.0.name"),
    ],
)
def test_what_is_no_form_says_where(caller, brand: Brand, draft, field) -> None:
    answer = caller.post("/forms", {"name": "x", "kind": "contact", "brand": brand.code, "draft": draft})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_records_and_refusals(caller) -> None:
    record = {"dpv:hasDataSubject": {"dpv:hasIdentifier": "a@kermeur.example"}, "dpv:hasPurpose": "dpv:DirectMarketing",
              "aval:events": [{"aval:act": "given", "dpv:isIndicatedAtTime": "2026-11-01T10:00:00+01:00"}]}  # fmt: skip
    assert caller.post("/consents/records", {"record": record}).status_code == 201
    assert Consent.objects.get().door == "import"
    wrong = caller.post("/consents/records", {"record": {}})
    assert wrong.json()["errors"][0]["field"] == "record.dpv:hasDataSubject"
    assert caller.post("/consents/withdrawals", {"value": "x@"}).status_code == 422


def test_another_house_is_not_there(key_of, chloe: Member, brand: Brand, caller) -> None:
    made = caller.post("/forms", {"name": "x", "kind": "contact", "brand": brand.code, "draft": LAWFUL}).json()
    other = key_of(chloe)
    assert other.get("/forms").json()["items"] == []
    assert other.post(f"/forms/{made['code']}/publish", {}).status_code == 404
