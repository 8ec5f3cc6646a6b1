"""What leaving and coming back leave behind about people."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aval.post import models
from aval.post.showing import letters_as_sent
from aval.post.single import empty_singles
from aval.post.texts.handing import empty_texts
from aval.prospects.holdings import Category, Holding, Lifetime, OnErasure, by
from aval.prospects.models import ContactPoint


def _sandboxed(people: QuerySet) -> QuerySet:
    points = ContactPoint.objects.filter(person__in=people)
    hers = Q(envelope_to__in=points.values("value")) | Q(envelope_to__in=points.values("normal"))
    return models.SandboxMessage.objects.filter(hers, organisation__in=points.values("organisation"))


def _empty_the_sandbox(people: QuerySet, at: datetime) -> int:
    return _sandboxed(people).delete()[0]


def _written_to(people: QuerySet) -> QuerySet:
    points = ContactPoint.objects.filter(person__in=people)
    before_we_held_her = Q(address__in=points.values("value"), organisation__in=points.values("organisation"))
    return models.Single.objects.filter(Q(attempt__person__in=people) | before_we_held_her)


def _empty_what_was_written(people: QuerySet, at: datetime) -> int:
    """An answer to her that has not left yet keeps its words until it has; anything else that waits never leaves."""
    waits = Q(attempt__state=models.Attempt.State.WAITING)
    hers = list(_written_to(people).values_list("pk", flat=True))
    unsent = models.Single.objects.filter(waits, pk__in=hers).exclude(message_type=models.Single.Kind.RIGHTS_ANSWER)
    deleted = models.Attempt.objects.filter(single__in=unsent).delete()[1].get("post.Single", 0)
    return deleted + empty_singles(models.Single.objects.filter(pk__in=hers))


def _texted(people: QuerySet) -> QuerySet:
    points = ContactPoint.objects.filter(person__in=people, medium="phone")
    before_we_held_her = Q(number__in=points.values("normal"), organisation__in=points.values("organisation"))
    return models.Text.objects.filter(Q(attempt__person__in=people) | before_we_held_her)


def _empty_what_was_texted(people: QuerySet, at: datetime) -> int:
    """As for messages: an answer to her leaves first, anything else that waits never does."""
    waits = Q(attempt__state=models.Attempt.State.WAITING)
    hers = list(_texted(people).values_list("pk", flat=True))
    unsent = models.Text.objects.filter(waits, pk__in=hers).exclude(message_type=models.Text.Kind.RIGHTS_ANSWER)
    deleted = models.Attempt.objects.filter(text_message__in=unsent).delete()[1].get("post.Text", 0)
    return deleted + empty_texts(models.Text.objects.filter(pk__in=hers))


def _empty_missives(people: QuerySet, at: datetime) -> int:
    """What is not sent never is."""
    hers = by(models.Missive, "person")(people)
    unsent = (models.Missive.State.WAITING, models.Missive.State.READY)
    hers.filter(state__in=unsent).update(state=models.Missive.State.DROPPED)
    return hers.update(subject="", text="")


def _written_in_campaigns(people: QuerySet) -> QuerySet:
    """By the row, else by the address: two people found to be one may both have been written to by one campaign."""
    return models.Attempt.objects.filter(Q(person__in=people) | Q(person=None, contact_point__person__in=people))


def _settle_attempts(people: QuerySet, at: datetime) -> int:
    """A letter that waited for her never leaves, and what a server answered about her address is not kept."""
    attempts = _written_in_campaigns(people)
    letters = attempts.filter(state=models.Attempt.State.WAITING, campaign__isnull=False)
    letters.update(state=models.Attempt.State.REFUSED)
    return attempts.exclude(reply="").update(reply="")


def _came_back(people: QuerySet) -> QuerySet:
    """By the row, else by the address it came from."""
    points = ContactPoint.objects.filter(person__in=people)
    from_her = Q(sender__in=points.values("normal"), organisation__in=points.values("organisation"))
    return models.Return.objects.filter(Q(person__in=people) | from_her)


def _empty_what_came_back(people: QuerySet, at: datetime) -> int:
    return _came_back(people).update(sender="", subject="", text="", raw=None, message_id="")


HELD = (
    Holding(
        models.Attempt,
        _("Messages qui lui ont été adressés"),
        Category.EXCHANGES,
        _written_in_campaigns,
        ("campaign", "state", "handed_at", "message_id", "server"),
        OnErasure.EMPTIED,
        _("L’envoi reste compté ; il ne mène plus à personne."),
        forget=_settle_attempts,
        twins=("campaign", ~Q(state__in=[models.Attempt.State.WAITING, models.Attempt.State.REFUSED])),
        tells=letters_as_sent,
    ),
    Holding(
        models.Single,
        _("Réponses et messages de service"),
        Category.EXCHANGES,
        _written_to,
        ("message_type", "subject", "text", "asked_at"),
        OnErasure.EMPTIED,
        _("L’envoi reste compté ; ni adresse ni mots ne restent."),
        forget=_empty_what_was_written,
    ),
    Holding(
        models.Text,
        _("SMS qui lui ont été adressés"),
        Category.EXCHANGES,
        _texted,
        ("message_type", "text", "asked_at"),
        OnErasure.EMPTIED,
        _("L’envoi reste compté ; ni numéro ni mots ne restent."),
        forget=_empty_what_was_texted,
    ),
    Holding(
        models.Missive,
        _("Courriers et messages privés"),
        Category.EXCHANGES,
        by(models.Missive, "person"),
        ("channel", "state", "subject", "text", "asked_at", "sent_at", "returned_why"),
        OnErasure.EMPTIED,
        _("Le courrier reste compté ; ses mots ne restent pas, et rien de prêt ne part."),
        forget=_empty_missives,
    ),
    Holding(
        models.Return,
        _("Ce qui est revenu d’elle ou de son adresse"),
        Category.EXCHANGES,
        _came_back,
        ("kind", "received_at", "subject", "text", "intent", "bounce", "until_on", "sorting"),
        OnErasure.EMPTIED,
        _("Le retour reste compté ; ni adresse, ni mots, ni message d’origine ne restent."),
        forget=_empty_what_came_back,
    ),
    Holding(
        models.SandboxMessage,
        _("Copies du bac à sable"),
        Category.EXCHANGES,
        _sandboxed,
        ("received_at", "subject"),
        OnErasure.DELETED,
        forget=_empty_the_sandbox,
    ),
)

LIFETIMES = (
    Lifetime(
        models.SandboxMessage,
        _("Copies du bac à sable"),
        "received_at",
        30,
        _("Des essais : ils se relisent dans le mois."),
    ),
)

UNTIED = {
    models.Mailbox: "where returns come to",
    models.Hook: "where a provider tells us of them",
    models.Printing: "letters printed together, counted",
    models.MailServer: "where letters leave by",
    models.TextServer: "where texts leave by",
    models.ServerDay: "a count",
    models.SigningKey: "a key of a domain",
    models.DomainCheck: "what the DNS says of a domain",
    models.Worker: "a process",
}
