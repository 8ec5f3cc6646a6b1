"""What we already sent her, and her colleagues: counted on the clearances that were used."""

from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Count, F, Max, Q
from django.utils.timezone import localdate

from aval.clearance.keeping import called_since, solicited_since
from aval.clearance.models import Clearance
from aval.clearance.reading import FEW, UTC, Columns, listed, near, read

if TYPE_CHECKING:
    from aval.clearance.gathering import Contact

COLUMNS: Columns = {
    "person": ("person", pl.Int64),
    "company_key": ("company_key", pl.String),
    "last_used_at": ("last", UTC),
    "unanswered_messages": ("unanswered", pl.Int32),
}

SPOKEN = ("voice_human", "voice_automated")
CALLS: Columns = {"person": ("person", pl.Int64), "calls": ("calls", pl.Int32)}


def contact_history(contact: "Contact", frame: pl.DataFrame) -> pl.DataFrame:
    """first_message, last_contacted_on, unanswered_messages, open_contacts_at_company, one row a contact point."""
    used = Clearance.objects.of(contact.aim.organisation).filter(used_at__isnull=False, message_type="prospecting")
    used = used.exclude(channel__in=SPOKEN)  # calls have a count of their own
    people, companies = frame["person"].unique(), frame["company_key"].unique()
    if people.len() <= FEW:
        hers, theirs = used.filter(person__in=listed(people)), used.filter(company_key__in=listed(companies))
        used = used.filter(pk__in=hers.values("pk").union(theirs.values("pk")))  # an OR would read the whole history
    since_her = Q(person__last_contact_from_at__isnull=True) | Q(used_at__gt=F("person__last_contact_from_at"))
    rows = used.filter(person__isnull=False).values("person", "company_key")
    sent = read(rows.annotate(last=Max("used_at"), unanswered=Count("id", filter=since_her)), COLUMNS)
    mine = sent.group_by("person").agg(pl.col("last_used_at").max(), pl.col("unanswered_messages").sum())
    solicited = sent.filter((pl.col("company_key") != "") & (pl.col("unanswered_messages") > 0))
    since = solicited_since(localdate(contact.at))
    recent = solicited.filter(pl.col("last_used_at").dt.date() > since).select("person", "company_key").unique()
    colleagues = recent.group_by("company_key").agg(pl.len().alias("at_company"))
    here = frame.select("contact_point", "person", "company_key").join(mine, on="person", how="left")
    here = here.join(colleagues, on="company_key", how="left")
    here = here.join(recent.select("person", pl.lit(1).alias("herself")), on="person", how="left")
    others = pl.col("at_company").fill_null(0).cast(pl.Int32) - pl.col("herself").fill_null(0)
    return here.select(
        "contact_point",
        pl.col("last_used_at").is_null().alias("first_message"),
        pl.col("last_used_at").dt.date().alias("last_contacted_on"),
        pl.col("unanswered_messages").fill_null(0),
        others.cast(pl.Int32).alias("open_contacts_at_company"),
    )


def call_history(contact: "Contact", frame: pl.DataFrame) -> pl.DataFrame:
    """recent_call_attempts, one row a contact point: numbers shown to a caller in the decree's period, answered or not."""
    since = called_since(localdate(contact.at))
    used = Clearance.objects.of(contact.aim.organisation).filter(
        used_at__date__gte=since, channel__in=SPOKEN, person__isnull=False
    )
    made = read(near(used, frame["person"], "person").values("person").annotate(calls=Count("id")), CALLS)
    here = frame.select("contact_point", "person").join(made, on="person", how="left")
    return here.select("contact_point", pl.col("calls").fill_null(0).alias("recent_call_attempts"))
