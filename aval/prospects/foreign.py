"""Opt-outs other systems kept (issue 4, point 9): in clear or as hashes, heard once and for every list to come.

In clear, they are objections at once. As hashes nobody can tell whose they are: people known already are recognised
now, and whoever a later list brings is recognised then, line by line. `heard_at` is the day the file gives.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl
from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.bulk import insert, read_by_keys
from aval.prospects.classification import normalise_emails, normalise_phones
from aval.prospects.fingerprints import fingerprints, key_id
from aval.prospects.models import ContactPoint, ForeignMark, Objection

FORMS = ("clear", "md5", "sha256")
LENGTHS = {"md5": 32, "sha256": 64}  # hexadecimal digits
AT_ONCE = 20_000  # lines of one transaction
PAGE = 100_000  # contact points hashed at once
HEARD = {"print": pl.String, "kind": pl.String, "heard_at": pl.Datetime("us", "UTC")}


class BadList(ValueError):
    """A line that cannot be read as declared: its number, and what was expected."""

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(f"{line}: {expected}")
        self.line, self.expected = line, expected


@dataclass(frozen=True, slots=True)
class Taken:
    """Lines read; objections recorded now; hashes kept for later lists; values in clear that are no address nor number."""

    read: int
    recorded: int
    kept: int
    unreadable: int


def take_list(
    organisation: Organisation, path: Path, *, form: str, name: str, at: datetime, by: Member | None = None
) -> Taken:
    """Read a file of one value a line, and a day (ISO 8601) in a second column where it is known. Raises `BadList`.

    `form`: `clear` (addresses, numbers), `md5` or `sha256`: of the address trimmed and in lower case, in hexadecimal.
    """
    if form not in FORMS:
        raise ValueError(form)
    read = recorded = kept = unreadable = 0
    for lines in _batches(path, form, at):
        read += lines.height
        with transaction.atomic():
            if form == "clear":
                heard = _read_clear(lines)
                unreadable += lines.height - heard.height
            else:
                kept += _keep(organisation, lines, form, name, at)
                heard = _known(organisation, lines, form)
            recorded += _record(organisation, heard, at, by, name)
    return Taken(read, recorded, kept, unreadable)


def met(organisation: int, lines: pl.DataFrame) -> pl.DataFrame:
    """The lines of an import that bear an address of a hashed list: `row`, `print`, `channel`, `person`, `kind`."""
    empty = pl.DataFrame(schema={"row": pl.UInt32, "print": pl.String, "channel": pl.String, "person": pl.Int64, "kind": pl.String})  # fmt: skip
    forms = list(ForeignMark.objects.of(organisation).order_by().values_list("form", flat=True).distinct())
    found = [empty]
    written = lines.filter(pl.col("email_print").is_not_null()) if forms else lines.clear()
    for form in forms:
        hashed = written.with_columns(digest=_hashes(written["email_value"], form))
        known = _marks(organisation, form, hashed["digest"])
        hit = hashed.join(known, on="digest", how="semi")
        found.append(
            hit.select(
                pl.col("row").cast(pl.UInt32), print="email_print", channel=pl.lit(""),
                person=pl.coalesce("by_address", "by_identity"), kind=pl.lit("email"),
            )
        )  # fmt: skip
    return pl.concat(found)


def _batches(path: Path, form: str, at: datetime) -> Iterator[pl.DataFrame]:
    rows: list[tuple[str, datetime]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, cells in enumerate(csv.reader(file, delimiter=_separator(path)), start=1):
            value = cells[0].strip() if cells else ""
            if not value or (number == 1 and _is_header(value, form)):
                continue
            if form != "clear" and (len(value) != LENGTHS[form] or not _is_hex(value)):
                raise BadList(number, form)
            rows.append((value if form == "clear" else value.lower(), _day(cells, number, at)))
            if len(rows) == AT_ONCE:
                yield _frame(rows)
                rows = []
    if rows:
        yield _frame(rows)


def _frame(rows: list[tuple[str, datetime]]) -> pl.DataFrame:
    schema = {"value": pl.String, "heard_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(rows, schema, orient="row").unique("value", keep="first", maintain_order=True)


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return ";" if ";" in file.readline() else ","


def _is_header(value: str, form: str) -> bool:
    return ("@" not in value and not any(c.isdigit() for c in value)) if form == "clear" else not _is_hex(value)


def _is_hex(value: str) -> bool:
    return all(c in "0123456789abcdefABCDEF" for c in value)


def _day(cells: list[str], line: int, at: datetime) -> datetime:
    """The instant she said it: the day given, at noon; that of the taking where none is, or where it is to come."""
    if len(cells) < 2 or not cells[1].strip():
        return at.astimezone(UTC)
    try:
        given = datetime.combine(date.fromisoformat(cells[1].strip()[:10]), time(12), tzinfo=UTC)
    except ValueError as why:
        raise BadList(line, "2026-11-23") from why
    return min(given, at.astimezone(UTC))


def _read_clear(lines: pl.DataFrame) -> pl.DataFrame:
    mail = lines.filter(pl.col("value").str.contains("@", literal=True))
    phone = lines.filter(~pl.col("value").str.contains("@", literal=True))
    parts = [
        part.with_columns(normal=normal, kind=pl.lit(kind))
        for part, normal, kind in (
            (mail, normalise_emails(mail["value"])["normal"], "email"),
            (phone, normalise_phones(phone["value"])["normal"], "phone"),
        )
    ]
    return pl.concat(
        part.filter(pl.col("normal").is_not_null()).with_columns(
            print=fingerprints(kind, part["normal"].drop_nulls())
        ).select(*HEARD)
        for part, kind in zip(parts, ("email", "phone"), strict=True)
    )  # fmt: skip


def _hashes(addresses: pl.Series, form: str) -> pl.Series:
    make = hashlib.md5 if form == "md5" else hashlib.sha256  # what others chose, not a protection of ours
    texts = addresses.str.strip_chars().str.to_lowercase().to_list()
    return pl.Series("digest", [make(text.encode()).hexdigest() if text else None for text in texts], pl.String)


def _marks(organisation: int, form: str, digests: pl.Series) -> pl.DataFrame:
    return read_by_keys(
        "k.value", "prospects_foreignmark m ON m.organisation_id = %s AND m.form = %s AND m.digest = k.value",
        digests, [organisation, form], {"digest": pl.String},
    )  # fmt: skip


def _keep(organisation: Organisation, lines: pl.DataFrame, form: str, name: str, at: datetime) -> int:
    known = _marks(organisation.pk, form, lines["value"])
    new = lines.join(known, left_on="value", right_on="digest", how="anti").select("heard_at", digest="value")
    return insert(
        "prospects_foreignmark", new, organisation_id=organisation.pk, form=form, name=name[:100], taken_at=at
    )


def _known(organisation: Organisation, lines: pl.DataFrame, form: str) -> pl.DataFrame:
    """Of people known already, the fingerprints of those on the list."""
    found = [pl.DataFrame(schema=HEARD)]
    points = ContactPoint.objects.of(organisation).filter(medium="email").order_by("pk")
    last = 0
    while page := list(points.filter(pk__gt=last).values_list("pk", "value", "normal", "fingerprint")[:PAGE]):
        last = page[-1][0]
        frame = pl.DataFrame(page, ["pk", "written", "normal", "print"], orient="row")
        for column in ("written", "normal"):
            hashed = frame.with_columns(value=_hashes(frame[column], form), kind=pl.lit("email"))
            found.append(lines.join(hashed, on="value").select(*HEARD))
    return pl.concat(found).unique("print", maintain_order=True)


def _record(organisation: Organisation, heard: pl.DataFrame, at: datetime, by: Member | None, name: str) -> int:
    """An objection, every channel and brand, for each print the list does not stop yet, with an entry of evidence."""
    stopped = read_by_keys(
        "k.value", "prospects_objection o ON o.organisation_id = %s AND o.fingerprint = k.value AND o.channel = '' AND o.brand_id IS NULL",
        heard["print"], [organisation.pk], {"print": pl.String},
    )  # fmt: skip
    new = heard.unique("print", maintain_order=True).join(stopped, on="print", how="anti", maintain_order="left")
    if new.is_empty():
        return 0
    payloads = (
        ({"marks": [[kind, mark]], "key": key_id(), "channel": "", "brand": None, "scope": "address", "origin": "import", "list": name, "heard_at": heard_at.isoformat(), "by": by.pk if by else None}, "")
        for mark, kind, heard_at in new.select("print", "kind", "heard_at").iter_rows()
    )  # fmt: skip
    numbers = evidence.record_many(organisation.pk, "objection:recorded", payloads, at=at)
    points = ContactPoint.objects.of(organisation).filter(fingerprint__in=new["print"].to_list())
    bearers = pl.DataFrame(list(points.values_list("fingerprint", "person")), {"print": pl.String, "person_id": pl.Int64}, orient="row")  # fmt: skip
    alone = bearers.unique().filter(pl.len().over("print") == 1)
    rows = new.with_columns(evidence=pl.Series(list(numbers), dtype=pl.Int64)).join(alone, on="print", how="left", maintain_order="left")  # fmt: skip
    return insert(
        "prospects_objection", rows.select("kind", "heard_at", "evidence", "person_id", fingerprint="print"),
        organisation_id=organisation.pk, key_id=key_id(), channel="", origin=Objection.Origin.IMPORT.value, recorded_at=at,
        recorded_by_id=by.pk if by else None, brand_id=None,
    )  # fmt: skip
