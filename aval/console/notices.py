"""`aval notices`: to whom the information of article 14 is owed, and by when; tell them alone, note they were told, delete them."""

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.accounts.models import Organisation
    from aval.prospects.models import Source


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("list", "tell", "told", "delete"), default="list",
        help=_("list : qui attend (code 1 s’il est trop tard pour quelqu’un) ; tell : les informer seules ; told : noter qu’elles l’ont été autrement ; delete : les effacer"),
    )  # fmt: skip
    parser.add_argument("--source", metavar="CODE", help=_("la liste d’où elles viennent"))
    parser.add_argument("--collected", metavar="DATE", help=_("le jour de la collecte (ISO 8601)"))
    parser.add_argument("--how", default="", help=_("pour told : comment elles l’ont été"))


def run(args: Namespace) -> int:
    organisation = find_organisation(args)
    return run_list(args, organisation) if args.what == "list" else run_act(args, organisation)


def run_list(args: Namespace, organisation: "Organisation") -> int:
    """0 when everybody can still be told in time, 1 when it is too late for somebody."""
    from aval.rights.informing import owed

    rows = owed(organisation, read_instant(None))
    late = sum(one.people for one in rows if one.late)
    shown = [
        {
            "source": one.source.code,
            "collected_on": one.collected_on.isoformat(),
            "due_on": one.due_on.isoformat(),
            "people": one.people,
            "late": one.late,
        }
        for one in rows
    ]
    if args.json:
        write_json({"owed": shown, "late": late})
    else:
        for one in shown:
            print(f"{one['due_on']}  {one['people']:>9}  {one['source']}  ({one['collected_on']})")
        tell(_("{late} personnes auraient déjà dû être informées.").format(late=late))
    return NO if late else DONE


def run_act(args: Namespace, organisation: "Organisation") -> int:
    """Do it for the people of one list and day."""
    from dataclasses import asdict

    from aval.post.month_end import tell_alone
    from aval.rights.informing import delete_untold, note_told

    source, day, at = _source(args, organisation), _day(args), read_instant(None)
    if args.what == "tell":
        done = asdict(tell_alone(source, day, at=at))
    elif args.what == "delete":
        done = {"deleted": delete_untold(source, day, at=at, by=None)}
    elif not args.how.strip():
        raise BadCall(_("--how : dites comment elles ont été informées, la preuve est gardée."))
    else:
        done = {"told": note_told(source, day, told_at=at, how=args.how, at=at, by=None)}
    if args.json:
        write_json(done)
    else:
        print(", ".join(f"{name} : {count}" for name, count in done.items()))
    return DONE


def _source(args: Namespace, organisation: "Organisation") -> "Source":
    from aval.prospects.models import Source

    found = Source.objects.of(organisation).select_related("organisation").filter(code=args.source or "").first()
    if found is None:
        raise BadCall(_("--source : aucune liste de ce code."))
    return found


def _day(args: Namespace) -> date:
    try:
        return date.fromisoformat(args.collected or "")
    except ValueError as why:
        raise BadCall(_("--collected : un jour est attendu, comme 2026-11-03.")) from why


COMMANDS = [
    Command(
        name="notices",
        help=_("informer les personnes (art. 14) : qui attend, et avant quand"),
        add_arguments=add_arguments,
        run=run,
    )
]
