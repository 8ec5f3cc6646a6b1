"""What comes back by text: STOP is an objection at once; anything else is read and sorted like any reply."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.post.models import Return, TextServer
from aval.post.returns.folding import fold
from aval.post.returns.intents import Answer, Wish, read_answer
from aval.post.returns.reading import Told
from aval.post.returns.receiving import take_in
from aval.post.servers import seal_password
from aval.prospects.classification import Refusal, normalise_phone

# The words operators make every sender honour, alone or with the short number or the name they were told to.
STOP = re.compile(r"(?:stop|arret|stopall|unsubscribe|desabonnement|desinscription|fin|quit)(?:\s+\S{1,16})?[\s.!]*")
LONGEST = 2_000  # characters of a text heard


class NotHeard(ValueError):
    """What came is no text from a telephone."""


def hear_text(server: TextServer, told: Mapping[str, str], at: datetime) -> Return | None:
    """Take in one text as the gateway tells it (`from`, `content` or `binary` with `coding`, `id`); None when it was known."""
    sender = told.get("from", "").strip()
    read = normalise_phone(sender if sender.startswith(("+", "0")) else f"+{sender}")
    if isinstance(read, Refusal):
        raise NotHeard(read.code)
    words = _words(told)[:LONGEST]
    known = f"{told.get('id', '')}\n{read.e164}\n{words}"
    TextServer.objects.filter(pk=server.pk).update(heard_at=at)
    answer = read_stop(words)
    told_as = Told(
        "reply", sender=read.e164, new_text=words, answer=answer, subject="SMS", message_id=told.get("id", "")[:250]
    )
    digest = hashlib.sha256(f"sms\n{server.pk}\n{known}".encode()).hexdigest()
    return take_in(
        server.brand.organisation, told_as, words.encode(), digest=digest, received_at=at, at=at, mailbox=None
    )


def read_stop(words: str) -> Answer:
    """What a text asks: a STOP is a STOP, whatever number follows it."""
    if STOP.fullmatch(fold(words).strip()):
        return Answer((Wish("objection", clear=True, sentence=words.strip()),), doubtful=False)
    return read_answer(words)


def _words(told: Mapping[str, str]) -> str:
    """The letters: UCS-2 comes as hexadecimal octets beside a content no form can carry."""
    if told.get("coding") == "8" and told.get("binary"):
        try:
            return bytes.fromhex(told["binary"]).decode("utf-16-be", "replace")
        except ValueError as why:
            raise NotHeard("binary") from why
    return told.get("content", "")


def find_text_server(token: str) -> TextServer | None:
    """Whose address this is: the token alone says it."""
    return TextServer.objects.filter(token=token).select_related("brand__organisation").first()


def set_text_server(brand: Brand, *, password: str, at: datetime, by: Member | None, **told: object) -> TextServer:
    """By which gateway the brand's texts leave; an empty password keeps the one we have. The address it tells us by is made once."""
    row = TextServer.objects.filter(brand=brand).first() or TextServer(
        brand=brand, organisation_id=brand.organisation_id, token=secrets.token_urlsafe(32)
    )
    for name, value in told.items():
        setattr(row, name, value)
    if password:
        row.password = seal_password(password, brand.organisation_id)
    row.save()
    entry = {"brand": brand.pk, "sms": row.url, "by": by.pk if by else None}
    evidence.record(brand.organisation_id, "mailbox:changed", entry, at=at)
    return row
