"""`aval replay`: decisions kept, decided again under the law of their day, or of another."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.clearance.replaying import Replay

SHOWN = 20  # differences spelled out on a terminal


def add_arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("decision", nargs="?", metavar="ID", help=_("une décision gardée"))
    which.add_argument("--all", action="store_true", help=_("toutes"))
    parser.add_argument("--on", metavar="DATE", help=_("sous la loi de ce jour, et non du jour de chaque décision"))


def run(args: Namespace) -> int:
    """Replay; 1 when the past is not reproduced."""
    from aval.clearance.kept import find
    from aval.clearance.replaying import replay, replay_all, tell

    organisation = find_organisation(args)
    law = _law_of(args.on)
    if args.all:
        return count(replay_all(organisation.pk, law=law), args)
    kept = find(organisation.pk, args.decision)
    if kept is None:
        raise BadCall(_("Aucune décision ne porte le numéro {number}.").format(number=args.decision))
    found = replay(kept, law=law)
    if args.json:
        write_json(tell(found, args.lang))
    else:
        say(tell(found, args.lang))
    return DONE if found.reproduced else NO


def _law_of(text: str | None) -> date | None:
    from aval.law.parameters import BeforeTheLaw, era

    if text is None:
        return None
    day = read_instant(text).date()
    try:
        era(day)
    except BeforeTheLaw as why:
        raise BadCall(_("La loi écrite ici commence plus tard que le {on}.").format(on=day)) from why
    return day


def count(replays: "Iterable[Replay]", args: Namespace) -> int:
    """All of them: how many in each state, and the first that differ."""
    from aval.clearance.replaying import tell

    states: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    differ: list[Replay] = []
    failed = False
    for found in replays:
        states[found.state] += 1
        failed |= not found.reproduced
        if found.state == "changes":
            verdicts[f"{found.kept.verdict} → {found.decision.verdict}"] += 1
        if found.state != "same" and len(differ) < SHOWN:
            differ.append(found)
    told = [tell(found, args.lang) for found in differ]
    if args.json:
        write_json({"decisions": sum(states.values()), "states": states, "verdicts": verdicts, "first": told})
        return NO if failed else DONE
    print(
        _("{count} décisions rejouées, {same} à l’identique.").format(count=sum(states.values()), same=states["same"])
    )
    for change, number in verdicts.most_common():
        print(f"{number:>9}  {change}")
    for one in told:
        say(one)
    return NO if failed else DONE


def say(one: dict[str, Any]) -> None:
    """One replay in sentences."""
    print(f"{one['decision']}  {one['under']}  {sentence(one['state'])}")
    kept, now = one["kept"], one["now"]
    if one["state"] == "same" or now is None:
        print(f"           {one['unreadable'] or kept['verdict']}")
        return
    print(f"           {kept['verdict']} ({kept['basis'] or '-'}) → {now['verdict']} ({now['basis'] or '-'})")
    for sign, found in (("+", one["appears"]), ("-", one["goes"])):
        for finding in found:
            print(f"         {sign} {finding['label']} ({finding['article']})")


def sentence(state: str) -> str:
    """What a state means."""
    return {
        "same": _("la même réponse"),
        "changes": _("une autre réponse sous cette loi"),
        "rewritten": _("une autre réponse : les règles de ce jour ont été corrigées depuis"),
        "broken": _("UNE AUTRE RÉPONSE sous la même loi : la décision gardée ou le programme est faux"),
        "altered": _("LA DÉCISION GARDÉE N’EST PLUS celle du registre des preuves"),
        "unreadable": _("les faits gardés ne se lisent plus"),
    }[state]


COMMANDS = [
    Command(
        name="replay",
        help=_("décider à nouveau ce qui fut décidé, sous la loi de ce jour-là ou d’un autre"),
        add_arguments=add_arguments,
        run=run,
    )
]
