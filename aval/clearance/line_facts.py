"""Whose line a number is: the line decides the regime of a call, never the mailbox (settled point 3).

A fixed line of a company is professional; that of a sole trader serves both lives; a mobile is nobody knows whose, until
its owner gave it for work, her business published it, or a member who knows says so.
"""

import polars as pl

from aval.clearance.aims import Aim

KNOWN_FIXED = 0.9  # the numbering plan says fixed, the list says whose


def line_facts(aim: Aim) -> list[pl.Expr]:
    """line_kind, line_mobile, about_trade, and how sure we are (`confidence`, from 0 to 1), from columns of the frame."""
    told = (pl.col("classified_by") == "member").fill_null(value=False)
    natural = pl.col("legal_form").str.starts_with("1").fill_null(value=False)
    trader = (pl.col("recipient_kind") == "sole_trader") | natural
    fixed = pl.col("address_kind") == "fixed"
    published = pl.col("published_at_url").fill_null("") != ""
    given = (pl.col("collection_mode") == "direct").fill_null(value=False)
    employed = pl.col("company_key").is_not_null()
    kind = (
        pl.when(pl.col("recipient_kind") == "consumer")
        .then(pl.lit("private"))
        .when(told | published)
        .then(pl.lit("professional"))
        .when(trader)
        .then(pl.lit("mixed"))
        .when(employed & (fixed | given))
        .then(pl.lit("professional"))
        .otherwise(pl.lit("unknown"))
    )
    confidence = (
        pl.when(told | published | given)
        .then(1.0)
        .when(fixed & employed)
        .then(KNOWN_FIXED)
        .otherwise(pl.col("confidence"))
    )
    trade = pl.col("sector").is_in(aim.sectors) if aim.sectors else pl.lit(None, pl.Boolean)
    return [
        kind.alias("line_kind"),
        (pl.col("address_kind") == "mobile").alias("line_mobile"),
        (pl.lit(value=False) if aim.private_life else trade).alias("about_trade"),
        confidence.alias("confidence"),
    ]
