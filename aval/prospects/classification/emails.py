"""The normal form of an address, version 1: what is fingerprinted, deduplicated, and matched to objections.

Two spellings of one mailbox must collide, or an objection could be walked round:

1. Unicode NFKC; invisible characters, `mailto:`, angle brackets, quotes and trailing punctuation removed;
2. lower case, the domain in its ASCII form (IDNA 2008);
3. in the normal form only, not in the address written to: what follows `+` in the local part is dropped everywhere,
   dots in the local part are dropped at Gmail alone, and googlemail.com is gmail.com.

An ordinary address, nearly all of a list, is read by Polars; a doubtful one by `normalise_email`, once a distinct value.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

import polars as pl
from email_validator import EmailNotValidError, validate_email

REFUSALS = (
    "empty",
    "formula",
    "no-at",
    "several-addresses",
    "spaces",
    "non-ascii-local",
    "bad-local",
    "bad-domain",
    "too-long",
)

GMAIL = ("gmail.com", "googlemail.com")
ORDINARY = (
    r"^[a-z0-9_][a-z0-9_'-]*(?:\.[a-z0-9_'-]+)*(?:\+[a-z0-9_-]+)?"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
)
DOUBTFUL = r"[@.]..--|\.(?:arpa|invalid|local|localhost|onion)$"
EDGES = " \t\r\n\u00a0\u200b\ufeff\"'<>()[],;:"
INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])


@dataclass(frozen=True, slots=True)
class Normal:
    """An address that reads well: as written to, as compared, and its host (ASCII)."""

    address: str
    normal: str
    host: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value that is no address or number; `code` says why, `wording` says it in words."""

    code: str


def normalise_email(value: str) -> Normal | Refusal:
    """One address in its normal form, or why not."""
    text = _bare(value)
    if not text:
        return Refusal("empty")
    if text.startswith("="):
        return Refusal("formula")
    if "@" not in text:
        return Refusal("no-at")
    if text.count("@") > 1:
        return Refusal("several-addresses")
    if re.search(r"\s", text):
        return Refusal("spaces")
    local, _, domain = text.partition("@")
    if not local.isascii():
        return Refusal("non-ascii-local")
    if len(local) > 64 or len(text) > 254:
        return Refusal("too-long")
    host = _host(domain)
    if host is None:
        return Refusal("bad-domain")
    try:
        checked = validate_email(f"{local}@{host}", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return Refusal("bad-local")
    return Normal(f"{local}@{host}", _normal(checked.local_part, host), host)


def normalise_emails(values: pl.Series) -> pl.DataFrame:
    """A column of addresses: `address`, `normal`, `host`, and `refusal` where there is no normal form."""
    bare = pl.col("value").str.strip_chars(EDGES).str.strip_chars_end(EDGES + ".").str.to_lowercase()
    ordinary = (
        pl.col("address").str.contains(ORDINARY)
        & ~pl.col("address").str.contains(DOUBTFUL)
        & (pl.col("address").str.len_bytes() <= 254)
        & (pl.col("local").str.len_bytes() <= 64)
    )
    split = pl.col("address").str.split_exact("@", 1).struct.rename_fields(["local", "host"]).alias("parts")
    untagged = pl.col("local").str.replace(r"\+.*$", "")
    local = (
        pl.when(pl.col("host").is_in(GMAIL)).then(untagged.str.replace_all(".", "", literal=True)).otherwise(untagged)
    )
    host = pl.col("host").replace("googlemail.com", "gmail.com")
    frame = (
        pl.select(value=values.cast(pl.String).fill_null(""))
        .with_columns(address=bare)
        .with_columns(split)
        .unnest("parts")
        .with_columns(ordinary=ordinary)
        .with_columns(normal=pl.concat_str(local, pl.lit("@"), host), refusal=pl.lit(None, pl.String))
    )
    fields = ["address", "normal", "host", "refusal"]
    if frame["ordinary"].all():
        return frame.select(fields)
    doubtful = frame.filter(~pl.col("ordinary"))["value"].unique()
    examined = pl.DataFrame(
        [_examined(value) for value in doubtful], {"value": pl.String, **dict.fromkeys(_KEPT, pl.String)}, orient="row"
    )
    merged = frame.join(examined, on="value", how="left", maintain_order="left")
    kept = [pl.when("ordinary").then(pl.col(name)).otherwise(pl.col(f"slow_{name}")).alias(name) for name in fields]
    return merged.select(kept)


_KEPT = ("slow_address", "slow_normal", "slow_host", "slow_refusal")


def _examined(value: str) -> tuple[str | None, ...]:
    seen = normalise_email(value)
    if isinstance(seen, Refusal):
        return value, None, None, None, seen.code
    return value, seen.address, seen.normal, seen.host, None


def _bare(value: str) -> str:
    """What is left of a pasted value: `"Jean" <mailto:Jean@Exemple.example>;` is `jean@exemple.example`."""
    text = unicodedata.normalize("NFKC", html.unescape(value)).translate(INVISIBLE).strip()
    if quoted := re.fullmatch(r'="([^"]*)"', text):
        text = quoted[1]
    if inside := re.fullmatch(r"[^<>]*<([^<>]+)>[\s,;.]*", text):
        text = inside[1]
    text = text.strip(EDGES).lower()
    if text.startswith("mailto:"):
        text = unquote(text.removeprefix("mailto:")).partition("?")[0]
    return text.lstrip(EDGES).rstrip(EDGES + ".")


def _host(domain: str) -> str | None:
    """The ASCII form of a domain that may receive mail."""
    try:
        checked = validate_email(f"x@{domain}", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    host = checked.ascii_domain.lower()
    return host if re.search(r"\.(?:xn--[a-z0-9-]+|[a-z]{2,63})$", host) else None


def _normal(local: str, host: str) -> str:
    untagged = local.partition("+")[0] or local
    if host in GMAIL:
        return f"{untagged.replace('.', '') or untagged}@gmail.com"
    return f"{untagged}@{host}"
