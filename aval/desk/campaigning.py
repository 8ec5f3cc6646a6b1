"""What a campaign page shows: where the sending is, whom it refused and why, whom nobody is sure of."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from aval.campaigns.models import Campaign
from aval.clearance.wording import Wording, say
from aval.post.attempts import progress
from aval.post.models import Attempt
from aval.prospects.models import ContactPoint, Provenance

COUNTED = 20_000  # refusals read for the table of reasons; beyond, the most recent ones stand for all
DOUBTS = 50


@dataclass(frozen=True, slots=True)
class Sending:
    """How far it is, in attempts."""

    total: int
    sent: int
    refused: int
    waiting: int
    failed: int
    uncertain: int

    @property
    def done(self) -> int:
        """Those nothing more will happen to by itself."""
        return self.sent + self.refused + self.failed + self.uncertain


def sending_of(campaign: Campaign) -> Sending:
    """Counted on an index."""
    counts = progress(campaign)
    state = Attempt.State
    return Sending(
        total=counts["total"],
        sent=counts[state.SENT],
        refused=counts[state.REFUSED],
        waiting=counts[state.WAITING] + counts[state.SENDING],
        failed=counts[state.FAILED],
        uncertain=counts[state.UNCERTAIN],
    )


def refusals_of(campaign: Campaign, language: str) -> list[tuple[Wording, int]]:
    """Why letters were refused at the instant of sending, the most frequent first."""
    refused = Attempt.objects.of(campaign.organisation_id).filter(
        campaign=campaign, state=Attempt.State.REFUSED, clearance__isnull=False
    )
    kept = refused.order_by("-id").values_list("clearance__findings", flat=True)[:COUNTED]
    counted = Counter(code for findings in kept for code in _codes(findings))
    return [(say(code, language), people) for code, people in counted.most_common()]


def _codes(findings: list) -> Iterator[str]:
    for finding in findings:
        yield finding["code"] if isinstance(finding, dict) else finding


def doubts_of(campaign: Campaign) -> list[Attempt]:
    """Attempts that may have left or not: a person looks, and says."""
    uncertain = Attempt.objects.of(campaign.organisation_id).filter(campaign=campaign, state=Attempt.State.UNCERTAIN)
    return list(uncertain.select_related("person", "contact_point").order_by("id")[:DOUBTS])


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the list, to read the letter as she would."""

    point: ContactPoint
    collected_on: date


def reader_of(campaign: Campaign, after: int | None) -> Reader | None:
    """The first person of the list with an e-mail address after this contact point; past the last, the first again."""
    ours = campaign.organisation_id
    mail = {"person__contact_points__medium": ContactPoint.Medium.EMAIL}
    whole = Provenance.objects.of(ours).filter(source=campaign.source, **mail).order_by("person__contact_points__id")
    rows = whole.values_list("person__contact_points__id", "collected_on")
    found = rows.filter(person__contact_points__id__gt=after).first() if after else None
    found = found or rows.first()
    if found is None:
        return None
    points = ContactPoint.objects.of(ours).select_related("person__company")
    return Reader(points.get(pk=found[0]), found[1])
