"""What this room holds about people: what they asked, and what they were answered."""

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from aval.prospects.holdings import Category, Holding, OnErasure
from aval.prospects.models import ContactPoint
from aval.rights import models
from aval.rights.cases import cases_of

WORDLESS = _("La demande et la preuve de sa réponse restent, sans ses mots, sans adresse, sans nom.")


def _answers(people: QuerySet) -> QuerySet:
    return models.Answer.objects.filter(case__in=cases_of(people))


def _steps(people: QuerySet) -> QuerySet:
    return models.CaseStep.objects.filter(case__in=cases_of(people))


def _empty_cases(people: QuerySet, at: datetime) -> int:
    """What she said goes; where to answer her stays until she has been answered."""
    cases = cases_of(people)
    address = ContactPoint.objects.filter(person=OuterRef("person"), medium="email").order_by("pk").values("value")
    cases.filter(answer=None, contact="").update(contact=Coalesce(Subquery(address[:1]), Value("")))
    ended = cases.exclude(answer=None).update(contact="", said="", reference="")
    return ended + cases.filter(answer=None).update(said="")


def _empty_answers(people: QuerySet, at: datetime) -> int:
    return _answers(people).exclude(sent_at=None).update(to="", subject="", text="", reasons="")


def _empty_steps(people: QuerySet, at: datetime) -> int:
    return _steps(people).update(note="")


HELD = (
    Holding(
        models.Case,
        _("Ses demandes"),
        Category.REQUESTS,
        cases_of,
        ("right", "door", "received_at", "said", "contact", "due_on", "reference", "source", "campaign"),
        OnErasure.EMPTIED,
        WORDLESS,
        _empty_cases,
    ),
    Holding(
        models.CaseStep,
        _("Ce qui en a été fait"),
        Category.REQUESTS,
        _steps,
        ("kind", "at", "act", "note"),
        OnErasure.EMPTIED,
        WORDLESS,
        _empty_steps,
    ),
    Holding(
        models.Answer,
        _("Ce que nous lui avons répondu"),
        Category.REQUESTS,
        _answers,
        ("kind", "to", "subject", "text", "way", "sent_at", "proof"),
        OnErasure.EMPTIED,
        WORDLESS,
        _empty_answers,
    ),
)

UNTIED = {
    models.Purge: "counts",
    models.Notice: "what people of a source are told",
    models.Leaving: "numbers of rows, gone with the transaction that wrote them",
    models.Recipient: "a company that receives data from us",
    models.Telling: "fingerprints under the key of who is to be told, emptied once told",
}
