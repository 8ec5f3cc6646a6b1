"""What time does to an unanswered case: a reminder at fifteen days, another at twenty-five, an incident when it is late."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet

from aval.accounts.models import Organisation
from aval.rights.cases import add_step
from aval.rights.models import Case, CaseStep
from aval.rights.standing import paris, stand

Kind = CaseStep.Kind


def waiting(organisation: Organisation) -> "QuerySet[Case]":
    """The cases nobody has answered yet."""
    return Case.objects.of(organisation).filter(answer=None)


def overdue(organisation: Organisation, on: date) -> "QuerySet[Case]":
    """The cases whose day has passed without an answer: each is an incident."""
    return waiting(organisation).filter(due_on__lt=on)


def remind(organisation: Organisation, at: datetime) -> Mapping[str, int]:
    """Write down the reminders and the incidents of the day, once each; how many of both. A line of the daily round."""
    today = paris(at)
    done = {Kind.REMINDED: 0, Kind.OVERDUE: 0}
    for case in waiting(organisation).filter(~Q(due_on=None)).order_by("pk").iterator():
        steps = list(case.steps.order_by("pk"))
        standing = stand(steps, set_due_on=case.set_due_on)
        told = {step.act for step in steps if step.kind == Kind.REMINDED}
        for place, day in enumerate(standing.reminders, start=1):
            if day <= today and f"reminder-{place}" not in told:
                add_step(case, Kind.REMINDED, at=at, act=f"reminder-{place}")
                done[Kind.REMINDED] += 1
        if standing.overdue(today) and not any(step.kind == Kind.OVERDUE for step in steps):
            add_step(case, Kind.OVERDUE, at=at)
            done[Kind.OVERDUE] += 1
    return {"reminders": done[Kind.REMINDED], "overdue": done[Kind.OVERDUE]}
