"""The log of consultations: who, when, which record; kept a year, then purged; looked over by whoever answers for the data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.evidence.models import Entry
from aval.prospects.models import Consultation

KEPT_DAYS = 365  # six to twelve months (CNIL, délibération 2021-122 of 14 October 2021)
REVIEWED = "consultations:reviewed"
PLACES = {
    "person": _("fiche d’une personne"),
    "people": _("liste de personnes"),
    "screening_people": _("personnes d’un filtrage"),
    "case": _("demande"),
    "case_access": _("fichier d’accès"),
    "case_file": _("fichier d’accès, remis"),
    "reply": _("réponse reçue"),
    "call": _("appel"),
    "evidence_entry": _("ligne du journal"),
    "breach": _("violation"),
}


def note(
    organisation: Organisation,
    *,
    member: Member | None,
    what: str,
    person: int | None = None,
    about: str = "",
    by_program: bool = False,
    at: datetime,
) -> None:
    """Write one consultation down."""
    Consultation.objects.create(
        organisation=organisation, member=member, what=what, person_id=person, about=about, by_program=by_program, at=at
    )


@dataclass(frozen=True, slots=True)
class Habit:
    """How many records a member opened in a week, and how many different people."""

    member: str
    opened: int
    people: int


def habits(organisation: Organisation, *, at: datetime) -> list[Habit]:
    """Who opened how much in the last seven days, most first."""
    rows = Consultation.objects.of(organisation).filter(at__gt=at - timedelta(days=7)).order_by()
    told = rows.values_list("member__email").annotate(n=Count("pk"), people=Count("person", distinct=True))
    return sorted((Habit(email or "—", n, people) for email, n, people in told), key=lambda one: -one.opened)


@transaction.atomic
def review(organisation: Organisation, *, said: str, by: Member, at: datetime) -> None:
    """The log was looked over, and what was made of it."""
    seen = Consultation.objects.of(organisation).count()
    evidence.record(organisation.pk, REVIEWED, {"seen": seen, "said": said.strip()[:500], "by": by.pk}, at=at)


def last_review(organisation: Organisation) -> datetime | None:
    """When somebody last looked it over."""
    last = Entry.objects.filter(ledger=organisation.pk, kind=REVIEWED).order_by("-seq").first()
    return last.at if last else None
