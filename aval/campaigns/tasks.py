"""Tasks: what a human must do by a day, left by a sequence or written by hand, and what came of it.

A task contacts nobody: whoever does it passes the gate of its channel at that minute, like everything that leaves.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Campaign, Task
from aval.prospects.models import Person

LONGEST_NOTE = 2000


class NotOpen(Exception):
    """Somebody closed this task already."""


@transaction.atomic
def open_task(
    organisation: Organisation,
    *,
    kind: str,
    what: str,
    due_on: date,
    at: datetime,
    person: Person | None = None,
    campaign: Campaign | None = None,
    owner: Member | None = None,
    about: str = "",
    by: Member | None = None,
) -> Task:
    """Write down something to do by `due_on`. `ValidationError` names the fields; a row of another house is no row."""
    errors: dict[str, str] = {}
    if kind not in Task.Kind.values:
        errors["kind"] = _("Nature inconnue.")
    if not what.strip():
        errors["what"] = _("Dites ce qui est à faire.")
    for name, row in (("person", person), ("owner", owner), ("campaign", campaign)):
        if row is not None and row.organisation_id != organisation.pk:
            errors[name] = _("Inconnu de cette organisation.")
    if owner is not None and not owner.is_active:
        errors["owner"] = _("Ce compte est fermé.")
    if errors:
        raise ValidationError(errors)
    task = Task.objects.create(
        organisation=organisation, kind=kind, what=what.strip()[:300], person=person, campaign=campaign, owner=owner,
        due_on=due_on, created_at=at, created_by=by, about=about,
    )  # fmt: skip
    _tell(task, "task:opened", by, at, nature=kind, what=task.what, about=about)
    return task


@transaction.atomic
def change_task(task: Task, *, due_on: date, owner: Member | None, by: Member | None, at: datetime) -> None:
    """Another day, or another member. Raises `NotOpen`, `ValidationError`."""
    if owner is not None and (owner.organisation_id != task.organisation_id or not owner.is_active):
        raise ValidationError({"owner": _("Inconnu de cette organisation.")})
    _write(task, due_on=due_on, owner=owner)
    _tell(task, "task:changed", by, at)


@transaction.atomic
def close_task(task: Task, *, outcome: str, note: str = "", by: Member | None, at: datetime) -> None:
    """Say what came of it. Raises `NotOpen`, `ValidationError`."""
    if outcome not in Task.Outcome.values:
        raise ValidationError({"outcome": _("Dites ce qu’elle a donné.")})
    _write(task, outcome=outcome, note=note.strip()[:LONGEST_NOTE], done_at=at, done_by=by)
    _tell(task, "task:closed", by, at, outcome=outcome)


def tasks_to_do(organisation: Organisation, owner: Member | None = None) -> QuerySet[Task]:
    """What is still to do, hers or everybody's, the first due first."""
    rows = Task.objects.of(organisation).filter(done_at=None)
    return (rows.filter(owner=owner) if owner else rows).order_by("due_on", "pk")


def late_on(tasks: QuerySet[Task], on: date) -> QuerySet[Task]:
    """Those that should have been done before this day."""
    return tasks.filter(done_at=None, due_on__lt=on)


def _write(task: Task, **values: object) -> None:
    """Only while it is open: of two hands on the same button, one closes it."""
    if not Task.objects.filter(pk=task.pk, done_at=None).update(**values):
        raise NotOpen
    task.refresh_from_db()


def _tell(task: Task, kind: str, by: Member | None, at: datetime, **more: object) -> None:
    told = {
        "task": task.pk,
        "campaign": task.campaign.code if task.campaign else "",
        "due_on": task.due_on.isoformat(),
        "owner": task.owner_id,
        "by": by.pk if by else None,
    }
    subject = f"person:{task.person_id}" if task.person_id else ""
    evidence.record(task.organisation_id, kind, told | more, at=at, subject=subject)
