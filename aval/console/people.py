"""`aval people`: one person written down as she came, and who must still be told that we hold her data."""

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, write_json
from aval.console.files import read_file
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.collection.by_hand import Written

DOORS = ("card", "badge", "called_us", "met", "referred")
FIELDS = ("email", "first_name", "last_name", "company", "title", "phone", "mobile")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "act", choices=("add", "to-tell"), help=_("add : saisir une personne ; to-tell : qui reste à informer (code 1 s’il en est de tardifs)")
    )  # fmt: skip
    parser.add_argument("--door", choices=DOORS, help=_("pour add : ce qui s’est vraiment passé"))
    parser.add_argument("--on", metavar="DATE", help=_("quand, en ISO 8601 ; aujourd’hui sans cela"))
    parser.add_argument("--told", action="store_true", help=_("elle a su sur le moment à quoi servent ses données"))
    parser.add_argument("--referrer", default="", metavar="NAME", help=_("qui l’a recommandée : cela lui sera dit"))
    parser.add_argument(
        "--card", metavar="FILE", help=_("une fiche vCard ou MeCard, ou le texte du code QR d’un badge ; - pour l’entrée standard")
    )  # fmt: skip
    for name in FIELDS:
        parser.add_argument(f"--{name.replace('_', '-')}", default="", metavar="TEXT", help=_("ce qu’elle a donné"))


def run(args: Namespace) -> int:
    return {"add": _add, "to-tell": _to_tell}[args.act](args)


def _add(args: Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.utils.timezone import localdate

    from aval.collection.by_hand import write_down
    from aval.collection.cards import LARGEST, NotACard, read_card
    from aval.prospects.refusals import explain

    organisation, at = find_organisation(args), read_instant(None)
    if not args.door:
        raise BadCall(_("Dites ce qui s’est passé : --door {doors}.").format(doors=" | ".join(DOORS)))
    fields = {name: getattr(args, name) for name in FIELDS if getattr(args, name)}
    try:
        given_on = date.fromisoformat(args.on) if args.on else localdate(at)
        if args.card:
            fields = read_card(read_file(args.card, LARGEST)) | fields
        done = write_down(
            organisation, args.door, fields, given_on=given_on, told=args.told, referrer=args.referrer, by=None, at=at
        )
    except NotACard as why:
        raise BadCall(_("« {name} » n’est pas une fiche de contact (vCard ou MeCard).").format(name=args.card)) from why
    except ValidationError as why:
        field, (said, *_rest) = next(iter(why.message_dict.items()))
        raise BadCall(explain(said, args.lang) if not field else f"--{field.replace('_', '-')} : {said}") from why
    except ValueError as why:
        raise BadCall(_("--on : une date est attendue, comme 2026-11-23.")) from why
    _say(done, args)
    return DONE


def _say(done: "Written", args: Namespace) -> None:
    due = done.notice_due_on
    if args.json:
        write_json({"person": done.person, "created": done.created, "source": done.source.code, "notice_due_on": due})
    elif due is None:
        print(_("Personne {person} : elle a été informée sur le moment.").format(person=done.person))
    else:
        print(_("Personne {person} : à informer au plus tard le {day}.").format(person=done.person, day=due))


def _to_tell(args: Namespace) -> int:
    """1 when somebody should have been told already."""
    from aval.rights.informing import owed

    rows = owed(find_organisation(args), read_instant(None))
    for one in rows:
        told = {"source": one.source.code, "collected_on": one.collected_on, "due_on": one.due_on, "people": one.people, "late": one.late}  # fmt: skip
        if args.json:
            write_json(told)
        else:
            late = _("en retard") if one.late else ""
            print(f"{one.people:>8}  {one.due_on}  {one.source.code:40} {one.collected_on}  {late}")
    return NO if any(one.late for one in rows) else DONE


COMMANDS = [
    Command(
        name="people", help=_("saisir une personne, et dire qui reste à informer"), add_arguments=add_arguments, run=run
    )
]
