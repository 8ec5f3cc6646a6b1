"""What the inspector found, and what was decided about it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned


class Fault(Owned):
    """One thing that is not as it should be: which check, about what, since when. `gone_at`: not found any more.

    `about` is an opaque code ("source:12", "campaign:3", "member:4"), empty for the house; `facts` fill the sentence.
    `owner` is who has it mended: somebody of the role the check names, or whom a member chose.
    """

    class Gravity(models.TextChoices):
        NOTE = "note", _("à savoir")
        SERIOUS = "serious", _("grave")
        CRITICAL = "critical", _("arrête tout")

    check_code = models.CharField(max_length=40)
    about = models.CharField(max_length=60, blank=True)
    gravity = models.CharField(max_length=8, choices=Gravity)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    owner = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "check_code", "about"],
                condition=Q(gone_at__isnull=True),
                name="one_fault_at_a_time",
            )
        ]


class Inspection(Owned):
    """One round of every check: when, how many faults, which appeared, which went.

    `read_with`: check -> digest of the words it read with, for those that do not read everything again each night.
    """

    at = models.DateTimeField()
    faults = models.PositiveIntegerField()
    appeared = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()
    failed = models.JSONField(default=list)
    read_with = models.JSONField(default=dict)
    asked_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.PositiveBigIntegerField(null=True)


class Sanction(Owned):
    """A warning, a formal notice with its day, or a suspension; lifted by a second person, with a reason.

    `by` is empty when the inspector acted alone, on the scale of the house.
    """

    class Kind(models.TextChoices):
        WARNING = "warning", _("avertissement")
        NOTICE = "notice", _("mise en demeure")
        SUSPENSION = "suspension", _("suspension")

    fault = models.ForeignKey(Fault, null=True, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)
    until_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_because = models.CharField(max_length=500, blank=True)
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_because=""), name="no_sanction_lifted_without_reason"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | Q(by__isnull=True) | ~Q(lifted_by=F("by")),
                name="no_sanction_lifted_by_whoever_gave_it",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "about", "lifted_at"])]


class Signal(Owned):
    """A rate that drifted from its own past: so many events among so many exposures this week, against the three months before.

    `chance` is the probability of so many had nothing changed; `house`: it is held against the whole house, having no past.
    """

    class Measure(models.TextChoices):
        OBJECTIONS = "objections", _("oppositions après une lettre")
        BOUNCES = "bounces", _("rejets définitifs")
        COMPLAINTS = "complaints", _("signalements « indésirable »")
        REFUSALS = "refusals", _("personnes refusées à l’envoi")
        CALL_OBJECTIONS = "call-objections", _("oppositions au téléphone")
        LATE_ANSWERS = "late-answers", _("demandes répondues en retard")
        CASE_COMPLAINTS = "case-complaints", _("plaintes reçues")

    class Dimension(models.TextChoices):
        LIST = "list", _("liste")
        CAMPAIGN = "campaign", _("campagne")
        MEMBER = "member", _("membre")
        DOMAIN = "domain", _("domaine des destinataires")

    measure = models.CharField(max_length=20, choices=Measure)
    dimension = models.CharField(max_length=10, choices=Dimension)
    key = models.CharField(max_length=253)
    events = models.PositiveIntegerField()
    exposed = models.PositiveIntegerField()
    past_events = models.PositiveIntegerField()
    past_exposed = models.PositiveIntegerField()
    chance = models.FloatField()
    house = models.BooleanField(default=False)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "measure", "dimension", "key"],
                condition=Q(gone_at__isnull=True),
                name="one_signal_at_a_time",
            )
        ]


class Watch(Owned):
    """One look at every rate: how many were asked about, how many drifted, under which law."""

    at = models.DateTimeField()
    questions = models.PositiveIntegerField()
    signals = models.PositiveIntegerField()
    law = models.CharField(max_length=64)
    evidence = models.PositiveBigIntegerField(null=True)
