"""What a reply says, told from what it quotes and from its signature. Line by line, in one pass, in time that grows with the text.

Written here: the libraries at hand drop whatever follows a line such as « Merci, », where a refusal often stands.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import SimpleNamespace

from aval.post.returns.folding import fold_lines

QUOTED = re.compile(r"^\s{0,3}(?:>|\|\s)")
TIED = re.compile(r"\d|@")  # an attribution names a day or an address
MOST_LINES = 5_000
LONGEST_SIGNATURE = 14  # lines under a closing
BROKEN_AT = 60  # characters from which a program breaks lines
OVER = 4  # lines an attribution may run over


@cache
def table() -> SimpleNamespace:
    """`quoting.toml`, compiled."""
    read = tomllib.loads(files("aval.post.returns").joinpath("quoting.toml").read_text("utf-8"))
    return SimpleNamespace(
        attribution=[(re.compile(one["begins"]), re.compile(one["ends"])) for one in read["attribution"]],
        separators=re.compile("|".join(read["separators"])),
        fields=re.compile(read["fields"]),
        signatures=re.compile("|".join(read["signatures"])),
        closings=re.compile(read["closings"]),
        postscript=re.compile(read["postscript"]),
    )


def new_part(text: str) -> str:
    """The words of whoever answers: without quotes, attribution lines, nor signature."""
    lines = [line.rstrip() for line in text.replace("\u200b", "").split("\n")[:MOST_LINES]]
    folded = [fold_lines(line).strip() for line in lines]
    kept = _without_quotes(lines, folded)
    return _without_signature(kept)


def _without_quotes(lines: list[str], folded: list[str]) -> list[str]:
    kept: list[str] = []
    number = 0
    while number < len(lines):
        if QUOTED.match(lines[number]) or _wrapped(lines, number):
            number += 1
            continue
        end = _attribution_end(folded, number)
        if end:
            if not _quoted_below(lines, end):
                break
            number = end
            continue
        if _begins_another(folded, number):
            break
        kept.append(lines[number])
        number += 1
    return kept


def _wrapped(lines: list[str], number: int) -> bool:
    """The end of a quoted line that a program broke in two: alone between two quoted lines, which end and begin in the middle."""
    between = 0 < number < len(lines) - 1 and lines[number].strip()
    if not between or not QUOTED.match(lines[number - 1]) or not QUOTED.match(lines[number + 1]):
        return False
    return len(lines[number - 1]) > BROKEN_AT


def _attribution_end(folded: list[str], start: int) -> int:
    """The number of the line after the attribution that begins here; 0 when none does."""
    line = folded[start].lstrip("* \t")
    if not line:
        return 0
    joined = ""
    for number in range(start, min(start + OVER, len(folded))):
        if not folded[number] or len(joined) > 600:
            return 0
        joined = f"{joined} {folded[number].lstrip('> ')}".strip().lstrip("* ")
        if joined.endswith((":", "-", "wrote", "ecrit")) and TIED.search(joined):
            if any(begins.match(joined) and ends.search(joined) for begins, ends in table().attribution):
                return number + 1
            if joined.endswith(":"):
                return 0
    return 0


def _quoted_below(lines: list[str], start: int) -> bool:
    """Whether what follows an attribution marks its quotes: then only marked lines are quoted."""
    following = next((line for line in lines[start:] if line.strip()), "")
    return bool(QUOTED.match(following))


def _begins_another(folded: list[str], number: int) -> bool:
    """Whether another message begins here: a separator, or headers written out."""
    known = table()
    line = folded[number]
    if not line:
        return False
    if known.separators.match(line):
        rule = set(line) <= set("-_=* ")
        return not rule or _fields_below(folded, number + 1)
    return bool(known.fields.match(line)) and _fields_below(folded, number, wanted=3 if line.count(" ") > 6 else 2)


def _fields_below(folded: list[str], start: int, wanted: int = 2) -> bool:
    """Whether header lines stand here, one under the other, with at most one line between two."""
    known, found, gap = table(), 0, 0
    for line in folded[start : start + 12]:
        if known.fields.match(line):
            found, gap = found + 1, 0
        else:
            gap += bool(line) or found == 0
        if gap > 2:
            break
    return found >= wanted


def _without_signature(kept: list[str]) -> str:
    known = table()
    folded = [fold_lines(line).strip() for line in kept]
    for number, line in enumerate(folded):
        if not line or not any(folded[:number]):
            continue
        below = [one for one in folded[number + 1 :] if one]
        marked = known.signatures.match(line) and _is_short(below)
        closed = known.closings.match(line) and _is_short(below)
        if marked or closed:
            postscript = next(
                (place for place in range(number + 1, len(folded)) if known.postscript.match(folded[place])), None
            )
            after = kept[postscript:] if postscript is not None else []
            kept = kept[:number] + after
            break
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_short(below: list[str]) -> bool:
    """A signature is short, or nobody asks anything in it."""
    return len(below) <= LONGEST_SIGNATURE or all(len(line) < 90 for line in below[:LONGEST_SIGNATURE])
