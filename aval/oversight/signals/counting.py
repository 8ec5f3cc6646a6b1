"""What is counted each night: events among exposures, this week and the three months before, by list, campaign, member, domain.

One grouped query a measure and a dimension: nothing is read row by row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.utils.timezone import localdate

from aval.accounts.models import Organisation
from aval.calls.models import Call
from aval.oversight.signals.drifting import PAST, Counts
from aval.post.models import Attempt, Return
from aval.prospects.models import Objection
from aval.rights.models import Case, Right

WEEK, BEFORE = timedelta(days=7), timedelta(days=90)
DOMAIN = Substr("contact_point__normal", StrIndex("contact_point__normal", Value("@")) + Value(1))
SENT = {"list": F("campaign__source"), "campaign": F("campaign"), "member": F("campaign__created_by"), "domain": DOMAIN}
BACK = {
    "list": F("attempt__campaign__source"),
    "campaign": F("attempt__campaign"),
    "member": F("attempt__campaign__created_by"),
    "domain": Substr(
        "attempt__contact_point__normal", StrIndex("attempt__contact_point__normal", Value("@")) + Value(1)
    ),
}
CALLED = {"list": F("callee__call_list__source"), "member": F("member")}
ASKED = {"list": F("source"), "member": F("owner")}


@dataclass(frozen=True, slots=True)
class Question:
    """One rate that may have drifted. `house`: it has too little past of its own, and is held against the whole house's."""

    measure: str
    dimension: str
    key: str
    counts: Counts
    house: bool = False


def questions(ours: Organisation, at: datetime) -> list[Question]:
    """Every rate there is, with its counts."""
    return [
        *_letters(ours, at, "objections", _objections(ours, at), sent=True),
        *_letters(ours, at, "bounces", _returns(ours, at, Q(kind=Return.Kind.BOUNCE, bounce="hard")), sent=True),
        *_letters(ours, at, "complaints", _returns(ours, at, Q(kind=Return.Kind.COMPLAINT)), sent=True),
        *_letters(ours, at, "refusals", _refusals(ours, at), sent=False),
        *_calls(ours, at),
        *_late(ours, at),
    ]


Grouped = Mapping[str, Mapping[str, tuple[int, int]]]  # dimension -> key -> (this week, before)


def _grouped(rows: QuerySet, when: str, keys: Mapping[str, object], at: datetime, what: str = "pk") -> Grouped:
    """Counts of both times, by dimension and key."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    rows = rows.filter(**{f"{when}__gt": at - WEEK - BEFORE, f"{when}__lte": at})
    recent = Q(**{f"{when}__gt": at - WEEK})
    for dimension, key in keys.items():
        told = rows.order_by().annotate(key=key).exclude(key=None).values_list("key")
        counted = told.annotate(
            week=Count(what, distinct=True, filter=recent), past=Count(what, distinct=True, filter=~recent)
        )
        found[dimension] = {str(one): (week, past) for one, week, past in counted}
    return found


def _paired(measure: str, events: Grouped, exposed: Grouped) -> Iterator[Question]:
    for dimension, keys in exposed.items():
        house_events = sum(past for _week, past in events.get(dimension, {}).values())
        house_exposed = sum(past for _week, past in keys.values())
        for key, (week, past) in keys.items():
            if not week:
                continue
            happened, before = events.get(dimension, {}).get(key, (0, 0))
            alone = past < PAST <= house_exposed
            counts = (
                Counts(happened, week, house_events, house_exposed) if alone else Counts(happened, week, before, past)
            )
            yield Question(measure, dimension, key, counts, alone)


def _letters(ours: Organisation, at: datetime, measure: str, events: Grouped, *, sent: bool) -> Iterator[Question]:
    rows = Attempt.objects.of(ours).exclude(campaign=None)
    if sent:
        exposed = _grouped(rows.filter(state=Attempt.State.SENT), "handed_at", SENT, at)
    else:
        settled = rows.filter(state__in=[Attempt.State.SENT, Attempt.State.REFUSED])
        exposed = _grouped(settled, "clearance__decided_at", SENT, at)
    yield from _paired(measure, events, exposed)


def _objections(ours: Organisation, at: datetime) -> Grouped:
    """People who objected after they were written to, counted on each campaign that wrote to them."""
    said = "person__objections__recorded_at"
    rows = Attempt.objects.of(ours).filter(state=Attempt.State.SENT, handed_at__lte=F(said)).exclude(campaign=None)
    return _grouped(rows.exclude(person__objections__origin=Objection.Origin.IMPORT), said, SENT, at, "person")


def _returns(ours: Organisation, at: datetime, which: Q) -> Grouped:
    rows = Return.objects.of(ours).filter(which).exclude(attempt__campaign=None)
    return _grouped(rows, "received_at", BACK, at)


def _refusals(ours: Organisation, at: datetime) -> Grouped:
    rows = Attempt.objects.of(ours).filter(state=Attempt.State.REFUSED).exclude(campaign=None)
    return _grouped(rows, "clearance__decided_at", SENT, at)


def _calls(ours: Organisation, at: datetime) -> Iterator[Question]:
    """Objections said on the telephone."""
    closed = Call.objects.of(ours).exclude(closed_at=None)
    events = _grouped(closed.filter(outcome=Call.Outcome.OBJECTION), "closed_at", CALLED, at)
    yield from _paired("call-objections", events, _grouped(closed, "closed_at", CALLED, at))


def _late(ours: Organisation, at: datetime) -> Iterator[Question]:
    """Requests answered after their day, or still open past it, among those received; complaints, by list and member."""
    cases = Case.objects.of(ours)
    late = cases.filter(Q(answer__sent_at__date__gt=F("due_on")) | Q(answer__isnull=True, due_on__lt=localdate(at)))
    yield from _paired(
        "late-answers", _grouped(late, "received_at", ASKED, at), _grouped(cases, "received_at", ASKED, at)
    )
    complaints = cases.filter(right=Right.COMPLAINT)
    letters = _grouped(
        Attempt.objects.of(ours).filter(state=Attempt.State.SENT).exclude(campaign=None),
        "handed_at",
        {"list": SENT["list"]},
        at,
    )
    yield from _paired("case-complaints", _grouped(complaints, "received_at", {"list": F("source")}, at), letters)
