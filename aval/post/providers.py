"""Mail providers spoken to by their interface over HTTPS: django-anymail writes each one's words, this keeps our promises.

At most once: what a provider answers clearly is settled, what it may have taken is uncertain and never sent again. Our
Message-ID travels as header and as metadata, so that what comes back finds its attempt. Openings and clicks are never
tracked (art. 82 LIL); the provider signs, and nothing of ours but the message reaches it.
"""

import socket
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import requests
from anymail.backends.brevo import EmailBackend as Brevo
from anymail.backends.mailgun import EmailBackend as Mailgun
from anymail.backends.mailjet import EmailBackend as Mailjet
from anymail.backends.postmark import EmailBackend as Postmark
from anymail.backends.scaleway import EmailBackend as Scaleway
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives

from aval.post.smtp import WITHHELD, Message, Outcome, Receipt

ANSWER = 30.0  # seconds
OURS = "aval_message_id"  # the name our Message-ID has in a provider's metadata
KEPT = (
    "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Language", "In-Reply-To", "References",
    "Auto-Submitted",
)  # fmt: skip
MADE: Mapping[str, Callable[[str, str], tuple[type, dict[str, Any]]]] = {
    "brevo": lambda name, key: (Brevo, {"api_key": key}),  # noqa: ARG005
    "mailjet": lambda name, key: (Mailjet, {"api_key": name, "secret_key": key}),
    "scaleway": lambda name, key: (Scaleway, {"project_id": name, "secret_key": key}),
    "postmark": lambda name, key: (Postmark, {"server_token": key}),  # noqa: ARG005
    "mailgun": lambda name, key: (Mailgun, {"api_key": key, **({"sender_domain": name} if name else {})}),
}
TAKEN = {"sent", "queued", "unknown"}


class ProviderConnection:
    """A session with one provider, shaped like one with an SMTP server. One thread at a time."""

    timeout = ANSWER

    def __init__(self, provider: str, *, username: str, password: str, url: str = "") -> None:
        backend, given = MADE[provider](username, password)
        address = {"api_url": url} if url else {}
        self._backend = backend(
            **given, **address, timeout=ANSWER, ignore_unsupported_features=True, ignore_recipient_status=True
        )
        self._backend.open()
        self._keep_id = provider == "postmark"
        self.socket, self._other = socket.socketpair()  # what a selector may watch: nothing ever comes by it

    @property
    def is_open(self) -> bool:
        """Whether it may be spoken to."""
        return self.socket.fileno() >= 0

    def is_stale(self) -> bool:
        """A provider never speaks first."""
        return not self.is_open

    def converse(
        self, messages: Iterable[Message], may_leave: Callable[[Message], bool]
    ) -> Generator[Receipt | None, None, None]:
        """One receipt a message drawn; ends early, closed, when the provider cannot be reached or refuses who we are."""
        for message in messages:
            if not may_leave(message):
                yield Receipt(message, Outcome.UNSENT, text=WITHHELD)
                continue
            receipt, over = self._hand(message)
            if over:
                self.close()
            yield receipt
            if over:
                return

    def send(
        self, messages: Iterable[Message], may_leave: Callable[[Message], bool] = lambda _one: True
    ) -> Iterator[Receipt]:
        """`converse`, for one connection alone."""
        return (one for one in self.converse(messages, may_leave) if one is not None)

    def _hand(self, message: Message) -> tuple[Receipt, bool]:
        """What became of it, and whether it is useless to go on."""
        try:
            mail = rewritten(message, keep_id=self._keep_id)
            self._backend.send_messages([mail])
        except AnymailRecipientsRefused as why:
            return Receipt(message, Outcome.REFUSED_PERMANENT, 0, _said(why)), False
        except AnymailAPIError as why:
            return _settled(message, why)
        except (AnymailError, ValueError, LookupError) as why:
            return Receipt(message, Outcome.REFUSED_PERMANENT, 0, _said(why)), False
        status = mail.anymail_status
        states = status.status or {"unknown"}
        outcome = Outcome.ACCEPTED if states <= TAKEN else Outcome.REFUSED_PERMANENT
        return Receipt(
            message, outcome, 0, f"{'/'.join(sorted(map(str, states)))} {status.message_id or ''}"[:300]
        ), False

    def quit(self) -> None:
        """Nothing to say."""
        self.close()

    def close(self) -> None:
        """Close at once."""
        self._backend.close()
        self.socket.close()
        self._other.close()


def _settled(message: Message, why: AnymailAPIError) -> tuple[Receipt, bool]:
    """No answer, or one that is an error: certainly not taken, later perhaps, or nobody knows."""
    code, said = why.status_code or 0, _said(why)
    if code in {401, 403}:
        return Receipt(message, Outcome.REFUSED_SENDER, code, said), True
    if code == 429:
        return Receipt(message, Outcome.REFUSED_TEMPORARY, code, said), True
    if 400 <= code < 500:
        return Receipt(message, Outcome.REFUSED_PERMANENT, code, said), False
    if not code and _never_reached(why):
        return Receipt(message, Outcome.UNSENT, 0, said), True
    return Receipt(message, Outcome.UNKNOWN, code, said), not code


def _never_reached(why: Exception) -> bool:
    """No connection was made: nothing can have been taken."""
    if isinstance(why, requests.ConnectTimeout):
        return True
    cause = repr(why.__cause__)
    return isinstance(why, requests.ConnectionError) and ("NewConnectionError" in cause or "NameResolution" in cause)


def _said(why: Exception) -> str:
    return " ".join(str(why).split())[:250]


def rewritten(message: Message, *, keep_id: bool = False) -> EmailMultiAlternatives:
    """The message we composed, as anymail takes it: the same words, headers of ours kept, nothing tracked."""
    read = message_from_bytes(message.content, policy=policy.default)
    text, html = _part(read, "plain"), _part(read, "html")
    headers = {name: str(read[name]) for name in KEPT if read[name]}
    if keep_id:
        headers["X-PM-KeepID"] = "true"  # Postmark makes its own otherwise
    mail = EmailMultiAlternatives(
        subject=str(read["Subject"] or ""),
        body=text or "",
        from_email=str(read["From"]),
        to=[message.recipient],
        reply_to=[str(read["Reply-To"])] if read["Reply-To"] else None,
        headers=headers,
    )
    if html:
        mail.attach_alternative(html, "text/html")
    mail.track_opens, mail.track_clicks = False, False
    mail.metadata = {OURS: str(read["Message-ID"] or "").strip()}
    return mail


def _part(read: EmailMessage, kind: str) -> str | None:
    part = read.get_body((kind,))
    return part.get_content() if part is not None else None
