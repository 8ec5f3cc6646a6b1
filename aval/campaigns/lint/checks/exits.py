"""The way out, in each message (L34-5 CPCE, 5th paragraph; art. 12(2) and 21 GDPR): there, working, free, in the open."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.folding import flat, phrase
from aval.campaigns.lint.page import Link
from aval.campaigns.lint.reading import LOOPBACK, NO_REPLY, STOP_WORDS, Body, Reading
from aval.campaigns.lint.report import Fault

LOGIN = phrase(
    r"(connect|identifi|log ?in|sign ?in|espace (client|personnel)|mot de passe)[^.]{0,120}(desinscri|desabon|unsub|preferenc|oppos|opt.?out)"
    r"|(desinscri|desabon|unsub|oppos|opt.?out)[^.]{0,120}(connect(ez|ant)|identifi(ez|ant)|log(ging)? ?in|sign(ing)? ?in|votre mot de passe)"
)
PAID = phrase(
    r"(desinscri|desabon|unsub|oppos|stop|opt.?out)[^.]{0,160}(\d[\d.,]* ?(€|eur|euros?)|surtax|frais de (dossier|traitement|gestion)|payant|fee of)"
    r"|(\d[\d.,]* ?(€|eur|euros?)|surtax|frais de (dossier|traitement|gestion)|payant)[^.]{0,80}(desinscri|desabon|unsub|opt.?out)"
)
NOTHING = re.compile(r"^(#|javascript:|about:|https?://?$|$)|[{}\[\]%|*]{2}|\*\||%[A-Z_]{3,}%|\{\w+\}", re.IGNORECASE)
MAILBOX = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,200}\.[a-z]{2,24}")
FREE_FIELDS = re.compile(r"e-?mail|courriel|adresse|address", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Fault]:
    """A link in each body that can be read, follows a safe way and asks nothing; a mailbox somebody reads."""
    for body in reading.bodies:
        yield from _link(body, reading)
    if reading.bodies:
        if LOGIN.search(reading.text):
            yield Fault("unsubscribe-login", "body")
        if PAID.search(reading.text):
            yield Fault("unsubscribe-paid", "body")
    yield from _mailbox(reading)


def _link(body: Body, reading: Reading) -> Iterator[Fault]:
    exits = [link for link in exits_of(body) if not link.url.lower().startswith("mailto:")]
    seen = [link for link in exits if not link.hidden]
    if not exits:
        yield Fault("unsubscribe-missing", body.kind)
        return
    if not seen:
        yield Fault("unsubscribe-hidden", body.kind, exits[0].url[:200])
        return
    dead = [link for link in seen if NOTHING.search(link.url)]
    if len(dead) == len(seen):
        yield Fault("unsubscribe-broken", f"link {dead[0].url[:200]}", dead[0].url[:200])
        return
    pages = {link.url.partition("#")[0]: link for link in reversed(seen) if link not in dead}
    for link in pages.values():
        yield from _page(link, reading)


def exits_of(body: Body) -> list[Link]:
    """The exits of a body; « cliquez ici » is one when its paragraph says so."""
    found = body.exits()
    if any(not link.url.lower().startswith("mailto:") for link in found):
        return found
    blocks = [flat(block.text) for block in body.page.blocks]
    around = [link for link in body.page.links if link.block < len(blocks) and STOP_WORDS.search(blocks[link.block])]
    return found + [link for link in around if link not in found]


def _page(link: Link, reading: Reading) -> Iterator[Fault]:
    where, url = f"link {link.url[:200]}", link.url[:200]
    if LOOPBACK.match(link.url):
        yield Fault("link-on-this-machine", where, url)
    elif not link.url.lower().startswith("https://"):
        yield Fault("unsubscribe-not-https", where, url)
    page = reading.context.page(link.url)
    if page is None or page.status is None:
        yield Fault("unsubscribe-not-tried", where, url)
    elif not 200 <= page.status < 300:
        yield Fault("unsubscribe-broken", where, str(page.status))
    if page and page.requires_login:
        yield Fault("unsubscribe-login", where, url)
    extra = [name for name in (page.mandatory_fields or ()) if not FREE_FIELDS.search(name)] if page else []
    if extra:
        yield Fault("unsubscribe-fields", where, ", ".join(extra)[:200])


def _mailbox(reading: Reading) -> Iterator[Fault]:
    answers = reading.reply_to or reading.from_address
    named = {box for body in reading.bodies for box in MAILBOX.findall(body.text)}
    named |= {
        link.url[7:].partition("?")[0].lower() for link in reading.links if link.url.lower().startswith("mailto:")
    }
    reached = [box for box in {answers, *named} if "@" in box and not _dead(box) and box != reading.recipient]
    if not reached:
        yield Fault("mailbox-missing", "header reply-to", answers)


def _dead(box: str) -> bool:
    local, _at, domain = box.partition("@")
    return NO_REPLY.search(local) is not None or domain.endswith(".invalid") or "." not in domain
