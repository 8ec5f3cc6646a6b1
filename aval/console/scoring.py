"""`aval score VALUE`: what the score of one person is made of, from the table and nothing else."""

from argparse import ArgumentParser, Namespace

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("value", metavar="VALUE", help=_("son adresse ou son numéro"))


def run(args: Namespace) -> int:
    """0 with her score; 1 when she has none, and why."""
    from aval.collection.scoring import count_score
    from aval.prospects.consenting import find_contacts
    from aval.prospects.objecting import NotObjectable

    organisation = find_organisation(args)
    try:
        person, _contacts = find_contacts(organisation, args.value)
    except NotObjectable as why:
        raise BadCall(_("« {value} » n’est ni une adresse ni un numéro.").format(value=args.value)) from why
    if person is None:
        raise BadCall(_("« {value} » n’est l’adresse de personne ici.").format(value=args.value))
    counted = count_score(person, read_instant(None))
    rows = [{"code": one.code, "text": one.say(args.lang), "count": one.count, "points": one.points} for one in counted.factors]  # fmt: skip
    if args.json:
        write_json({"person": person.pk, "points": counted.points, "factors": rows, "none": counted.none})
    else:
        print(_("{points} points").format(points=counted.points) + (f" ({counted.none})" if counted.none else ""))
        for one in rows:
            print(f"{one['points']:>4}  {one['count']} × {one['text']}")
    return NO if counted.none else DONE


COMMANDS = [
    Command(name="score", help=_("de quoi est fait le score d’une personne"), add_arguments=add_arguments, run=run)
]
