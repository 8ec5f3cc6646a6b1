"""`aval cases`: what people ask of us: the list by due date, a request recorded, the file of everything held."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from aval.console.command import DONE, NO, BadCall, Command, CouldNot, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

RIGHTS = (
    "access", "rectification", "erasure", "restriction", "portability", "objection", "complaint", "information", "other",
)  # fmt: skip
DOORS = ("page", "reply", "telephone", "letter", "colleague", "feedback_loop", "cnil", "api")
FORMS = ("html", "pdf", "json", "zip")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("list", "open", "file"), default="list",
        help=_("list : celles sans réponse (code 1 s’il en est de tardives) ; open : en enregistrer une ; file : son fichier d’accès"),
    )  # fmt: skip
    parser.add_argument("case", nargs="?", type=int, metavar="CASE", help=_("pour file : le numéro de la demande"))
    parser.add_argument("--all", action="store_true", help=_("les répondues aussi"))
    parser.add_argument("--right", choices=RIGHTS, help=_("pour open : ce qui est demandé"))
    parser.add_argument("--door", choices=DOORS, default="colleague", help=_("pour open : par où c’est arrivé"))
    parser.add_argument("--contact", default="", help=_("pour open : où lui répondre"))
    parser.add_argument(
        "--received", metavar="INSTANT", help=_("pour open : première réception par quiconque (ISO 8601)")
    )
    parser.add_argument("--said", default="", help=_("pour open : ses mots"))
    parser.add_argument("--form", choices=FORMS, default="pdf", help=_("pour file : la forme"))
    parser.add_argument("--out", metavar="FILE", type=Path, help=_("pour file : où l’écrire"))


def run(args: Namespace) -> int:
    return {"list": run_list, "open": run_open, "file": run_file}[args.what](args)


def run_list(args: Namespace) -> int:
    """0 when nothing is late, 1 when something is."""
    from aval.rights.models import Case
    from aval.rights.reminding import overdue
    from aval.rights.standing import paris

    organisation, today = find_organisation(args), paris(read_instant(None))
    rows = Case.objects.of(organisation).order_by("due_on", "pk")
    shown = [_told(row) for row in (rows if args.all else rows.filter(answer=None))]
    late = overdue(organisation, today).count()
    if args.json:
        write_json({"cases": shown, "overdue": late})
    else:
        for one in shown:
            print(
                f"{one['case']:>6}  {one['due_on'] or '—':10}  {one['right']:14} {one['door']:14} {one['answered_at'] or ''}"
            )
        tell(_("{late} en retard.").format(late=late))
    return NO if late else DONE


def _told(case: object) -> dict[str, object]:
    return {
        "case": case.pk,
        "right": case.right,
        "door": case.door,
        "person": case.person_id,
        "received_at": case.received_at.isoformat(),
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "answered_at": case.answer.sent_at.isoformat() if case.answer else None,
    }


def run_open(args: Namespace) -> int:
    from aval.rights.cases import open_case

    if not args.right:
        raise BadCall(_("--right : dites ce qui est demandé."))
    at = read_instant(None)
    received_at = read_instant(args.received) if args.received else at
    if received_at > at:
        raise BadCall(_("--received : cet instant est dans l’avenir."))
    case = open_case(
        find_organisation(args),
        args.right,
        door=args.door,
        received_at=received_at,
        at=at,
        contact=args.contact,
        said=args.said,
    )
    if args.json:
        write_json(_told(case))
    else:
        print(_("Demande {case}, à répondre avant le {due}.").format(case=case.pk, due=case.due_on or "—"))
    return DONE


def run_file(args: Namespace) -> int:
    from aval.rights.access import read_access
    from aval.rights.access.machine import access_csv, access_json
    from aval.rights.access.page import access_html
    from aval.rights.access.paper import access_pdf
    from aval.rights.models import Case

    case = Case.objects.of(find_organisation(args)).filter(pk=args.case or 0).select_related("person").first()
    if case is None or case.person is None:
        raise BadCall(_("Aucune demande de ce numéro ne mène à quelqu’un que nous détenons."))
    file = read_access(case.person, at=read_instant(None))
    if file.vague:
        raise CouldNot(
            _("Ces sources ne nomment personne, complétez-les : {codes}").format(codes=", ".join(file.vague))
        )
    written = {"html": access_html, "pdf": access_pdf, "json": access_json, "zip": access_csv}[args.form](file)
    out = args.out or Path(f"donnees-{case.pk}.{args.form}")
    out.write_bytes(written.encode() if isinstance(written, str) else written)
    if args.json:
        write_json({"file": str(out), "items": file.count})
    else:
        print(_("{count} données dans {out}.").format(count=file.count, out=out))
    return DONE


COMMANDS = [Command(name="cases", help=_("les demandes des personnes"), add_arguments=add_arguments, run=run)]
