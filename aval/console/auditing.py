"""`aval audit-form FILE|URL`: what a form that collects people gets wrong, where, on which article, how to mend it."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, CouldNot, _, write_json

if TYPE_CHECKING:
    from aval.collection.auditing import Audit, Context

LARGEST = 20_000_000  # bytes of a file read


def add_arguments(parser: ArgumentParser) -> None:
    """The form, what is known beside it, and what may be asked for."""
    parser.add_argument("form", metavar="FILE|URL", help=_("la page, fichier ou adresse ; - pour l’entrée standard"))
    parser.add_argument("--context", metavar="FILE.json", help=_("ce que la page seule ne dit pas"))
    parser.add_argument("--static", action="store_true", help=_("lire sans navigateur"))
    parser.add_argument("--fetch", action="store_true", help=_("demander les pages d’information liées par un fichier"))


def run(args: Namespace) -> int:
    """Print what was found; `NO` as soon as there is a fault or something that could not be told."""
    from aval.collection.auditing.asking import audit_address, audit_file, explain
    from aval.collection.auditing.fetching import CannotFetch

    context = read_beside(args.context, args.lang)
    try:
        if args.form.lower().startswith(("http://", "https://")):
            audit, _page = audit_address(args.form, context, args.lang, static=args.static)
        else:
            audit = audit_file(read_file(args.form), context, args.lang, static=args.static, fetch=args.fetch)
    except CannotFetch as why:
        refused = BadCall if why.code in {"scheme", "address", "port"} else CouldNot
        raise refused(explain(why, args.lang)) from why
    if args.json:
        write_json(audit.as_json())
    else:
        say(audit)
    return DONE if audit.verdict == "pass" else NO


def read_file(name: str) -> bytes:
    """The bytes of a file; `BadCall` when there is none."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST)
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST)
    except OSError as why:
        raise BadCall(_("« {name} » ne se lit pas : {why}").format(name=name, why=why.strerror)) from why


def read_beside(name: str | None, language: str) -> "Context":
    """The context of a JSON file; `BadCall` names the field that cannot be read."""
    from aval.collection.auditing import BadContext, Context, read_context

    if name is None:
        return Context()
    try:
        return read_context(json.loads(read_file(name).decode("utf-8-sig")))
    except BadContext as why:
        expected = why.en if language == "en" else why.fr
        raise BadCall(
            _("« {name} », champ {field} : {expected}.").format(name=name, field=why.field, expected=expected)
        ) from why
    except (ValueError, RecursionError) as why:
        raise BadCall(_("« {name} » n’est pas du JSON : {why}").format(name=name, why=why)) from why


def say(audit: "Audit") -> None:
    """For a person: one paragraph a finding, then the verdict."""
    names = {"fault": _("faute"), "unknown": _("non jugé"), "note": _("à savoir")}
    for finding in audit.findings:
        print(" · ".join(filter(None, (names[finding.outcome], finding.code, finding.where, finding.article))))
        print(f"    {finding.text}")
        print(f"    → {finding.mend}")
    verdicts = {
        "pass": _("Rien à redire."),
        "fail": _("Ce formulaire est à corriger."),
        "undetermined": _("Tout n’a pas pu être jugé."),
    }
    print(verdicts[audit.verdict])


COMMANDS = [
    Command(
        name="audit-form",
        help=_("dire ce qu’un formulaire de collecte a de fautif, et comment le corriger"),
        add_arguments=add_arguments,
        run=run,
        base=False,
    )
]
