"""What people ask of us, as the desk lists it: found, ordered by the day an answer is due, with the days left."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from aval.accounts.models import Organisation
from aval.desk.paging import Slice, cut
from aval.rights.models import Case, Right
from aval.rights.standing import paris

NEVER = "9999"  # sorts after every date: the clock is paused
SOON = 7  # days


@dataclass(frozen=True, slots=True)
class Due:
    """How many cases are late, how many fall due within a week, how many wait in all."""

    late: int
    soon: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the query string narrows the list to."""

    words: str = ""
    right: str = ""
    state: str = "open"

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.right or self.state != "open")


def due(organisation: Organisation, at: datetime) -> Due:
    """The figures of the first page, in one query."""
    today = paris(at)
    waiting = Q(answer=None)
    soon = date.fromordinal(today.toordinal() + SOON)
    counted = Case.objects.of(organisation).aggregate(
        late=Count("pk", filter=waiting & Q(due_on__lt=today)),
        soon=Count("pk", filter=waiting & Q(due_on__gte=today, due_on__lte=soon)),
        waiting=Count("pk", filter=waiting),
    )
    return Due(**counted)


def found(organisation: Organisation, asked: Asked) -> "QuerySet[Case]":
    """The cases asked for."""
    rows = Case.objects.of(organisation).select_related("person__company", "owner", "answer")
    if asked.state in {"open", "closed"}:
        rows = rows.filter(answer__isnull=asked.state == "open")
    if asked.right in Right.values:
        rows = rows.filter(right=asked.right)
    for word in asked.words.split():
        number = Q(pk=int(word)) if word.isdecimal() and len(word) < 10 else Q()
        rows = rows.filter(
            number | Q(contact__icontains=word) | Q(reference__icontains=word) | Q(person__last_name__icontains=word)
            | Q(person__first_name__icontains=word) | Q(person__company__name__icontains=word)
        )  # fmt: skip
    return rows


def page_of(organisation: Organisation, asked: Asked, after: str, at: datetime) -> Slice:
    """Those to answer first come first; each row knows its `days_left` (negative when late, None while paused)."""
    rows = found(organisation, asked)
    rows = rows.annotate(due_key=Coalesce(Cast("due_on", CharField()), Value(NEVER)))
    keys = ("-pk",) if asked.state == "closed" else ("due_key", "pk")
    page = cut(rows, keys, after)
    for row in page.rows:
        row.days_left = days_left(row, at)
    return page


def days_left(case: Case, at: datetime) -> int | None:
    """Days until the answer is due; None when it has left, or while the clock is paused."""
    if case.due_on is None or case.answer_id is not None:
        return None
    return (case.due_on - paris(at)).days
