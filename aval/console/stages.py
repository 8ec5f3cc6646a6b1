"""`aval stages`: where conversations stand, and moving one on."""

from argparse import ArgumentParser, Namespace
from datetime import date
from decimal import Decimal

from aval.console.command import DONE, BadCall, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

CODES = ("prospect", "talking", "meeting", "proposal", "customer", "former", "not_now")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("person", nargs="?", type=int, metavar="NUMBER", help=_("la personne à déplacer"))
    parser.add_argument("--to", choices=CODES, help=_("l’étape"))
    parser.add_argument("--amount", type=Decimal, metavar="EUR", help=_("le montant"))
    parser.add_argument("--product", default="", metavar="NAME", help=_("la famille de produits"))
    parser.add_argument("--reason", default="", metavar="TEXT", help=_("pourquoi"))
    parser.add_argument("--meeting", metavar="INSTANT", help=_("le rendez-vous (ISO 8601)"))
    parser.add_argument("--sale", choices=("order", "contract"), help=_("ce qu’elle a commandé ou signé"))
    parser.add_argument("--sold-on", type=date.fromisoformat, metavar="DATE", help=_("quand (AAAA-MM-JJ)"))
    parser.add_argument(
        "--refusal-offered", action="store_true", help=_("un refus de nos offres lui était proposé alors")
    )


def run(args: Namespace) -> int:
    from aval.prospects.models import Stage

    organisation = find_organisation(args)
    if args.person is not None:
        return _move(args)
    rows = Stage.objects.of(organisation).filter(until=None).order_by("-id")
    if args.json:
        fields = ("person", "code", "since", "product", "amount", "reason", "meeting_at", "next_on")
        write_json([dict(zip(fields, map(str, row), strict=True)) for row in rows.values_list(*fields)])
        return DONE
    for row in rows.select_related("person"):
        print(f"{row.person_id:>9}  {row.get_code_display():<18}{row.amount or '':>12}  {row.person.last_name}")
    return DONE


def _move(args: Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.utils.timezone import localdate

    from aval.prospects.models import Person
    from aval.prospects.stages import Sale, move_to, words

    organisation, at = find_organisation(args), read_instant(None)
    person = Person.objects.of(organisation).filter(pk=args.person, quarantined=False).first()
    if person is None or not args.to:
        raise BadCall(_("Donnez le numéro d’une personne, et --to l’étape."))
    sale = None
    if args.sale:
        day = args.sold_on or localdate(at)
        sale = Sale(fact=args.sale, happened_on=day, refusal_offered=True if args.refusal_offered else None)
    meeting = read_instant(args.meeting) if args.meeting else None
    said = {"amount": args.amount, "product": args.product, "reason": args.reason, "meeting_at": meeting, "sale": sale}
    try:
        moved = move_to(person, args.to, at=at, by=None, **said)
    except ValidationError as why:
        raise BadCall(" ".join(why.messages)) from why
    if args.json:
        write_json({"person": person.pk, "stage": moved.stage.code, "changes": list(moved.changes)})
    for change in moved.changes:
        tell(words(change))
    return DONE


COMMANDS = [
    Command(
        name="stages",
        help=_("où en sont les conversations, et en faire avancer une"),
        add_arguments=add_arguments,
        run=run,
    )
]
