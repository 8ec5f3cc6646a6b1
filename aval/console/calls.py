"""`aval calls`: the lists of people to call, a new one, and the log."""

from argparse import ArgumentParser, Namespace

from aval.console.command import DONE, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("list", "make", "log"), default="list",
        help=_("list : les listes d’appels ; make : en faire une ; log : les appels passés"),
    )  # fmt: skip
    parser.add_argument("--name", default="", help=_("pour make : son nom"))
    parser.add_argument("--offer", metavar="CODE", help=_("pour make : l’offre"))
    parser.add_argument("--source", metavar="CODE", help=_("pour make : la liste d’où viennent les personnes"))
    parser.add_argument("--number", default="", help=_("pour make : le numéro qui s’affichera"))
    parser.add_argument("--pitch", default="", help=_("pour make : ce que vous avez à dire"))
    parser.add_argument("--by", metavar="EMAIL", help=_("pour make : le membre qui la fait"))


def run(args: Namespace) -> int:
    """The rows, one a line."""
    from aval.calls.calling import progress
    from aval.calls.models import Call, CallList

    organisation = find_organisation(args)
    if args.what == "log":
        for call in Call.objects.of(organisation).select_related("callee__call_list").order_by("pk").iterator():
            told = {"id": call.pk, "list": call.callee.call_list.code, "person": call.person_id, "outcome": call.outcome, "opened_at": call.opened_at.isoformat()}  # fmt: skip
            write_json(told) if args.json else print("  ".join(map(str, told.values())))
        return DONE
    lists = CallList.objects.of(organisation).select_related("offer", "source").order_by("pk")
    for one in [_make(args, organisation)] if args.what == "make" else lists:
        people = dict(progress(one))
        if args.json:
            write_json(
                {
                    "code": one.code,
                    "name": one.name,
                    "offer": one.offer.code,
                    "source": one.source.code,
                    "people": people,
                }
            )
        else:
            print(f"{one.code:30} {people.get('waiting', 0):6}  {one.name}")
    return DONE


def _make(args: Namespace, organisation: object) -> object:
    from django.core.exceptions import ValidationError

    from aval.calls.listing import make_call_list
    from aval.campaigns.models import Offer
    from aval.prospects.models import Source

    offer = Offer.objects.of(organisation).select_related("brand__organisation").filter(code=args.offer).first()
    source = Source.objects.of(organisation).filter(code=args.source).first()
    by = organisation.members.filter(email=args.by or "").first()
    if offer is None or source is None or by is None:
        raise BadCall(_("Il faut --offer, --source et --by, qui existent ici."))
    try:
        return make_call_list(
            offer, source, name=args.name, pitch=args.pitch, caller_number=args.number, by=by, at=read_instant(None)
        )
    except ValidationError as refusal:
        raise BadCall(" ".join(refusal.messages)) from refusal


COMMANDS = [
    Command(name="calls", help=_("les listes d’appels, et les appels passés"), add_arguments=add_arguments, run=run)
]
