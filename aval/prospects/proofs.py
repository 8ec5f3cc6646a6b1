"""The proofs a supplier shows for the lines we drew, checked one by one against the lines and the forms (art. 7(1) GDPR).

Pure: what was asked, what was shown and what was captured come in; what is wrong comes out, with where and which field.
A form sent as a model for everybody is no individual proof (SAN-2022-021 EDF).
"""

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

import polars as pl

from aval.prospects.classification.emails import normalise_email
from aval.prospects.classification.folding import fold
from aval.prospects.dates import read_instants

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "email": ("email", "e mail", "mail", "courriel", "adresse", "adresse e mail", "address"),
    "at": (
        "date",
        "date du consentement",
        "consent at",
        "consentement le",
        "horodatage",
        "timestamp",
        "date heure",
        "consent date",
    ),
    "wording": ("texte", "formulation", "wording", "libelle", "mention", "case", "texte de la case", "consent text"),
    "version": ("version", "version du formulaire", "form version", "formulaire"),
    "site": ("site", "url", "page", "domaine", "adresse du site", "origine"),
    "mark": ("ip", "adresse ip", "marque", "empreinte", "identifiant", "user agent"),
}
NEEDED = ("email", "at", "wording", "site")
MOST = 20_000  # lines of a file of proofs


class ProofsUnreadable(ValueError):
    """The file of proofs is not one: `code`, and a detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Asked:
    """A line whose proof is asked: its place in our file, whose it is, what the file itself says of her consent."""

    line: int
    email: str
    consent_at: datetime | None = None
    consent_wording: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A proof as the supplier wrote it; `line` is its place in his file."""

    line: int
    email: str
    at: datetime | None
    at_written: str
    wording: str
    site: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A form we hold: a site, a period, its words, what its audit said."""

    site: str
    from_on: date
    until_on: date | None
    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: a code of `proofs.toml`, on which line of ours, which line of his, which field."""

    code: str
    line: int = 0
    proof: int = 0
    field: str = ""
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    def say(self, language: str) -> str:
        """The sentence, in French or English."""
        told = _sentences()[self.code]["en" if language.startswith("en") else "fr"]
        return told.format(line=self.line, proof=self.proof, field=self.field, detail=self.detail)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("aval.prospects").joinpath("proofs.toml").read_text(encoding="utf-8"))


def read_proofs(raw: bytes) -> list[Shown]:
    """The proofs of a CSV file (comma, semicolon or tab; UTF-8 or Windows-1252). Raises ProofsUnreadable."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))[: MOST + 1]
    except csv.Error as why:
        raise ProofsUnreadable("file-broken", str(why)) from why
    if not rows:
        raise ProofsUnreadable("file-empty")
    places = {name: _place(rows[0], headers) for name, headers in COLUMNS.items()}
    if missing := [name for name in NEEDED if places[name] is None]:
        raise ProofsUnreadable("column-missing", COLUMNS[missing[0]][0])

    def cell(row: list[str], name: str) -> str:
        place = places[name]
        return row[place].strip() if place is not None and place < len(row) else ""

    kept = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    written = pl.Series([cell(row, "at") or None for _, row in kept], dtype=pl.String)
    instants = read_instants(written).to_list() if kept else []
    return [
        Shown(
            n,
            _normal(cell(row, "email")),
            at,
            cell(row, "at"),
            cell(row, "wording"),
            cell(row, "site"),
            cell(row, "mark"),
        )
        for (n, row), at in zip(kept, instants, strict=True)
    ]


def check_proofs(asked: Sequence[Asked], shown: Sequence[Shown], seen: Sequence[Seen], at: datetime) -> list[Problem]:
    """What is wrong with the proofs of a sample. A line is valid when no problem names it."""
    by_email: dict[str, list[Shown]] = {}
    for proof in shown:
        by_email.setdefault(proof.email, []).append(proof)
    problems: list[Problem] = []
    for one in asked:
        proofs = by_email.pop(_normal(one.email), [])
        if not proofs:
            problems.append(Problem("proof-missing", one.line))
        elif len({(proof.at, proof.wording, proof.site) for proof in proofs}) > 1:
            told = ", ".join(str(proof.line) for proof in proofs)
            problems.append(Problem("proof-twice", one.line, proofs[0].line, "email", told))
        else:
            problems += _of_one(one, proofs[0], seen, at)
    problems += [Problem("proof-not-asked", 0, proofs[0].line, "email") for proofs in by_email.values()]
    return problems + _of_all([proof for proof in shown if proof.email not in by_email], asked)


def _of_one(one: Asked, proof: Shown, seen: Sequence[Seen], at: datetime) -> list[Problem]:
    def wrong(code: str, field: str, detail: str = "") -> Problem:
        return Problem(code, one.line, proof.line, field, detail)

    if not proof.wording:
        return [wrong("proof-field-empty", "wording")]
    if not proof.site:
        return [wrong("proof-field-empty", "site")]
    if proof.at is None:
        return [wrong("proof-date-unreadable" if proof.at_written else "proof-field-empty", "at", proof.at_written)]
    if proof.at > at:
        return [wrong("proof-in-future", "at", proof.at_written)]
    problems = []
    if one.consent_at is not None and one.consent_at.date() != proof.at.date():
        problems.append(wrong("proof-contradicts", "at", f"{one.consent_at:%Y-%m-%d} / {proof.at:%Y-%m-%d}"))
    if one.consent_wording and fold(one.consent_wording) != fold(proof.wording):
        problems.append(wrong("proof-contradicts", "wording", f"{one.consent_wording[:60]} / {proof.wording[:60]}"))
    return problems or _against_forms(proof, seen, wrong)


def _against_forms(proof: Shown, seen: Sequence[Seen], wrong: Any) -> list[Problem]:
    """The form of that site on that day is one we hold, without fault, and it says these words."""
    site, day = site_of(proof.site), proof.at.date() if proof.at else date.min
    here = [form for form in seen if site_of(form.site) == site]
    if not here:
        return [wrong("proof-site-unknown", "site", proof.site[:120])]
    then = [form for form in here if form.from_on <= day and (form.until_on is None or day <= form.until_on)]
    if not then:
        return [wrong("proof-period-unknown", "at", f"{site}, {day:%Y-%m-%d}")]
    if not any(form.verdict == "pass" for form in then):
        return [wrong("proof-form-faulty", "site", f"{site}, {then[0].from_on:%Y-%m-%d}")]
    if not any(fold(proof.wording) in fold(form.text) for form in then):
        return [wrong("proof-wording-unknown", "wording", proof.wording[:120])]
    return []


def _of_all(shown: Sequence[Shown], asked: Sequence[Asked]) -> list[Problem]:
    """Three proofs or more with the same instant, to the second: a model filled in, not what each person did."""
    lines = {_normal(one.email): one.line for one in asked}
    counted = Counter(
        proof.at for proof in shown if proof.at is not None and (proof.at.hour, proof.at.minute) != (0, 0)
    )
    return [
        Problem("proof-same-instant", lines.get(proof.email, 0), proof.line, "at", proof.at_written)
        for proof in shown
        if proof.at is not None and counted[proof.at] >= 3
    ]


def site_of(written: str) -> str:
    """A site by its host, whatever precedes and follows."""
    bare = re.sub(r"^[a-z]+://", "", written.strip().lower()).partition("/")[0].partition(":")[0]
    return bare.removeprefix("www.")


def _place(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((place for place, cell in enumerate(header) if fold(cell) in names), None)


def _normal(email: str) -> str:
    return getattr(normalise_email(email), "normal", email.strip().lower())
