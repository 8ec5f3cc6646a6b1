"""`aval lint FILE.eml`: what a message lacks, on which article. No base, nothing left behind, nothing fetched unasked."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, Command, _, write_json
from aval.console.files import read_beside, read_file

if TYPE_CHECKING:
    from aval.campaigns.lint import Context, Report

LARGEST = 50_000_000  # bytes of a file read


def add_arguments(parser: ArgumentParser) -> None:
    """The message, what is known beside it, and whether pages may be asked for."""
    parser.add_argument("file", metavar="FILE.eml", help=_("le message, tel qu’il part ; - pour l’entrée standard"))
    parser.add_argument("--context", metavar="FILE.json", help=_("ce que le fichier seul ne dit pas"))
    parser.add_argument("--fetch", action="store_true", help=_("demander les pages de désinscription et d’information"))


def run(args: Namespace) -> int:
    """Print what was found; `NO` as soon as there is a fault, whatever could not be judged."""
    from aval.campaigns.lint import BadContext, lint_message, read_context

    raw = read_file(args.file, LARGEST)
    context = read_beside(args.context, args.lang, read_context, BadContext, LARGEST)
    if args.fetch:
        context = fetch(raw, context)
    report = lint_message(raw, context, args.lang)
    if args.json:
        write_json(report.as_json())
    else:
        say(report)
    return DONE if report.ok else NO


def fetch(raw: bytes, context: "Context") -> "Context":
    """The context with the pages the message leads to; what was given is kept."""
    from aval.campaigns.lint import linked_pages
    from aval.campaigns.lint.fetching import fetch_pages

    wanted = [url for url in linked_pages(raw) if context.page(url) is None]
    return replace(context, linked_pages={**fetch_pages(wanted), **context.linked_pages})


def say(report: "Report") -> None:
    """For a person: one paragraph a finding, then the count."""
    names = {"error": _("faute"), "warning": _("à revoir"), "unknown": _("non jugé"), "info": _("à savoir")}
    for finding in report.findings:
        print(f"{names[finding.severity]} · {finding.code} · {finding.where} · {finding.article}")
        print(f"    {finding.text}")
    faults = sum(finding.severity in {"error", "warning"} for finding in report.findings)
    print(_("Rien à redire.") if report.ok else _("Points à corriger : {number}").format(number=faults))


COMMANDS = [
    Command(
        name="lint",
        help=_("dire ce qui manque à un message, et sur quel article"),
        add_arguments=add_arguments,
        run=run,
        base=False,
    )
]
