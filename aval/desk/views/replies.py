"""What people answered: what may be a refusal first, one key to say what each wants, and the way to write back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.forms.replies import AnswerForm, MailboxForm
from aval.desk.paging import cut
from aval.post.models import Mailbox, Return
from aval.post.returns.answering import answers_to
from aval.post.returns.mailboxes import check_mailbox
from aval.post.returns.sorting import late_returns, sort_return, waiting_returns
from aval.rights.models import Case, Right

AT_ONCE = 200  # what waits is read from the top: nobody pages through it
KEYS = {"interested": "1", "later": "2", "not_me": "3", "stop": "4", "request": "5", "seen": "6"}
RELATED = ("person__company", "attempt__campaign__offer__brand__organisation", "attempt__clearance", "contact_point",
           "mailbox__brand__organisation", "organisation", "sorted_by")  # fmt: skip


def replies(request: HttpRequest) -> HttpResponse:
    """What waits, doubtful first; or what was handled, last first."""
    handled = request.GET.get("state") == "handled"
    page = {"handled": handled, "late": late_returns(request.organisation, timezone.now())}
    if handled:
        rows = (
            Return.objects.of(request.organisation).filter(waits=False).select_related("person__company").defer("raw")
        )
        page["slice"] = cut(rows, ("-id",), request.GET.get("after", ""))
    else:
        page["waiting"] = waiting_returns(request.organisation).defer("raw")[:AT_ONCE]
    return render(request, "desk/replies.html", page)


def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer: her words, what they answer, the decision behind, and what to make of it."""
    return _show(request, mine(request, Return, *RELATED, pk=pk), None)


@needs(Action.SORT_REPLY)
@require_POST
def reply_sort(request: HttpRequest, pk: int) -> HttpResponse:
    """What she wants, in one key; the next one is shown."""
    row = mine(request, Return, *RELATED, pk=pk)
    sorting, right = request.POST.get("sorting", ""), request.POST.get("right", "")
    if sorting not in Return.Sorting.values or (right and right not in Right.values):
        raise Http404
    case = sort_return(row, sorting, at=timezone.now(), by=request.user, right=right)
    if sorting == Return.Sorting.STOP:
        messages.success(request, _("C’est noté : plus rien ne lui sera envoyé. La preuve est au journal."))
    elif case:
        messages.success(request, _("La demande est ouverte : elle attend sa réponse dans le mois."))
    else:
        messages.success(request, _("C’est noté."))
    if request.POST.get("back") == "inbox":
        return redirect("desk:inbox")
    following = waiting_returns(request.organisation).values_list("pk", flat=True).first()
    return redirect("desk:reply", following) if following else redirect("desk:replies")


@needs(Action.SORT_REPLY)
@require_POST
def reply_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write back, in her thread."""
    row = mine(request, Return, *RELATED, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        single = form.send(row, at=timezone.now(), by=request.user)
        if single and single.state == single.attempt.State.REFUSED:
            messages.error(
                request, _("La loi ne permet pas ce message tel qu’il est : une offre s’y est peut-être glissée.")
            )
        elif single:
            messages.success(request, _("Votre réponse part."))
        if single:
            return redirect("desk:reply", row.pk)
    return _show(request, row, form)


def reply_raw(request: HttpRequest, pk: int) -> HttpResponse:
    """The message as it came, to be kept or shown elsewhere."""
    row = mine(request, Return, pk=pk)
    if row.raw is None:
        raise Http404
    answer = HttpResponse(bytes(row.raw), content_type="message/rfc822")
    answer["Content-Disposition"] = f'attachment; filename="{row.pk}.eml"'
    return answer


@needs(Action.SET_UP)
def mailbox(request: HttpRequest, code: str = "") -> HttpResponse:
    """A mailbox answers come to; opened at once to see whether it can be."""
    ours = request.organisation
    kept = mine(request, Mailbox, "brand", code=code) if code else None
    form = MailboxForm(request.POST or None, instance=kept or Mailbox(organisation=ours), organisation=ours)
    if request.method == "POST" and form.is_valid():
        return _check(request, form.keep(at=timezone.now(), by=request.user))
    return render(request, "desk/mailbox.html", {"form": form, "mailbox": kept})


@needs(Action.SET_UP)
@require_POST
def mailbox_check(request: HttpRequest, code: str) -> HttpResponse:
    """Open it and take nothing."""
    return _check(request, mine(request, Mailbox, "brand", code=code))


def _check(request: HttpRequest, kept: Mailbox) -> HttpResponse:
    opens = check_mailbox(kept, timezone.now())
    (messages.success if opens else messages.error)(request, kept.check_result)
    return redirect("desk:mailbox", kept.code)


def _show(request: HttpRequest, row: Return, form: AnswerForm | None) -> HttpResponse:
    subject = row.subject if row.subject.lower().startswith("re") else f"Re: {row.subject}"
    same = {"person": row.person} if row.person_id else {"sender": row.sender}
    rows = Return.objects.of(request.organisation)
    page = {
        "reply": row,
        "form": form or AnswerForm(initial={"subject": subject[:200]}),
        "answers": answers_to(row),
        "earlier": rows.filter(**same).exclude(pk=row.pk).defer("raw").order_by("-id")[:10]
        if any(same.values())
        else (),
        "cases": Case.objects.of(request.organisation).filter(person=row.person)[:5] if row.person_id else (),
        "keys": [(code, label, KEYS[code]) for code, label in Return.Sorting.choices],
        "rights": Right.choices,
    }
    return render(request, "desk/reply.html", page)
