"""`aval purge`: delete what the law no longer lets us hold, or say first what would be; `--check`: is it what we declare?"""

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from aval.console.command import DONE, NO, Command, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from datetime import datetime

    from aval.accounts.models import Organisation
    from aval.rights.models import Purge
    from aval.rights.retention import Preview


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help=_("dire qui partirait et pourquoi, sans rien effacer"))
    parser.add_argument(
        "--check", action="store_true", help=_("dire si quelque chose est plus vieux que sa durée déclarée (code 1)")
    )


def run(args: Namespace) -> int:
    """Ctrl-C stops after the batch at hand: what is done is done."""
    from aval.rights import retention

    organisation, at = find_organisation(args), read_instant(None)
    if args.check:
        return check(args, organisation, at)
    if args.dry_run:
        return say(args, told(retention.preview(organisation, at), dry_run=True))
    done = retention.purge(organisation, at=at, tick=watch)
    if sys.stderr.isatty():
        tell("")
    return say(args, told(done, dry_run=False))


def check(args: Namespace, organisation: "Organisation", at: "datetime") -> int:
    """Exit code 1 when the oldest row of anything is older than its policy."""
    from aval.rights.retention import late

    found = [{"what": one.what, "oldest": one.oldest, "limit": one.limit, "rows": one.rows} for one in late(organisation, at)]  # fmt: skip
    if args.json:
        write_json({"ok": not found, "late": found})
    else:
        for one in found:
            print(_("{what} : {rows} de trop, le plus ancien du {oldest}.").format(**one))
        if not found:
            print(_("Ce que nous déclarons est ce que nous faisons."))
    return NO if found else DONE


def watch(run: "Purge") -> None:
    """One line that moves, on a terminal."""
    if sys.stderr.isatty():
        print("\r" + _("{people} fiches effacées").format(people=run.people), end="", file=sys.stderr, flush=True)


def told(found: "Preview | Purge", *, dry_run: bool) -> dict[str, Any]:
    """The report."""
    return {
        "on": found.on.isoformat(),
        "dry_run": dry_run,
        "seen": found.seen,
        "people": found.people,
        "reasons": dict(found.reasons),
        "waiting": dict(found.waiting),
        "dropped": dict(found.dropped),
        "law": found.law,
        "state": getattr(found, "state", "preview"),
        "entry": getattr(found, "evidence", None),
    }


def say(args: Namespace, report: dict[str, Any]) -> int:
    """For a machine, or in sentences."""
    if args.json:
        write_json(report)
        return DONE
    from aval.clearance.wording import say as word

    would = _("{people} fiches sur {seen} seraient effacées.") if report["dry_run"] else _("{people} fiches sur {seen} effacées.")  # fmt: skip
    print(would.format(**report))
    for code, count in report["reasons"].items():
        wording = word(code, args.lang)
        print(f"    {count:>9}  {wording.label} ({wording.article})")
    for code, count in report["waiting"].items():
        print(_("    {count:>9}  attendent un membre : {why}").format(count=count, why=word(code, args.lang).label))
    for label, count in report["dropped"].items():
        print(f"    {count:>9}  {label}")
    return DONE


COMMANDS = [
    Command(name="purge", help=_("effacer ce qui n’a plus à être conservé"), add_arguments=add_arguments, run=run)
]
