"""`aval audit-form FILE|URL`: what a form that collects people gets wrong, where, on which article, how to mend it."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, CouldNot, _, write_json
from aval.console.files import read_beside, read_file

if TYPE_CHECKING:
    from aval.collection.auditing import Audit

LARGEST = 20_000_000  # bytes of a file read


def add_arguments(parser: ArgumentParser) -> None:
    """The form, what is known beside it, and what may be asked for."""
    parser.add_argument("form", metavar="FILE|URL", help=_("la page, fichier ou adresse ; - pour l’entrée standard"))
    parser.add_argument("--context", metavar="FILE.json", help=_("ce que la page seule ne dit pas"))
    parser.add_argument("--static", action="store_true", help=_("lire sans navigateur"))
    parser.add_argument("--fetch", action="store_true", help=_("demander les pages d’information liées par un fichier"))


def run(args: Namespace) -> int:
    """Print what was found; `NO` as soon as there is a fault or something that could not be told."""
    from aval.collection.auditing import BadContext, read_context
    from aval.collection.auditing.asking import audit_address, audit_file, explain
    from aval.collection.auditing.fetching import CannotFetch

    context = read_beside(args.context, args.lang, read_context, BadContext, LARGEST)
    try:
        if args.form.lower().startswith(("http://", "https://")):
            audit, _page = audit_address(args.form, context, args.lang, static=args.static)
        else:
            audit = audit_file(read_file(args.form, LARGEST), context, args.lang, static=args.static, fetch=args.fetch)
    except CannotFetch as why:
        refused = BadCall if why.code in {"scheme", "address", "port"} else CouldNot
        raise refused(explain(why, args.lang)) from why
    if args.json:
        write_json(audit.as_json())
    else:
        say(audit)
    return DONE if audit.verdict == "pass" else NO


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
