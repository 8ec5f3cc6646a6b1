"""What the opt-out columns of other people's exports mean. Any sign of a refusal is one; silence is silence.

A sign in a column made for it (`UNSUB_TIME`, `EMAIL_BLACKLISTED`, « Opposition ») stops the channel the column names,
or every channel when it names none. A « no » to an opt-in question is a refusal too. A bounce is no objection: the
address is only held as unreachable.
"""

import polars as pl

NO = (
    "0",
    "no",
    "non",
    "n",
    "false",
    "faux",
    "f",
    "never",
    "jamais",
    "0.0",
    "pas d opposition",
    "aucune opposition",
    "inactif",
    "off",
    "nee",
    "actif",
    "active",
    "subscribed",
    "abonné",
    "abonne",
    "inscrit",
)
REFUSED = r"(?i)^(0|no|non|n|false|faux|f|off|refus\p{L}*|oppos\p{L}*|désabonn\p{L}*|desabonn\p{L}*|désinscri\p{L}*|desinscri\p{L}*|unsubscrib\p{L}*|opt(ed)?[ -]?out|withdrawn|retir\p{L}*)$"
GONE = r"(?i)unsub|désinscri|desinscri|désabonn|desabonn|opt(ed)?[ _-]?out|uitgeschreven"
HARD = r"(?i)complain|plainte|spam|abuse|oppos|black ?list|block ?list|bloqu|ne (plus|pas)|do not|suppress|repoussoir|refus"
BOUNCED = r"(?i)bounce|npai|rejet|cleaned|invalid"
CHANNELS = {
    "stop_all": ("",),
    "stop_email": ("email",),
    "stop_sms": ("sms",),
    "stop_call": ("voice_human", "voice_automated"),
}


def read_stops(cells: pl.DataFrame) -> list[pl.Expr]:
    """The booleans `stop_all`, `stop_email`, `stop_sms`, `stop_call` and `bounced` of each line."""
    have = set(cells.columns)
    status = pl.col("status") if "status" in have else pl.lit(None, pl.String)
    opted = pl.col("opt_in").str.contains(REFUSED) if "opt_in" in have else pl.lit(value=False)
    also = {
        "stop_all": status.str.contains(HARD),
        "stop_email": status.str.contains(GONE) | opted.fill_null(value=False),
    }
    signs = [
        (
            (_sign(name) if name in have else pl.lit(value=False))
            | also.get(name, pl.lit(value=False)).fill_null(value=False)
        ).alias(name)
        for name in CHANNELS
    ]
    return [*signs, status.str.contains(BOUNCED).fill_null(value=False).alias("bounced")]


def _sign(name: str) -> pl.Expr:
    return (pl.col(name).is_not_null() & ~pl.col(name).str.to_lowercase().str.strip_chars(" .").is_in(NO)).fill_null(
        value=False
    )
