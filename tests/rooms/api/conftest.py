"""Machines that call: a key each, at noon."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from aval import keys
from aval.accounts.models import Member
from aval.accounts.tokens import make_token
from tests.cast import NOON

ALL = ("decide", "read", "write")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A folder of this test's own, with keys: files handed in stay there."""
    keys.create_missing(tmp_path)
    settings.AVAL_HOME = tmp_path
    return tmp_path


class Caller:
    """A program with a key; CSRF is enforced, as in life, and no cookie is ever sent."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("post", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("put", path, body, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        call = getattr(self.client, method)
        return call(f"/api/v1{path}", text, content_type="application/json", headers=named)


@pytest.fixture
def key_of(db: None) -> Callable[..., Caller]:
    """`key_of(member, *scopes)`: a program that calls as this member; every scope without one named."""

    def made(member: Member, *scopes: str) -> Caller:
        _token, secret = make_token(member, name="essai", scopes=scopes or ALL, by=member, at=NOON)
        return Caller(secret)

    return made


def code(answer: Any) -> str:
    """The stable code of a problem, whose shape is checked on the way."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"]
    return body["type"].removeprefix("urn:aval:problem:")
