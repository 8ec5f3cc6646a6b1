"""`aval backup`, `aval restore`: the whole base in one sealed file, and back, with everybody erased since still erased."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from aval.console.command import DONE, BadCall, Command, CouldNot, _, write_json
from aval.console.instants import read_instant


def add_backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("où l’écrire"))
    add_passphrase(parser)


def add_passphrase(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE",
        help=_("fichier d’une phrase secrète ; sans lui AVAL_PASSPHRASE, sinon la clé de cette installation"),
    )  # fmt: skip


def add_restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", nargs="?", help=_("la sauvegarde"))
    add_passphrase(parser)
    parser.add_argument(
        "--replay", action="store_true", help=_("rejouer seulement le journal sur une base déjà remise")
    )
    parser.add_argument(
        "--without-journal", action="store_true",
        help=_("accepter qu’il n’y ait pas de journal : qui fut effacé depuis la sauvegarde reviendrait"),
    )  # fmt: skip


def read_passphrase(args: Namespace) -> str | None:
    """The first line of the file, else the environment; None for the key of this installation."""
    if args.passphrase_file:
        said = args.passphrase_file.read_text(encoding="utf-8").partition("\n")[0].strip()
        if not said:
            raise BadCall(_("--passphrase-file : ce fichier est vide."))
        return said
    return os.environ.get("AVAL_PASSPHRASE") or None


def run_backup(args: Namespace) -> int:
    """Consistent, while pages are served and letters leave."""
    from aval.console.working import check_heard
    from aval.rights.backups import NoProgram, back_up

    check_heard()
    try:
        done = back_up(args.file, at=read_instant(None), passphrase=read_passphrase(args))
    except NoProgram as why:
        raise CouldNot(_("La sauvegarde n’a pas pu être faite : {why}").format(why=why)) from why
    if args.json:
        write_json(done | {"file": str(args.file)})
        return DONE
    print(
        _("Sauvegardé : {file}, {size} octets, base du {at}.").format(file=args.file, size=done["bytes"], at=done["at"])
    )
    if not done["keys"]:
        print(_("Elle ne s’ouvre qu’avec le dossier « keys » de cette installation : gardez-en une copie ailleurs."))
    return DONE


def run_restore(args: Namespace) -> int:
    """The base is replaced, brought up to date, and hears its journal before anybody is served."""
    from django.core.management import call_command

    if (args.file is None) != args.replay:
        raise BadCall(_("Donnez une sauvegarde à remettre, ou --replay seul."))
    answer: dict[str, Any] = {"restored": None}
    if args.file:
        check_alone()
        keep_journals()
        answer["restored"] = put_back(args)
        call_command("migrate", interactive=False, verbosity=0)
    answer["replayed"] = replay_all(args)
    if args.json:
        write_json(answer)
        return DONE
    for siren, done in answer["replayed"].items():
        print(_("{siren} : {lines} lignes du journal rejouées, {objections} oppositions, {people} personnes effacées de nouveau, {choices} autres choix.").format(siren=siren, **done))  # fmt: skip
    print(_("La base peut servir."))
    return DONE


def check_alone() -> None:
    """Nobody works on the base that goes."""
    from django.db import DatabaseError

    from aval.post.models import Worker
    from aval.post.workers import is_dead

    at = read_instant(None)
    try:
        alive = [one for one in Worker.objects.all() if not is_dead(one, at)]
    except DatabaseError:
        return  # no base, or one that cannot be read: that is why one restores
    if alive:
        raise CouldNot(_("{count} travailleurs vivent encore : arrêtez « aval serve » et « aval work ».").format(count=len(alive)))  # fmt: skip


def keep_journals() -> None:
    """What the base that goes still knows and its journal does not yet."""
    from django.db import DatabaseError

    from aval.accounts.models import Organisation
    from aval.rights.journal import Behind, follow

    try:
        for organisation in Organisation.objects.order_by("pk"):
            follow(organisation.pk)
    except (DatabaseError, Behind):
        return  # lost, or itself restored and not replayed: the journal already knows more


def put_back(args: Namespace) -> dict[str, Any]:
    """The header of the backup, once the base is replaced."""
    from aval.rights.backups import NoProgram
    from aval.rights.backups import put_back as replace_base
    from aval.rights.journal import path_of
    from aval.rights.sealing import NotABackup

    if not args.without_journal and not list(path_of(0).parent.glob("journal-*.jsonl")):
        raise CouldNot(
            _("Aucun journal dans {place} : remettez-y celui d’avant, ou dites --without-journal.").format(
                place=path_of(0).parent
            )
        )
    try:
        return replace_base(args.file, passphrase=read_passphrase(args))
    except NotABackup as why:
        raise BadCall(
            _("Ce n’est pas une sauvegarde lisible ici, ou elle est abîmée ({why}).").format(why=why)
        ) from why
    except NoProgram as why:
        raise CouldNot(_("La base n’a pas pu être remise : {why}").format(why=why)) from why


def replay_all(args: Namespace) -> dict[str, dict[str, int]]:
    """Each organisation's journal; siren -> what was told again."""
    from dataclasses import asdict

    from aval.accounts.models import Organisation
    from aval.rights.replaying import replay

    at = read_instant(None)
    return {one.siren: asdict(replay(one, at=at)) for one in Organisation.objects.order_by("pk")}


COMMANDS = [
    Command(
        name="backup", help=_("sauvegarder toute la base, scellée"), add_arguments=add_backup_arguments, run=run_backup
    ),
    Command(
        name="restore",
        help=_("remettre une sauvegarde et rejouer le journal des effacements"),
        add_arguments=add_restore_arguments,
        run=run_restore,
    ),
]
