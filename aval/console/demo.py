"""`aval demo`: the whole job on invented lists, told in a page, then the desk."""

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from aval.console.command import DONE, NO, BadCall, Command, _, tell, write_json
from aval.console.setup import prepare

MARK = "demonstration"  # in the home of a demonstration, and of nothing else
OWN_HOME = ".local/share/aval-demo"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--no-serve", action="store_true", help=_("s’arrêter après le récit, sans ouvrir le bureau"))
    parser.add_argument("--address", metavar="HOST:PORT", help=_("où le bureau répond ensuite"))


def run(args: Namespace) -> int:
    """Start again from nothing, carry the job through, tell it; then become `aval serve`. 1 when a step went wrong."""
    home = clear_home()
    prepare(args.lang)
    if holds_somebody():
        raise BadCall(_("Cette base tient déjà une organisation : la démonstration en veut une vide."))
    from aval.console.demonstration.telling import Account

    account = Account(language=args.lang, quiet=args.json).play(home / "lists")
    if args.json:
        write_json(account)
    if not account["right"]:
        return NO
    if not args.no_serve:
        serve(args.address)
    return DONE


def clear_home() -> Path:
    """The home of the demonstration, emptied of the last one; never one that holds anything else."""
    from aval import keys

    os.environ.setdefault("AVAL_HOME", str(Path.home() / OWN_HOME))
    home = keys.home()
    if (home / MARK).exists():
        shutil.rmtree(home)
    elif home.exists() and any(home.iterdir()):
        raise BadCall(
            _("{home} n’est pas une démonstration : donnez un dossier vide dans AVAL_HOME.").format(home=home)
        )
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARK).touch()
    return home


def holds_somebody() -> bool:
    from aval.accounts.models import Organisation

    return Organisation.objects.exists()


def serve(address: str | None) -> None:
    """The desk, in this process's place."""
    from aval.console.demonstration.story import MEMBERS, PASSWORD

    tell("")
    tell(_("Pour entrer, mot de passe « {password} » :").format(password=PASSWORD))
    for name, role in MEMBERS.items():
        tell(f"  {name}@atelier-nord.example  ({role.label})")
    call = [sys.executable, "-m", "aval", "serve", *(["--address", address] if address else [])]
    sys.stdout.flush()
    os.execv(sys.executable, call)  # noqa: S606  the same Python, a list, no shell


COMMANDS = [
    Command(
        name="demo",
        help=_("montrer la tâche entière sur des listes inventées, puis ouvrir le bureau"),
        add_arguments=add_arguments,
        run=run,
        base=False,
    )
]
