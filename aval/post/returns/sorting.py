"""What a member makes of a return: read, recorded, and whatever it asks done; the silence about it ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.post.models import Return
from aval.post.recording import subject_of
from aval.post.returns.awaiting import bring_back
from aval.prospects.models import ContactPoint, Objection, Stage
from aval.prospects.objecting import NotObjectable, object_to
from aval.prospects.silences import end_silence
from aval.prospects.stages import follow
from aval.rights.cases import open_case
from aval.rights.models import Case, Door, Right

Sorting = Return.Sorting
LATE = timedelta(days=1)  # unanswered for longer is shown


def waiting_returns(organisation: Organisation | int) -> "QuerySet[Return]":
    """What waits for a member: what may be a refusal first, the oldest of it at the top; then the rest, last first."""
    rows = Return.objects.of(organisation).filter(waits=True)
    related = ("person__company", "attempt__campaign", "contact_point")
    return rows.select_related(*related).order_by(F("due_at").asc(nulls_last=True), "-received_at", "-pk")


def late_returns(organisation: Organisation | int, at: datetime) -> int:
    """How many answers nobody has read for a day, and refusals in doubt nobody has read in time."""
    waiting = Return.objects.of(organisation).filter(waits=True)
    return waiting.filter(received_at__lt=at - LATE).union(waiting.filter(due_at__lt=at)).count()


def sort_return(row: Return, sorting: str, *, at: datetime, by: Member | None, right: str = "") -> Case | None:
    """Record what she wants and do it: `stop` is her objection, at once; `request` opens the case of `right`.

    `interested` opens the conversation. `later`, `not_me` and `seen` only end the silence. Sorting again is allowed: an objection stays.
    """
    sorting, case = Sorting(sorting), None
    with transaction.atomic():
        if sorting == Sorting.STOP:
            _stop(row, at, by)
        if sorting == Sorting.REQUEST:
            case = _open(row, right or _right_of(row), at, by)
        if sorting == Sorting.INTERESTED and row.person:
            follow(row.person, Stage.Code.TALKING, at=at, by=by)
        told = {"return": row.pk, "sorting": sorting.value, "by": by.pk if by else None}
        evidence.record(row.organisation_id, "reply:sorted", told, at=at, subject=subject_of(row.person_id))
        row.sorting, row.sorted_at, row.sorted_by, row.waits = sorting, at, by, False
        row.save(update_fields=["sorting", "sorted_at", "sorted_by", "waits"])
        end_silence(row.organisation_id, about=row.about, at=at, by=by)
        bring_back(row.organisation_id, row.person_id or (row.attempt.person_id if row.attempt else None), at)
    return case


def _stop(row: Return, at: datetime, by: Member | None) -> None:
    """She whom we wrote to, and whoever answers, when they are not the same address."""
    targets: list[ContactPoint | str] = [row.contact_point or row.sender]
    written_to = row.attempt.contact_point if row.attempt else None
    if written_to is not None and written_to != row.contact_point:
        targets.append(written_to)
    for who in targets:
        try:
            object_to(row.organisation, who, origin=Objection.Origin.REPLY, heard_at=row.received_at, at=at, by=by)
        except NotObjectable:
            continue


def _right_of(row: Return) -> str:
    """What its words asked, when a right was read in them."""
    return {Return.Intent.ERASURE: Right.ERASURE, Return.Intent.ACCESS: Right.ACCESS}.get(row.intent, Right.OTHER)


def _open(row: Return, right: str, at: datetime, by: Member | None) -> Case:
    return open_case(
        row.organisation, right, door=Door.REPLY, received_at=row.received_at, at=at, person=row.person, contact=row.sender,
        said=row.text[:4000], by=by,
    )  # fmt: skip
