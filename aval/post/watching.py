"""Between the claim and the hand-over: nothing leaves on a clearance that an objection has since taken back.

The ledger says whether anything changed: one look at an index, every `EVERY` seconds at most. When something did, the
facts that can take a clearance back are read again for whoever it may touch and has not left yet. Nothing is decided
here: who is held back waits again, and the next claim asks the law.
"""

import time
from datetime import datetime

import polars as pl
from django.db import connection
from django.db.models import Q

from aval.campaigns.models import Campaign
from aval.clearance.gathering import Contact, gather
from aval.clearance.reading import listed
from aval.post.claiming import Claim
from aval.post.models import Worker
from aval.post.news import NAMED, People, kinds_said
from aval.post.plans import Plan
from aval.post.workers import Replaced

EVERY = 0.002  # seconds
ALL_AGAIN = 0.25  # seconds between two readings of many people
FEW = 50  # people read again at once, however often
OTHERS = (
    "import:lines:read",
    "erasure:done",
    "silence:kept",
    "case:done",
    "source:suspended",
    "source:changed",
    "campaign:paused",
    "campaign:cancelled",
)
LOOK = (
    "SELECT (SELECT size FROM evidence_frontier WHERE ledger = %s), EXISTS (SELECT 1 FROM post_worker WHERE name = %s)"
)
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

    What is said makes some people doubtful: those an objection names, or everybody when it is anything else. Whoever is
    doubtful is read again before she is written to, and the ledger looked at again after: reading takes a while, and
    nobody leaves on facts older than the ledger.
    """

    def __init__(self, worker: Worker, plan: Plan, claim: Claim, at: datetime) -> None:
        self.worker, self.plan, self.at = worker, plan, at
        self.people = People(plan.aim.organisation, {one.contact_point: one.person for one in claim.granted})
        self.withdrawn = [one.contact_point for one in claim.granted if one.clearance.facts.get("consent_withdrawn")]
        self.held_back: set[int] = set()
        self.seen = claim.size
        self._doubtful: set[int] = set()
        self._looked = self._read_at = 0.0

    def lets_go(self, point: int) -> bool:
        """Whether the letter to this contact point may still leave. `Replaced` when the worker was given up for dead."""
        if time.monotonic() - self._looked >= EVERY:
            self._look()
        while point in self._doubtful:
            many = len(self._doubtful) > FEW and time.monotonic() - self._read_at < ALL_AGAIN
            self._read({point} if many else set(self._doubtful))
        return point not in self.held_back

    def left(self, point: int) -> None:
        """It left: nothing can hold it back any more."""
        self.people.left.add(point)

    def _look(self) -> None:
        self._looked = time.monotonic()
        ledger = self.plan.aim.organisation
        with connection.cursor() as cursor:
            cursor.execute(LOOK, [ledger, self.worker.name])
            size, alive = cursor.fetchone()
        if not alive:
            raise Replaced(self.worker.name)
        if size == self.seen:
            return
        since, self.seen = self.seen, size
        kinds = kinds_said(ledger, since, size)
        if not kinds.isdisjoint(OTHERS):
            self._doubtful |= set(self.people.whose) - self.people.left
        elif not kinds.isdisjoint(NAMED):
            self._doubtful |= self.people.named_since(since, size)

    def _read(self, points: set[int]) -> None:
        self._doubtful -= points
        self.held_back |= points - self._unchanged(points)
        self._read_at = time.monotonic()
        self._look()

    def _unchanged(self, points: set[int]) -> set[int]:
        """Those of them whom nothing takes back; nobody when the campaign no longer runs."""
        campaign = self.plan.campaign
        if not Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.RUNNING).exists():
            return set()
        contact = Contact(
            aim=self.plan.aim, channel="email", message_type="prospecting", at=self.at, message=self.plan.message
        )
        people = pl.Series([self.people.whose[point] for point in points], dtype=pl.Int64)
        gathered = gather(contact, Q(source=campaign.source_id, person__in=listed(people)), list(points))
        facts = gathered.facts
        withdrawn = pl.col("consent_withdrawn").fill_null(value=False) & ~gathered.rows["contact_point"].is_in(
            self.withdrawn
        )
        taken = facts.select(*(name for name in TAKEN_BACK if name in facts.columns), withdrawn)
        kept = ~taken.fill_null(value=True).select(any=pl.any_horizontal(pl.all()))["any"]
        return set(gathered.rows.filter(kept)["contact_point"])
