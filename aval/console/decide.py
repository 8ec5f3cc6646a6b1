"""`aval decide` and `aval facts-schema`: the law asked about facts alone. No base, nothing left behind."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from aval.console.command import DONE, Command, _, bad_line, no_arguments, write_json
from aval.console.instants import read_instant


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--on", metavar="INSTANT", help=_("instant de la décision ; maintenant sans lui"))
    parser.add_argument(
        "--question",
        choices=("contact", "message", "hold"),
        default="contact",
        help=_("ce qu’on demande, quand la ligne ne le dit pas"),
    )


def run(args: Namespace) -> int:
    """Answer each line of standard input on standard output, in order."""
    stream = getattr(sys.stdin, "buffer", sys.stdin)
    for answer in answer_lines(stream, read_instant(args.on), args.question, args.lang):
        write_json(answer)
    return DONE


def answer_lines(stream: Iterable[str | bytes], at: datetime, question: str, language: str) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; a bad line is answered by its error and the others by theirs."""
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield answer(line, number, at, question, language)


def answer(line: str | bytes, number: int, at: datetime, question: str, language: str) -> dict[str, Any]:
    """The decision about one line, or what is wrong with it."""
    from aval.clearance.answering import BadLine
    from aval.clearance.answering import answer as decided

    try:
        facts = _parsed(line)
    except Duplicate as why:
        text = _("ligne {number} : « {key} » est donné deux fois").format(number=number, key=why.key)
        return bad_line(why.identifier, "duplicate-key", text, why.key)
    except (ValueError, RecursionError) as why:
        text = _("ligne {number} : ce n’est pas du JSON ({why})").format(number=number, why=why)
        return bad_line(None, "not-json", text)
    if not isinstance(facts, dict):
        return bad_line(None, "not-an-object", _("ligne {number} : un objet JSON est attendu").format(number=number))
    try:
        return decided(facts, at=at, question=question, language=language)
    except BadLine as why:
        text = _("ligne {number} : {said}").format(number=number, said=why.text)
        return bad_line(facts.get("id"), why.code, text, why.field)


class Duplicate(ValueError):
    """A key given twice: which of the two is meant?"""

    def __init__(self, key: str, identifier: object) -> None:
        super().__init__(key)
        self.key, self.identifier = key, identifier


def _parsed(line: str | bytes) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _value in pairs]
            raise Duplicate(next(name for name in names if names.count(name) > 1), found.get("id"))
        return found

    def strange(text: str) -> Any:
        raise ValueError(text)

    return json.loads(line, object_pairs_hook=unique, parse_constant=strange)


def run_schema(args: Namespace) -> int:
    """Print the schema."""
    from aval.law.schema import schema

    print(json.dumps(schema(args.lang), ensure_ascii=False, indent=2))
    return DONE


COMMANDS = [
    Command(
        name="decide",
        help=_("dire ce que la loi permet, fait par fait, en JSON Lines"),
        add_arguments=add_arguments,
        run=run,
        base=False,
    ),
    Command(
        name="facts-schema",
        help=_("donner le schéma JSON d’une ligne de faits"),
        add_arguments=no_arguments,
        run=run_schema,
        base=False,
    ),
]
