"""`aval object`: somebody said stop, by whatever way; it is recorded at once and a receipt is given."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from aval.console.command import DONE, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant

CHANNELS = ("all", "email", "sms", "voice_human", "voice_automated", "post", "social_dm", "fax", "profiling")
ORIGINS = ("spoken", "reply", "phone", "post", "complaint", "link")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("value", metavar="VALUE", help=_("une adresse ou un numéro ; un domaine avec --scope domain"))
    parser.add_argument("--channel", choices=CHANNELS, default="all", help=_("ne stopper qu’un canal"))
    parser.add_argument(
        "--scope", choices=("person", "address", "domain"), default="person",
        help=_("la personne entière, cette seule adresse, ou tout le domaine de l’employeur"),
    )  # fmt: skip
    parser.add_argument("--origin", choices=ORIGINS, default="spoken", help=_("par où elle l’a dit"))
    parser.add_argument("--heard", metavar="INSTANT", help=_("quand elle l’a dit (ISO 8601) ; maintenant sans cela"))


def run(args: Namespace) -> int:
    from aval.prospects.objecting import NotObjectable, object_to
    from aval.prospects.refusals import explain

    organisation = find_organisation(args)
    at = read_instant(None)
    heard_at = read_instant(args.heard) if args.heard else at
    if heard_at > at:
        raise BadCall(_("--heard : cet instant est dans l’avenir."))
    try:
        receipt = object_to(
            organisation, args.value, channel="" if args.channel == "all" else args.channel, scope=args.scope,
            origin=args.origin, heard_at=heard_at, at=at,
        )  # fmt: skip
    except NotObjectable as why:
        raise BadCall(explain(why.code, args.lang)) from why
    if args.json:
        write_json(
            asdict(receipt)
            | {
                "channel": receipt.channel or "all",
                "heard_at": receipt.heard_at.isoformat(),
                "recorded_at": receipt.recorded_at.isoformat(),
            }
        )
        return DONE
    if receipt.repeated:
        print(_("Cette opposition était déjà enregistrée, le {at:%d/%m/%Y}.").format(at=receipt.recorded_at))
    else:
        print(_("Opposition enregistrée, avec effet immédiat."))
    print(_("Reçu : registre {ledger}, entrée {entry}.").format(ledger=receipt.ledger, entry=receipt.entry))
    return DONE


COMMANDS = [Command(name="object", help=_("enregistrer une opposition"), add_arguments=add_arguments, run=run)]
