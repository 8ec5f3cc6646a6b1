"""`aval returns`: read the mailboxes answers come to, hear them by SMTP, list what waits, say what was made of it."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aval.console.command import DONE, NO, BadCall, Command, CouldNot, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.accounts.models import Organisation

ACTIONS = ("read", "check", "mailbox", "hook", "take", "listen", "list", "sort")
SORTINGS = ("interested", "later", "not_me", "stop", "request", "seen")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=ACTIONS,
        help=_("read : lire les boîtes ; check : les ouvrir seulement ; mailbox : en déclarer une ; hook : l’adresse d’un prestataire ; take : prendre des fichiers ; listen : écouter en SMTP ; list : ce qui attend ; sort : dire la suite"),
    )  # fmt: skip
    parser.add_argument(
        "files", nargs="*", metavar="FILE.eml", help=_("les messages à prendre, ou le numéro à traiter")
    )
    parser.add_argument("--mailbox", metavar="CODE", help=_("une seule boîte, par son code"))
    parser.add_argument("--brand", metavar="CODE", help=_("la marque dont c’est la boîte ; la première sans cela"))
    parser.add_argument("--kind", choices=("imap", "pop3", "maildir"), default="imap", help=_("le protocole"))
    parser.add_argument("--server", metavar="HOST:PORT", help=_("son serveur"))
    parser.add_argument("--security", choices=("tls", "starttls", "none"), default="tls", help=_("son chiffrement"))
    parser.add_argument(
        "--username", default="", help=_("son identifiant ; le mot de passe se lit sur l’entrée standard")
    )
    parser.add_argument(
        "--folder", default="INBOX", help=_("son dossier ; pour un Maildir, son nom dans AVAL_HOME/mail")
    )
    parser.add_argument("--provider", choices=("brevo", "mailjet", "mailgun", "postmark"), help=_("le prestataire"))
    parser.add_argument("--address", metavar="HOST:PORT", default="127.0.0.1:2525", help=_("où écouter"))
    parser.add_argument("--as", dest="sorting", choices=SORTINGS, help=_("ce qu’elle voulait"))


def run(args: Namespace) -> int:
    """One of the actions."""
    if args.action == "listen":
        return listen_at(args)
    organisation = find_organisation(args)
    actions = {
        "read": read, "check": read, "mailbox": declare, "hook": open_hook, "take": take, "list": show, "sort": sort,
    }  # fmt: skip
    return actions[args.action](args, organisation)


def read(args: Namespace, organisation: "Organisation") -> int:
    """Read each mailbox, or only open it; 1 when one does not open."""
    from aval.post.models import Mailbox
    from aval.post.returns.mailboxes import CannotRead, check_mailbox, explain, read_mailbox

    at, fine = read_instant(None), True
    named = {"code": args.mailbox} if args.mailbox else {}
    mailboxes = list(Mailbox.objects.of(organisation).filter(**named).select_related("brand__organisation"))
    if not mailboxes:
        raise BadCall(_("Aucune boîte de ce nom : « aval returns mailbox » en déclare une."))
    for mailbox in mailboxes:
        told: dict[str, Any] = {"mailbox": mailbox.code}
        try:
            if args.action == "check":
                told |= {"ok": check_mailbox(mailbox, at), "said": mailbox.check_result}
            else:
                reading = read_mailbox(mailbox, at)
                told |= {"ok": True, "seen": reading.seen, "new": reading.new}
        except CannotRead as why:
            told |= {"ok": False, "said": explain(why)}
        fine = fine and told["ok"]
        say(args, told)
    return DONE if fine else NO


def declare(args: Namespace, organisation: "Organisation") -> int:
    """Declare a mailbox, or change the one of that code."""
    from aval.post.returns.setting import set_mailbox

    host, _colon, port = (args.server or "").rpartition(":")
    if args.kind != "maildir" and (not host or not port.isdecimal()):
        raise BadCall(_("--server : HOST:PORT est attendu, par exemple imap.example.org:993."))
    password = sys.stdin.readline().strip() if args.username else None
    mailbox = set_mailbox(
        brand_of(args, organisation), code=args.mailbox or "retours", kind=args.kind, host=host, port=int(port or 0), security=args.security,
        username=args.username, password=password, folder=args.folder, at=read_instant(None), by=None,
    )  # fmt: skip
    say(args, {"mailbox": mailbox.code, "kind": mailbox.kind})
    return DONE


def brand_of(args: Namespace, organisation: "Organisation") -> Any:
    """The brand named, else the first."""
    from aval.accounts.models import Brand

    brands = Brand.objects.of(organisation).order_by("pk")
    brand = brands.filter(code=args.brand).first() if args.brand else brands.first()
    if brand is None:
        raise BadCall(_("--brand : aucune marque ne porte ce code."))
    return brand


def open_hook(args: Namespace, organisation: "Organisation") -> int:
    """An address for a provider and its secret, said only here; Mailgun's own key is read on standard input."""
    from django.conf import settings

    from aval.post.returns import hooks

    if not args.provider:
        raise BadCall(_("--provider : brevo, mailjet, mailgun ou postmark."))
    given = sys.stdin.readline().strip() if args.provider == "mailgun" else ""
    hook, secret = hooks.open_hook(
        brand_of(args, organisation), args.provider, at=read_instant(None), by=None, secret=given
    )
    url = f"{settings.AVAL_URL}/api/retours/{hook.token}"
    if args.provider != "mailgun":
        url = url.replace("://", f"://{hooks.USER}:{secret}@", 1)
    say(args, {"provider": args.provider, "url": url})
    return DONE


