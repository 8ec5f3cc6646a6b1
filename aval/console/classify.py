"""`aval classify`: who each line is about, in JSON Lines, from what the line says alone. No base, nothing left behind."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from aval.console.command import DONE, Command, _, bad_line, no_arguments, read_lines, write_json

BATCH = 5_000  # lines read together: memory does not grow with the input


def run(args: Namespace) -> int:
    """Answer each line of standard input on standard output, in order."""
    for answer in answer_lines(sys.stdin, args.lang):
        write_json(answer)
    return DONE


def answer_lines(stream: Iterable[str], language: str) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; a bad line is answered by its error."""
    from aval.prospects.classification.answering import classify_lines

    lines = read_lines(stream)
    while batch := [_checked(line) for line in islice(lines, BATCH)]:
        good = iter(classify_lines([line for line in batch if "error" not in line], language))
        yield from (line if "error" in line else next(good) for line in batch)


def _checked(line: dict[str, Any]) -> dict[str, Any]:
    """The line, or its error when a field is no text."""
    from aval.prospects.classification.answering import FIELDS

    if "error" in line:
        return line
    for field in FIELDS:
        if not isinstance(line.get(field), str | None):
            text = _("« {field} » doit être un texte ou null").format(field=field)
            return bad_line(line.get("id"), "not-text", text, field)
    return line


COMMANDS = [
    Command(
        name="classify",
        help=_("dire qui est derrière chaque ligne (JSON Lines) : adresse, fonction, secteur"),
        add_arguments=no_arguments,
        run=run,
        base=False,
    )
]
