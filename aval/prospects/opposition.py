"""The opposition list before an import: whom a file may not even show.

A general objection, to her, to one of her addresses, to a mobile, or to her employer's domain, takes the whole line away.
One that stops e-mail alone, or a fixed line (a switchboard is many people's), takes that address or number away, and the
line when nothing is left. The others are for the gate to weigh.
"""

from datetime import datetime

import polars as pl

from aval import evidence
from aval.prospects.bulk import insert, read_by_keys
from aval.prospects.classification.addresses import registrable_domains
from aval.prospects.fingerprints import fingerprints, key_id
from aval.prospects.models import Import, Objection
from aval.prospects.refusals import ImportRefused
from aval.prospects.stops import CHANNELS

WHOLE = 4  # the list is read whole when it is shorter than this many times the lines; else asked by keys
PRINTS = {"email_print": "email", "phone_print": "phone", "mobile_print": "phone", "identity": "identity"}
KNOWN = ("by_address", "by_identity", "by_number")
PHONES = ("phone", "mobile")
TAKEN = {
    "email": ("email_value", "email_normal", "email_print", "email_host"),
    **{name: (f"{name}_normal", f"{name}_print", f"{name}_kind") for name in PHONES},
}
ENTRY = {"print": pl.String, "channel": pl.String, "person": pl.Int64, "kind": pl.String}


def check_key(organisation: int) -> None:
    """Refuse to go on when an entry of the list was made under another key than today's. Raises `ImportRefused`."""
    if Objection.objects.of(organisation).exclude(key_id=key_id()).exists():
        raise ImportRefused("key-changed")


def read_list(organisation: int, lines: pl.DataFrame) -> pl.DataFrame:
    """The entries that may concern these lines (every brand's are left to the gate): the columns of `ENTRY`."""
    entries = Objection.objects.of(organisation).filter(brand__isnull=True)
    if entries.count() <= WHOLE * lines.height:
        rows = list(entries.values_list("fingerprint", "channel", "person_id", "kind"))
        return pl.DataFrame(rows, ENTRY, orient="row")
    keys = pl.concat([*(lines[name] for name in PRINTS), _domain_prints(lines)["print"]])
    return read_by_keys(
        "o.fingerprint, o.channel, o.person_id, o.kind",
        "prospects_objection o ON o.organisation_id = %s AND o.fingerprint = k.value AND o.brand_id IS NULL",
        keys, [organisation], ENTRY,
    )  # fmt: skip


def _domain_prints(lines: pl.DataFrame) -> pl.DataFrame:
    """`host` and the fingerprints of itself and of its registrable domain, one a row."""
    hosts = registrable_domains(lines["email_host"])
    both = pl.concat([hosts, hosts.with_columns(domain="host")]).unique()
    return both.select("host", fingerprints("domain", both["domain"]).alias("print"))


def oppose(lines: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """`opposed` for lines nobody may see; the address of a line whose e-mail alone is stopped is taken away."""
    if entries.is_empty():
        return lines.with_columns(opposed=pl.lit(value=False))
    general, mail = (entries.filter(pl.col("channel") == channel) for channel in ("", "email"))
    stopped = general["print"].implode()
    lines = lines.with_columns(
        opposed=_touched(lines, general),
        email_stopped=_touched(lines, mail),
        **{f"{name}_stopped": pl.col(f"{name}_print").is_in(stopped).fill_null(value=False) for name in PHONES},
    )
    mobile = (pl.col(f"{name}_stopped") & (pl.col(f"{name}_kind") == "mobile") for name in PHONES)
    lines = lines.with_columns(opposed=pl.any_horizontal("opposed", *mobile).fill_null(value=False))
    for name, parts in TAKEN.items():
        lines = lines.with_columns(pl.when(~pl.col(f"{name}_stopped")).then(pl.col(part)).alias(part) for part in parts)
    taken = pl.any_horizontal(f"{name}_stopped" for name in TAKEN)
    nothing_left = pl.all_horizontal(pl.col(f"{name}_normal").is_null() for name in TAKEN)
    return lines.with_columns(opposed=pl.col("opposed") | (taken & nothing_left)).drop(
        f"{name}_stopped" for name in TAKEN
    )


def _touched(lines: pl.DataFrame, entries: pl.DataFrame) -> pl.Expr:
    """Whether entries name this person, her address or her employer's domain."""
    people = entries.filter(pl.col("kind") != "domain")["person"].drop_nulls().implode()
    return pl.any_horizontal(
        *(pl.col(name).is_in(entries["print"].implode()) for name in ("email_print", "identity")),
        *(pl.col(name).is_in(people) for name in KNOWN),
        pl.col("email_host").is_in(_hosts_of(lines, entries).implode()),
    ).fill_null(value=False)


def _hosts_of(lines: pl.DataFrame, entries: pl.DataFrame) -> pl.Series:
    domains = entries.filter(pl.col("kind") == "domain")
    if domains.is_empty():
        return pl.Series(dtype=pl.String)
    return _domain_prints(lines).join(domains, on="print", how="semi")["host"]


def hear(lines: pl.DataFrame) -> pl.DataFrame:
    """What the opt-out columns of these lines stop: `row`, `person`, and the columns of `ENTRY`, one scope a row."""
    person = pl.coalesce("by_address", "by_identity")
    heard = [
        lines.filter(pl.col(sign) & pl.col(name).is_not_null()).select(
            "row", print=pl.col(name), channel=pl.lit(channel), person=person, kind=pl.lit(kind)
        )
        for sign, channels in CHANNELS.items()
        if lines[sign].any()
        for channel in channels
        for name, kind in PRINTS.items()
        if sign == "stop_all" or kind in {"identity", "email" if sign == "stop_email" else "phone"}
    ]
    if not heard:
        return pl.DataFrame(schema={"row": pl.UInt32, **ENTRY})
    return pl.concat(heard).unique(["print", "channel"], keep="first", maintain_order=True)


def record(run: Import, heard: pl.DataFrame, entries: pl.DataFrame, at: datetime) -> int:
    """Add to the list what it does not hold yet, one entry of evidence a line; how many scopes were added."""
    wider = entries.filter(pl.col("channel") == "")["print"].implode()
    new = heard.join(entries, on=["print", "channel"], how="anti").filter(~pl.col("print").is_in(wider)).sort("row")
    if new.is_empty():
        return 0
    lines = new.group_by("row", maintain_order=True).agg("kind", "print", "channel")
    payloads = (
        (
            {
                "marks": [list(mark) for mark in zip(kinds, prints, channels, strict=True)],
                "key": key_id(),
                "origin": "import",
                "import": run.pk,
                "heard_at": at.isoformat(),
            },
            "",
        )
        for _, kinds, prints, channels in lines.iter_rows()
    )
    numbers = evidence.record_many(run.organisation_id, "objection:recorded", payloads, at=at)
    seqs = lines.select("row", evidence=pl.Series(list(numbers), dtype=pl.Int64))
    rows = new.join(seqs, on="row").select("kind", "channel", "evidence", fingerprint="print", person_id="person")
    return insert(
        "prospects_objection", rows,
        organisation_id=run.organisation_id, key_id=key_id(), origin="import", heard_at=at, recorded_at=at,
        recorded_by_id=run.asked_by_id, brand_id=None,
    )  # fmt: skip
