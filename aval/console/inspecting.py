"""`aval inspect`: the internal inspector, now; exit code 1 when something is grave."""

from argparse import Namespace

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
            print(_("Ce contrôle n’a pas pu regarder : {check}. {error}").format(**one))
        if not told:
            print(_("Un inspecteur ne verrait rien à redire."))
    return NO if grave or done.failed else DONE


COMMANDS = [
    Command(name="inspect", help=_("contrôler la base comme la CNIL le ferait"), add_arguments=no_arguments, run=run)
]
