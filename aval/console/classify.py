"""`aval classify`: who each line is about, in JSON Lines, from what the line says alone. No base, nothing left behind."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from aval.console.command import DONE, Command, _, bad_line, no_arguments, read_lines, write_json

FIELDS = (
    "email",
    "phone",
    "title",
    "company",
    "legal_form",
    "naf",
    "country",
    "first_name",
    "last_name",
    "siren",
    "sirene_status",
)
BATCH = 5_000  # lines read together: memory does not grow with the input


def run(args: Namespace) -> int:
    """Answer each line of standard input on standard output, in order."""
    for answer in answer_lines(sys.stdin, args.lang):
        write_json(answer)
    return DONE


def answer_lines(stream: Iterable[str], language: str) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; a bad line is answered by its error."""
    lines = read_lines(stream)
    while batch := [_checked(line) for line in islice(lines, BATCH)]:
        good = iter(_classify([line for line in batch if "error" not in line], language))
        yield from (line if "error" in line else next(good) for line in batch)


def _checked(line: dict[str, Any]) -> dict[str, Any]:
    """The line, or its error when a field is no text."""
    if "error" in line:
        return line
    for field in FIELDS:
        if not isinstance(line.get(field), str | None):
            text = _("« {field} » doit être un texte ou null").format(field=field)
            return bad_line(line.get("id"), "not-text", text, field)
    return line


def _classify(lines: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    import polars as pl

    from aval.prospects import classification as read

    given = pl.DataFrame(
        [[line.get(field) for field in FIELDS] for line in lines], dict.fromkeys(FIELDS, pl.String), orient="row"
    )
    companies = read.classify_companies(given.rename({"company": "name"}))
    addresses = read.classify_addresses(given.with_columns(companies["legal_form"], companies["legal_form_confidence"]))
    phones = read.normalise_phones(given["phone"], given["country"]).select(
        phone="normal", line="kind", phone_refusal="refusal"
    )
    titles = read.classify_titles(given["title"])
    rows = pl.concat([companies, addresses, phones, titles], how="horizontal").iter_rows(named=True)
    return [_answer(line, row, language) for line, row in zip(lines, rows, strict=True)]


def _answer(line: dict[str, Any], row: dict[str, Any], language: str) -> dict[str, Any]:
    """The answer's first fields are those of the contract; the rest is what they rest on."""
    from aval.prospects.classification import say

    why = [*(row["why"] if line.get("email") else []), *row["function_why"], *row["company_why"]]
    if line.get("phone"):
        why.append(f"phone-{row['phone_refusal'] or row['line']}")
    return {
        "id": line.get("id"),
        "recipient_kind": row["recipient_kind"],
        "address_kind": row["address_kind"],
        "function": row["function"],
        "seniority": row["seniority"],
        "sector": row["sector"],
        "confidence": row["confidence"] if line.get("email") else row["function_confidence"],
        "why": why,
        "texts": [say(code, language) for code in why],
        "other_functions": row["other_functions"],
        "function_confidence": row["function_confidence"],
        "domain": row["domain"],
        "disposable": row["disposable"],
        "legal_form": row["legal_form"],
        "naf": row["naf"],
        "siren": row["siren"],
        "sirene_status": row["sirene_status"],
        "phone": row["phone"],
        "phone_line": row["line"],
    }


COMMANDS = [
    Command(
        name="classify",
        help=_("dire qui est derrière chaque ligne (JSON Lines) : adresse, fonction, secteur"),
        add_arguments=no_arguments,
        run=run,
        base=False,
    )
]
