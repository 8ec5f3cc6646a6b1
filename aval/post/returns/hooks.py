"""What providers tell by webhook: django-anymail checks who speaks and reads their words; what they mean is decided here.

A provider's "permanent" counts as a dead address only where it says that the address is wrong (T17).
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.http import HttpRequest

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.post.models import Hook
from aval.post.providers import OURS
from aval.post.returns.apart import ADDRESS
from aval.post.returns.bounces import HARD, SOFT, UNDETERMINED, Failure, judge
from aval.post.returns.reading import Told
from aval.post.returns.receiving import take_in
from aval.post.servers import open_password, seal_password

VIEWS: Mapping[str, type] = {
    "brevo": BrevoTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
}
USER = "aval"  # of the basic authentication of those who do not sign


class Unsigned(Exception):
    """Whoever called does not hold the secret, or what it sent cannot be read."""


def open_hook(brand: Brand, provider: str, *, at: datetime, by: Member | None, secret: str = "") -> tuple[Hook, str]:
    """An address for a provider, and its secret: the one it signs with (Mailgun), else one we make; said only here."""
    secret = secret or secrets.token_urlsafe(24)
    sealed = seal_password(secret, brand.organisation_id)
    hook, _made = Hook.objects.update_or_create(
        brand=brand,
        provider=Hook.Provider(provider),
        defaults={"organisation_id": brand.organisation_id, "password": sealed, "token": secrets.token_urlsafe(32)},
    )
    told = {"hook": hook.pk, "provider": provider, "brand": brand.pk, "by": by.pk if by else None}
    evidence.record(brand.organisation_id, "mailbox:changed", told, at=at)
    return hook, secret


def find_hook(token: str) -> Hook | None:
    """Whose address this is: the token alone says it."""
    return Hook.objects.filter(token=token).select_related("brand__organisation").first()


def hear(hook: Hook, request: HttpRequest, at: datetime) -> int:
    """Take in what the provider tells; how many things were new. Raises `Unsigned`."""
    view = _view(hook)
    try:
        view.run_validators(request)
        events = view.parse_events(request)
    except (AnymailWebhookValidationFailure, AnymailError, ValueError, KeyError, TypeError, AttributeError) as why:
        raise Unsigned from why
    new = 0
    for event in events[:1000]:
        told = read_event(hook.provider, event)
        if told is None:
            continue
        raw = json.dumps(event.esp_event, sort_keys=True, default=str).encode()
        digest = hashlib.sha256(f"{hook.provider}\n{event.event_id or ''}\n".encode() + raw).hexdigest()
        received = event.timestamp or at
        row = take_in(hook.brand.organisation, told, raw, digest=digest, received_at=received, at=at, mailbox=None)
        new += row is not None
    Hook.objects.filter(pk=hook.pk).update(told_at=at)
    return new


def _view(hook: Hook) -> Any:
    secret = open_password(hook)
    if hook.provider == Hook.Provider.MAILGUN:
        return MailgunTrackingWebhookView(webhook_signing_key=secret)
    return VIEWS[hook.provider](webhook_secret=f"{USER}:{secret}")


def read_event(provider: str, event: AnymailTrackingEvent) -> Told | None:
    """What the event says, in our words; None for what we do not listen to (an opening or a delivery is no sign of hers)."""
    address = (event.recipient or "").strip().lower()
    if not ADDRESS.fullmatch(address):
        return None
    answers = answers_of(event)
    if event.event_type == EventType.COMPLAINED:
        return Told("complaint", recipients=(address,), feedback="abuse", answers=answers)
    if event.event_type == EventType.UNSUBSCRIBED:
        return Told("unsubscribe", recipients=(address,), sender=address, answers=answers)
    if event.event_type in {EventType.BOUNCED, EventType.REJECTED, EventType.DEFERRED}:
        said = " ".join(str(one) for one in (event.mta_response, event.description) if one)[:1000]
        failed = judge(Failure(address, "", said=said))
        outcome = _outcome(provider, event, failed.outcome)
        return Told(
            "bounce", bounce=outcome, recipients=(address,), answers=answers,
            failures=(Failure(address, outcome, failed.reason, failed.status, failed.said),),
        )  # fmt: skip
    return None


def _outcome(provider: str, event: AnymailTrackingEvent, said: str) -> str:
    """The server's own words first; where they say nothing, the provider's, if it speaks of the address itself."""
    if event.event_type == EventType.DEFERRED:
        return SOFT
    if said != UNDETERMINED:
        return said
    return HARD if DEAD[provider](event.esp_event) else UNDETERMINED


def answers_of(event: AnymailTrackingEvent) -> tuple[str, ...]:
    """The Message-IDs it speaks of: ours, as we gave it with the message, then the provider's own."""
    ours = (event.metadata or {}).get(OURS, "")
    return tuple(_bracketed(one) for one in (ours, event.message_id) if one)


def _bracketed(message_id: str) -> str:
    return f"<{message_id.strip('<> ')}>"


# What each provider says of an address that does not exist, in its own fields.
DEAD: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "brevo": lambda told: told.get("event") in {"hard_bounce", "invalid_email"},
    "mailjet": lambda told: (
        bool(told.get("hard_bounce")) and told.get("error") in {"user unknown", "invalid domain", "no mail host"}
    ),
    "mailgun": lambda told: told.get("event-data", {}).get("delivery-status", {}).get("code") in {550, 605, 607},
    "postmark": lambda told: told.get("Type") in {"HardBounce", "BadEmailAddress"},
    "ses": lambda told: (
        told.get("bounce", {}).get("bounceType") == "Permanent"
        and told.get("bounce", {}).get("bounceSubType") in {"General", "NoEmail"}
    ),
}
