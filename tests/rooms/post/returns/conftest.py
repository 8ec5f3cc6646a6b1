"""A letter that left for Dominique, and messages that come back."""

from datetime import timedelta

import pytest
from django.db import transaction

from aval.campaigns.offers import aim_of
from aval.clearance.clearing import clear
from aval.post.models import Attempt
from tests.cast import NOON, make_campaign

SENT_AT = NOON - timedelta(hours=2)


def make_sent(campaign, person, message_id):
    """An attempt handed over two hours before noon."""
    point = person.contact_points.get(medium="email")
    with transaction.atomic():
        cleared = clear(
            [point.pk], aim=aim_of(campaign.offer, NOON.date()), source=campaign.source_id, channel="email",
            message_type="prospecting", message={}, at=SENT_AT,
        )  # fmt: skip
    return Attempt.objects.create(
        organisation=campaign.organisation, campaign=campaign, person=person, contact_point=point, clearance=cleared[point.pk],
        state=Attempt.State.SENT, message_id=message_id, handed_at=SENT_AT,
    )  # fmt: skip


@pytest.fixture
def sent(offer, source, dominique):
    """The letter Dominique got, `<letter@atelier-nord.example>`."""
    return make_sent(make_campaign(offer, source), dominique, "<letter@atelier-nord.example>")


def answer(
    body, *, sender="dominique.vasseur@kermeur.example", subject="Re: La paie", to="<letter@atelier-nord.example>",
    extra="", own="<answer-1@kermeur.example>",
):  # fmt: skip
    """A message of hers, as a mailbox gives it."""
    about = f"In-Reply-To: {to}\r\nReferences: {to}\r\n" if to else ""
    head = f"From: Dominique Vasseur <{sender}>\r\nTo: bonjour@atelier-nord.example\r\nSubject: {subject}\r\n"
    date = "Date: Mon, 23 Nov 2026 11:58:00 +0100\r\n"
    kind = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return f"{head}{date}Message-ID: {own}\r\n{about}{extra}{kind}{body}\r\n".encode()


def bounce(
    said="550 5.1.1 User unknown", *, address="dominique.vasseur@kermeur.example", about="<letter@atelier-nord.example>"
):
    """A delivery report (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.kermeur.example
To: bonjour@atelier-nord.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 23 Nov 2026 11:58:00 +0100
Message-ID: <bounce-1@mx.kermeur.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kermeur.example

Final-Recipient: rfc822; {address}
Action: failed
Status: {said[4:9]}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

Message-ID: {about}
To: {address}
Subject: La paie

--b--
""".encode()


def complaint(about="<letter@atelier-nord.example>", kind="abuse"):
    """A feedback report (RFC 5965) that hides whom it comes from."""
    return f"""From: fbl@provider.example
To: bonjour@atelier-nord.example
Subject: complaint
Date: Mon, 23 Nov 2026 11:58:00 +0100
Message-ID: <fbl-1@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: FBL/1.0
Version: 1

--b
Content-Type: text/rfc822-headers

Message-ID: {about}
Subject: La paie

--b--
""".encode()
