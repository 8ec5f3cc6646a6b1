"""The same key and the same body: done once, answered the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from aval.accounts.models import Member
from aval.api.models import Answer
from aval.prospects.models import Import, Source
from tests.cast import NOON
from tests.rooms.api.conftest import Caller, code
from tests.rooms.api.test_problems import GOOD

pytestmark = pytest.mark.django_db
NEW = GOOD["/sources"]


@pytest.fixture
def caller(key_of, administrator: Member) -> Caller:
    return key_of(administrator)


def test_done_once_answered_twice(caller: Caller) -> None:
    first = caller.post("/sources", NEW, idempotency_key="k1")
    again = caller.post("/sources", NEW, idempotency_key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Source.objects.filter(code=NEW["code"]).count() == 1


def test_another_body_or_address_is_refused(caller: Caller) -> None:
    caller.post("/sources", NEW, idempotency_key="k1")
    for path, body in (("/sources", NEW | {"code": "autre"}), ("/objections", NEW)):
        answer = caller.post(path, body if path == "/sources" else GOOD[path], idempotency_key="k1")
        assert (answer.status_code, code(answer)) == (409, "idempotency-reused")
    assert not Source.objects.filter(code="autre").exists()


def test_a_refused_call_frees_its_key(caller: Caller) -> None:
    assert caller.post("/sources", NEW | {"name": "nos partenaires"}, idempotency_key="k1").status_code == 422
    assert caller.post("/sources", NEW, idempotency_key="k1").status_code == 201


def test_a_call_that_died_is_never_done_blindly_again(caller: Caller) -> None:
    caller.post("/sources", NEW, idempotency_key="k1")
    Answer.objects.update(status=None, body="")
    answer = caller.post("/sources", NEW, idempotency_key="k1")
    assert (answer.status_code, code(answer)) == (409, "idempotency-unfinished")


def test_a_key_serves_its_own_token_and_a_day(key_of, caller: Caller, alix: Member, administrator: Member) -> None:
    caller.post("/objections", GOOD["/objections"], idempotency_key="k1")
    other = key_of(alix).post("/objections", GOOD["/objections"], idempotency_key="k1")
    assert "Idempotency-Replayed" not in other
    with time_machine.travel(NOON + timedelta(days=1, seconds=1)):
        late = caller.post("/objections", GOOD["/objections"], idempotency_key="k1")
    assert "Idempotency-Replayed" not in late
    assert late.json()["repeated"]


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 101])
def test_a_key_of_another_shape_is_refused(caller: Caller, key: str) -> None:
    answer = caller.post("/sources", NEW, idempotency_key=key)
    assert (answer.status_code, code(answer)) == (400, "idempotency-key")


def test_a_list_handed_in_twice_is_one_import(caller: Caller, source: Source, home: Path) -> None:

    def hand_in(text: bytes) -> Any:
        sent = {"source": source.code, "file": SimpleUploadedFile("l.csv", text)}
        return caller.client.post("/api/v1/imports", sent, headers={"idempotency-key": "k1"})

    first, again = hand_in(b"Email\na@b.example\n"), hand_in(b"Email\na@b.example\n")
    assert first.content == again.content
    assert Import.objects.count() == 1
    assert code(hand_in(b"Email\nc@d.example\n")) == "idempotency-reused"


@pytest.mark.django_db(transaction=True)
def test_two_hands_at_once_do_it_once(caller: Caller) -> None:
    def hand_in() -> tuple[int, str]:
        try:
            answer = Caller(caller.secret).post("/sources", NEW, idempotency_key="k1")
            return answer.status_code, answer.get("Idempotency-Replayed", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as hands:
        said = [one.result() for one in [hands.submit(hand_in) for _ in range(8)]]
    assert said.count((201, "")) == 1
    assert {status for status, _ in said} <= {201, 409}
    assert Source.objects.filter(code=NEW["code"]).count() == 1
