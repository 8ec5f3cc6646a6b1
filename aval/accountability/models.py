"""Breaches of personal data, notified or not (art. 33(5) GDPR), and who was told what."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.post.models import Single
from aval.prospects.models import Person


class Breach(Owned):
    """One breach, from the hour somebody became aware of it. A drill is the same in everything, but nothing leaves.

    `scope` says whose data, as {"kind", "key"} (see `aval.accountability.affected`). The four parts of the message to the
    persons (`nature_told`, `consequences`, `measures`, `advice`) are kept apart, none may be vague (SAN-2026-001).
    """

    class Cause(models.TextChoices):
        LOST = "lost", _("matériel ou fichier perdu")
        STOLEN = "stolen", _("matériel ou fichier volé")
        ATTACK = "attack", _("intrusion, logiciel malveillant")
        SENT_WRONG = "sent_wrong", _("envoyé à la mauvaise personne")
        PUBLISHED = "published", _("publié par erreur")
        INSIDER = "insider", _("acte interne")
        PROCESSOR = "processor", _("chez un sous-traitant")
        OTHER = "other", _("autre cause")

    class Risk(models.TextChoices):
        UNLIKELY = "unlikely", _("peu probable")
        RISK = "risk", _("un risque")
        HIGH = "high", _("un risque élevé")

    drill = models.BooleanField(_("exercice"), default=False)
    title = models.CharField(_("en quelques mots"), max_length=200)
    aware_at = models.DateTimeField(_("quand l’avez-vous su"))
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    happened_at = models.DateTimeField(_("quand est-ce arrivé"), null=True)
    ended_at = models.DateTimeField(_("quand est-ce fini"), null=True)
    confidentiality = models.BooleanField(_("des données ont pu être lues par qui ne devait pas"), default=False)
    integrity = models.BooleanField(_("des données ont pu être changées"), default=False)
    availability = models.BooleanField(_("des données sont perdues ou hors d’atteinte"), default=False)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, default=Cause.OTHER)
    facts = models.TextField(_("ce qui s’est passé"), blank=True)
    scope = models.JSONField(default=list)
    unreadable = models.BooleanField(_("les données étaient chiffrées, la clé est sauve"), default=False)
    risk = models.CharField(_("risque pour les personnes"), max_length=8, choices=Risk, default=Risk.HIGH)
    nature_told = models.TextField(_("ce qui est arrivé, en mots simples"), blank=True)
    consequences = models.TextField(_("ce que cela peut entraîner pour elles"), blank=True)
    measures = models.TextField(_("ce que nous avons fait et faisons"), blank=True)
    advice = models.TextField(_("ce qu’elles peuvent faire"), blank=True)
    before = models.TextField(_("ce qui protégeait les données avant"), blank=True)
    processors = models.TextField(_("sous-traitants concernés"), blank=True)
    abroad = models.TextField(_("autres pays concernés"), blank=True)
    late_because = models.TextField(_("raisons du retard"), blank=True)
    notified_at = models.DateTimeField(_("notifiée à la CNIL le"), null=True)
    reference = models.CharField(_("numéro donné par la CNIL"), max_length=60, blank=True)
    completed_at = models.DateTimeField(_("complétée le"), null=True)
    telling_at = models.DateTimeField(_("information décidée le"), null=True)
    waived_at = models.DateTimeField(null=True)
    waived_because = models.TextField(_("pourquoi les personnes ne sont pas informées"), blank=True)
    waived_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True) | (~Q(waived_because="") & Q(telling_at__isnull=True)),
                name="no_waiver_without_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "closed_at"])]


class Affected(Owned):
    """One person a breach touches, once it is decided to tell them: which kinds of her data, and how she was told."""

    class Way(models.TextChoices):
        WAITING = "waiting", _("à informer")
        EMAIL = "email", _("informée par courriel")
        BY_HAND = "by_hand", _("à informer par téléphone ou courrier")
        TOLD = "told", _("informée autrement")
        GONE = "gone", _("effacée avant d’être informée")

    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="people", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="breaches")
    kinds = models.JSONField(default=list)
    way = models.CharField(max_length=8, choices=Way, default=Way.WAITING)
    single = models.ForeignKey(Single, null=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["breach", "person"], name="one_telling_a_person_a_breach")
        ]
        indexes: ClassVar = [models.Index(fields=["breach", "way", "id"], name="whom_to_tell_next")]


class RegisterVersion(Owned):
    """The register of processing as somebody declared it (art. 30 GDPR); never edited, a new one replaces it."""

    number = models.PositiveIntegerField()
    content = models.JSONField()
    signed_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField()
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_register_a_number")
        ]
