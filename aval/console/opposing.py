"""`aval opposition`: take in the opt-outs of another system, hand ours to a processor as fingerprints."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from aval.console.command import DONE, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant


def add_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="import|export")
    taken = actions.add_parser("import", help=_("reprendre les oppositions d’un autre système"))
    taken.add_argument("file", type=Path, metavar="FILE", help=_("une valeur par ligne ; le jour en deuxième colonne, s’il est connu"))  # fmt: skip
    taken.add_argument(
        "--form", choices=("clear", "md5", "sha256"), default="clear",
        help=_("en clair, ou empreinte de l’adresse sans espaces et en minuscules"),
    )  # fmt: skip
    handed = actions.add_parser("export", help=_("remettre notre liste à un sous-traitant, en empreintes"))
    handed.add_argument("folder", type=Path, metavar="DIR", help=_("où écrire la liste, l’outil et la clé"))
    handed.add_argument("--to", required=True, metavar="NAME", help=_("à qui : c’est gardé au registre"))
    for action in (taken, handed):
        action.add_argument("--json", action="store_true", default=SUPPRESS, help=_("répondre en JSON"))
        action.add_argument("--lang", choices=("fr", "en"), default=SUPPRESS, help=_("langue : fr ou en"))
        action.add_argument("--organisation", metavar="SIREN", default=SUPPRESS, help=_("laquelle"))


def run(args: Namespace) -> int:
    """Run the action asked for."""
    return {"import": take, "export": hand}[args.action](args)


def take(args: Namespace) -> int:
    """What was read, recorded now, kept for later lists."""
    from dataclasses import asdict

    from aval.prospects.foreign import BadList, take_list

    try:
        done = take_list(find_organisation(args), args.file, form=args.form, name=args.file.name, at=read_instant(None))
    except BadList as why:
        raise BadCall(_("ligne {line} : {expected} attendu").format(line=why.line, expected=why.expected)) from why
    if args.json:
        write_json(asdict(done))
    else:
        print(_("{read} lignes lues : {recorded} oppositions enregistrées, {kept} empreintes gardées pour les listes à venir, {unreadable} illisibles.").format(**asdict(done)))  # fmt: skip
    return DONE


def hand(args: Namespace) -> int:
    """The list, the tool, and the key, to be sent by another way."""
    from aval.rights.handing_out import hand_out

    count = hand_out(find_organisation(args), args.folder, to=args.to, at=read_instant(None))
    if args.json:
        write_json({"entries": count, "folder": str(args.folder)})
    else:
        print(_("{count} empreintes remises. Envoyez « cle.txt » par une autre voie que le reste.").format(count=count))
    return DONE


COMMANDS = [
    Command(
        name="opposition",
        help=_("reprendre ou remettre une liste d’opposition, en empreintes"),
        add_arguments=add_arguments,
        run=run,
    )
]
