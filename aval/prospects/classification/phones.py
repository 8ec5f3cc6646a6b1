"""The normal form of a number (E.164), version 1, and its kind.

French numbers, nearly all of a list, are read by a few expressions; the rest by phonenumbers, once a distinct value.
The ranges Arcep keeps for fiction are accepted as ordinary numbers of their kind. Numbers of the overseas departments
get their own country code, since a recipient's hour follows it.
"""

import re
from dataclasses import dataclass

import phonenumbers
import polars as pl
from phonenumbers import PhoneNumberType

from aval.prospects.classification.emails import Refusal

KINDS = ("fixed", "mobile", "premium", "unknown")
REFUSALS = ("empty", "formula", "no-digits", "too-short", "too-long", "bad-number")

FRENCH = r"^(?:\+33|0033|33)?0?([1-9]\d{8})$"
OVERSEAS = {  # what follows the 0 of a French number, and the region it belongs to
    "262": "RE", "263": "RE", "692": "RE", "693": "RE", "269": "YT", "639": "YT",
    "590": "GP", "690": "GP", "691": "GP", "594": "GF", "694": "GF", "596": "MQ", "696": "MQ", "697": "MQ", "508": "PM",
}  # fmt: skip
FICTION = r"^(?:63998\d{4}|19900\d{4}|26191\d{4}|35301\d{4}|46571\d{4}|53649\d{4})$"
_TYPES = {
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.VOIP: "fixed",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "premium",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that reads well: E.164, and what kind of line the numbering plan says it is."""

    e164: str
    kind: str


def normalise_phone(value: str, country: str = "FR") -> Phone | Refusal:
    """One number; `country` (ISO 3166) is where it was written, for numbers without a prefix."""
    text = _bare(value)
    if not text:
        return Refusal("empty")
    if text.startswith("="):
        return Refusal("formula")
    if not any(c.isdigit() for c in text):
        return Refusal("no-digits")
    digits = re.sub(r"[^\d+]", "", re.sub(r"\(0\)", "", text))
    if country == "FR" and (french := re.match(FRENCH, digits)):
        number = french[1]
        if number[:3] not in OVERSEAS or re.match(FICTION, number):
            return _french(number)
        text, country = f"0{number}", OVERSEAS[number[:3]]
    return _foreign(text, country)


def normalise_phones(values: pl.Series, countries: pl.Series | None = None) -> pl.DataFrame:
    """A column of numbers: `normal` (E.164), `kind`, and `refusal` where there is no number."""
    country = pl.Series(["FR"] * len(values)) if countries is None else countries.cast(pl.String).fill_null("FR")
    bare = pl.col("value").str.replace_all(r"[\s\u00a0\u202f.()/-]", "")
    frame = pl.select(value=values.cast(pl.String).fill_null(""), country=country).with_columns(
        number=pl.when(pl.col("country") == "FR").then(bare.str.extract(r"^(?:\+33|0033|0)([1-9]\d{8})$"))
    )
    number = pl.col("number")
    ours = number.is_not_null() & (~number.str.head(3).is_in(list(OVERSEAS)) | number.str.contains(FICTION))
    frame = frame.with_columns(ordinary=ours.fill_null(value=False))
    doubtful = frame.filter(~pl.col("ordinary")).select("value", "country").unique()
    examined = pl.DataFrame(
        [_examined(*row) for row in doubtful.iter_rows()],
        {"value": pl.String, "country": pl.String, "e164": pl.String, "line": pl.String, "refusal": pl.String},
        orient="row",
    )
    ordinary = pl.col("ordinary")
    return frame.join(examined, on=["value", "country"], how="left", maintain_order="left").select(
        normal=pl.when(ordinary).then(pl.lit("+33") + number).otherwise("e164"),
        kind=pl.when(ordinary).then(_french_kind(number)).otherwise("line"),
        refusal=pl.when(~ordinary).then("refusal"),
    )


def _examined(value: str, country: str) -> tuple[str | None, ...]:
    seen = normalise_phone(value, country)
    if isinstance(seen, Refusal):
        return value, country, None, None, seen.code
    return value, country, seen.e164, seen.kind, None


def _bare(value: str) -> str:
    text = value.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if quoted := re.fullmatch(r'="?([+\d][^"]*)"?', text):
        text = quoted[1]
    return text.removeprefix("tel:").strip("'\" ")


def _french(number: str) -> Phone:
    kind = {"6": "mobile", "7": "mobile"}.get(number[0], "fixed")
    if number[0] == "8":
        kind = "premium" if number[1] in "12349" else "unknown"
    return Phone(f"+33{number}", kind)


def _french_kind(number: pl.Expr) -> pl.Expr:
    return (
        pl.when(number.str.contains(r"^[67]"))
        .then(pl.lit("mobile"))
        .when(number.str.contains(r"^8[12349]"))
        .then(pl.lit("premium"))
        .when(number.str.contains(r"^8"))
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("fixed"))
    )


def _foreign(text: str, country: str) -> Phone | Refusal:
    try:
        number = phonenumbers.parse(text, country or "FR")
    except phonenumbers.NumberParseException as why:
        short = why.error_type == phonenumbers.NumberParseException.TOO_SHORT_NSN
        return Refusal("too-short" if short else "bad-number")
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == phonenumbers.ValidationResult.TOO_SHORT:
        return Refusal("too-short")
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        return Refusal("too-long")
    if not phonenumbers.is_valid_number(number):
        return Refusal("bad-number")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, _TYPES.get(phonenumbers.number_type(number), "unknown"))
