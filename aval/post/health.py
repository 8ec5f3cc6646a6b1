"""How a campaign is received: complaints and dead addresses, over a week; when to slow down, when to stop by itself.

The bars are in the parameters of the law. One complaint alone slows a campaign and never stops it, and a handful of dead
addresses says nothing of a list: `FEW_COMPLAINTS`, `FEW_BOUNCES`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from aval.campaigns.models import Campaign
from aval.law.parameters import all_parameters
from aval.post.models import Attempt, Return

WEEK = timedelta(days=7)
FEW_COMPLAINTS, FEW_BOUNCES = 2, 10  # below, a rate says nothing
TEN_THOUSAND = 10_000
MINUTE = timedelta(minutes=1)
SLOWLY = timedelta(seconds=10)  # between two claims of a campaign that slows down


@dataclass(frozen=True, slots=True)
class Health:
    """What one week came to. `stop`: why the campaign must stop, empty when it need not; `slow`: whether it slows down."""

    handed: int
    complaints: int
    bounces: int
    slow: bool = False
    stop: str = ""


def health_of(campaign: Campaign, at: datetime) -> Health:
    """The last seven days of a campaign, judged under the parameters of that day."""
    lately = Return.objects.of(campaign.organisation_id).filter(
        attempt__campaign=campaign, received_at__gte=at - WEEK, received_at__lte=at
    )
    complaints = lately.filter(kind=Return.Kind.COMPLAINT, stop=True).values("attempt").distinct().count()
    bounces = lately.filter(kind=Return.Kind.BOUNCE, bounce="hard").values("attempt").distinct().count()
    if not complaints and bounces < FEW_BOUNCES:
        return Health(0, complaints, bounces)
    sent = Attempt.objects.of(campaign.organisation_id).filter(campaign=campaign, state=Attempt.State.SENT)
    handed = sent.filter(handed_at__gte=at - WEEK).count()
    return judge(handed, complaints, bounces, at)


def judge(handed: int, complaints: int, bounces: int, at: datetime) -> Health:
    """What these numbers ask for."""

    def reached(count: int, bar: str) -> bool:
        return count * TEN_THOUSAND >= int(str(all_parameters()[bar].on(at.date()))) * max(handed, 1)

    stop = ""
    if complaints >= FEW_COMPLAINTS and reached(complaints, "complaints_stop"):
        stop = _("Arrêt automatique : {n} plaintes pour {handed} messages en sept jours.").format(
            n=complaints, handed=handed
        )
    elif bounces >= FEW_BOUNCES and reached(bounces, "bounces_stop"):
        stop = _("Arrêt automatique : {n} adresses mortes pour {handed} messages en sept jours. Cette liste n’est pas à jour.").format(n=bounces, handed=handed)  # fmt: skip
    slow = bool(complaints) and reached(complaints, "complaints_slow")
    return Health(handed, complaints, bounces, slow, stop)


class Pulse:
    """The health of campaigns as one worker feels it: once a minute, and slowly for those that must slow down."""

    def __init__(self) -> None:
        self._felt: dict[int, tuple[datetime, Health]] = {}
        self._claimed: dict[int, datetime] = {}

    def feel(self, campaign: Campaign, at: datetime) -> Health:
        """Its health, a minute old at most."""
        felt = self._felt.get(campaign.pk)
        if felt is None or at - felt[0] >= MINUTE:
            felt = self._felt[campaign.pk] = (at, health_of(campaign, at))
        return felt[1]

    def must_wait(self, campaign: Campaign, at: datetime) -> bool:
        """Whether a campaign that slows down was claimed from too lately; else it is claimed from now."""
        if self.feel(campaign, at).slow and at - self._claimed.get(campaign.pk, at - SLOWLY) < SLOWLY:
            return True
        self._claimed[campaign.pk] = at
        return False
