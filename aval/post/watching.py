"""Between the claim and the hand-over: nothing leaves on a clearance that an objection has since taken back.

The ledger says whether anything changed: one look at an index, every `EVERY` seconds at most. When something did, the
facts that can take a clearance back are read again for whoever has not left yet. Nothing is decided here: who is held
back waits again, and the next claim asks the law.
"""

import time
from datetime import datetime

import polars as pl
from django.db import connection
from django.db.models import Q

from aval.campaigns.models import Campaign
from aval.clearance.gathering import Contact, gather
from aval.post.claiming import Claim
from aval.post.models import Worker
from aval.post.plans import Plan
from aval.post.workers import Replaced

EVERY = 0.002  # seconds
ALL_AGAIN = 0.25  # seconds between two readings of everybody
KINDS = (
    "objection:recorded",
    "import:lines:read",
    "erasure:done",
    "silence:kept",
    "source:suspended",
    "source:changed",
    "campaign:paused",
    "campaign:cancelled",
)
LOOK = f"""
SELECT (SELECT MAX(seq) FROM evidence_entry WHERE ledger = %s AND kind IN ({", ".join(["%s"] * len(KINDS))}) AND seq >= %s),
    EXISTS (SELECT 1 FROM post_worker WHERE name = %s)
"""  # noqa: S608  constants
TAKEN_BACK = (
    "objected_address",
    "objected_person",
    "objected_domain",
    "objected_brand",
    "objected_channel",
    "objected_all",
    "restricted",
    "refusal_in_doubt",
    "answer_waiting",
    "source_suspended",
)


class Watch:
    """Over one claim, from the instant it was made.

    Reading everybody's facts again takes a while, and more may be said meanwhile: nobody leaves on facts older than the
    ledger. While much is being said at once, whoever is about to leave is read again alone.
    """

    def __init__(self, worker: Worker, plan: Plan, claim: Claim, at: datetime) -> None:
        self.worker, self.plan, self.at = worker, plan, at
        self.points = {one.contact_point for one in claim.granted}
        self.held_back: set[int] = set()
        self.seen = self._read = claim.size  # how long the ledger was when last looked at, and when all were last read
        self._alone: dict[int, int] = {}
        self._looked = self._read_at = 0.0

    def lets_go(self, point: int) -> bool:
        """Whether the letter to this contact point may still leave. `Replaced` when the worker was given up for dead."""
        now = time.monotonic()
        if now - self._looked >= EVERY:
            self._look()
            if self._read < self.seen and now - self._read_at >= ALL_AGAIN:
                self._read_all()
        while point not in self.held_back and max(self._read, self._alone.get(point, 0)) < self.seen:
            self._read_alone(point)
        return point not in self.held_back

    def left(self, point: int) -> None:
        """It left: nothing can hold it back any more."""
        self.points.discard(point)

    def _look(self) -> None:
        self._looked = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(LOOK, [self.plan.aim.organisation, *KINDS, self.seen, self.worker.name])
            last, alive = cursor.fetchone()
        if not alive:
            raise Replaced(self.worker.name)
        if last is not None:
            self.seen = last + 1

    def _read_all(self) -> None:
        seen = self.seen
        self.held_back |= self.points - self._unchanged(self.points)
        self._read, self._read_at = seen, time.monotonic()
        self._look()

    def _read_alone(self, point: int) -> None:
        seen = self.seen
        self.held_back |= {point} - self._unchanged({point})
        self._alone[point] = seen
        self._look()

    def _unchanged(self, points: set[int]) -> set[int]:
        """Those of them whom nothing takes back; nobody when the campaign no longer runs."""
        campaign = self.plan.campaign
        if not Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.RUNNING).exists():
            return set()
        contact = Contact(
            aim=self.plan.aim, channel="email", message_type="prospecting", at=self.at, message=self.plan.message
        )
        gathered = gather(contact, Q(source=campaign.source_id, person__contact_points__in=points))
        facts = gathered.facts
        taken = facts.select([name for name in TAKEN_BACK if name in facts.columns])
        kept = ~taken.fill_null(value=True).select(any=pl.any_horizontal(pl.all()))["any"]
        return set(gathered.rows.filter(kept)["contact_point"])
