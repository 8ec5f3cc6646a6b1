"""`aval forget`: erase somebody everywhere and keep her out; by her address or number, or the numbers of a file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    pass


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("value", metavar="VALUE", nargs="?", help=_("son adresse ou son numéro"))
    parser.add_argument("--file", type=Path, metavar="FILE", help=_("une adresse ou un numéro par ligne"))


def run(args: Namespace) -> int:
    """Code 1 when nobody here bears what was given; she is kept out all the same."""
    from dataclasses import asdict

    from aval.prospects.objecting import NotObjectable, object_to
    from aval.prospects.refusals import explain
    from aval.rights.erasing import bearers, forget_many

    if (args.value is None) == (args.file is None):
        raise BadCall(_("Donnez une adresse ou un numéro, ou un fichier par --file."))
    organisation, at = find_organisation(args), read_instant(None)
    values = [args.value] if args.value else args.file.read_text(encoding="utf-8-sig").split("\n")
    people: dict[int, None] = {}
    for value in filter(None, map(str.strip, values)):
        found = bearers(organisation, value)
        people |= dict.fromkeys(found)
        if not found:
            try:
                object_to(organisation, value, origin="erasure", heard_at=at, at=at)
            except NotObjectable as why:
                raise BadCall(f"{value} : {explain(why.code, args.lang)}") from why
    done = forget_many(organisation, list(people), at=at)
    if args.json:
        write_json(asdict(done))
    else:
        print(_("{people} personnes effacées partout, et tenues à l’écart.").format(people=done.people))
        if done.recipients:
            print(_("{count} destinataires sont à prévenir (art. 19).").format(count=done.recipients))
    return DONE if people else NO


COMMANDS = [
    Command(name="forget", help=_("effacer une personne partout (art. 17)"), add_arguments=add_arguments, run=run)
]
