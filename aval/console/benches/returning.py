"""What comes back, measured: read alone, then received with matching, effects and evidence."""

import resource
import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from aval.accounts.models import Organisation
from aval.console.benches.sending import make_campaign
from aval.evidence.models import Entry
from aval.post.attempts import aim_attempts
from aval.post.models import Attempt, Return
from aval.post.returns.reading import read_return
from aval.post.returns.receiving import our_addresses, receive
from aval.prospects.models import ContactPoint, Objection

QUOTE = "\n\nLe lun. 23 nov. 2026 à 10:12, Paie claire <bonjour@banc.example> a écrit :\n> Bonjour,\n> En parler dix minutes ?\n"
SAID = (
    "Merci de ne plus me contacter.",
    "Je suis absente, de retour le 3 décembre.",
    "Oui, cela m’intéresse. Quels sont vos tarifs ?",
    "Encore un spam.",
    "Bonjour, d’où tenez-vous mon adresse ?",
)


def measure(size: int) -> dict[str, Any]:
    """Returns a second, read alone and received: one bounce for one answer, each of an attempt of its own."""
    at = timezone.now()
    campaign = make_campaign(size, at)
    aim_attempts(campaign, at)
    mails = [make_return(number, *pair) for number, pair in enumerate(_sent(campaign.organisation, size))]
    started = time.perf_counter()
    for raw in mails:
        read_return(raw)
    read = time.perf_counter() - started
    ours, organisation = our_addresses(campaign.organisation), campaign.organisation
    started = time.perf_counter()
    for raw in mails:
        receive(organisation, raw, received_at=at - timedelta(minutes=1), at=at, ours=ours)
    received = time.perf_counter() - started
    rows = Return.objects.of(organisation)
    return {
        "ok": rows.count() == len(mails) and not rows.filter(attempt=None).exists(),
        "base": connection.vendor,
        "returns": len(mails),
        "read_per_second": round(len(mails) / read),
        "received_per_second": round(len(mails) / received),
        "addresses_stopped": ContactPoint.objects.of(organisation).exclude(unreachable_since=None).count(),
        "objections": Objection.objects.of(organisation).count(),
        "entries_of_evidence": Entry.objects.count(),
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _sent(organisation: Organisation, size: int) -> list[tuple[str, str]]:
    """The Message-ID and the address of each attempt."""
    rows = list(Attempt.objects.of(organisation).order_by("pk").values_list("pk", "contact_point__value")[:size])
    Attempt.objects.of(organisation).bulk_update(
        [Attempt(pk=pk, message_id=f"<{pk}.banc@banc.example>") for pk, _address in rows],
        ["message_id"],
        batch_size=500,
    )
    return [(f"<{pk}.banc@banc.example>", address) for pk, address in rows]


def make_return(number: int, about: str, address: str) -> bytes:
    """A delivery report or an answer, by turns."""
    if number % 2:
        said = SAID[number // 2 % len(SAID)]
        return (
            f"From: {address}\nTo: bonjour@banc.example\nSubject: Re: offre\nMessage-ID: <r{number}@societe.example>\n"
            f"In-Reply-To: {about}\nDate: Mon, 23 Nov 2026 11:58:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n{said}{QUOTE}"
        ).encode()
    return (
        f"From: MAILER-DAEMON@mx.example\nTo: bonjour@banc.example\nSubject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <b{number}@mx.example>\nDate: Mon, 23 Nov 2026 11:58:00 +0100\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        f"Your message could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {about}\nTo: {address}\n\n--b--\n"
    ).encode()
