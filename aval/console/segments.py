"""`aval segments`: saved filters, how many people each holds, and who they are."""

import json
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING

from aval.console.command import DONE, BadCall, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.accounts.models import Organisation


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--count", metavar="RULES", help=_("compter les personnes pour ces conditions (JSON), sans rien garder")
    )
    parser.add_argument("--keep", metavar="NAME", help=_("garder ces conditions sous ce nom"))
    parser.add_argument("--drop", metavar="CODE", help=_("retirer ce segment"))
    parser.add_argument("--criteria", action="store_true", help=_("dire ce qui peut être demandé"))


def run(args: Namespace) -> int:
    from aval.prospects import segments

    organisation, at = find_organisation(args), read_instant(None)
    if args.criteria:
        return _criteria(args)
    if args.drop:
        row = segments.segments_of(organisation).filter(code=args.drop).first()
        if row is None:
            raise BadCall(_("Aucun segment ne porte le code « {code} ».").format(code=args.drop))
        segments.drop_segment(row, by=None, at=at)
        return DONE
    if args.keep and not args.count:
        raise BadCall(_("--keep : donnez les conditions avec --count."))
    if args.count:
        return _count(args, organisation, at)
    rows = list(segments.segments_of(organisation))
    if args.json:
        write_json([{"code": row.code, "name": row.name, "rules": row.rules, "people": row.people} for row in rows])
    else:
        for row in rows:
            print(f"{row.people or 0:>9}  {row.code}  {row.name}")
    return DONE


def _count(args: Namespace, organisation: "Organisation", at: datetime) -> int:
    from django.core.exceptions import ValidationError

    from aval.prospects import segments

    try:
        rules = segments.read_rules(json.loads(args.count))
        count = segments.count_people(organisation.pk, rules, at)
        if args.keep:
            segments.keep_segment(organisation, name=args.keep, rules=rules, by=None, at=at)
    except json.JSONDecodeError as why:
        raise BadCall(_("Ces conditions ne sont pas du JSON : {why}").format(why=why)) from why
    except ValidationError as why:
        raise BadCall(" ".join(why.messages)) from why
    if args.json:
        write_json({"people": count.people, "exact": count.exact, "seen": count.seen})
        return DONE
    guessed = _("environ {people} personnes, d’après {seen} fiches")
    said = _("{people} personnes") if count.exact else guessed
    tell(said.format(people=count.people, seen=count.seen))
    return DONE


def _criteria(args: Namespace) -> int:
    from aval.prospects.criteria import criteria

    found = [{"code": one.code, "label": str(one.label), "kind": one.kind} for one in criteria().values()]
    if args.json:
        write_json(found)
    else:
        for one in found:
            print(f"{one['code']:<14}{one['kind']:<8}{one['label']}")
    return DONE


COMMANDS = [
    Command(
        name="segments",
        help=_("les filtres gardés : en compter, en garder, en retirer"),
        add_arguments=add_arguments,
        run=run,
    )
]
