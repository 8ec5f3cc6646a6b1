"""`aval inspect`, `aval signals`: the internal inspector, now (exit code 1 when something is grave), and what drifts."""

from argparse import Namespace
from dataclasses import asdict

from aval.console.command import DONE, NO, Command, _, find_organisation, no_arguments, write_json
from aval.console.instants import read_instant


def run(args: Namespace) -> int:
    """Run every check, act by the scale of the house, and say what is wrong."""
    from aval.oversight.inspecting import inspect, open_faults
    from aval.oversight.wording import say

    organisation = find_organisation(args)
    done = inspect(organisation, at=read_instant(None))
    told = []
    for fault in open_faults(organisation):
        said = say(fault.check_code, fault.facts, args.lang)
        told.append(
            {
                "check": fault.check_code,
                "about": fault.about,
                "gravity": fault.gravity,
                "since": fault.found_at.isoformat(),
                "text": said.text,
                "mend": said.mend,
                "article": said.article,
            }
        )
    grave = [one for one in told if one["gravity"] != "note"]
    if args.json:
        write_json({"ok": not grave and not done.failed, "faults": told, "failed": done.failed})
    else:
        for one in told:
            print(f"[{one['gravity']}] {one['text']} {one['mend']} ({one['article']})")
        for one in done.failed:
            print(_("Ce contrôle n’a pas pu regarder : {check}. {error}").format(**one))
        if not told:
            print(_("Un inspecteur ne verrait rien à redire."))
    return NO if grave or done.failed else DONE


def look(args: Namespace) -> int:
    """Look at every rate, and say what drifts and what law is coming."""
    from django.utils.timezone import localdate

    from aval.oversight.signals.coming import announced
    from aval.oversight.signals.watching import names, odds, open_signals, say, watch

    organisation, at = find_organisation(args), read_instant(None)
    seen, known = watch(organisation, at=at), names(organisation)
    told = [
        {
            "measure": one.measure,
            "dimension": one.dimension,
            "key": one.key,
            "events": one.events,
            "exposed": one.exposed,
            "past_events": one.past_events,
            "past_exposed": one.past_exposed,
            "chance": one.chance,
            "text": say(one, known.get((one.dimension, one.key), one.key)),
            "odds": odds(one),
        }
        for one in open_signals(organisation)
    ]
    ahead = [asdict(one) for one in announced(organisation, localdate(at), args.lang)]
    if args.json:
        write_json({"ok": True, "questions": seen.questions, "signals": told, "ahead": ahead})
        return DONE
    for one in told:
        print(f"{one['text']} ({one['odds']})")
    if not told:
        print(_("Rien ne s’écarte de son passé."))
    for one in ahead:
        print(f"{one['on'] or '…'}  {one['title']} ({one['source']})")
    return DONE


COMMANDS = [
    Command(
        name="signals",
        help=_("dire ce qui dérive de son passé, et le droit qui vient"),
        add_arguments=no_arguments,
        run=look,
    ),
    Command(name="inspect", help=_("contrôler la base comme la CNIL le ferait"), add_arguments=no_arguments, run=run),
]
