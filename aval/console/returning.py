"""`aval read-return FILE.eml`: what a message received is, in a closed vocabulary. No base, nothing left behind."""

import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aval.console.command import DONE, BadCall, Command, _, write_json
from aval.console.files import read_file

if TYPE_CHECKING:
    from aval.post.returns.reading import Context


def add_arguments(parser: ArgumentParser) -> None:
    """The message, and what is known beside it."""
    parser.add_argument("file", metavar="FILE.eml", help=_("le message reçu ; - pour l’entrée standard"))
    parser.add_argument("--context", metavar="FILE.json", help=_("nos adresses (our_addresses) et nos envois (sent)"))


def run(args: Namespace) -> int:
    """Print what the message is."""
    from aval.post.returns.reading import read_return

    raw = read_file(args.file)
    told = read_return(raw, read_beside(args.context), today=datetime.now(UTC).date()).as_json()
    if args.json:
        write_json(told)
    else:
        say(told, args.lang)
    return DONE


def read_beside(name: str | None) -> "Context":
    """The context of a JSON file; `BadCall` names the field that cannot be read."""
    from aval.post.returns.reading import BadContext, Context, read_context

    if name is None:
        return Context()
    try:
        return read_context(json.loads(read_file(name).decode("utf-8-sig")))
    except BadContext as why:
        raise BadCall(_("« {name} » : le champ {field} ne se lit pas.").format(name=name, field=why.field)) from why
    except (ValueError, RecursionError) as why:
        raise BadCall(_("« {name} » n’est pas du JSON : {why}").format(name=name, why=why)) from why


def say(told: dict[str, Any], language: str) -> None:
    """For a person: a field a line, those that say something."""
    from aval.post.returns.words import explain_reason

    for name in ("kind", "bounce", "recipients", "intent", "stop", "until", "doubtful", "rights", "because"):
        if told[name] not in (None, [], "", False) or name in {"kind", "stop"}:
            value = ", ".join(told[name]) if isinstance(told[name], list) else told[name]
            print(f"{name:12} {value}")
    for failed in told["failures"]:
        print(
            f"  {failed['address'] or '?'} : {failed['bounce']} {failed['status']} {explain_reason(failed['reason'], language)}"
        )
    if told["new_text"]:
        print()
        print(told["new_text"])


COMMANDS = [
    Command(
        name="read-return",
        help=_("dire ce qu’est un message reçu : rejet, plainte, absence, réponse"),
        add_arguments=add_arguments,
        run=run,
        base=False,
    )
]
