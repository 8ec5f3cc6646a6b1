"""`aval decide` and `aval facts-schema`: the law asked about facts alone. No base, nothing left behind."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from aval.console.command import DONE, Command, _, bad_line, no_arguments, write_json
from aval.console.instants import read_instant

LARGEST = 1 << 20  # bytes read at once


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
    at = read_instant(args.on)
    for lines in groups(sys.stdin.buffer):
        for answer in answer_lines(lines, at, args.question, args.lang):
            write_json(answer)
        sys.stdout.flush()
    return DONE


def groups(stream: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """The lines that have come, numbered, as soon as they have: a program that waits for each answer gets it."""
    number, rest = 0, b""
    while more := stream.read1(LARGEST):
        *lines, rest = (rest + more).split(b"\n")
        if lines:
            yield list(enumerate(lines, start=number + 1))
            number += len(lines)
    if rest:
        yield [(number + 1, rest)]


def answer_lines(
    lines: Iterable[tuple[int, str | bytes]], at: datetime, question: str, language: str
) -> Iterator[dict[str, Any]]:
    """One answer a line that is not blank, in order; a bad line is answered by its error and the others by theirs."""
    from aval.clearance.answering import answer_many, speak

    read = [(number, _read(line, number)) for number, line in lines if line.strip()]
    asked = [(number, one) for number, one in read if not isinstance(one, Refused)]
    answered, faults = answer_many([facts for _number, facts in asked], at=at, question=question, language=language)
    told: dict[int, dict[str, Any]] = {}
    for group in answered:
        spoken = [speak(decision, language) for decision in group.decided.decisions]
        told |= {place: spoken[which] for place, which in zip(group.places, group.decided.whose, strict=True)}
    place = -1
    for number, one in read:
        if isinstance(one, Refused):
            yield one.answer
            continue
        place += 1
        if (why := faults.get(place)) is None:
            yield {"id": one.get("id")} | told[place]
        else:
            text = _("ligne {number} : {said}").format(number=number, said=why.text)
            yield bad_line(one.get("id"), why.code, text, why.field)


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer to a line that is no object of facts."""

    answer: dict[str, Any]


def _read(line: str | bytes, number: int) -> dict[str, Any] | Refused:
    try:
        facts = _parsed(line)
    except Duplicate as why:
        text = _("ligne {number} : « {key} » est donné deux fois").format(number=number, key=why.key)
        return Refused(bad_line(why.identifier, "duplicate-key", text, why.key))
    except (ValueError, RecursionError) as why:
        text = _("ligne {number} : ce n’est pas du JSON ({why})").format(number=number, why=why)
        return Refused(bad_line(None, "not-json", text))
    if not isinstance(facts, dict):
        text = _("ligne {number} : un objet JSON est attendu").format(number=number)
        return Refused(bad_line(None, "not-an-object", text))
    return facts


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
