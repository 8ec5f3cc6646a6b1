"""Mailboxes returns come to: IMAP, POP3, Maildir. Read, never emptied nor marked; each message has its effect once.

`Mailbox.seen` is how far it was read: `validity:uid` (IMAP), the last identifier (POP3); a Maildir moves what was read.
"""

import imaplib
import poplib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from aval.post.connecting import LOOPBACK
from aval.post.models import Mailbox
from aval.post.returns.receiving import our_addresses, receive
from aval.post.servers import Unsealable, open_password

TIMEOUT = 20.0  # seconds for one answer of the server
LARGEST = 10_000_000  # bytes asked of one message
AT_ONCE = 500  # messages of one reading: the rest comes with the next
EVERY = timedelta(minutes=1)  # between two readings of a mailbox
BROKEN = (OSError, imaplib.IMAP4.error, poplib.error_proto, UnicodeError, ssl.SSLError)
INTERNAL = re.compile(rb'INTERNALDATE "([^"]+)"')


class CannotRead(Exception):
    """The mailbox did not open: `code` is unreachable, clear_password, login, folder, sealed or path."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading found: messages seen, and how many were new."""

    seen: int
    new: int


@dataclass(frozen=True, slots=True)
class Found:
    """One message of a mailbox, when the mailbox got it, and how far it takes us."""

    raw: bytes
    received_at: datetime | None
    seen: str


def read_mailbox(mailbox: Mailbox, at: datetime, stopping: Callable[[], bool] = lambda: False) -> Reading:
    """Take in what is new. Raises `CannotRead`; what was taken in before stays so."""
    organisation = mailbox.brand.organisation
    ours, seen, new = our_addresses(organisation), 0, 0
    for found in messages_of(mailbox):
        row = receive(organisation, found.raw, received_at=found.received_at or at, at=at, mailbox=mailbox, ours=ours)
        seen, new = seen + 1, new + (row is not None)
        mailbox.seen = found.seen
        Mailbox.objects.filter(pk=mailbox.pk).update(seen=found.seen)
        if stopping():
            break
    Mailbox.objects.filter(pk=mailbox.pk).update(read_at=at, checked_at=at, check_result="")
    return Reading(seen, new)


def messages_of(mailbox: Mailbox) -> Iterator[Found]:
    """The messages not read yet, in order. Raises `CannotRead`."""
    if mailbox.kind == Mailbox.Kind.MAILDIR:
        return _in_maildir(mailbox)
    return _by_imap(mailbox) if mailbox.kind == Mailbox.Kind.IMAP else _by_pop(mailbox)


def check_mailbox(mailbox: Mailbox, at: datetime) -> bool:
    """Open it and take nothing; what was found, in a sentence, is kept on the row."""
    try:
        if mailbox.kind == Mailbox.Kind.MAILDIR:
            maildir(mailbox)
        elif mailbox.kind == Mailbox.Kind.IMAP:
            _imap(mailbox).logout()
        else:
            _pop(mailbox).quit()
    except CannotRead as why:
        found, said = False, explain(why)
    else:
        found, said = True, _("La boîte s’ouvre.")
    mailbox.checked_at, mailbox.check_result = at, said[:300]
    if mailbox.pk:
        mailbox.save(update_fields=["checked_at", "check_result"])
    return found