def take(args: Namespace, organisation: "Organisation") -> int:
    """Take messages from files, as if a mailbox had given them."""
    from aval.post.returns.receiving import receive

    at = read_instant(None)
    for name in args.files:
        row = receive(organisation, Path(name).read_bytes(), received_at=at, at=at)
        say(args, {"file": name, "new": row is not None} | (describe(row) if row else {}))
    return DONE


def show(args: Namespace, organisation: "Organisation") -> int:
    """What waits for a member, what may be a refusal first."""
    from aval.post.returns.sorting import waiting_returns

    for row in waiting_returns(organisation):
        say(args, describe(row))
    return DONE


def sort(args: Namespace, organisation: "Organisation") -> int:
    """Say what was made of one return."""
    from aval.post.models import Return
    from aval.post.returns.sorting import sort_return

    row = (
        Return.objects.of(organisation).filter(pk=args.files[0]).first()
        if args.files and args.files[0].isdecimal()
        else None
    )
    if row is None or not args.sorting:
        raise BadCall(_("Un numéro de retour et --as sont attendus : aval returns sort 12 --as interested."))
    sort_return(row, args.sorting, at=read_instant(None), by=None)
    say(args, describe(row))
    return DONE


def describe(row: Any) -> dict[str, Any]:
    """A return, for a script."""
    return {
        "id": row.pk, "kind": row.kind, "bounce": row.bounce or None, "intent": row.intent, "doubtful": row.doubtful, "stop": row.stop,
        "until": row.until_on.isoformat() if row.until_on else None, "sender": row.sender, "subject": row.subject,
        "received_at": row.received_at.isoformat(), "waits": row.waits, "sorting": row.sorting or None,
    }  # fmt: skip


def listen_at(args: Namespace) -> int:
    """Until Ctrl-C."""
    from aval.post.returns.listening import listen

    host, _colon, port = args.address.rpartition(":")
    if not host or not port.isdecimal():
        raise BadCall(_("--address : HOST:PORT est attendu."))
    ready = _("À l’écoute de {host}:{port}. Ctrl-C pour arrêter.")
    try:
        asyncio.run(
            listen(host, int(port), lambda: datetime.now(UTC), lambda got: tell(ready.format(host=host, port=got)))
        )
    except OSError as why:
        raise CouldNot(_("Impossible d’écouter sur {address} : {why}").format(address=args.address, why=why)) from why
    return DONE


def say(args: Namespace, told: dict[str, Any]) -> None:
    """A line of JSON, or a line for a person."""
    if args.json:
        write_json(told)
    else:
        print(" · ".join(f"{name} {value}" for name, value in told.items() if value not in (None, "", False)))


COMMANDS = [
    Command(
        name="returns",
        help=_("ce qui revient : lire les boîtes, écouter, voir ce qui attend, dire la suite"),
        add_arguments=add_arguments,
        run=run,
    )
]
