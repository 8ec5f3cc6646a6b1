"""What a human must do by a day: opened, handed on, closed once, hers alone, gone with the person."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Task
from aval.campaigns.tasks import NotOpen, change_task, close_task, late_on, open_task, tasks_to_do
from aval.evidence.models import Entry
from aval.prospects.models import Person
from tests.cast import NOON, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(organisation: Organisation, dominique: Person, alix: Member) -> Task:
    return open_task(
        organisation, kind="call", what="Rappeler pour la paie", due_on=TODAY, person=dominique, owner=alix, by=alix, at=NOON
    )  # fmt: skip


def test_a_task_is_opened_handed_on_and_closed_once(task: Task, bruno: Member, organisation: Organisation) -> None:
    assert list(tasks_to_do(organisation)) == [task]
    change_task(task, due_on=TODAY + timedelta(days=2), owner=bruno, by=bruno, at=NOON)
    assert (task.owner, task.due_on) == (bruno, date(2026, 11, 25))
    assert list(tasks_to_do(organisation, owner=task.created_by)) == []
    assert late_on(tasks_to_do(organisation), TODAY + timedelta(days=3)).count() == 1
    stale = Task.objects.get(pk=task.pk)
    close_task(task, outcome="meeting", note=" Jeudi, 9 h. ", by=bruno, at=NOON)
    assert (task.outcome, task.note, task.done_by) == ("meeting", "Jeudi, 9 h.", bruno)
    with pytest.raises(NotOpen):
        close_task(stale, outcome="dropped", by=bruno, at=NOON)
    with pytest.raises(NotOpen):
        change_task(stale, due_on=TODAY, owner=None, by=bruno, at=NOON)
    assert list(tasks_to_do(organisation)) == []
    kinds = Entry.objects.filter(ledger=organisation.pk, subject=f"person:{task.person_id}").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == ["task:opened", "task:changed", "task:closed"]


def test_what_is_wrong_is_said_and_nothing_is_written(
    organisation: Organisation, chloe: Member, dominique: Person
) -> None:
    with pytest.raises(ValidationError) as why:
        open_task(organisation, kind="fax", what=" ", due_on=TODAY, owner=chloe, at=NOON)
    assert set(why.value.message_dict) == {"kind", "what", "owner"}
    with pytest.raises(ValidationError):
        open_task(chloe.organisation, kind="free", what="Elle", due_on=TODAY, person=dominique, at=NOON)
    assert not Task.objects.exists()


def test_it_needs_an_outcome_and_goes_with_her(task: Task, chloe: Member) -> None:
    with pytest.raises(ValidationError):
        close_task(task, outcome="", by=None, at=NOON)
    with pytest.raises(ValidationError):
        change_task(task, due_on=TODAY, owner=chloe, by=chloe, at=NOON)
    task.person.delete()
    assert not Task.objects.exists()
