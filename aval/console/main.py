"""`aval …`: finds the command, runs it, turns refusals into exit codes.

0 done · 1 the answer is no · 2 the input or the call is wrong · 3 it could not be done.
"""

import importlib
import os
import sys
from argparse import SUPPRESS, ArgumentParser, HelpFormatter, Namespace
from importlib.util import find_spec
from typing import NoReturn

from aval import __version__
from aval.console import command
from aval.console.command import BAD_CALL, COULD_NOT, Command, Stop, _, speak, tell

MODULES = (
    "setup",
    "policies",
    "processors",
    "tokens",
    "importing",
    "people",
    "supplying",
    "sirene",
    "forms",
    "scoring",
    "classify",
    "decide",
    "replaying",
    "law",
    "segments",
    "stages",
    "screening",
    "lint",
    "returning",
    "returns",
    "auditing",
    "working",
    "doctor",
    "objecting",
    "calls",
    "carrying",
    "campaigning",
    "cases",
    "opposing",
    "forgetting",
    "purging",
    "notices",
    "restoring",
    "inspecting",
    "lessons",
    "readiness",
    "evidence",
    "bench",
    "demo",
)


class Parser(ArgumentParser):
    """argparse, whose refusals are ours: one sentence on standard error, exit code 2."""

    def error(self, message: str) -> NoReturn:
        tell(_("{program} : {message}").format(program=self.prog, message=message))
        tell(_("Aide : {program} --help").format(program=self.prog))
        raise SystemExit(BAD_CALL)


def all_commands() -> list[Command]:
    """Every command, in the order of the job."""
    return [
        one
        for name in MODULES
        if find_spec(f"aval.console.{name}")
        for one in importlib.import_module(f"aval.console.{name}").COMMANDS
    ]


def build_parser(commands: list[Command]) -> Parser:
    """The whole command line."""
    parser = Parser(
        prog="aval",
        description=_(
            "Prospecter entre professionnels, la loi comprise. Codes : 0 fait, 1 non, 2 appel, 3 impossible."
        ),
        formatter_class=lambda prog: HelpFormatter(prog, max_help_position=26),
    )
    add_shared(parser)
    parser.add_argument("--version", action="store_true", help=_("dire la version"))
    subparsers = parser.add_subparsers(dest="command", metavar=_("COMMANDE"), parser_class=Parser)
    for one in commands:
        sub = subparsers.add_parser(one.name, help=one.help, description=one.help)
        one.add_arguments(sub)
        add_shared(sub)
        sub.set_defaults(chosen=one)
    return parser


def add_shared(parser: ArgumentParser) -> None:
    """The options every command takes, before or after its name."""
    shared = parser.add_argument_group(_("options de toutes les commandes"))
    shared.add_argument("--json", action="store_true", default=SUPPRESS, help=_("répondre en JSON"))
    shared.add_argument("--lang", choices=("fr", "en"), default=SUPPRESS, help=_("langue : fr ou en"))
    shared.add_argument(
        "--organisation", metavar="SIREN", default=SUPPRESS, help=_("laquelle, quand la base en tient plusieurs")
    )


def spoken(argv: list[str]) -> str:
    """The language asked for, read before anything is said."""
    for here, following in zip(argv, [*argv[1:], ""], strict=False):
        wanted = following if here == "--lang" else here.removeprefix("--lang=")
        if here.startswith("--lang") and wanted in {"fr", "en"}:
            return wanted
    return "en" if os.environ.get("AVAL_LANG") == "en" else "fr"


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    language = spoken(argv)
    speak(language)
    parser = build_parser(all_commands())
    try:
        args = parser.parse_args(argv, Namespace(json=False, lang=language, organisation=None))
    except SystemExit as end:
        return int(end.code or 0)
    if args.version:
        print(__version__)
        return command.DONE
    if args.command is None:
        parser.print_help()
        return BAD_CALL
    return run(args)


def run(args: Namespace) -> int:
    """Run the chosen command; whatever goes wrong is a sentence and a code, never a traceback unless AVAL_DEBUG=1."""
    try:
        if args.chosen.base:
            command.check_ready()
            command.set_up(args.lang)
        code: int = args.chosen.run(args)
        sys.stdout.flush()
    except Stop as why:
        tell(str(why))
        return why.code
    except KeyboardInterrupt:
        tell(_("Interrompu."))
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return command.DONE
    except FileNotFoundError as why:
        tell(_("Fichier introuvable : {name}").format(name=why.filename))
        return BAD_CALL
    except Exception as why:
        if os.environ.get("AVAL_DEBUG") == "1":
            raise
        tell(explain(why))
        return COULD_NOT
    return code


def explain(why: Exception) -> str:
    """One sentence about a failure nobody foresaw."""
    kind = type(why).__name__
    if kind in {"OperationalError", "ProgrammingError"} and (
        "no such table" in str(why) or "does not exist" in str(why)
    ):
        return _("La base n’est pas prête : lancez « aval init ».")
    if kind == "KeyMissing":
        return str(why)
    return _("Impossible : {kind}, {why} (AVAL_DEBUG=1 montre tout)").format(kind=kind, why=why)


if __name__ == "__main__":
    sys.exit(main())
