"""An SMTP server for what comes back: it takes mail for our own addresses, and for nobody else.

A message is answered 250 once it is kept and has had its effect: what was not kept is sent again by whoever sent it.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from aval.accounts.models import Brand, Organisation
from aval.post.models import MailServer
from aval.post.returns.receiving import receive

LARGEST = 10_485_760  # bytes of one message
MOST_RECIPIENTS = 20
log = logging.getLogger(__name__)


def house_of(address: str) -> Organisation | None:
    """Whose address this is, what follows a "+" put aside; None when nobody's here."""
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    brand = (
        Brand.objects.filter(sender_email__iexact=plain).select_related("organisation").first()
        or Brand.objects.filter(reply_to__iexact=plain).select_related("organisation").first()
    )
    if brand is not None:
        return brand.organisation
    server = MailServer.objects.filter(bounce_address__iexact=plain).select_related("organisation").first()
    return server.organisation if server else Organisation.objects.filter(mailbox__iexact=plain).first()


class Listener:
    """Handlers of aiosmtpd. `now` is the clock of the door that opened it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now

    async def handle_RCPT(  # noqa: N802  aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Ours, or refused: nothing is relayed."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if await sync_to_async(_known)(address) is None:
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd names it
        """Kept for each house it is for, or asked again."""
        raw = bytes(envelope.content or b"")
        try:
            await sync_to_async(_keep)(raw, list(envelope.rcpt_tos), self.now())
        except DatabaseError:
            log.exception("a message that came back could not be kept")
            return "451 4.3.0 Try again later"
        return "250 2.0.0 Kept"


def _known(address: str) -> Organisation | None:
    close_old_connections()
    return house_of(address)


def _keep(raw: bytes, recipients: list[str], at: datetime) -> None:
    close_old_connections()
    houses = {house.pk: house for one in recipients if (house := house_of(one))}
    for house in houses.values():
        receive(house, raw, received_at=at, at=at)


async def listen(host: str, port: int, now: Callable[[], datetime], ready: Callable[[int], None]) -> None:
    """Serve until cancelled; `ready` is told the port."""
    listener, loop = Listener(now), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(listener, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="aval", ident="Aval", loop=loop),
        host,
        port,
    )
    ready(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()
