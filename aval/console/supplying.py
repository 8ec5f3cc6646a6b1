"""`aval suppliers`: what a supplier shows, checked piece by piece; his list suspended, or put back in service."""

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, CouldNot, _, find_organisation, tell, write_json
from aval.console.files import read_file
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.prospects.models import Source
    from aval.prospects.proofs import Problem

ACTS = ("show", "form", "partners", "draw", "proofs", "rental", "suspend", "resume")
LARGEST = 20_000_000  # bytes of a file read


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act", choices=ACTS,
        help=_("show : le dossier (code 1 s’il se contredit) ; form, partners, proofs, rental FILE ; draw ; suspend ; resume"),
    )  # fmt: skip
    parser.add_argument("list", metavar="CODE", help=_("le code de la liste"))
    parser.add_argument(
        "file", nargs="?", default="", metavar="FILE|URL", help=_("la pièce ; - pour l’entrée standard")
    )
    parser.add_argument("--site", default="", help=_("pour form : le site, comme jeux.example"))
    parser.add_argument("--on", metavar="DATE", help=_("pour form : en ligne depuis ; pour partners : datée du ; pour rental : envoyée le"))  # fmt: skip
    parser.add_argument("--until", metavar="DATE", help=_("pour form : jusqu’au"))
    parser.add_argument("--size", type=int, default=50, metavar="N", help=_("pour draw : lignes à tirer"))
    parser.add_argument("--recipients", type=int, default=0, metavar="N", help=_("pour rental : destinataires"))
    parser.add_argument("--objections", metavar="FILE", help=_("pour rental : oppositions rendues, une par ligne"))
    parser.add_argument("--why", default="", metavar="TEXT", help=_("pour suspend et resume : le motif"))


def run(args: Namespace) -> int:
    from aval.clearance.quarantine import examine_all
    from aval.prospects.models import Source

    organisation = find_organisation(args)
    source = Source.objects.of(organisation).filter(code=args.list).select_related("organisation").first()
    if source is None:
        raise BadCall(_("Aucune liste ne porte le code « {code} ».").format(code=args.list))
    if args.act in {"form", "partners", "proofs", "rental"} and not args.file:
        raise BadCall(_("Donnez le fichier de la pièce."))
    acts = {
        "show": _show, "form": _form, "partners": _partners, "draw": _draw, "proofs": _proofs, "rental": _rental, "suspend": _stop,
        "resume": _stop,
    }  # fmt: skip
    code = acts[args.act](source, args)
    if args.act in {"form", "partners", "proofs"}:
        examine_all(organisation, at=read_instant(None))
    return code


def _show(source: "Source", args: Namespace) -> int:
    from aval.clearance.quarantine import held_of
    from aval.prospects.suppliers import line_problems, list_problems

    problems = [*list_problems(source), *line_problems(source)]
    sample = source.samples.first()
    told = {
        "source": source.code, "suspended": source.suspended_at is not None, "quarantined": held_of(source),
        "forms": [{"site": one.site, "from": one.from_on, "verdict": one.verdict} for one in source.captures.all()],
        "partners": [{"dated": one.dated_on, "line": one.line} for one in source.partner_lists.all()],
        "sample": {"drawn": len(sample.lines), "valid": sample.valid} if sample else None,
        "rentals": [{"sent": one.sent_on, "names_us": one.names_us, "objections": one.objections} for one in source.rentals.all()],
    }  # fmt: skip
    if args.json:
        write_json(told | {"problems": [_told(one, args) for one in problems]})
        return NO if problems else DONE
    for name, value in told.items():
        print(f"{name:12} {value}")
    return _say(problems, args)


def _told(problem: "Problem", args: Namespace) -> dict[str, object]:
    names = ("code", "line", "proof", "field")
    return {name: getattr(problem, name) for name in names} | {"text": problem.say(args.lang)}


def _say(problems: "Sequence[Problem]", args: Namespace) -> int:
    for one in problems:
        if args.json:
            write_json(_told(one, args))
        else:
            print(one.say(args.lang))
    return NO if problems else DONE


