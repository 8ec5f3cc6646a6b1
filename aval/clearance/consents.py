"""What she herself agreed to: the acts on record for each contact point's address or number, on this channel, and on tracking."""

from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Exists, OuterRef, Q

from aval.clearance.reading import UTC, Columns, listed, near, read
from aval.prospects.models import Consent, ContactPoint

if TYPE_CHECKING:
    from aval.clearance.gathering import Contact

HIT: Columns = {"contact_point": ("id", pl.Int64), "mark": ("fingerprint", pl.String)}
ACT: Columns = {
    "id": ("id", pl.Int64),
    "mark": ("fingerprint", pl.String),
    "purpose": ("purpose", pl.String),
    "act": ("act", pl.String),
    "awaits": ("awaits_confirmation", pl.Boolean),
    "acted_at": ("acted_at", UTC),
    "acted_wording": ("wording", pl.String),
    "acted_version": ("version", pl.String),
    "preticked": ("preticked", pl.Boolean),
    "free": ("free", pl.Boolean),
    "specific": ("specific", pl.Boolean),
    "names_us": ("names_us", pl.Boolean),
    "call_consent_complete": ("complete", pl.Boolean),
    "call_consent_ends_on": ("ends_on", pl.Date),
}
KEY = ["mark", "purpose"]
SAID = (
    "consent_state",
    "acted_at",
    "acted_wording",
    "acted_version",
    "preticked",
    "free",
    "specific",
    "names_us",
    "call_consent_complete",
    "call_consent_ends_on",
)


def consent_facts(contact: "Contact", points: pl.Series) -> pl.DataFrame:
    """`consent_state` and what was around that act, for the points about which something is on record; `tracking_consent`."""
    acts = Consent.objects.of(contact.aim.organisation).filter(
        Q(purpose=Consent.Purpose.PROSPECTING, channel=contact.channel) | Q(purpose=Consent.Purpose.MAIL_TRACKING)
    )
    said = Exists(acts.filter(fingerprint=OuterRef("fingerprint")))
    hit = read(near(ContactPoint.objects.all(), points).filter(said), HIT)
    told = standing(read(acts.filter(fingerprint__in=listed(hit["mark"].unique())), ACT))
    agreed = told.filter(pl.col("purpose") == Consent.Purpose.PROSPECTING).select("mark", *SAID)
    tracked = told.filter(pl.col("purpose") == Consent.Purpose.MAIL_TRACKING)
    tracked = tracked.select("mark", tracking_consent=pl.col("consent_state") == "given")
    return hit.join(agreed, on="mark", how="left").join(tracked, on="mark", how="left").drop("mark")


def standing(acts: pl.DataFrame) -> pl.DataFrame:
    """The act that says where each mark and purpose stands, and `consent_state`: as `aval.prospects.consenting.standing`."""
    acts = acts.sort("acted_at", "id")
    given, refused = pl.col("act") == Consent.Act.GIVEN, pl.col("act") == Consent.Act.REFUSED
    waits = given & pl.col("awaits")
    state = (
        pl.when(pl.col("act") == Consent.Act.WITHDRAWN).then(pl.lit("withdrawn"))
        .when(waits).then(pl.lit("pending"))
        .when(refused).then(pl.lit("refused"))
        .otherwise(pl.lit("given"))
    )  # fmt: skip
    acts = acts.with_columns(consent_state=state)
    decisive, waiting, left = acts.filter(~waits & ~refused), acts.filter(waits), acts.filter(refused)
    last = decisive.unique(KEY, keep="last", maintain_order=True)
    hoped = waiting.unique(KEY, keep="last", maintain_order=True).join(last, on=KEY, how="anti")
    empty = left.unique(KEY, keep="first", maintain_order=True).join(pl.concat([last, hoped]), on=KEY, how="anti")
    return pl.concat([last, hoped, empty])
