"""The conversations under way, as the desk shows them: a board of columns, a list, a month. Each costs the same whatever is there."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet, Sum
from django.utils.timezone import get_current_timezone, localtime

from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Task
from aval.campaigns.tasks import tasks_to_do
from aval.prospects.models import ContactPoint, Stage
from aval.prospects.stages import BOARD

CARDS = 12  # of a column; the list shows the rest
COUNTED = 2_000  # conversations of a stage counted and added up; beyond, the page says « more than »
A_MONTH = 150  # meetings, tasks, and conversations to take up, shown in one month; beyond, the page says so


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: its cards, how many there are and what they come to. `more`: too many to count on a page."""

    code: str
    label: str
    cards: list[Stage]
    people: int
    amount: Decimal
    more: bool


@dataclass(slots=True)
class Day:
    """One day of the calendar."""

    on: date
    here: bool  # in the month shown
    meetings: list[Stage] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    nexts: list[Stage] = field(default_factory=list)


def conversations(organisation: Organisation, owner: Member | None = None, code: str = "") -> "QuerySet[Stage]":
    """The stages that last, of everybody or of one member."""
    rows = Stage.objects.of(organisation).filter(until=None)
    rows = rows.filter(owner=owner) if owner else rows
    return rows.filter(code=code) if code else rows


def filled(organisation: Organisation, rows: "QuerySet[Stage]") -> "QuerySet[Stage]":
    """With what a card shows."""
    points = Prefetch("person__contact_points", queryset=ContactPoint.objects.of(organisation).order_by("medium", "id"))
    return rows.select_related("person__company", "owner").prefetch_related(points)


def board(organisation: Organisation, owner: Member | None = None) -> list[Column]:
    """Every column, its latest cards first: three queries a column."""
    return [_column(organisation, owner, code) for code in BOARD]


def _column(organisation: Organisation, owner: Member | None, code: str) -> Column:
    rows = conversations(organisation, owner, code)
    counted = rows.order_by()[: COUNTED + 1].aggregate(people=Count("pk"), amount=Sum("amount"))
    cards = list(filled(organisation, rows).order_by("-id")[:CARDS])
    people = counted["people"]
    return Column(
        code, Stage.Code(code).label, cards, min(people, COUNTED), counted["amount"] or Decimal(0), people > COUNTED
    )


def month_of(organisation: Organisation, first: date, owner: Member | None = None) -> tuple[list[list[Day]], bool]:
    """The weeks of a month, Monday first, with what is due each day; whether there is more. Three queries."""
    weeks = [
        [Day(on, on.month == first.month) for on in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = {day.on: day for week in weeks for day in week}
    start, end = weeks[0][0].on, weeks[-1][-1].on
    held = conversations(organisation, owner).select_related("person__company", "owner")
    for stage in held.filter(
        meeting_at__gte=_midnight(start), meeting_at__lt=_midnight(end + timedelta(days=1))
    ).order_by("meeting_at")[:A_MONTH]:
        days[localtime(stage.meeting_at).date()].meetings.append(stage)
    for stage in held.filter(next_on__gte=start, next_on__lte=end).order_by("next_on", "pk")[:A_MONTH]:
        days[stage.next_on].nexts.append(stage)
    for task in (
        tasks_to_do(organisation, owner).filter(due_on__gte=start, due_on__lte=end).select_related("person")[:A_MONTH]
    ):
        days[task.due_on].tasks.append(task)
    shown = [day for week in weeks for day in week]
    sorts = ([len(getattr(day, name)) for day in shown] for name in ("meetings", "nexts", "tasks"))
    return weeks, any(sum(sort) == A_MONTH for sort in sorts)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=get_current_timezone())


def lines(rows: Iterable[Stage]) -> Iterable[tuple[str, ...]]:
    """For a spreadsheet: one conversation a line."""
    yield ("person", "company", "stage", "since", "owner", "product", "amount", "reason", "meeting_at", "next_on")
    for row in rows:
        person = row.person
        yield (
            f"{person.first_name} {person.last_name}".strip(),
            person.company.name if person.company else "",
            row.code,
            localtime(row.since).date().isoformat(),
            row.owner.email if row.owner else "",
            row.product,
            str(row.amount) if row.amount is not None else "",
            row.reason,
            localtime(row.meeting_at).isoformat() if row.meeting_at else "",
            row.next_on.isoformat() if row.next_on else "",
        )
