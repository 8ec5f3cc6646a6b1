"""`aval lint FILE.eml`: what a message lacks, on which article. No base, nothing left behind, nothing fetched unasked."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, _, write_json

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
    from aval.campaigns.lint import lint_message

    raw = read_file(args.file)
    context = read_beside(args.context, args.lang)
    if args.fetch:
        context = fetch(raw, context)
    report = lint_message(raw, context, args.lang)
    if args.json:
        write_json(report.as_json())
    else:
        say(report)
    return DONE if report.ok else NO


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
    from aval.campaigns.lint import BadContext, Context, read_context

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
