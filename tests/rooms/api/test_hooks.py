"""Providers tell what came back: only who holds the secret is heard, and each thing has its effect once."""

import base64
import hashlib
import hmac
import json

import pytest

from aval.post.models import Return
from aval.post.returns.hooks import open_hook
from aval.prospects.models import Objection
from tests.cast import NOON
from tests.rooms.post.returns.conftest import sent  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
HER = "dominique.vasseur@kermeur.example"
LETTER = "letter@atelier-nord.example"


def brevo(event, **more):
    return {"event": event, "email": HER, "message-id": f"<{LETTER}>", "ts_epoch": 1795431600000, **more}


def mailjet(event, **more):
    return [{"event": event, "email": HER, "time": 1795431600, "MessageID": 1, **more}]


def postmark(kind, **more):
    return {"RecordType": kind, "Email": HER, "MessageID": "x", "ID": 42, "BouncedAt": "2026-11-23T10:00:00Z", **more}


def mailgun(event, secret, **more):
    signed = hmac.new(secret.encode(), b"1795431600tok", hashlib.sha256).hexdigest()
    told = {
        "event": event,
        "recipient": HER,
        "timestamp": 1795431600,
        "message": {"headers": {"message-id": LETTER}},
        **more,
    }
    return {"signature": {"token": "tok", "timestamp": "1795431600", "signature": signed}, "event-data": told}


TOLD = [
    ("brevo", brevo("hard_bounce", reason=""), "bounce", "hard"),
    ("brevo", brevo("hard_bounce", reason="452 4.2.2 mailbox full"), "bounce", "soft"),
    ("brevo", brevo("soft_bounce", reason="?"), "bounce", "undetermined"),
    ("brevo", brevo("spam"), "complaint", ""),
    ("brevo", brevo("unsubscribe"), "unsubscribe", ""),
    ("mailjet", mailjet("bounce", hard_bounce=True, error="user unknown"), "bounce", "hard"),
    ("mailjet", mailjet("bounce", hard_bounce=True, error="preblocked"), "bounce", "undetermined"),
    ("mailjet", mailjet("spam", source="jmrpp"), "complaint", ""),
    ("postmark", postmark("Bounce", Type="HardBounce", Details="550 5.1.1 user unknown"), "bounce", "hard"),
    ("postmark", postmark("SpamComplaint", Type="SpamComplaint"), "complaint", ""),
]  # fmt: skip


@pytest.fixture
def tell(client, brand, sent):  # noqa: F811
    """Post what a provider says, with its secret."""

    def post(provider, told, *, secret=None):
        hook, mine = open_hook(brand, provider, at=NOON, by=None)
        signed = base64.b64encode(f"aval:{secret or mine}".encode()).decode()
        body = told(mine) if callable(told) else told
        return client.post(
            f"/api/retours/{hook.token}", json.dumps(body), content_type="application/json", HTTP_AUTHORIZATION=f"Basic {signed}"
        )  # fmt: skip

    return post


@pytest.mark.parametrize(("provider", "told", "kind", "bounce"), TOLD)
def test_what_each_provider_tells(tell, dominique, provider, told, kind, bounce):
    assert tell(provider, told).status_code == 200
    row = Return.objects.get()
    assert (row.kind, row.bounce, row.person) == (kind, bounce, dominique)
    assert (dominique.contact_points.get().unreachable_since is not None) == (bounce == "hard")
    assert Objection.objects.exists() == (kind in {"complaint", "unsubscribe"})


def test_mailgun_signs(tell):
    assert (
        tell(
            "mailgun",
            lambda secret: mailgun(
                "failed", secret, severity="permanent", **{"delivery-status": {"code": 550, "message": ""}}
            ),
        ).status_code
        == 200
    )
    assert Return.objects.get().bounce == "hard"
    assert tell("mailgun", lambda _secret: mailgun("failed", "another")).status_code == 403


def test_the_same_event_told_twice_has_its_effect_once(tell):
    for _ in range(2):
        assert tell("brevo", brevo("spam")).status_code == 200
    assert Return.objects.count() == 1


@pytest.mark.parametrize("event", ["unique_opened", "opened", "click", "delivered", "request"])
def test_an_opening_or_a_delivery_is_no_sign_of_hers(tell, dominique, event):
    assert tell("brevo", brevo(event)).status_code == 200
    assert not Return.objects.exists()
    dominique.refresh_from_db()
    assert dominique.last_contact_from_at is None


def test_nobody_else_is_heard(tell, client):
    assert tell("brevo", brevo("spam"), secret="another").status_code == 403
    assert client.post("/api/retours/nowhere", "{}", content_type="application/json").status_code == 404
    assert client.get("/api/retours/nowhere").status_code == 405
    assert not Return.objects.exists()


@pytest.mark.parametrize("body", [[], "x", {"event": []}, {"items": 3}, 7, None])
def test_what_cannot_be_read_is_refused(tell, body):
    assert tell("postmark", body).status_code in {200, 403}
    assert not Return.objects.exists()
