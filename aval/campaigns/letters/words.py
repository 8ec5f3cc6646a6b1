"""The language of templates: words, and fields in braces. No code, no condition, nothing else.

`{prenom}` is a field, `{prenom|Bonjour}` has a fallback, `{{` and `}}` are braces. A field without a value and
without fallback leaves nothing, not even the space before it: « Bonjour {prenom}, » becomes « Bonjour, ».
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

FIELDS: Mapping[str, str] = {
    "prenom": "first_name",
    "nom": "last_name",
    "civilite": "civility",
    "fonction": "function",
    "societe": "company",
    "ville": "city",
}
MEMBER_FIELDS = frozenset(FIELDS.values())
LONGEST_VALUE = 200
PIECE = re.compile(r"\{\{|\}\}|(?P<space>[ \t]?)\{(?P<inside>[^{}\n]*)\}|[{}]|(?:[^{} \t]|[ \t](?!\{(?!\{)))+|[ \t]")
ALLOWED_INVISIBLE = {"\u200c", "\u200d"}  # joiners: emoji and several scripts need them


class BadWords(ValueError):
    """A template that cannot be read: `line` and `column` count from 1."""

    def __init__(self, why: str, line: int, column: int) -> None:
        super().__init__(_("Ligne {line}, colonne {column} : {why}").format(line=line, column=column, why=why))
        self.why, self.line, self.column = why, line, column


@dataclass(frozen=True, slots=True)
class Field:
    """Where a value goes; `lead` is the space before it, which leaves with it."""

    name: str
    fallback: str = ""
    lead: str = ""


Words = tuple[str | Field, ...]


def parse(text: str, allowed: Collection[str] = MEMBER_FIELDS) -> Words:
    """The pieces of a template, read once. Raises BadWords, with the place."""
    pieces: list[str | Field] = []
    for match in PIECE.finditer(text):
        found = match.group()
        if match["inside"] is not None:
            pieces.append(_field(match, text, allowed))
            continue
        if found in {"{", "}"}:
            raise _bad(_("accolade seule ; pour en écrire une, doublez-la."), text, match.start())
        literal = found[0] if found in {"{{", "}}"} else found
        if pieces and isinstance(pieces[-1], str):
            pieces[-1] += literal
        else:
            pieces.append(literal)
    return tuple(pieces)


def _field(match: re.Match[str], text: str, allowed: Collection[str]) -> Field:
    name, _bar, fallback = match["inside"].partition("|")
    name = _plain(name.strip())
    code = FIELDS.get(name, name)
    if code not in allowed:
        known = ", ".join(f"{{{french}}}" for french, english in FIELDS.items() if english in allowed)
        why = _("le champ « {name} » n’existe pas. Champs possibles : {known}.").format(name=name, known=known)
        raise _bad(why, text, match.start() + len(match["space"]))
    before = text[: match.start()].rsplit(None, 1)
    if not match["space"] and before and text[match.start() - 1 : match.start()].strip() and "://" in before[-1]:
        # art. 82 LIL: a link that changes with the person tracks her
        raise _bad(
            _("un lien ne peut pas changer avec la personne : retirez le champ de l’adresse."), text, match.start()
        )
    return Field(code, fallback.strip(), match["space"])


def _plain(name: str) -> str:
    """`Prénom` is `prenom`."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()


def _bad(why: str, text: str, place: int) -> BadWords:
    return BadWords(why, text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))


def tidy(value: str) -> str:
    """A value fit for one line: control and direction characters removed, blanks folded, cut at 200 characters."""
    if value.isprintable() and len(value) <= LONGEST_VALUE:
        return value.strip()
    kept = (
        " " if c.isspace() or unicodedata.category(c) in {"Zl", "Zp"} else c
        for c in value
        if c.isspace() or c in ALLOWED_INVISIBLE or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())[:LONGEST_VALUE]


def fill(words: Words, values: Mapping[str, str]) -> str:
    """The words with their values. Values must be tidy already."""
    parts = []
    for piece in words:
        if isinstance(piece, str):
            parts.append(piece)
        elif value := values.get(piece.name) or piece.fallback:
            parts.append(piece.lead + value)
    return "".join(parts)
