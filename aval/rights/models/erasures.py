"""Who else has to be told of an erasure, and what was purged."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned


class Recipient(Owned):
    """Somebody to whom data were handed: told of each erasure (art. 19 GDPR).

    What it is told is keyed with a fingerprint key of its own (`relaying`), never with ours.
    """

    class Kind(models.TextChoices):
        PROCESSOR = "processor", _("sous-traitant")
        PARTNER = "partner", _("partenaire")
        JOINT = "joint", _("responsable conjoint")

    name = models.CharField(_("nom"), max_length=200)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind)
    contact = models.CharField(_("à qui le dire (courriel, téléphone)"), max_length=200)
    since = models.DateField(_("reçoit des données depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "name"], name="one_recipient_a_name")]


class Telling(Owned):
    """A recipient is to be told that people were erased, or put right; done when somebody says how, with its proof.

    `prints`: fingerprints under the recipient's key, emptied once told. `act`: what they are to be told of.
    """

    class Act(models.TextChoices):
        ERASED = "erased", _("effacement")
        RECTIFIED = "rectified", _("rectification")

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="tellings")
    act = models.CharField(_("à dire"), max_length=10, choices=Act, default=Act.ERASED)
    people = models.PositiveIntegerField()
    prints = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    proof = models.CharField(_("preuve"), max_length=300, blank=True)
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "told_at", "due_on"])]


class Purge(Owned):
    """What was no longer to be held, found by the law and deleted: one run, watched, that may be stopped between batches.

    `reasons`: finding of the law -> people deleted for it; `waiting`: finding -> people the law does not let be deleted
    without a member (told too late, or unknown facts); `dropped`: table -> rows older than their lifetime.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminée")
        STOPPED = "stopped", _("interrompue")

    on = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    stop_asked = models.BooleanField(default=False)
    seen = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    waiting = models.JSONField(default=dict)
    dropped = models.JSONField(default=dict)
    law = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "started_at"])]


class Notice(Owned):
    """One version of what people of a source are told (art. 13 and 14 GDPR), in one language, from the instant it was said.

    What a person received is the version in force when her letter left, or when she was told otherwise (`informed_at`).
    """

    source = models.ForeignKey("prospects.Source", on_delete=models.CASCADE, related_name="notices")
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    sections = models.JSONField()
    said_from = models.DateTimeField()
    evidence = models.PositiveBigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "language", "said_from"])]


class Leaving(Owned):
    """The number of somebody's row while she is being deleted: written and emptied in one transaction, never seen outside.

    A list of thousands of numbers in each statement would cost more than the statements.
    """

    row = models.PositiveBigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "row"])]
