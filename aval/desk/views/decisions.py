"""One decision kept: what it rests on, and what the law answers on the same facts, that day or another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from aval.clearance.kept import Kept, find
from aval.clearance.replaying import Replay, replay
from aval.clearance.wording import say, say_reason
from aval.desk.explaining import name_fact, say_fact
from aval.desk.forms.decisions import LawForm
from aval.desk.forms.screenings import CHANNELS
from aval.law.facts import VOCABULARY
from aval.law.parameters import eras


def decision(request: HttpRequest, number: str) -> HttpResponse:
    """The decision, and the same taken again: under the law of its day, or of the day asked for."""
    kept = find(request.organisation.pk, number)
    if kept is None:
        raise Http404(number)
    form = LawForm(request.GET or None)
    law = form.cleaned_data["law"] if form.is_valid() else None
    found, language = replay(kept, law=law), get_language() or "fr"
    page = {
        "kept": kept,
        "reasons": _reasons(kept, language),
        "basis": say(kept.basis, language) if kept.basis else None,
        "obligations": [say(code, language) for code in kept.obligations],
        "facts": _facts(kept, language),
        "found": found,
        "appears": [say(code, language) for code in found.findings if code not in kept.findings],
        "goes": [say(code, language) for code in kept.findings if found.decision and code not in found.findings],
        "law": law,
        "form": form,
        "changes": eras()[1:],
        "channel": dict(CHANNELS).get(kept.channel, kept.channel),
    }
    return render(request, "desk/decision.html", page)


def _reasons(kept: Kept, language: str) -> list[object]:
    """The reasons in words: as possible only where they hung on what was not known."""
    again: Replay = replay(kept)
    if again.decision and again.same:
        return [say_reason(reason, language) for reason in again.decision.reasons]
    return [say(code, language) for code in kept.findings]


def _facts(kept: Kept, language: str) -> list[tuple[str, str]]:
    """What was known, in the order of the vocabulary."""
    return [(name_fact(name, language), say_fact(name, kept.facts[name])) for name in VOCABULARY if name in kept.facts]
