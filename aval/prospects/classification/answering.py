"""Who lines are about, from what they say alone: what `aval classify` and the API give."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from aval.prospects.classification.addresses import classify_addresses
from aval.prospects.classification.companies import classify_companies
from aval.prospects.classification.phones import normalise_phones
from aval.prospects.classification.titles import classify_titles
from aval.prospects.classification.wording import say

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


def classify_lines(lines: Sequence[Mapping[str, Any]], language: str = "fr") -> list[dict[str, Any]]:
    """One answer a line, in order. A line holds `id` and any of `FIELDS`, texts or None."""
    given = pl.DataFrame(
        [[line.get(field) for field in FIELDS] for line in lines], dict.fromkeys(FIELDS, pl.String), orient="row"
    )
    companies = classify_companies(given.rename({"company": "name"}))
    addresses = classify_addresses(given.with_columns(companies["legal_form"], companies["legal_form_confidence"]))
    phones = normalise_phones(given["phone"], given["country"]).select(
        phone="normal", line="kind", phone_refusal="refusal"
    )
    titles = classify_titles(given["title"])
    rows = pl.concat([companies, addresses, phones, titles], how="horizontal").iter_rows(named=True)
    return [_answer(line, row, language) for line, row in zip(lines, rows, strict=True)]


def _answer(line: Mapping[str, Any], row: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The answer's first fields are those of the contract; the rest is what they rest on."""
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
