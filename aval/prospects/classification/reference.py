"""The lists classification reads, each loaded once and only when asked for. Origins: `aval/prospects/data/SOURCES.md`."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from publicsuffixlist import PublicSuffixList

DATA = files("aval.prospects") / "data"


def lines(name: str) -> list[str]:
    """The entries of a list, one a line, without comments."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(lines(name)))


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def mail_providers() -> pl.Series:
    """Domains of private mailboxes."""
    return pl.Series(sorted({*lines("mail_providers.txt"), *lines("mail_providers_fr.txt")}))


@cache
def disposable_domains() -> pl.Series:
    """Domains of mailboxes made to be thrown away."""
    return pl.Series(lines("disposable_domains.txt"))


@cache
def local_parts() -> dict[str, str]:
    """Words met before the @, folded and joined (`service-client` is `serviceclient`): role, person or neutral."""
    kinds = dict.fromkeys((word.translate(JOINED) for word in lines("role_local_parts.txt")), "role")
    return kinds | {row["local_part"]: row["kind"] for row in rows("local_parts_fr.csv")}


@cache
def first_names() -> frozenset[str]:
    """First names, folded."""
    return frozenset(lines("first_names.txt"))


@cache
def public_suffixes() -> PublicSuffixList:
    """The Public Suffix List of the installed `publicsuffixlist`."""
    return PublicSuffixList()


JOINED = str.maketrans("", "", ".-_")
