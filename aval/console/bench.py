"""`aval bench NAME`: what Aval does a second on this machine. Each measure has a base of its own, erased after it."""

import os
import platform
import shutil
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aval.console.command import DONE, NO, Command, CouldNot, _, set_up, write_json

Measure = Callable[[Namespace], dict[str, Any]]


def send(args: Namespace) -> dict[str, Any]:
    """A whole campaign, decisions and evidence included, to a server that accepts everything."""
    from aval.console.benches.sending import measure

    return measure(args.size or 20_000)


def objections(args: Namespace) -> dict[str, Any]:
    """Objections stored while four workers send at full rate: what was handed over to those who objected, and when."""
    from aval.console.benches.objections import measure

    return measure(args.size or 1000)


def screen(args: Namespace) -> dict[str, Any]:
    """A whole list, from the base to counts and reasons; reading the facts alone and deciding alone beside it."""
    from aval.console.benches.screening import measure

    return measure(args.size or 1_000_000)


def decide(args: Namespace) -> dict[str, Any]:
    """The law alone, every rule: people a second of one core, one person, ratio to reading the facts, memory, proofs."""
    from aval.console.benches.deciding import measure

    return measure(args.size or 1_000_000)


def evidence(args: Namespace) -> dict[str, Any]:
    """The ledger: entries stored and verified, against hashing alone."""
    from aval.evidence.measuring import bench

    return bench(1, args.size or 100_000)


def import_(args: Namespace) -> dict[str, Any]:
    """A list, with classification, provenance, opposition list, refused lines and evidence; reading alone beside it."""
    from aval.console.benches.importing import measure

    return measure(args.size or 100_000)


def forms(args: Namespace) -> dict[str, Any]:
    """Submissions of a form over HTTP, settled meanwhile, everything killed once in the middle; what a robot costs."""
    from aval.console.benches.receiving import measure

    return measure(args.size or 10_000)


def erase(args: Namespace) -> dict[str, Any]:
    """Thousands of people erased at once among ten times as many; the ledger verified after."""
    from aval.console.benches.forgetting import erase as measure

    return measure(args.size or 10_000)


def purge(args: Namespace) -> dict[str, Any]:
    """A whole base whose retention is over: the law asked about each, everybody deleted."""
    from aval.console.benches.forgetting import purge as measure

    return measure(args.size or 1_000_000)


def portal(args: Namespace) -> dict[str, Any]:
    """Her page: one-click objections and readings over HTTP while a campaign runs."""
    from aval.console.benches.visiting import measure

    return measure(args.size or 3_000)


def returns(args: Namespace) -> dict[str, Any]:
    """What comes back: read alone, then received, matched and acted upon, with its evidence."""
    from aval.console.benches.returning import measure

    return measure(args.size or 2_000)


def control(args: Namespace) -> dict[str, Any]:
    """The control file over a whole base, written and verified; and one restricted to a complainant."""
    from aval.console.benches.handing import measure

    return measure(args.size or 1_000_000)


def desk(args: Namespace) -> dict[str, Any]:
    """Every list, segment and board page over a whole base: milliseconds on the server, queries."""
    from aval.console.benches.leafing import measure

    return measure(args.size or 1_000_000)


BENCHES: dict[str, Measure] = {
    "portal": portal,
    "control": control,
    "forms": forms,
    "decide": decide,
    "desk": desk,
    "import": import_,
    "returns": returns,
    "erase": erase,
    "evidence": evidence,
    "objections": objections,
    "purge": purge,
    "screen": screen,
    "send": send,
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", choices=sorted(BENCHES), help=_("ce qui est mesuré"))
    parser.add_argument("--size", type=int, metavar="N", help=_("combien de lignes, de personnes ou de messages"))
    parser.add_argument("--database", metavar="URL", help=_("une base PostgreSQL vide ; sans elle, SQLite"))


def run(args: Namespace) -> int:
    """One measure; 1 when it failed, which is shown as a failure."""
    with empty_base(args.database, args.lang):
        answer = {"bench": args.name, "machine": machine(), **BENCHES[args.name](args)}
    if args.json:
        write_json(answer)
    else:
        for name, value in answer.items():
            print(f"{name:32} {value}")
    return DONE if answer.get("ok", True) else NO


@contextmanager
def empty_base(database: str | None, language: str) -> Iterator[None]:
    """A home of its own with its keys, and a base with its tables; the home is erased after."""
    home = Path(tempfile.mkdtemp(prefix="aval-bench-"))
    os.environ["AVAL_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    if database:
        os.environ["DATABASE_URL"] = database
    try:
        from aval import keys

        keys.create_missing(home)
        set_up(language)
        from django.core.management import call_command
        from django.db import connection

        if connection.introspection.table_names():
            raise CouldNot(_("Cette base n’est pas vide : une mesure ne touche jamais aux données de quelqu’un."))
        call_command("migrate", verbosity=0)
        yield
        connection.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def machine() -> str:
    """What the figures were taken on."""
    return f"{platform.machine()}, {os.cpu_count()} × CPU, Python {platform.python_version()}, {sys.platform}"


COMMANDS = [
    Command(
        name="bench", help=_("mesurer ce qu’Aval fait en une seconde"), add_arguments=add_arguments, run=run, base=False
    )
]
