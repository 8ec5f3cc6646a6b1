"""What this room knows of people, for segments: which campaigns reached them, and what they answered."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Organisation
from aval.campaigns.models import Campaign
from aval.post.models import Attempt, Return
from aval.prospects.criteria import Criterion

TALK = _("Relation")


def _received(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    campaigns = Campaign.objects.of(organisation).filter(code__in=values).values("pk")
    sent = Attempt.objects.filter(campaign__in=campaigns, state=Attempt.State.SENT, person=OuterRef(f"{person}pk"))
    return Q(Exists(sent))


def _answered(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    replies = Return.objects.of(organisation).filter(kind=Return.Kind.REPLY, person__isnull=False)
    return Q(**{f"{person}pk__in": replies.filter(attempt__campaign__code__in=values).values("person")})


def _wanted(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    sorted_so = Return.objects.of(organisation).filter(sorting__in=values, person__isnull=False)
    return Q(**{f"{person}pk__in": sorted_so.values("person")})


def _campaigns(organisation: Organisation) -> Sequence[tuple[str, str]]:
    return list(Campaign.objects.of(organisation).order_by("-id").values_list("code", "name")[:200])


CRITERIA = (
    Criterion("received", _("A reçu la campagne"), TALK, "choice", _received, choices=_campaigns, late=True),
    Criterion("answered", _("A répondu à la campagne"), TALK, "choice", _answered, choices=_campaigns, few=True),
    Criterion("wanted", _("Ce que sa réponse voulait"), TALK, "choice", _wanted, choices=lambda _o: Return.Sorting.choices, few=True),
)  # fmt: skip
