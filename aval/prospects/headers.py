"""What the columns of a file are: names recognised, others left to a person, opt-outs never dropped.

A mapping is a dict from column name to field (`FIELDS`), `IGNORED`, or `UNKNOWN` when nobody has said yet.
"""

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

IGNORED, UNKNOWN = "ignored", ""
ADDRESSES = ("email", "phone", "mobile")
REPEATED = (
    "consent_at",
    "collected_on",
    "phone",
    "mobile",
    "email",
    *("stop_all", "stop_email", "stop_sms", "stop_call"),
)
# Words by which a name nobody knows gives itself away as an opt-out.
STOP_WORDS = re.compile(
    r"unsub|desinscri|desabo|opt ?out|oppos|black ?list|block ?list|suppress|robinson|do ?not|\bdnc\b|bloctel|refus"
    r"|ne (plus|pas)|\bnpai\b|\bstop|liste (rouge|noire)|bounce|complain|\bspam\b|plainte|exclu|uitgeschr|abgemeldet|\bbaja\b"
)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    text = resources.files("aval.prospects").joinpath("headers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _known() -> dict[str, str]:
    table = _table()
    known = dict.fromkeys(table["ignored"]["names"], IGNORED)
    for group in ("stops", "fields"):
        known |= {name: code for code, names in table[group].items() for name in names}
    return known


@cache
def fields() -> tuple[str, ...]:
    """Every field a column can be, those by which somebody says stop last."""
    return (*_table()["fields"], *_table()["stops"])


def fold(name: str) -> str:
    """A column name without case, accents and punctuation, to be compared."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def recognised(name: str) -> bool:
    """Whether this is a column name we know, wanted or not."""
    return fold(name) in _known()


def looks_like_stop(name: str) -> bool:
    """Whether a name nobody knows sounds like an opt-out."""
    return bool(STOP_WORDS.search(fold(name)))


def name_columns(cells: Iterable[str]) -> tuple[str, ...]:
    """The columns' names, told apart: a second « Titre » is « Titre (2) », an empty name « Colonne 4 »."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\x00", "").split())[:100] or f"Colonne {number}"
        twin = 2
        while name in names:
            name, twin = f"{name.removesuffix(f' ({twin - 1})')} ({twin})", twin + 1
        names.append(name)
    return tuple(names)


def digest(columns: Iterable[str]) -> str:
    """By which a header line is recognised next time: SHA-256 of its names, in order."""
    return hashlib.sha256(json.dumps(list(columns), ensure_ascii=False).encode()).hexdigest()


def recognise(columns: Iterable[str]) -> dict[str, str]:
    """Each column's field, `IGNORED`, or `UNKNOWN`. The first of two columns keeps a field that takes only one."""
    names = list(columns)
    folded = [fold(re.sub(r" \(\d+\)$", "", name)) for name in names]
    mapping: dict[str, str] = {}
    for name, plain in zip(names, folded, strict=True):
        code = _titre(plain, folded, mapping) or _known().get(plain, UNKNOWN)
        if code not in {IGNORED, UNKNOWN, *REPEATED} and code in mapping.values():
            code = IGNORED
        mapping[name] = code
    return mapping


def _titre(plain: str, folded: list[str], mapping: Mapping[str, str]) -> str:
    """« Titre » in French is a civility before the name (Outlook) and a job after it; alone, a job unless one is there."""
    if plain != "titre":
        return ""
    if folded.count("titre") > 1:
        return "title" if "civility" in mapping.values() else "civility"
    jobs = set(_table()["fields"]["title"])
    return "civility" if jobs & set(folded) else "title"


def blocking(mapping: Mapping[str, str]) -> dict[str, str]:
    """Why a mapping cannot be used yet, by column: `stop_unmapped`; under an empty name, `no_address_column`."""
    faults = {name: "stop_unmapped" for name, code in mapping.items() if code == UNKNOWN and looks_like_stop(name)}
    if not any(code in ADDRESSES for code in mapping.values()):
        faults[""] = "no_address_column"
    return faults


def unfit(mapping: Mapping[str, str], columns: Iterable[str]) -> list[str]:
    """The columns and fields a person's mapping names that do not exist."""
    known, names = {IGNORED, UNKNOWN, *fields()}, set(columns)
    return [name for name in mapping if name not in names] + [code for code in mapping.values() if code not in known]
