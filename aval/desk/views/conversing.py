"""From interest to customer: a board, a list, a calendar, and one person's relation with us."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.models import Member
from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.conversing import board, conversations, filled, lines, month_of
from aval.desk.exporting import as_csv
from aval.desk.forms.conversing import EndForm, RelationForm, StageForm
from aval.desk.naming import name_person
from aval.desk.paging import cut
from aval.post.appointments import confirm_meeting, file_of
from aval.post.single import NotWritable
from aval.prospects.exporting import record_export
from aval.prospects.models import Person, Relation, Stage
from aval.prospects.relations import take_back, tie_of
from aval.prospects.stages import stage_of, words

AT_ONCE = 2_000  # rows of an export read at a time


def _whose(request: HttpRequest) -> Member | None:
    """Hers when she asks for hers; everybody's else."""
    return request.user if request.GET.get("who") == "me" else None


def following(request: HttpRequest) -> HttpResponse:
    """The board: one column a stage, the latest first."""
    owner = _whose(request)
    return render(
        request, "desk/following.html", {"columns": board(request.organisation, owner), "who": owner, "view": "board"}
    )


def following_list(request: HttpRequest) -> HttpResponse:
    """The same, one line each, to look for one."""
    owner, code = _whose(request), _stage_asked(request)
    rows = filled(request.organisation, conversations(request.organisation, owner, code))
    page = {
        "slice": cut(rows, ("-id",), request.GET.get("after", "")),
        "who": owner,
        "code": code,
        "view": "list",
        "codes": Stage.Code.choices,
    }
    return render(request, "desk/following_list.html", page)


@needs(Action.EXPORT)
def following_export(request: HttpRequest) -> HttpResponse:
    """The list for a spreadsheet; who left in it is written down."""
    rows = (
        conversations(request.organisation, _whose(request), _stage_asked(request))
        .select_related("person__company", "owner")
        .order_by("-id")
    )
    people = list(rows.values_list("person", flat=True))
    record_export(
        request.organisation,
        what="people",
        columns=("stage", "amount"),
        people=people,
        by=request.user,
        at=timezone.now(),
    )
    answer = StreamingHttpResponse(as_csv(lines(rows.iterator(AT_ONCE))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="suivi.csv"'
    return answer


def following_calendar(request: HttpRequest) -> HttpResponse:
    """A month: meetings, tasks, what is to be taken up again."""
    today = timezone.localdate()
    try:
        first = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    first = min(max(first, date(2000, 1, 1)), date(2199, 11, 1))
    before, after = date.fromordinal(first.toordinal() - 1), date.fromordinal(first.toordinal() + 31)
    owner = _whose(request)
    weeks, more = month_of(request.organisation, first, owner)
    page = {
        "weeks": weeks,
        "more": more,
        "first": first,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
        "today": today,
        "who": owner,
        "view": "calendar",
    }
    return render(request, "desk/following_calendar.html", page)


def relation(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: where the conversation stands, what she bought, and what the law makes of it."""
    return _show(request, mine(request, Person, "company", "organisation", pk=pk, quarantined=False))


@needs(Action.MOVE_STAGE)
@require_POST
def relation_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another stage; what it changes in law is said at once."""
    found = mine(request, Person, "company", "organisation", pk=pk, quarantined=False)
    now = timezone.now()
    form = StageForm(request.POST, person=found, at=now)
    moved = form.move(by=request.user, at=now) if form.is_valid() else None
    if moved is None:
        return _show(request, found, moving=form)
    messages.success(request, _("C’est noté : {stage}.").format(stage=moved.stage.get_code_display()))
    for change in moved.changes:
        messages.info(request, words(change))
    return redirect("desk:relation", found.pk)


@needs(Action.MOVE_STAGE)
@require_POST
def relation_record(request: HttpRequest, pk: int) -> HttpResponse:
    """What she bought, signed or ended."""
    found = mine(request, Person, "company", "organisation", pk=pk, quarantined=False)
    now = timezone.now()
    form = RelationForm(request.POST, person=found, at=now)
    if form.is_valid() and form.record(by=request.user, at=now):
        messages.success(request, _("C’est noté, avec sa preuve."))
        return redirect("desk:relation", found.pk)
    return _show(request, found, recording=form)


@needs(Action.MOVE_STAGE)
@require_POST
def relation_answer(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    """The contract ended; or it was written by mistake."""
    row = mine(request, Relation, "person__organisation", pk=fact, person=pk)
    now = timezone.now()
    if "mistake" in request.POST:
        take_back(row, at=now, by=request.user)
        messages.success(request, _("C’est noté : ce fait n’est plus lu."))
        return redirect("desk:relation", pk)
    form = EndForm(request.POST)
    if form.is_valid() and form.end(row, by=request.user, at=now):
        messages.success(request, _("Le contrat est fini."))
    else:
        messages.error(request, _("Un contrat finit après avoir commencé."))
    return redirect("desk:relation", pk)


def meeting_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting, for a calendar."""
    stage = mine(request, Stage, "person__company", "owner", "organisation", pk=pk)
    if stage.meeting_at is None:
        raise Http404
    answer = HttpResponse(file_of(stage, at=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="invite-{pk}.ics"'
    return answer


@needs(Action.MOVE_STAGE)
@require_POST
def meeting_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to her with the meeting attached."""
    stage = mine(request, Stage, "person__company", "owner", "organisation", pk=pk)
    try:
        single = confirm_meeting(stage, at=timezone.now(), by=request.user)
    except NotWritable:
        single = None
    if single is None:
        messages.error(request, _("Aucune adresse où le lui confirmer."))
    elif single.state == single.attempt.State.REFUSED:
        messages.error(request, _("La loi ne permet pas de lui écrire."))
    else:
        messages.success(request, _("La confirmation part, avec le rendez-vous à mettre à l’agenda."))
    return redirect("desk:relation", stage.person_id)


def _stage_asked(request: HttpRequest) -> str:
    code = request.GET.get("stage", "")
    return code if code in Stage.Code.values else ""


def _show(
    request: HttpRequest, person: Person, *, moving: StageForm | None = None, recording: RelationForm | None = None
) -> HttpResponse:
    now, ours = timezone.now(), request.organisation
    facts = Relation.objects.of(ours).filter(person=person).order_by("-happened_on", "-pk")
    answered = {row.answers_id for row in facts if row.answers_id}
    page = {
        "person": person,
        "name": name_person(person),
        "stage": stage_of(person),
        "history": Stage.objects.of(ours)
        .filter(person=person)
        .select_related("owner", "moved_by")
        .order_by("-id")[:50],
        "facts": [(row, row.pk in answered) for row in facts[:50]],
        "tie": tie_of(person, timezone.localdate(now)),
        "form": moving or StageForm(person=person, at=now),
        "recording": recording or RelationForm(person=person, at=now),
    }
    return render(request, "desk/relation.html", page)
