"""Files a command is given: their bytes, and what is known beside them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from aval.console.command import BadCall, _

T = TypeVar("T")
LARGEST = 50_000_000  # bytes of a file read, for a command that says no other


def read_file(name: str, largest: int = LARGEST) -> bytes:
    """The first bytes of a file, or of standard input for `-`; `BadCall` when there is none."""
    if name == "-":
        return sys.stdin.buffer.read(largest)
    try:
        with Path(name).open("rb") as file:
            return file.read(largest)
    except OSError as why:
        raise BadCall(_("« {name} » ne se lit pas : {why}").format(name=name, why=why.strerror)) from why


def read_beside(name: str | None, language: str, read: Callable[[Any], T], bad: type[Exception], largest: int) -> T:
    """What `read` makes of a JSON file (of nothing: of `{}`); `BadCall` names the field it refuses with `bad`."""
    if name is None:
        return read({})
    try:
        return read(json.loads(read_file(name, largest).decode("utf-8-sig")))
    except bad as why:
        field, expected = getattr(why, "field", ""), getattr(why, "en" if language == "en" else "fr", "")
        raise BadCall(
            _("« {name} », champ {field} : {expected}.").format(name=name, field=field, expected=expected)
        ) from why
    except (ValueError, RecursionError) as why:
        raise BadCall(_("« {name} » n’est pas du JSON : {why}").format(name=name, why=why)) from why
