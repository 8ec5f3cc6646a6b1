"""Reading a whole list for an offer and a channel: counts, reasons, each person; nothing is sent.

Set-based and in windows of contact points: memory does not grow with the list.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import polars as pl
from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.clearance.aims import Aim
from aval.clearance.deciding import Crowd, decided
from aval.clearance.gathering import Contact, Gathered, gather
from aval.clearance.models import Screening
from aval.clearance.quarantine import examine_all
from aval.clearance.reading import read
from aval.clearance.windows import windows
from aval.prospects.models import Segment, Source
from aval.prospects.segments import people_in

LINES = ["contact_point", "person", "verdict", "findings"]


def screen(
    organisation: Organisation,
    *,
    aim: Aim,
    channel: str,
    source: Source | None,
    at: datetime,
    asked_by: Member | None,
    segment: Segment | None = None,
    progress: Callable[[int], None] | None = None,
) -> Screening:
    """Decide about everybody of a source (or of the whole base), those of a segment alone, and keep the answers; `progress` hears how many are read."""
    examine_all(organisation, at=at)
    parts: list[pl.DataFrame] = []
    law = ""
    people = 0
    for part in answers(aim=aim, channel=channel, source=source, segment=segment, at=at):
        law = part["law"][0]
        parts.append(part.select(LINES))
        people += part.height
        if progress:
            progress(people)
    lines = pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(LINES, pl.String))
    verdicts = Counter(dict(lines["verdict"].value_counts().iter_rows()))
    reasons = lines["findings"].explode().drop_nulls().value_counts(sort=True) if parts else None
    packed = io.BytesIO()
    lines.write_parquet(packed)
    row = Screening(
        organisation=organisation,
        source=source,
        segment=segment,
        offer_code=aim.offer_code,
        channel=channel,
        at=at,
        law=law,
        people=lines.height,
        allow=verdicts["allow"],
        review=verdicts["review"],
        refuse=verdicts["refuse"],
        reasons=dict(reasons.iter_rows()) if reasons is not None else {},
        lines=packed.getvalue(),
        asked_by=asked_by,
    )
    with transaction.atomic():
        row.evidence = evidence.record(organisation.pk, "screening:done", _told(row), at=at)
        row.save()
    return row


def answers(
    *, aim: Aim, channel: str, source: Source | None, at: datetime, segment: Segment | None = None
) -> Iterator[pl.DataFrame]:
    """The decisions, window by window: contact_point, person, verdict, outcome, basis, findings, obligations, law."""
    contact = Contact(aim=aim, channel=channel, message_type="prospecting", at=at, message={})
    crowd = Crowd()
    members = members_of(segment, at) if segment else None
    for window in windows(aim.organisation, channel, source):
        gathered = _within(gather(contact, window), members)
        if gathered.rows.height:
            yield pl.concat([gathered.rows, decided(contact, gathered, crowd=crowd)], how="horizontal")


def members_of(segment: Segment, at: datetime) -> pl.Series:
    """The people (ids) of a segment, now: whom one means. The law is asked about each of them."""
    return read(people_in(segment, at), {"person": ("id", pl.Int64)})["person"]


def _within(gathered: Gathered, members: pl.Series | None) -> Gathered:
    if members is None:
        return gathered
    kept = gathered.rows["person"].is_in(members.implode())
    return Gathered(gathered.rows.filter(kept), gathered.facts.filter(kept), gathered.common)


def lines_of(screening: Screening) -> pl.DataFrame:
    """The kept answers: contact_point, person, verdict, findings."""
    return pl.read_parquet(io.BytesIO(screening.lines))


def _told(row: Screening) -> dict[str, object]:
    return {
        "source": row.source.code if row.source else None,
        "segment": row.segment.code if row.segment else None,
        "offer": row.offer_code,
        "channel": row.channel,
        "people": row.people,
        "allow": row.allow,
        "review": row.review,
        "refuse": row.refuse,
        "reasons": row.reasons,
        "law": row.law,
        "lines": hashlib.sha256(row.lines).hexdigest(),
    }
