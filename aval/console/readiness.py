"""`aval readiness`: from nothing to lawful, ticked from facts; exit code 1 while something is missing. And the models."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from aval.console.command import DONE, NO, BadCall, Command, _, find_organisation, write_json
from aval.console.instants import read_instant


def add_arguments(parser: ArgumentParser) -> None:
    """A model to write instead of the list."""
    parser.add_argument(
        "--paper", metavar=_("MODÈLE"), help=_("écrire un modèle (charter, notice, processor, supplier, answers)")
    )
    parser.add_argument("--out", type=Path, metavar=_("FICHIER"), help=_("où l’écrire (.odt)"))


def run(args: Namespace) -> int:
    """Print each step, or write one model."""
    from aval.oversight.readiness import readiness

    if args.paper:
        return _write(args)
    steps = readiness(find_organisation(args), read_instant(None), args.lang)
    if args.json:
        write_json({"ready": all(step.done for step in steps), "steps": [step._asdict() for step in steps]})
    else:
        for step in steps:
            print(f"[{'x' if step.done else ' '}] {step.title} ({step.article})")
    return DONE if all(step.done for step in steps) else NO


def _write(args: Namespace) -> int:
    from aval.accountability.papers import as_odt, paper

    try:
        whole = paper(args.paper, find_organisation(args), args.lang)
    except KeyError as unknown:
        raise BadCall(_("Aucun modèle ne s’appelle « {code} ».").format(code=args.paper)) from unknown
    out = args.out or Path(f"{args.paper}-{args.lang}.odt")
    out.write_bytes(as_odt(whole, args.lang))
    if args.json:
        write_json({"written": str(out)})
    else:
        print(_("Écrit : {path}").format(path=out))
    return DONE


COMMANDS = [
    Command(
        name="readiness",
        help=_("ce qu’il reste à mettre en place, et les modèles à signer"),
        add_arguments=add_arguments,
        run=run,
    )
]
