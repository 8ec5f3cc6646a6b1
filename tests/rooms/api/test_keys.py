"""A key opens what its scopes and its member may do, as long as it is good."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from aval.accounts.members import change_member
from aval.accounts.models import Member, Organisation, Token
from aval.accounts.tokens import LONGEST, make_token, revoke_token
from aval.evidence.models import Entry
from tests.cast import NOON, PASSWORD
from tests.rooms.api.conftest import Caller, code

pytestmark = pytest.mark.django_db


def test_a_key_is_kept_as_a_digest_and_told_in_evidence(alix: Member) -> None:
    token, secret = make_token(alix, name="CRM", scopes=["read"], by=alix, at=NOON)
    assert secret.startswith("aval_")
    assert secret not in str(Token.objects.values())
    (entry,) = Entry.objects.filter(kind="token:made")
    assert secret not in entry.payload
    assert token.digest not in entry.payload


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["all"]}, "scopes"), ({"days": 366}, "days")],
)
def test_a_key_is_refused_by_name(alix: Member, wrong: dict, field: str) -> None:
    with pytest.raises(ValidationError) as why:
        make_token(alix, **{"name": "CRM", "scopes": ["read"], "by": alix, "at": NOON} | wrong)
    assert list(why.value.message_dict) == [field]


def test_nobody_enters_without_a_good_key(key_of, alix: Member, organisation: Organisation) -> None:
    for secret in ("", "aval_x", "é", "aval_" + "x" * 10_000):
        refused = Caller(secret).get("/sources")
        assert (refused.status_code, code(refused)) == (401, "unauthorized")
        assert refused["WWW-Authenticate"].startswith("Bearer")
    good = key_of(alix)
    assert good.get("/sources").status_code == 200
    with time_machine.travel(NOON + timedelta(days=LONGEST)):
        assert good.get("/sources").status_code == 401
    assert revoke_token(organisation, Token.objects.get().pk, by=alix, at=NOON)
    assert good.get("/sources").status_code == 401
    assert not revoke_token(organisation, Token.objects.get().pk, by=alix, at=NOON)
    assert Entry.objects.filter(kind="token:revoked").count() == 1


def test_a_key_dies_with_its_member(key_of, alix: Member, administrator: Member) -> None:
    hers = key_of(alix)
    change_member(alix, active=False, at=NOON, by=administrator)
    assert hers.get("/sources").status_code == 401


def test_a_session_opens_nothing(alix: Member) -> None:
    client = Client()
    assert client.login(email=alix.email, password=PASSWORD)
    assert client.get("/api/v1/sources").status_code == 401


def test_a_key_of_another_house_cannot_be_revoked(
    key_of, chloe: Member, organisation: Organisation, alix: Member
) -> None:
    key_of(chloe)
    assert not revoke_token(organisation, Token.objects.get().pk, by=alix, at=NOON)


ROUTES = [
    ("get", "/sources", "read"),
    ("get", "/people/1", "read"),
    ("post", "/objections", "write"),
    ("post", "/offers", "write"),
    ("post", "/screenings", "write"),
    ("post", "/campaigns", "write"),
    ("post", "/decisions", "decide"),
    ("post", "/decisions/facts", "decide"),
    ("get", "/decisions/schema", "decide"),
    ("get", "/evidence/entries", "read"),
]


def test_the_document_says_what_each_route_asks(key_of, alix: Member) -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    told = {(method, path): said["x-scope"] for path, methods in paths.items() for method, said in methods.items()}
    for method, path, scope in ROUTES:
        assert told[method, "/api/v1" + path.replace("/1", "/{number}")] == scope
    assert {scope for (_, path), scope in told.items() if "decide" in scope} == {"decide"}


@pytest.mark.parametrize("scope", ["decide", "read", "write"])
def test_each_scope_opens_its_own_routes_and_no_other(key_of, administrator: Member, scope: str) -> None:
    """Walked on every route of the document: a 403 for each scope it does not ask, none for the one it does."""
    caller = key_of(administrator, scope)
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    for path, methods in paths.items():
        real = path.removeprefix("/api/v1").format(number=1, seq=1, code="x", language="fr", point=1)
        for method, said in methods.items():
            answer = caller.get(real) if method == "get" else caller.send(method, real, {})
            assert (answer.status_code == 403) == (said["x-scope"] != scope), (method, path, answer.content)


def test_a_member_bounds_her_key(key_of, alix: Member, ines: Member, dominique: object) -> None:
    assert code(key_of(alix).get("/evidence/entries")) == "forbidden"
    assert code(key_of(alix).get("/people")) == "forbidden"
    assert key_of(alix).get("/people", email="dominique.vasseur@kermeur.example").status_code == 200
    assert key_of(ines).get("/evidence/entries").status_code == 200
    assert key_of(ines).get("/people").status_code == 200
