"""`aval work`: a worker, until it is told to stop. `aval serve`: the pages, and one worker beside them."""

import logging
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from aval.console.command import DONE, BadCall, Command, CouldNot, _, tell, write_json

AGAIN = 5.0  # seconds before a worker that fell is replaced
log = logging.getLogger(__name__)


def add_work_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--drain", action="store_true", help=_("s’arrêter quand il n’y a plus rien à faire"))


def run_work(args: Namespace) -> int:
    """Imports and campaigns, until SIGTERM or SIGINT; what is in hand is settled first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    from aval.console.daily import do_chores
    from aval.post.worker import Work

    check_heard()
    work = Work(stop.is_set, jobs(), do_chores)
    tell(_("Au travail : {name}. Ctrl-C pour arrêter.").format(name=work.worker.name))
    try:
        if args.drain:
            while not stop.is_set() and work.turn():
                pass
        else:
            work.run()
    finally:
        work.leave()
    if args.json:
        write_json({"worker": work.worker.name, "stopped": "asked" if stop.is_set() else "drained"})
    return DONE


def add_serve_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--address", metavar="HOST:PORT", help=_("où répondre ; sans elle, 127.0.0.1 et le port d’AVAL_URL")
    )
    parser.add_argument("--threads", type=int, default=8, metavar="N", help=_("requêtes servies à la fois"))
    parser.add_argument("--no-work", action="store_true", help=_("les pages seules, sans travailleur"))


def run_serve(args: Namespace) -> int:
    """The pages, in one process whose extra thread works."""
    host, port = read_address(args.address)
    check_base()
    from aval.console.pages import serve

    def say(address: str) -> None:
        if args.json:
            write_json({"url": f"http://{address}"})
            sys.stdout.flush()
        tell(_("Aval répond sur http://{address}. Ctrl-C pour arrêter.").format(address=address))

    if not serve(f"{host}:{port}", threads=args.threads, say=say, beside=None if args.no_work else keep_working):
        raise CouldNot(_("Impossible de répondre sur {host}:{port}.").format(host=host, port=port))
    return DONE


def read_address(given: str | None) -> tuple[str, int]:
    """Host and port of `--address`, else this machine and the port of AVAL_URL."""
    from django.conf import settings

    if not given:
        return "127.0.0.1", urlsplit(settings.AVAL_URL).port or 8000
    host, _colon, port = given.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise BadCall(
            _("« {given} » n’est pas une adresse : écrivez HOST:PORT, par exemple 127.0.0.1:8000.").format(given=given)
        )
    return host, int(port)


def check_base() -> None:
    """Nothing is served on a base that is not ready; the connection does not outlive the fork."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as why:
        raise CouldNot(
            _("La base ne répond pas ({why}). Au premier lancement : « aval init ».").format(why=why)
        ) from why
    connection.close()
    if behind:
        raise CouldNot(_("La base n’est pas prête : lancez d’abord « aval init »."))
    check_heard()
    connection.close()


def check_heard() -> None:
    """Nothing is served, nobody works, on a base older than its journal: somebody erased may be in it (T14)."""
    from aval.rights.journal import Behind, check_journals

    try:
        check_journals()
    except Behind as why:
        raise CouldNot(
            _("Cette base est plus ancienne que son journal des effacements : lancez « aval restore --replay ».")
        ) from why


def keep_working(stop: threading.Event) -> None:
    """A worker after another until told to stop: one that cannot write its evidence stops, says so, and is replaced."""
    from django.db import connections

    from aval.console.daily import do_chores
    from aval.post.worker import Work

    while not stop.is_set():
        try:
            work = Work(stop.is_set, jobs(), do_chores)
            try:
                work.run()
            finally:
                work.leave()
        except Exception:
            log.exception("the worker stopped")
            stop.wait(AGAIN)
        finally:
            connections.close_all()


def jobs() -> list[Callable[[datetime], bool]]:
    """What the doors give a worker to do at each turn, as the settings name it: no door imports another."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    return [import_string(name) for name in settings.JOBS_OF_THE_DOORS]


COMMANDS = [
    Command(
        name="serve",
        help=_("servir les pages, avec un travailleur"),
        add_arguments=add_serve_arguments,
        run=run_serve,
    ),
    Command(
        name="work", help=_("travailler seulement : imports et envois"), add_arguments=add_work_arguments, run=run_work
    ),
]
