"""One queue for what comes back, the next thing on top with one key a decision."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.campaigns.models import Task
from aval.campaigns.tasks import NotOpen, close_task
from aval.desk.access import mine, needs
from aval.desk.inbox import late_work, queue
from aval.desk.views.replies import KEYS
from aval.post.models import Return

OUTCOMES = [(code, label, str(number)) for number, (code, label) in enumerate(Task.Outcome.choices, start=1)]


def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for her, or for everybody; the first of it ready to be settled."""
    now, sort = timezone.now(), request.GET.get("sort", "")
    everybody = request.GET.get("who") == "all"
    lines = queue(request.organisation, now, None if everybody else request.user, sort)
    page = {
        "lines": lines,
        "next": lines[0] if lines else None,
        "late": late_work(request.organisation, now),
        "everybody": everybody,
        "sort": sort,
        "wants": [(code, label, KEYS[code]) for code, label in Return.Sorting.choices],
        "outcomes": OUTCOMES,
    }
    return render(request, "desk/inbox.html", page)


@needs(Action.SORT_REPLY)
@require_POST
def inbox_task(request: HttpRequest, pk: int) -> HttpResponse:
    """A task is done, or given up; the queue goes on."""
    task = mine(request, Task, "campaign", "organisation", pk=pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in Task.Outcome.values:
        raise Http404
    try:
        close_task(task, outcome=outcome, note=request.POST.get("note", ""), by=request.user, at=timezone.now())
        messages.success(request, _("C’est noté."))
    except NotOpen:
        messages.info(request, _("Quelqu’un l’avait déjà fait."))
    return redirect("desk:inbox")
