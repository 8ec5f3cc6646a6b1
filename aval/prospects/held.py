"""What this room, and those below it, hold about people."""

from datetime import datetime

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from aval.accounts import models as accounts
from aval.evidence import models as evidence
from aval.prospects import forgetting, models
from aval.prospects.holdings import Category, Holding, Lifetime, OnErasure, by


def _employers(people: QuerySet) -> QuerySet:
    return models.Company.objects.filter(people__in=people).distinct()


def _objections(people: QuerySet) -> QuerySet:
    """By the row, else by the fingerprints of her addresses and numbers: an imported opt-out names nobody."""
    points = models.ContactPoint.objects.filter(person__in=people)
    return models.Objection.objects.filter(
        Q(person__in=people)
        | Q(fingerprint__in=points.values("fingerprint"), organisation__in=points.values("organisation"))
    )


def _consents(people: QuerySet) -> QuerySet:
    """By the row, else by the fingerprints of her addresses and numbers."""
    points = models.ContactPoint.objects.filter(person__in=people)
    return models.Consent.objects.filter(
        Q(person__in=people)
        | Q(fingerprint__in=points.values("fingerprint"), organisation__in=points.values("organisation"))
    )


def _forget_circumstances(people: QuerySet, at: datetime) -> int:
    return _consents(people).exclude(circumstances={}).update(circumstances={})


def _refused(people: QuerySet) -> QuerySet:
    points = models.ContactPoint.objects.filter(person__in=people)
    return models.RefusedLine.objects.filter(
        fingerprint__in=points.values("fingerprint"), organisation__in=points.values("organisation")
    )


def _corrections(people: QuerySet) -> QuerySet:
    points = models.ContactPoint.objects.filter(person__in=people)
    return models.Correction.objects.filter(
        about=models.Correction.Subject.ADDRESS,
        subject__in=points.values("normal"),
        organisation__in=points.values("organisation"),
    )


def _entries(people: QuerySet) -> QuerySet:
    subjects = people.annotate(subject=Concat(Value("person:"), Cast("pk", CharField()))).values("subject")
    return evidence.Entry.objects.filter(ledger__in=people.values("organisation"), subject__in=subjects)


