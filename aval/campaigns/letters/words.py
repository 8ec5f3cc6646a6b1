"""The language of templates: words, fields in braces, and words for those who have a value. No code, nothing else.

`{prenom}` is a field, `{prenom|Bonjour}` has a fallback, `{{` and `}}` are braces. A field without a value and
without fallback leaves nothing, not even the space before it: « Bonjour {prenom}, » becomes « Bonjour, ».
`{si ville}près de {ville}{sinon}près de chez vous{fin}` says one thing or the other, on one line, never one inside another.
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


@dataclass(frozen=True, slots=True)
class Choice:
    """What is said when the field has a value, and when it has none."""

    name: str
    told: tuple[str | Field, ...]
    otherwise: tuple[str | Field, ...] = ()


Words = tuple[str | Field | Choice, ...]
SI, SINON, FIN = ("si", "if"), ("sinon", "else"), ("fin", "end")


def parse(text: str, allowed: Collection[str] = MEMBER_FIELDS) -> Words:
    """The pieces of a template, read once. Raises BadWords, with the place."""
    pieces: list[str | Field | Choice] = []
    blocks: list[_Block] = []
    for match in PIECE.finditer(text):
        found = match.group()
        if blocks and "\n" in found:
            raise _bad(_("une condition tient sur une ligne : fermez-la par {fin}."), text, blocks[0].place)
        if match["inside"] is not None and (word := _plain(match["inside"].strip()).split(" ")[0]) in (
            *SI,
            *SINON,
            *FIN,
        ):
            pieces = _turn(word, match, text, allowed, pieces, blocks)
            continue
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
    if blocks:
        raise _bad(_("une condition n’est pas fermée : finissez-la par {fin}."), text, blocks[0].place)
    return tuple(pieces)


@dataclass(slots=True)
class _Block:
    """A condition being read: where it began, what came before it, what is said when it holds."""

    name: str
    place: int
    before: list[str | Field | Choice]
    told: list[str | Field | Choice] | None = None


def _turn(
    word: str,
    match: re.Match[str],
    text: str,
    allowed: Collection[str],
    pieces: list[str | Field | Choice],
    blocks: list[_Block],
) -> list[str | Field | Choice]:
    """Where the next pieces go after `{si …}`, `{sinon}` or `{fin}`."""
    place = match.start() + len(match["space"])
    space: list[str | Field | Choice] = [match["space"]] if match["space"] else []
    if word in SI:
        if blocks:
            raise _bad(_("une condition ne se met pas dans une autre."), text, place)
        if "://" in (text[:place].rsplit(None, 1) or [""])[-1] and not match["space"]:
            raise _bad(_("un lien ne peut pas changer avec la personne : retirez le champ de l’adresse."), text, place)
        name = _plain(match["inside"].strip()).partition(" ")[2].strip()
        code = FIELDS.get(name, name)
        if code not in allowed:
            known = ", ".join(f"{{{french}}}" for french, english in FIELDS.items() if english in allowed)
            why = _("le champ « {name} » n’existe pas. Champs possibles : {known}.").format(name=name, known=known)
            raise _bad(why, text, place)
        blocks.append(_Block(code, place, pieces + space))
        return []
    if not blocks or (word in SINON and blocks[0].told is not None):
        raise _bad(_("{word} sans {si} avant lui.").replace("{word}", f"{{{word}}}"), text, place)
    if word in SINON:
        blocks[0].told = pieces + space
        return []
    block = blocks.pop()
    said = pieces + space
    if any(isinstance(piece, str) and "://" in piece for piece in [*said, *(block.told or [])]):
        raise _bad(_("un lien ne peut pas changer avec la personne : sortez-le de la condition."), text, block.place)
    told, otherwise = (said, []) if block.told is None else (block.told, said)
    return [*block.before, Choice(block.name, _flat(told), _flat(otherwise))]


def _flat(pieces: list[str | Field | Choice]) -> tuple[str | Field, ...]:
    return tuple(piece for piece in pieces if not isinstance(piece, Choice))


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
        elif isinstance(piece, Choice):
            parts.append(fill(piece.told if values.get(piece.name) else piece.otherwise, values))
        elif value := values.get(piece.name) or piece.fallback:
            parts.append(piece.lead + value)
    return "".join(parts)
