"""Forms: built without code, published when the law allows, and what came through them."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.collection.models import Form, FormVersion, Submission
from aval.collection.publishing import NotPublishable, change_draft, close, declare_form, faults_of, publish
from aval.collection.receipts import proof_of
from aval.collection.sharing import html_of, script_of
from aval.collection.starting import starting_draft
from aval.desk.access import mine, needs
from aval.desk.forms.collecting import DraftForm, NewForm
from aval.prospects.models import Consent

State = Submission.State
SHOWN = 30


def forms(request: HttpRequest) -> HttpResponse:
    """Every form, newest first, with what came."""
    came = Count("submissions", filter=~Q(submissions__state=State.DENIED))
    waits = Count("submissions", filter=Q(submissions__state=State.HELD))
    found = Form.objects.of(request.organisation).select_related("brand").annotate(came=came, waits=waits)
    return render(request, "desk/forms.html", {"forms": found.order_by("-id")})


@needs(Action.BUILD_FORM)
def form_new(request: HttpRequest) -> HttpResponse:
    """Its kind and its name; a beginning is proposed."""
    asked = NewForm(request.POST or None, organisation=request.organisation)
    if request.method == "POST" and asked.is_valid():
        given = asked.cleaned_data
        draft = starting_draft(given["kind"], given["name"], given["brand"].name, given["language"])
        made = declare_form(
            given["brand"],
            name=given["name"],
            kind=given["kind"],
            language=given["language"],
            draft=draft,
            by=request.user,
            at=timezone.now(),
        )
        return redirect("desk:form_edit", made.code)
    return render(request, "desk/form_new.html", {"form": asked})


def form(request: HttpRequest, code: str) -> HttpResponse:
    """One form: where it stands, how to share it, what came."""
    found = mine(request, Form, "brand", "source", code=code)
    versions = list(found.versions.order_by("-number").defer("picture", "notice", "definition"))
    came = found.submissions.select_related("person").order_by("-id")[:SHOWN]
    counts = dict(found.submissions.values_list("state").annotate(n=Count("pk")))
    choices = _choices(found)
    page = {
        "form": found, "versions": versions, "submissions": came, "counts": counts, "faults": faults_of(found), "choices": choices,
        "url": f"{settings.AVAL_URL}/f/{found.code}", "total": sum(counts.values()),
    }  # fmt: skip
    if versions and found.state == Form.State.OPEN:
        page |= {"script": script_of(found), "html": html_of(found.versions.order_by("-number").first())}
    return render(request, "desk/form.html", page)


def _choices(found: Form) -> list[dict[str, object]]:
    """For each purpose and channel, how many ticked, left empty, confirmed, took back."""
    acts = Consent.objects.of(found.organisation_id).filter(source=found.source_id)
    names = {"given": "ticked", "refused": "left", "confirmed": "confirmed", "withdrawn": "withdrawn"}
    counted = {told: Count("pk", filter=Q(act=act)) for act, told in names.items()}
    rows = acts.values("purpose", "channel").annotate(**counted).order_by("purpose", "channel")
    return [{**row, "called": Consent.Purpose(row["purpose"]).label} for row in rows]


@needs(Action.BUILD_FORM)
def form_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Build it; what keeps it from being published is said beside each thing."""
    found = mine(request, Form, "brand", "organisation", code=code)
    if request.method == "POST":
        asked = DraftForm(request.POST, form=found)
        if asked.is_valid():
            change_draft(found, asked.read(), sites=asked.cleaned_data["sites"])
            if "publish" in request.POST:
                return _publish(request, found)
            messages.success(request, _("Le brouillon est gardé. Personne ne le voit encore."))
            return redirect("desk:form_edit", code)
    else:
        asked = DraftForm(form=found, faults=faults_of(found))
    return render(request, "desk/form_edit.html", {"form": asked, "ours": found, "faults": asked.faults})


def _publish(request: HttpRequest, found: Form) -> HttpResponse:
    try:
        version = publish(found, by=request.user, at=timezone.now())
    except NotPublishable as why:
        said = _("Rien n’est publié : %(count)s à corriger, dit à côté de chaque chose.") % {"count": len(why.faults)}
        messages.error(request, said)
        return redirect("desk:form_edit", found.code)
    messages.success(request, _("La version %(number)s est publiée.") % {"number": version.number})
    return redirect("desk:form", found.code)


@needs(Action.BUILD_FORM)
@require_POST
def form_close(request: HttpRequest, code: str) -> HttpResponse:
    """Take it down."""
    close(mine(request, Form, code=code), by=request.user, at=timezone.now())
    messages.success(request, _("Le formulaire est fermé : plus personne ne peut l’envoyer."))
    return redirect("desk:form", code)


def form_version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A frozen version, as people had it before them."""
    found = mine(request, FormVersion, "form", "published_by", form__code=code, number=number)
    return render(request, "desk/form_version.html", {"version": found, "picture": _inert(found.picture)})


def _inert(picture: str) -> str:
    """The frozen HTML to look at: its controls are dead, and nobody sends anything from the desk."""
    return mark_safe(f"<fieldset disabled class='form asks shown'>{picture}</fieldset>")  # noqa: S308  our own frozen HTML


def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """One act of consent and all it rests on: it stands alone, printed or handed over."""
    act = mine(request, Consent, "person", "recorded_by", pk=pk)
    alike = Consent.objects.of(request.organisation).filter(
        fingerprint=act.fingerprint, purpose=act.purpose, channel=act.channel
    )
    code, _at, number = act.version.rpartition("@")
    rows = FormVersion.objects.of(request.organisation).filter(
        form__code=code, number=int(number) if number.isdigit() else 0
    )
    version = rows.select_related("form").first()
    page = {
        "act": act,
        "acts": alike.order_by("acted_at", "pk"),
        "version": version,
        "picture": _inert(version.picture) if version else "",
    }
    return render(request, "desk/consent.html", page)


def consent_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as an ISO/IEC TS 27560 record, in JSON-LD."""
    act = mine(request, Consent, pk=pk)
    told = proof_of(request.organisation, act)
    response = JsonResponse(
        told, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type="application/ld+json"
    )
    response["Content-Disposition"] = f'attachment; filename="consentement-{pk}.jsonld"'
    return response
