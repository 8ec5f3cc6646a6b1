"""A call made whole by a program: opened under a clearance, kept, stopped while she speaks, closed with what came of it."""

import pytest

from aval.accounts.models import Member
from aval.calls.models import Call
from aval.prospects.models import Objection
from tests.rooms.calls.test_calling import ALL, with_phone

pytestmark = pytest.mark.django_db


def test_a_call_from_its_list_to_its_end(key_of, alix: Member, bruno: Member, dominique, offer, source) -> None:
    with_phone(dominique)
    hers = key_of(alix)
    asked = {"name": "Relance", "offer": offer.code, "source": source.code, "pitch": "La paie."}
    assert hers.send("post", "/call_lists", asked | {"caller_number": "hidden"}).status_code == 422
    made = hers.send("post", "/call_lists", asked | {"caller_number": "01 99 00 12 34"})
    assert (made.status_code, made.json()["people"]) == (201, {"waiting": 1})
    turn = hers.send("post", "/call_lists/relance/next").json()
    call = turn["call"]
    assert call["number"].startswith("+3319900")
    where = f"/calls/{call['id']}"
    assert key_of(bruno).send("post", f"{where}/close", {"outcome": "no_answer"}).status_code == 404
    assert hers.send("put", f"{where}/draft", {"said": ["who"], "note": "Budget en mars"}).status_code == 204
    assert Call.objects.get().note == "Budget en mars"
    refused = hers.send("post", f"{where}/close", {"outcome": "interested", "said": ["who"]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "said")
    assert hers.send("post", f"{where}/objection").json()["entry"] == Objection.objects.first().evidence
    closed = hers.send("post", f"{where}/close", {"outcome": "objection", "said": list(ALL)}).json()
    assert (closed["call"]["number"], closed["call"]["outcome"]) == ("", "objection")
    assert hers.send("post", "/call_lists/relance/next").json()["again_at"] is None
    assert "number" not in hers.get("/calls").json()["items"][0]
