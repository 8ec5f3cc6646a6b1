"""What humans have to do: the first due first, hers or everybody's, done with what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.models import Organisation
from aval.accounts.permissions import Action
from aval.campaigns.models import Task
from aval.campaigns.tasks import NotOpen, late_on, tasks_to_do
from aval.desk.access import mine, needs
from aval.desk.forms.tasks import TaskDoneForm, TaskForm, TaskLaterForm, members_of
from aval.desk.paging import cut
from aval.prospects.models import ContactPoint, Objection, Person

RELATED = ("person__company", "campaign", "owner")


def tasks(request: HttpRequest) -> HttpResponse:
    """What is to do, the first due first; what was done with `state=done`, the last first."""
    ours, today = request.organisation, timezone.localdate()
    everybody, done = request.GET.get("whose") == "all", request.GET.get("state") == "done"
    owner = None if everybody else request.user
    rows = Task.objects.of(ours).exclude(done_at=None) if done else tasks_to_do(ours)
    if owner:
        rows = rows.filter(owner=owner) | rows.filter(owner=None)
    rows = rows.select_related(*RELATED).annotate(due_key=Cast("due_on", CharField()))
    slice_ = cut(rows, ("-id",) if done else ("due_key", "id"), request.GET.get("after", ""))
    page = {
        "slice": slice_,
        "done": done,
        "everybody": everybody,
        "today": today,
        "late": late_on(rows, today).count() if not done else 0,
        "closing": TaskDoneForm(auto_id=False),
        "owners": list(members_of(ours)),
        "objected": objected_among(ours, [task.person_id for task in slice_.rows]),
    }
    return render(request, "desk/tasks.html", page)


def objected_among(organisation: Organisation, people: list[int | None]) -> set[int]:
    """Those of these people who said no to something: whoever does the task reads it before she does it."""
    marks = Objection.objects.of(organisation).values("fingerprint")
    points = ContactPoint.objects.of(organisation).filter(person__in=people, fingerprint__in=marks)
    return set(points.values_list("person", flat=True))


@needs(Action.DO_TASK)
def task_new(request: HttpRequest) -> HttpResponse:
    """Write something down, about somebody or not."""
    ours = request.organisation
    asked = request.GET.get("person", "")
    person = (
        mine(request, Person, "company", pk=asked, quarantined=False) if asked.isdecimal() and len(asked) < 16 else None
    )
    start = {"due_on": timezone.localdate(), "owner": request.user}
    form = TaskForm(request.POST or None, organisation=ours, initial=start)
    if request.method == "POST" and form.is_valid() and form.open(person=person, by=request.user, at=timezone.now()):
        messages.success(request, _("C’est noté."))
        return redirect("desk:person", person.pk) if person else redirect("desk:tasks")
    return render(request, "desk/task_new.html", {"form": form, "person": person})


@needs(Action.DO_TASK)
@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done, or will not be: what came of it."""
    task = mine(request, Task, "campaign", pk=pk)
    form = TaskDoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites ce qu’elle a donné."))
        return redirect("desk:tasks")
    return _act(request, lambda: form.close(task, by=request.user, at=timezone.now()), _("C’est noté."))


@needs(Action.DO_TASK)
@require_POST
def task_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, or another member."""
    task = mine(request, Task, "campaign", pk=pk)
    form = TaskLaterForm(request.POST, organisation=request.organisation)
    if not form.is_valid():
        messages.error(request, _("Donnez un jour."))
        return redirect("desk:tasks")
    return _act(request, lambda: form.change(task, by=request.user, at=timezone.now()), _("C’est reporté."))


def _act(request: HttpRequest, verb: Callable[[], None], said: str) -> HttpResponse:
    try:
        verb()
    except NotOpen:
        messages.error(request, _("Quelqu’un l’a déjà terminée."))
    else:
        messages.success(request, said)
    return redirect("desk:tasks")