def _form(source: "Source", args: Namespace) -> int:
    from aval.collection.auditing import Context
    from aval.collection.auditing.asking import audit_address, audit_file, explain
    from aval.collection.auditing.fetching import CannotFetch
    from aval.collection.supplied import take_form
    from aval.console.auditing import say

    if not args.site:
        raise BadCall(_("Dites le site du formulaire : --site."))
    from_on, until_on = _day(args.on, "--on"), _day(args.until, "--until") if args.until else None
    try:
        if args.file.lower().startswith(("http://", "https://")):
            audit, page = audit_address(args.file, Context(), args.lang)
        else:
            page = read_file(args.file, LARGEST)
            audit = audit_file(page, Context(), args.lang)
    except CannotFetch as why:
        raise CouldNot(explain(why, args.lang)) from why
    take_form(source, page, audit, site=args.site, from_on=from_on, until_on=until_on, by=None, at=read_instant(None))
    if args.json:
        write_json(audit.as_json())
    else:
        say(audit)
    return DONE if audit.verdict == "pass" else NO


def _partners(source: "Source", args: Namespace) -> int:
    from aval.prospects.suppliers import keep_partner_list, list_problems

    text = read_file(args.file, LARGEST).decode("utf-8-sig", "replace")
    kept = keep_partner_list(source, dated_on=_day(args.on, "--on"), text=text, by=None, at=read_instant(None))
    if args.json:
        write_json({"line": kept.line, "digest": kept.digest})
    else:
        tell(_("Vous y êtes nommé ligne {n}.").format(n=kept.line) if kept.line else _("Vous n’y êtes pas nommé."))
    return max(_say(list_problems(source), args), DONE if kept.line else NO)


def _draw(source: "Source", args: Namespace) -> int:
    """The lines drawn, as a CSV file to send to the supplier."""
    from aval.prospects.refusals import neutral
    from aval.prospects.suppliers import asked_of, draw_sample

    sample = draw_sample(source, size=args.size, by=None, at=read_instant(None))
    asked = asked_of(sample)
    if args.json:
        write_json({"sample": sample.pk, "seed": sample.seed, "asked": [{"line": one.line, "email": one.email} for one in asked]})  # fmt: skip
        return DONE
    rows = csv.writer(sys.stdout, delimiter=";")
    rows.writerow(["line", "email"])
    rows.writerows([one.line, neutral(one.email)] for one in asked)
    return DONE


def _proofs(source: "Source", args: Namespace) -> int:
    from aval.prospects.proofs import Problem, ProofsUnreadable, read_proofs
    from aval.prospects.suppliers import verify_sample

    sample = source.samples.first()
    if sample is None:
        raise BadCall(Problem("no-sample").say(args.lang))
    try:
        shown = read_proofs(read_file(args.file, LARGEST))
    except ProofsUnreadable as why:
        raise BadCall(Problem(why.code, detail=why.detail).say(args.lang)) from why
    problems = verify_sample(sample, shown, by=None, at=read_instant(None))
    tell(_("{valid} preuves valables sur {total}.").format(valid=sample.valid, total=len(sample.lines)))
    return _say(problems, args)


def _rental(source: "Source", args: Namespace) -> int:
    from aval.prospects.suppliers import keep_rental

    if args.recipients < 1:
        raise BadCall(_("Dites combien de personnes ont reçu le message : --recipients."))
    message = read_file(args.file, LARGEST).decode("utf-8-sig", "replace")
    objections = read_file(args.objections, LARGEST).decode("utf-8-sig", "replace") if args.objections else ""
    kept, unread = keep_rental(
        source, sent_on=_day(args.on, "--on"), recipients=args.recipients, message=message, objections=objections.splitlines(),
        by=None, at=read_instant(None),
    )  # fmt: skip
    if args.json:
        write_json({"names_us": kept.names_us, "objections": kept.objections, "digest": kept.digest})
    else:
        tell(_("Le message vous nomme.") if kept.names_us else _("Le message ne vous nomme pas."))
    return max(_say(unread, args), DONE if kept.names_us else NO)


def _stop(source: "Source", args: Namespace) -> int:
    from aval.prospects.sources import resume_source, suspend_source

    if not args.why.strip():
        raise BadCall(_("Dites pourquoi : --why."))
    (suspend_source if args.act == "suspend" else resume_source)(source, why=args.why, by=None, at=read_instant(None))
    if args.json:
        write_json({"source": source.code, "suspended": args.act == "suspend"})
    return DONE


def _day(text: str | None, name: str) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as why:
        raise BadCall(_("{name} : une date est attendue, comme 2026-11-23.").format(name=name)) from why


COMMANDS = [
    Command(
        name="suppliers",
        help=_("vérifier ce qu’un fournisseur montre, suspendre sa liste"),
        add_arguments=add_arguments,
        run=run,
    )
]
