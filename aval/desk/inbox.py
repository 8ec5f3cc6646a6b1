"""What comes back to us and waits for somebody: answers, requests, calls to return, meetings, tasks; one queue a person in charge.

Nothing here is a second copy: each line is the row of its own room, and is settled on its own page or from the queue.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import BigIntegerField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval.accounts.models import Member, Organisation
from aval.calls.models import Callee
from aval.campaigns.models import Task
from aval.campaigns.tasks import tasks_to_do
from aval.post.models import Return
from aval.post.returns.sorting import LATE, waiting_returns
from aval.prospects.models import Person, Stage
from aval.rights.models import Case
from aval.rights.standing import paris

OF_EACH = 60  # lines of one sort read for a page: a queue is worked from the top


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits. `key` tells its sort from others; `row` is what its own room keeps."""

    key: str
    label: str
    who: Person | None
    named: str
    said: str
    since: datetime
    late: bool
    url: str
    row: Return | Case | Task | Callee | Stage
    due: str = ""


def queue(organisation: Organisation, at: datetime, owner: Member | None = None, sort: str = "") -> list[Line]:
    """What waits, late first, then the oldest; of everybody, or of one member and nobody's. One query a sort, whatever waits."""
    sorts = {
        "reply": _replies,
        "case": _cases,
        "callback": _callbacks,
        "meeting": _meetings,
        "task": _tasks,
        "follow": _follows,
    }
    lines = [
        line
        for code, read in sorts.items()
        if sort in {"", code}
        for line in islice(read(organisation, at, owner), OF_EACH)
    ]
    return sorted(lines, key=lambda line: (not line.late, line.since))


def late_work(organisation: Organisation, at: datetime) -> int:
    """How many things nobody has settled in time, in one query: answers unread for a day, cases and tasks past their day."""
    today = localdate(at)
    replies = Return.objects.of(organisation).filter(Q(received_at__lt=at - LATE) | Q(due_at__lt=at), waits=True)
    cases = Case.objects.of(organisation).filter(answer=None, due_on__lt=paris(at))
    tasks = tasks_to_do(organisation).filter(due_on__lt=today)
    one = {"one": Value(1, output_field=IntegerField())}
    parts = [rows.order_by().annotate(**one).values("one", "pk") for rows in (cases, tasks)]
    return replies.order_by().annotate(**one).values("one", "pk").union(*parts, all=True).count()


def _replies(organisation: Organisation, at: datetime, owner: Member | None) -> Iterator[Line]:
    """In charge: who follows the conversation, else who made the campaign, else everybody."""
    rows: QuerySet[Return] = waiting_returns(organisation).defer("raw")
    if owner:
        followed = Stage.objects.of(organisation).filter(person=OuterRef("person"), until=None).values("owner")[:1]
        rows = rows.annotate(
            in_charge=Coalesce(Subquery(followed), F("attempt__campaign__created_by"), output_field=BigIntegerField())
        )
        rows = rows.filter(Q(in_charge=owner.pk) | Q(in_charge=None))
    for row in rows[:OF_EACH]:
        late = row.received_at < at - LATE or bool(row.due_at and row.due_at < at)
        label = (
            _("refus possible")
            if row.due_at
            else row.get_intent_display()
            if row.intent == "interest"
            else _("réponse")
        )
        yield Line(
            "reply",
            label,
            row.person,
            row.sender,
            row.text or row.subject,
            row.received_at,
            late,
            reverse("desk:reply", args=[row.pk]),
            row,
        )


def _cases(organisation: Organisation, at: datetime, owner: Member | None) -> Iterator[Line]:
    rows = Case.objects.of(organisation).filter(answer=None).select_related("person__company", "owner")
    rows = rows.filter(Q(owner=owner) | Q(owner=None)) if owner else rows
    today = paris(at)
    for row in rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:OF_EACH]:
        late = row.due_on is not None and row.due_on < today
        due = row.due_on.isoformat() if row.due_on else ""
        yield Line(
            "case",
            row.get_right_display(),
            row.person,
            row.contact,
            row.said,
            row.received_at,
            late,
            reverse("desk:case", args=[row.pk]),
            row,
            due,
        )


def _callbacks(organisation: Organisation, at: datetime, owner: Member | None) -> Iterator[Line]:
    """She asked to be called back, and the hour has come, or comes today."""
    rows = Callee.objects.of(organisation).filter(
        state=Callee.State.WAITING, asked_on__isnull=False, not_before__lt=at + LATE
    )
    rows = rows.filter(Q(call_list__created_by=owner) | Q(call_list__created_by=None)) if owner else rows
    for row in rows.select_related("person__company", "call_list").order_by("not_before")[:OF_EACH]:
        url = reverse("desk:call_list", args=[row.call_list.code])
        late = row.not_before < at - LATE
        yield Line("callback", _("rappel promis"), row.person, "", row.call_list.name, row.not_before, late, url, row)


def _meetings(organisation: Organisation, at: datetime, owner: Member | None) -> Iterator[Line]:
    """Of today, and those whose outcome nobody has said yet."""
    rows = Stage.objects.of(organisation).filter(until=None, code=Stage.Code.MEETING, meeting_at__lt=at + LATE)
    for row in _of_owner(rows, owner).select_related("person__company").order_by("meeting_at")[:OF_EACH]:
        late = row.meeting_at < at - LATE
        yield Line(
            "meeting",
            _("rendez-vous"),
            row.person,
            "",
            row.product,
            row.meeting_at,
            late,
            reverse("desk:relation", args=[row.person_id]),
            row,
        )


def _tasks(organisation: Organisation, at: datetime, owner: Member | None) -> Iterator[Line]:
    today = localdate(at)
    rows = _of_owner(tasks_to_do(organisation).filter(due_on__lte=today), owner)
    for row in rows.select_related("person__company", "owner")[:OF_EACH]:
        url = reverse("desk:person", args=[row.person_id]) if row.person_id else reverse("desk:inbox")
        yield Line(
            "task",
            row.get_kind_display(),
            row.person,
            "",
            row.what,
            row.created_at,
            row.due_on < today,
            url,
            row,
            row.due_on.isoformat(),
        )


def _follows(organisation: Organisation, at: datetime, owner: Member | None) -> Iterator[Line]:
    """Conversations to take up again by today."""
    today = localdate(at)
    rows = Stage.objects.of(organisation).filter(until=None, next_on__lte=today)
    for row in _of_owner(rows, owner).select_related("person__company").order_by("next_on", "pk")[:OF_EACH]:
        late = row.next_on < today - timedelta(days=1)
        yield Line(
            "follow",
            _("à reprendre"),
            row.person,
            "",
            row.reason or row.product,
            row.since,
            late,
            reverse("desk:relation", args=[row.person_id]),
            row,
            row.next_on.isoformat(),
        )


def _of_owner(rows: QuerySet, owner: Member | None) -> QuerySet:
    return rows.filter(Q(owner=owner) | Q(owner=None)) if owner else rows
