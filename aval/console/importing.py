"""`aval import`: read a list into a source; what came in, what was refused and why, whom nobody may see."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from aval.console.command import DONE, BadCall, Command, CouldNot, _, find_organisation, tell, write_json
from aval.console.instants import read_instant

if TYPE_CHECKING:
    from aval.prospects.models import Import

COUNTS = ("read", "created", "updated", "unchanged", "merged", "refused", "opposed")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("la liste : CSV, XLSX, XLS ou ODS"))
    parser.add_argument("--source", required=True, metavar="CODE", help=_("la source d’où elle vient"))
    parser.add_argument(
        "--map", action="append", default=[], metavar="FIELD=COLUMN",
        help=_("dire ce qu’est une colonne ; FIELD vaut « ignored » pour la laisser"),
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=_("compter sans rien changer"))
    parser.add_argument("--refused", type=Path, metavar="FILE", help=_("où écrire les lignes refusées"))


def run(args: Namespace) -> int:
    from aval.clearance.quarantine import examine_all
    from aval.prospects.importing import import_file
    from aval.prospects.models import Source
    from aval.prospects.refusals import ImportRefused, explain

    organisation = find_organisation(args)
    source = Source.objects.of(organisation).filter(code=args.source).first()
    if source is None:
        raise BadCall(
            _("Aucune source ne porte le code « {code} » : sans source, pas d’import.").format(code=args.source)
        )
    if not args.file.is_file():
        raise BadCall(_("Fichier introuvable : {name}").format(name=args.file))
    try:
        done = import_file(
            organisation, source, args.file, mapping=read_mapping(args.map), dry_run=args.dry_run,
            at=read_instant(None), progress=follow(),
        )  # fmt: skip
    except ImportRefused as why:
        raise BadCall(explain(why.code, args.lang, column=why.column)) from why
    examine_all(organisation, at=read_instant(None))
    if done.state == done.State.FAILED:
        raise CouldNot(explain(done.error, args.lang))
    answer(args, done, write_refused(args, done))
    return DONE


def read_mapping(pairs: list[str]) -> dict[str, str]:
    """`FIELD=COLUMN` as column → field."""
    mapping = {}
    for pair in pairs:
        field, found, column = pair.partition("=")
        if not found:
            raise BadCall(_("--map attend FIELD=COLUMN, comme email=Courriel : « {pair} ».").format(pair=pair))
        mapping[column] = field
    return mapping


def follow() -> "Callable[[Import], None] | None":
    """A line that says how far it is, on a terminal and nowhere else."""
    if not sys.stderr.isatty():
        return None

    def show(done: "Import") -> None:
        part = min(done.lines_done / max(done.lines_total or 1, 1), 1)
        bar = "█" * int(part * 24)
        print(f"\r{bar:<24} {part:4.0%}  {done.read:>9}", end="\n" if part == 1 else "", file=sys.stderr, flush=True)

    return show


def write_refused(args: Namespace, done: "Import") -> Path | None:
    """The refused lines beside the list, or where the call says; None when every line was good."""
    from aval.prospects.refusals import refused_csv

    if not done.refused:
        return None
    path: Path = args.refused or args.file.with_name(f"{args.file.stem}.refused.csv")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(refused_csv(done, args.lang))
    except OSError as why:
        raise CouldNot(
            _("Les lignes refusées n’ont pu être écrites dans {path} : {why}").format(path=path, why=why)
        ) from why
    return path


def answer(args: Namespace, done: "Import", refused_file: Path | None) -> None:
    """The counts, as JSON or as sentences."""
    if args.json:
        counts = {name: getattr(done, name) for name in COUNTS}
        write_json(
            {
                **counts,
                "refused_file": str(refused_file) if refused_file else None,
                "import": done.pk,
                "dry_run": done.dry_run,
            }
        )
        return
    if done.dry_run:
        print(_("À blanc : rien n’a été changé."))
    print(_("{read} lignes lues").format(read=done.read))
    for count, sentence in (
        (done.created, _("personnes nouvelles")),
        (done.updated, _("complétées")),
        (done.unchanged, _("déjà connues, inchangées")),
        (done.merged, _("doublons réunis")),
        (done.refused, _("refusées")),
        (done.opposed, _("opposées : écartées avant que quiconque les voie")),
    ):
        print(f"{count:>9}  {sentence}")
    if refused_file:
        tell(_("Lignes refusées, avec leur raison : {path}").format(path=refused_file))


COMMANDS = [Command(name="import", help=_("lire une liste dans une source"), add_arguments=add_arguments, run=run)]
