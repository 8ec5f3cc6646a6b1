"""`aval text`, `aval letters`: one text to one person; letters that wait, printed for the post, and what came back."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant


def add_text_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("to", metavar="NUMBER", help=_("un mobile"))
    parser.add_argument(
        "text", metavar="TEXT", help=_("les mots ; qui écrit et comment dire STOP s’ajoutent tout seuls")
    )
    parser.add_argument("--brand", metavar="CODE", help=_("la marque ; la première sans elle"))
    parser.add_argument("--offer", metavar="CODE", help=_("pour de la prospection : l’offre dont on parle"))


def run_text(args: Namespace) -> int:
    """0 when it waits to leave, 1 when the law says no."""
    from aval.accounts.models import Brand
    from aval.campaigns.models import Offer
    from aval.post.models import Text
    from aval.post.single import NotWritable
    from aval.post.sms import text_to

    organisation = find_organisation(args)
    offers = Offer.objects.of(organisation).select_related("brand__organisation")
    offer = offers.filter(code=args.offer).first() if args.offer else None
    brands = Brand.objects.of(organisation).select_related("organisation").order_by("pk")
    brand = offer.brand if offer else (brands.filter(code=args.brand) if args.brand else brands).first()
    if brand is None or (args.offer and offer is None):
        raise BadCall(_("Marque ou offre inconnue."))
    kind = Text.Kind.PROSPECTING if offer else Text.Kind.TRANSACTIONAL
    try:
        row = text_to(
            organisation, brand=brand, message_type=kind, to=args.to, text=args.text, offer=offer, at=read_instant(None)
        )
    except NotWritable as why:
        raise BadCall(_("Ce texte ne peut pas partir à ce numéro : {code}.").format(code=why.code)) from why
    findings = row.attempt.clearance.findings if row.attempt.clearance else []
    if args.json:
        write_json({"id": row.pk, "state": row.state, "findings": findings})
    else:
        print(f"{row.pk}  {row.attempt.get_state_display()}  {' '.join(findings)}".rstrip())
    return NO if row.state == "refused" else DONE


def add_letters_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("list", "print", "posted", "returned"), default="list",
        help=_("list : tous ; print : imprimer ce qui attend ; posted : ils sont à la poste ; returned : l’un est revenu"),
    )  # fmt: skip
    parser.add_argument(
        "number", nargs="?", type=int, metavar="NUMBER", help=_("l’impression postée, ou le courrier revenu")
    )
    parser.add_argument("--brand", metavar="CODE", help=_("la marque ; la première sans elle"))
    parser.add_argument("--out", metavar="FILE.pdf", type=Path, help=_("pour print : le fichier à imprimer"))
    parser.add_argument(
        "--why",
        choices=("npai", "address", "unclaimed", "refused"),
        default="npai",
        help=_("pour returned : ce que dit l’enveloppe"),
    )


def run_letters(args: Namespace) -> int:
    """0 when done, 1 when there was nothing to print."""
    return {"list": _list, "print": _print, "posted": _posted, "returned": _returned}[args.what](args)


def _list(args: Namespace) -> int:
    from aval.post.models import Missive

    rows = Missive.objects.of(find_organisation(args)).select_related("clearance").order_by("pk")
    for row in rows.iterator():
        findings = row.clearance.findings if row.clearance else []
        if args.json:
            write_json(
                {
                    "id": row.pk,
                    "channel": row.channel,
                    "state": row.state,
                    "person": row.person_id,
                    "printing": row.printing_id,
                    "findings": findings,
                }
            )
        else:
            print(
                f"{row.pk:6}  {row.get_channel_display():14} {row.get_state_display():10} {' '.join(findings)}".rstrip()
            )
    return DONE


def _print(args: Namespace) -> int:
    from aval.accounts.models import Brand
    from aval.post.missives import print_letters
    from aval.post.printing import print_pdf

    if args.out is None:
        raise BadCall(_("--out : dites dans quel fichier écrire les courriers."))
    brands = Brand.objects.of(find_organisation(args)).select_related("organisation").order_by("pk")
    brand = (brands.filter(code=args.brand) if args.brand else brands).first()
    if brand is None:
        raise BadCall(_("Marque ou offre inconnue."))
    at = read_instant(None)
    printing = print_letters(brand, by=None, at=at)
    rows = list(
        printing.letters.select_related(
            "person__company", "contact_point__person__company", "offer__brand__organisation", "source", "clearance", "organisation"
        ).order_by("pk")
    ) if printing else []  # fmt: skip
    if rows:
        args.out.write_bytes(print_pdf(rows, at))
    if args.json:
        write_json({"printing": printing.pk if printing else None, "letters": len(rows)})
    else:
        tell(_("{n} courriers à imprimer.").format(n=len(rows)))
    return DONE if rows else NO


def _posted(args: Namespace) -> int:
    from aval.post.missives import say_posted
    from aval.post.models import Printing

    printing = Printing.objects.of(find_organisation(args)).filter(pk=args.number).first()
    if printing is None:
        raise BadCall(_("Cette impression n’existe pas."))
    posted = say_posted(printing, by=None, at=read_instant(None))
    if args.json:
        write_json({"posted": posted})
    return DONE


def _returned(args: Namespace) -> int:
    from aval.post.missives import NotSo, came_back
    from aval.post.models import Missive

    row = (
        Missive.objects.of(find_organisation(args)).select_related("clearance", "offer").filter(pk=args.number).first()
    )
    if row is None:
        raise BadCall(_("Ce courrier n’existe pas."))
    try:
        came_back(row, why=args.why, by=None, at=read_instant(None))
    except NotSo as why:
        raise BadCall(_("Cela ne se fait pas, ou plus, pour cet envoi.")) from why
    return DONE


COMMANDS = [
    Command(name="text", help=_("écrire un SMS à une personne"), add_arguments=add_text_arguments, run=run_text),
    Command(
        name="letters",
        help=_("les courriers à imprimer, à poster, revenus"),
        add_arguments=add_letters_arguments,
        run=run_letters,
    ),
]
