"""The pieces of a supplier's dossier: forms audited, partner lists, lines drawn and proofs checked, rented campaigns."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from aval.accounts.permissions import Action
from aval.accounts.processors import EEA
from aval.clearance.quarantine import examine_all, held_of
from aval.collection.supplied import take_form
from aval.desk.access import mine, needs
from aval.desk.forms.auditing import CaptureForm, DrawForm, PartnerListForm, ProofsForm, RentalForm
from aval.desk.templatetags.said import spoken
from aval.desk.views.auditing import audited
from aval.prospects.models import Sample, Source, SupplierFile
from aval.prospects.proofs import Problem, ProofsUnreadable, read_proofs
from aval.prospects.refusals import neutral
from aval.prospects.suppliers import (
    asked_of,
    draw_sample,
    keep_partner_list,
    keep_rental,
    line_problems,
    list_problems,
    verify_sample,
)

FORMS: dict[str, type[forms.Form]] = {
    "form": CaptureForm,
    "partners": PartnerListForm,
    "draw": DrawForm,
    "proofs": ProofsForm,
    "rental": RentalForm,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the dossier must say: what is written, and whether it is good (None: nothing is)."""

    label: str
    said: str
    good: bool | None


def checklist(source: Source) -> list[Check]:
    """What is asked before a file from somebody is used (art. 7(1) and 24 GDPR), as it stands; nothing is decided here."""
    file: SupplierFile = getattr(source, "supplier_file", None) or SupplierFile()
    contract = " · ".join(filter(None, [file.contract_reference, spoken(file.contract_on) if file.contract_on else ""]))
    drawn = _("{valid} valables sur {size}").format(valid=file.sample_valid or 0, size=file.sample_size)
    abroad = file.processing_country not in EEA
    return [
        Check(_("Contrat, et sa date"), contract, (bool(file.contract_reference) and bool(file.contract_on)) or None),
        Check(_("Collecte vérifiée"), file.notes[:80], file.lawful_collection_checked),
        Check(_("Formulaires de collecte vus"), "", file.captures_seen),
        Check(
            _("Liste de partenaires qui vous nomme"),
            spoken(file.partner_list_on) if file.partner_list_on else "",
            file.partner_list_names_us,
        ),
        Check(
            _("Preuves tirées au sort"),
            drawn if file.sample_size else "",
            file.sample_valid == file.sample_size if file.sample_size else None,
        ),
        Check(_("Vérifié le"), spoken(file.audited_on) if file.audited_on else "", bool(file.audited_on) or None),
        Check(
            _("Pays de traitement et garantie"),
            " · ".join(filter(None, [file.processing_country, file.safeguard])),
            bool(file.safeguard) if abroad else True,
        ),
    ]


@needs(Action.CHECK_SUPPLIER)
def pieces(request: HttpRequest, code: str) -> HttpResponse:
    """What the supplier showed, piece by piece; each is checked when it comes in, and the law asked again."""
    source = mine(request, Source, "supplier_file", "organisation", code=code)
    shown = {name: made(prefix=name) for name, made in FORMS.items()}
    asked = request.POST.get("piece", "")
    if request.method == "POST" and asked in FORMS:
        form = shown[asked] = FORMS[asked](request.POST, request.FILES, prefix=asked)
        if form.is_valid() and KEEPERS[asked](request, source, form):
            examine_all(request.organisation, at=timezone.now())
            return redirect("desk:source_pieces", code)
    sample = source.samples.first()
    problems = [*list_problems(source), *line_problems(source)]
    page = {
        "source": source,
        "forms": shown,
        "sample": sample,
        "held": held_of(source),
        "checklist": checklist(source),
        "problems": [sentence(one) for one in problems],
        "wrong": [sentence(Problem(**one)) for one in sample.problems] if sample else [],
    }
    return render(request, "desk/pieces.html", page)


def _keep_form(request: HttpRequest, source: Source, form: CaptureForm) -> bool:
    answer = audited(form)
    if answer is None:
        return False
    audit, raw = answer
    given = {name: form.cleaned_data[name] for name in ("site", "from_on", "until_on")}
    take_form(source, raw, audit, **given, by=request.user, at=timezone.now())
    return True


def _keep_partners(request: HttpRequest, source: Source, form: PartnerListForm) -> bool:
    keep_partner_list(source, **form.cleaned_data, by=request.user, at=timezone.now())
    return True


def _draw(request: HttpRequest, source: Source, form: DrawForm) -> bool:
    draw_sample(source, size=form.cleaned_data["size"], by=request.user, at=timezone.now())
    return True


def _verify(request: HttpRequest, source: Source, form: ProofsForm) -> bool:
    sample = source.samples.first()
    if sample is None:
        form.add_error("proofs", sentence(Problem("no-sample")))
        return False
    try:
        shown = read_proofs(form.cleaned_data["proofs"].read())
    except ProofsUnreadable as why:
        form.add_error("proofs", sentence(Problem(why.code, detail=why.detail)))
        return False
    verify_sample(sample, shown, by=request.user, at=timezone.now())
    return True


def _keep_rental(request: HttpRequest, source: Source, form: RentalForm) -> bool:
    given = form.cleaned_data | {"objections": form.cleaned_data["objections"].splitlines()}
    kept, unread = keep_rental(source, **given, by=request.user, at=timezone.now())
    for one in unread:
        messages.error(request, sentence(one))
    told = ngettext(
        "{n} opposition rendue est enregistrée.", "{n} oppositions rendues sont enregistrées.", kept.objections
    )
    messages.success(request, told.format(n=kept.objections))
    return True


KEEPERS: dict[str, Callable[[HttpRequest, Source, Any], bool]] = {
    "form": _keep_form,
    "partners": _keep_partners,
    "draw": _draw,
    "proofs": _verify,
    "rental": _keep_rental,
}


@needs(Action.CHECK_SUPPLIER)
def sample_csv(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The lines drawn, to be sent to the supplier: their number and address, nothing else."""
    sample = mine(request, Sample, "source", pk=pk, source__code=code)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tirage-{sample.pk}.csv"'
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(["line", "email"])
    writer.writerows([one.line, neutral(one.email)] for one in asked_of(sample))
    return answer


def sentence(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    return problem.say(get_language() or "fr")
