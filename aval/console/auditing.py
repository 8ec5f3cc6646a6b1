"""`aval audit-form FILE|URL`: what a form that collects people gets wrong, where, on which article, how to mend it."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
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
    from aval.collection.auditing import audit_form
    from aval.collection.auditing.rendering import audit_drawn

    context, resource = read_beside(args.context, args.lang), None
    if args.form.lower().startswith(("http://", "https://")):
        raw, context = fetch(args.form, context)
        resource = fetch_resource
    else:
        raw = read_file(args.form)
        context = follow(raw, context) if args.fetch else context
    drawn = (
        audit_form(raw, context, args.lang) if args.static else audit_drawn(raw, context, args.lang, resource=resource)
    )
    if args.json:
        write_json(drawn.as_json())
    else:
        say(drawn)
    return DONE if drawn.verdict == "pass" else NO


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


def fetch(url: str, context: "Context") -> tuple[bytes, "Context"]:
    """The page at an address and what the pages it leads to tell; what was given is kept."""
    from aval.collection.auditing.fetching import CannotFetch, fetch_page

    try:
        fetched = fetch_page(url)
    except CannotFetch as why:
        refused = {
            "scheme": _("Seules les adresses http et https se demandent : {detail}"),
            "address": _("« {detail} » mène à une adresse qui n’est pas publique : elle n’est pas demandée."),
            "port": _("Le port {detail} n’est pas de ceux d’un site."),
        }
        if why.code in refused:
            raise BadCall(refused[why.code].format(detail=why.detail)) from why
        failed = {
            "redirects": _("La page renvoie trop de fois ailleurs : {detail}"),
            "slow": _("La page met trop de temps à répondre. {detail}"),
            "large": _("La page dépasse {detail} octets."),
            "kind": _("Ce n’est pas une page HTML : {detail}"),
            "status": _("La page répond {detail}."),
            "network": _("La page ne répond pas : {detail}"),
        }
        raise CouldNot(failed[why.code].format(detail=why.detail)) from why
    beside = replace(context, address=fetched.address, file_encoding=context.file_encoding or fetched.encoding)
    return fetched.raw, follow(fetched.raw, beside)


def fetch_resource(url: str) -> tuple[bytes, str] | None:
    """A script or a sheet the page asks for, under the same guards; None when it is not to be had."""
    from aval.collection.auditing.fetching import RESOURCES, CannotFetch, fetch_page

    try:
        fetched = fetch_page(url, kinds=RESOURCES)
    except CannotFetch:
        return None
    return fetched.raw, fetched.kind


def follow(raw: bytes, context: "Context") -> "Context":
    """The context with the pages the form leads to; what was given is kept."""
    from aval.collection.auditing.auditing import links_to_read
    from aval.collection.auditing.fetching import read_linked

    wanted = [link for link in links_to_read(raw, context) if context.page(link) is None]
    return replace(context, linked_pages={**read_linked(wanted, context.address or ""), **context.linked_pages})


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
