"""Days and instants as lists write them: ISO 8601, French (day first), and months in letters; day first when in doubt."""

import polars as pl

MONTHS = {
    "janvier": "01", "janv": "01", "january": "01", "jan": "01", "fevrier": "02", "février": "02", "fevr": "02", "févr": "02",
    "february": "02", "feb": "02", "mars": "03", "march": "03", "mar": "03", "avril": "04", "avr": "04", "april": "04", "apr": "04",
    "mai": "05", "may": "05", "juin": "06", "june": "06", "jun": "06", "juillet": "07", "juil": "07", "july": "07", "jul": "07",
    "août": "08", "aout": "08", "august": "08", "aug": "08", "septembre": "09", "sept": "09", "september": "09", "sep": "09",
    "octobre": "10", "october": "10", "oct": "10", "novembre": "11", "november": "11", "nov": "11", "décembre": "12",
    "decembre": "12", "déc": "12", "dec": "12", "december": "12",
}  # fmt: skip
TIME = r"(?:[T ,à]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?:\.\d+)?)?"
ZONE = r" ?(Z|UTC|[+-]\d{2}:?\d{2})?$"
ISO = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
FRENCH = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})"
LETTERS = r"^(?:(\d{1,2})(?:er)? (\p{L}+)\.? (\d{4})|(\p{L}+)\.? (\d{1,2}),? (\d{4}))"
ZONE_OF_LISTS = "Europe/Paris"


def read_days(values: pl.Series) -> pl.Series:
    """Each value's day, null where it cannot be read; in Paris when it has an hour and a zone."""
    return read_instants(values).dt.convert_time_zone(ZONE_OF_LISTS).dt.date()


def read_instants(values: pl.Series) -> pl.Series:
    """Each value's instant, in UTC, null where it cannot be read. Without an hour, midnight; without a zone, Paris."""
    distinct = values.drop_nulls().unique()
    text = pl.col("text")
    letters = text.str.to_lowercase().str.extract_groups(LETTERS)
    first = letters.struct.field
    by_letters = [
        pl.coalesce(first("3"), first("6")),
        pl.coalesce(first("2"), first("4")).replace_strict(MONTHS, default=None),
        pl.coalesce(first("1"), first("5")),
    ]
    iso, french = (text.str.extract_groups(pattern + TIME + ZONE).struct.field for pattern in (ISO, FRENCH))
    year, month, day = (
        pl.coalesce(iso(i), french(f), named).cast(pl.Int32, strict=False)
        for i, f, named in (("1", "3", by_letters[0]), ("2", "2", by_letters[1]), ("3", "1", by_letters[2]))
    )
    hour, minute, second = (
        pl.coalesce(iso(n), french(n)).cast(pl.Int32, strict=False).fill_null(0) for n in ("4", "5", "6")
    )
    zone = pl.coalesce(iso("7"), french("7"))
    written = pl.format(
        "{}-{}-{} {}:{}:{}",
        *(
            part.cast(pl.String).str.zfill(width)
            for part, width in ((year, 4), (month, 2), (day, 2), (hour, 2), (minute, 2), (second, 2))
        ),
    )
    local = written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    paris = local.dt.replace_time_zone(ZONE_OF_LISTS, ambiguous="earliest", non_existent="null").dt.convert_time_zone(
        "UTC"
    )
    shift = zone.replace({"Z": "+0000", "UTC": "+0000"}).str.replace(":", "")
    minutes = (
        shift.str.slice(1, 2).cast(pl.Int32, strict=False) * 60 + shift.str.slice(3, 2).cast(pl.Int32, strict=False)
    ) * (pl.when(shift.str.starts_with("-")).then(-1).otherwise(1))
    zoned = (local - pl.duration(minutes=minutes)).dt.replace_time_zone("UTC")
    found = pl.DataFrame({"text": distinct}, schema={"text": pl.String}).select(
        "text", instant=pl.when(zone.is_null()).then(paris).otherwise(zoned)
    )
    asked = pl.DataFrame({"text": values}, schema={"text": pl.String})
    return asked.join(found, on="text", how="left", maintain_order="left")["instant"]