HELD = (
    Holding(
        models.Person,
        _("Qui elle est"),
        Category.IDENTITY,
        lambda people: people,
        (
            "civility",
            "first_name",
            "last_name",
            "title",
            "function",
            "function_why",
            "language",
            "country",
            "informed_at",
            "last_contact_from_at",
            "asked_to_stay_at",
            "restricted_at",
            "created_at",
        ),
        OnErasure.DELETED,
    ),
    Holding(
        models.ContactPoint,
        _("Ses adresses et numéros"),
        Category.CONTACT,
        by(models.ContactPoint, "person"),
        ("medium", "value", "recipient_kind", "why", "published_at_url", "published_on", "unreachable_since"),
        OnErasure.DELETED,
    ),
    Holding(
        models.Company,
        _("Son employeur"),
        Category.WORK,
        _employers,
        ("name", "siren", "sector", "city"),
        OnErasure.KEPT,
        _("Les données d’une société ne sont pas les siennes ; l’entreprise individuelle, elle, s’efface avec elle."),
        forget=forgetting.delete_sole_traders,
    ),
    Holding(
        models.Provenance,
        _("D’où nous la connaissons"),
        Category.ORIGIN,
        by(models.Provenance, "person"),
        ("source", "collected_on", "received_at", "consent_wording", "consent_at"),
        OnErasure.DELETED,
    ),
    Holding(
        models.Correction,
        _("Ce qu’un membre a corrigé sur son adresse"),
        Category.WORK,
        _corrections,
        ("field", "value", "reason", "decided_at"),
        OnErasure.DELETED,
        forget=forgetting.delete_corrections,
    ),
    Holding(
        models.Objection,
        _("Ses oppositions"),
        Category.CHOICES,
        _objections,
        ("kind", "channel", "brand", "origin", "heard_at", "recorded_at"),
        OnErasure.KEPT,
        _("Une empreinte sans adresse reste pour que personne ne la recontacte (liste repoussoir)."),
    ),
    Holding(
        models.Consent,
        _("Ses consentements, refus et retraits"),
        Category.CHOICES,
        _consents,
        ("purpose", "channel", "act", "door", "acted_at", "wording", "version", "circumstances"),
        OnErasure.KEPT,
        _("La preuve de ce qu’elle a choisi reste sous une empreinte sans adresse (art. 17(3)(e) RGPD)."),
        _forget_circumstances,
    ),
    Holding(
        models.Silence,
        _("Pourquoi nous nous taisons pour un temps"),
        Category.CHOICES,
        by(models.Silence, "person"),
        ("why", "since", "until_on", "ended_at"),
        OnErasure.DELETED,
    ),
    Holding(
        models.Relation,
        _("Ce qu’elle a acheté ou signé chez nous"),
        Category.CUSTOMER,
        by(models.Relation, "person"),
        ("fact", "happened_on", "ends_on", "product", "reference", "refusal_offered", "recorded_at"),
        OnErasure.DELETED,
    ),
    Holding(
        models.Stage,
        _("Où en est la conversation"),
        Category.CUSTOMER,
        by(models.Stage, "person"),
        ("code", "since", "until", "product", "amount", "reason", "meeting_at", "next_on"),
        OnErasure.DELETED,
    ),
    Holding(
        models.RefusedLine,
        _("Lignes d’import refusées qui portent son adresse"),
        Category.ORIGIN,
        _refused,
        ("field", "reason", "content"),
        OnErasure.EMPTIED,
        forget=forgetting.empty_refused_lines,
    ),
    Holding(
        models.Consultation,
        _("Qui a consulté ses données, et quand"),
        Category.LOGS,
        by(models.Consultation, "person"),
        ("at", "what", "by_program"),
        OnErasure.EMPTIED,
        _("La ligne dit qu’un membre a ouvert une fiche ; elle ne mène plus à personne."),
        forget=lambda people, at: by(models.Consultation, "person")(people).update(about=""),  # noqa: ARG005
    ),
    Holding(
        evidence.Entry,
        _("Écritures du registre de preuves"),
        Category.LOGS,
        _entries,
        ("at", "kind", "payload"),
        OnErasure.EMPTIED,
        _("Le contenu disparaît ; l’empreinte scellée reste, et ne dit rien d’elle."),
        forget=forgetting.empty_entries,
    ),
)

LIFETIMES = (
    Lifetime(
        models.Consultation,
        _("Journal des consultations"),
        "at",
        365,
        _("Six à douze mois selon la CNIL (délibération 2021-122) ; ensuite la ligne disparaît."),
    ),
    Lifetime(
        models.RefusedLine,
        _("Lignes d’import refusées, à reprendre"),
        "run__finished_at",
        30,
        _("Le temps de corriger la liste et de la remettre ; ensuite leur contenu disparaît, leur compte reste."),
        only=~Q(content=""),
        drop=lambda rows: rows.update(content="", fingerprint=""),
    ),
)

UNTIED = {
    accounts.Organisation: "who operates Aval",
    accounts.Policy: "a choice of the organisation",
    accounts.Brand: "in whose name one writes",
    accounts.Member: "somebody who works here, not a prospect; told by the register",
    accounts.Training: "what a member learnt",
    accounts.Token: "a key of a machine",
    accounts.Processor: "a company under contract",
    accounts.Chore: "what is done every day",
    evidence.Head: "a hash and a signature",
    evidence.Block: "hashes",
    evidence.Frontier: "hashes",
    models.ForeignMark: "a hash of another system's; whose it is, nobody here knows",
    models.Source: "a list, not those on it",
    models.SupplierFile: "what the supplier showed us",
    models.Capture: "a page of the supplier, empty of people",
    models.PartnerList: "names of companies",
    models.Sample: "numbers of lines; what is wrong with a proof, by its line",
    models.Rental: "a campaign whose addresses never reached us",
    models.Stock: "counts, and which file of the register",
    models.Import: "counts; its file is erased once read",
    models.Export: "row numbers of people, which lead nowhere once she is gone; no address, no name",
    models.Segment: "a filter, not those it lets through",
    models.ColumnMapping: "how a header was understood",
}