def read_due(at: datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Read each mailbox whose turn has come; how many new messages. A mailbox that does not open says why on its row."""
    new = 0
    for mailbox in Mailbox.objects.select_related("brand__organisation").order_by("read_at", "pk"):
        if stopping():
            break
        due = Q(read_at=None) | Q(read_at__lte=at - EVERY)
        if not Mailbox.objects.filter(due, pk=mailbox.pk).update(read_at=at):
            continue  # another worker is at it
        try:
            new += read_mailbox(mailbox, at, stopping).new
        except CannotRead as why:
            Mailbox.objects.filter(pk=mailbox.pk).update(checked_at=at, check_result=explain(why)[:300])
    return new


def explain(why: CannotRead) -> str:
    """What stopped it and what to do about it, for a person."""
    sentences = {
        "unreachable": _(
            "Aucun serveur ne répond à cette adresse et à ce port ({detail}). Vérifiez-les, et le pare-feu."
        ),
        "clear_password": _("Un mot de passe ne part pas en clair vers {detail} : choisissez STARTTLS ou TLS."),
        "login": _("Le serveur refuse l’identifiant ou le mot de passe ({detail})."),
        "folder": _("Le dossier ne s’ouvre pas ({detail})."),
        "sealed": _("Le mot de passe ne peut plus être lu : la clé « vault » a changé. Saisissez-le à nouveau."),
        "path": _("Ce n’est pas un Maildir : {detail}."),
    }
    return sentences[why.code].format(detail=why.detail)


def _secret(mailbox: Mailbox) -> str:
    if mailbox.security == "none" and mailbox.host not in LOOPBACK:
        raise CannotRead("clear_password", mailbox.host)
    try:
        return open_password(mailbox)
    except Unsealable as why:
        raise CannotRead("sealed") from why


def _imap(mailbox: Mailbox) -> imaplib.IMAP4:
    """A session, its folder open for reading only."""
    password, step = _secret(mailbox), "unreachable"
    session: imaplib.IMAP4 | None = None
    try:
        if mailbox.security == "tls":
            session = imaplib.IMAP4_SSL(
                mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
            )
        else:
            session = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
        if mailbox.security == "starttls":
            session.starttls(ssl.create_default_context())
        step = "login"
        session.login(mailbox.username, password)
        step = "folder"
        if session.select(_quoted(mailbox.folder or "INBOX"), readonly=True)[0] != "OK":
            raise imaplib.IMAP4.error(mailbox.folder)
    except BROKEN as why:
        if session is not None:
            _leave(session.shutdown)
        raise CannotRead(step, str(why)[:200]) from why
    return session


def _quoted(folder: str) -> str:
    plain = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _by_imap(mailbox: Mailbox) -> Iterator[Found]:
    session = _imap(mailbox)
    try:
        validity = (session.response("UIDVALIDITY")[1] or [b"0"])[0] or b"0"
        before, _colon, last = mailbox.seen.partition(":")
        start = int(last or 0) + 1 if before == validity.decode() else 1
        listed = session.uid("SEARCH", f"UID {start}:*")[1][0] or b""
        uids = sorted(uid for uid in map(int, listed.split()) if uid >= start)  # a star answers the last one, always
        for uid in uids[:AT_ONCE]:
            answer = session.uid("FETCH", str(uid), f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST}>)")[1]
            part = next((one for one in answer if isinstance(one, tuple)), None)
            if part is not None:
                yield Found(part[1], _internal(part[0]), f"{validity.decode()}:{uid}")
    except BROKEN as why:
        raise CannotRead("unreachable", str(why)[:200]) from why
    finally:
        _leave(session.logout)


def _internal(said: bytes) -> datetime | None:
    """When the server got it."""
    found = INTERNAL.search(said)
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else None
    except ValueError:
        return None


def _pop(mailbox: Mailbox) -> poplib.POP3:
    password, step = _secret(mailbox), "unreachable"
    session: poplib.POP3 | None = None
    try:
        if mailbox.security == "tls":
            session = poplib.POP3_SSL(mailbox.host, mailbox.port, context=ssl.create_default_context(), timeout=TIMEOUT)
        else:
            session = poplib.POP3(mailbox.host, mailbox.port, timeout=TIMEOUT)
        if mailbox.security == "starttls":
            session.stls(ssl.create_default_context())
        step = "login"
        session.user(mailbox.username)
        session.pass_(password)
    except BROKEN as why:
        if session is not None:
            _leave(session.close)
        raise CannotRead(step, str(why)[:200]) from why
    return session


def _by_pop(mailbox: Mailbox) -> Iterator[Found]:
    """After the last one read, when it is still there; from the first otherwise: none has its effect twice."""
    session = _pop(mailbox)
    try:
        listed = [line.split() for line in session.uidl()[1]]
        names = [(int(line[0]), line[1].decode("ascii", "replace")) for line in listed if len(line) == 2]
        last = max((place for place, (_number, name) in enumerate(names) if name == mailbox.seen), default=-1)
        for number, name in names[last + 1 :][:AT_ONCE]:
            yield Found(b"\r\n".join(session.retr(number)[1])[:LARGEST], None, name[:80])
    except BROKEN as why:
        raise CannotRead("unreachable", str(why)[:200]) from why
    finally:
        _leave(session.quit)


def _leave(goodbye: Callable[[], object]) -> None:
    try:
        goodbye()
    except BROKEN:
        return


def maildir(mailbox: Mailbox) -> Path:
    """Its folder, which lies in `AVAL_HOME/mail`: a page must not be able to name any file of the machine."""
    home = (Path(settings.AVAL_HOME) / "mail").resolve()
    path = (home / (mailbox.folder or mailbox.code)).resolve()
    if not path.is_relative_to(home) or not all((path / name).is_dir() for name in ("new", "cur")):
        raise CannotRead("path", str(path))
    return path


def _in_maildir(mailbox: Mailbox) -> Iterator[Found]:
    """What stands in `new`; what was taken in goes to `cur`, seen."""
    path = maildir(mailbox)
    for file in sorted((path / "new").iterdir(), key=lambda one: one.name)[:AT_ONCE]:
        if not file.is_file():
            continue
        with file.open("rb") as opened:
            raw = opened.read(LARGEST)
        received = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        yield Found(raw, received, mailbox.seen)
        file.rename(path / "cur" / f"{file.name}:2,S")
