"""Offers with their assessment, campaigns, the letters they send, and the tasks they leave to a human."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand
from aval.accounts.tenancy import Owned
from aval.clearance.models import Screening
from aval.prospects.models import Person, Segment, Source


class Offer(Owned):
    """What we propose, to which functions and sectors, and why it concerns them."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="offers")
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("offre"), max_length=200)
    category = models.CharField(_("famille de produits"), max_length=60)
    functions = models.JSONField(_("fonctions visées"), default=list)
    sectors = models.JSONField(_("secteurs visés"), default=list, blank=True)
    reason = models.CharField(_("pourquoi cette offre les concerne"), max_length=400)
    private_life = models.BooleanField(_("s’adresse à la vie privée"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_offer_a_code")]


class Assessment(Owned):
    """Legitimate-interest assessment (art. 6(1)(f) GDPR) of an offer: interest, necessity, balance, safeguards."""

    class Outcome(models.TextChoices):
        FAVOURABLE = "favourable", _("l’intérêt l’emporte")
        UNFAVOURABLE = "unfavourable", _("la personne l’emporte")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="assessments")
    interest = models.TextField(_("l’intérêt poursuivi"))
    necessity = models.TextField(_("pourquoi c’est nécessaire, et rien de moins intrusif"))
    balance = models.TextField(_("effets et attentes de la personne"))
    safeguards = models.TextField(_("garanties"))
    outcome = models.CharField(_("conclusion"), max_length=12, choices=Outcome)
    signed_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    signed_on = models.DateField()
    review_on = models.DateField(_("à revoir le"))
    evidence = models.PositiveBigIntegerField(null=True)


class Campaign(Owned):
    """What is said of one offer to the people of one source, or to those of a segment among them.

    It is one letter, or several steps. `from_hour` and `to_hour` bound the hours of a working day, where each person is, in which letters leave (both null:
    at any hour); `rests` are the periods nothing leaves in, pairs of ISO days, the second excluded.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        RUNNING = "running", _("en cours")
        PAUSED = "paused", _("en pause")
        FINISHED = "finished", _("terminée")

    code = models.SlugField(max_length=60)
    name = models.CharField(_("campagne"), max_length=200)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="campaigns")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("liste"))
    segment = models.ForeignKey(
        Segment, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("segment")
    )
    screening = models.ForeignKey(Screening, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    paused_why = models.CharField(max_length=300, blank=True)
    from_hour = models.PositiveSmallIntegerField(_("à partir de"), null=True)
    to_hour = models.PositiveSmallIntegerField(_("jusqu’à"), null=True)
    rests = models.JSONField(_("pauses"), default=list, blank=True)
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    launched_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_campaign_a_code")]


class Step(Owned):
    """One step of a campaign that has several: a letter that leaves by itself, or a task for a human.

    `place` counts from 1; `wait_days` are worked days after the step before; `what` is the task, for a human.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("courriel")
        CALL = "call", _("appel")
        LETTER = "letter", _("courrier")
        PRIVATE_MESSAGE = "private_message", _("message privé")
        FOLLOW_UP = "follow_up", _("relance")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(_("par"), max_length=16, choices=Kind)
    wait_days = models.PositiveSmallIntegerField(_("jours ouvrés d’attente"), default=0)
    what = models.CharField(_("à faire"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "place"], name="one_step_a_place")]


class Passage(Owned):
    """Where one person is in a campaign of several steps: `place` is the last step given, `next_at` when the next one is.

    While a step is under way `next_at` is null. `why` says what stopped it: a code of `campaigns.passing.STOPS`.
    """

    class State(models.TextChoices):
        GOING = "going", _("en route")
        STOPPED = "stopped", _("arrêtée")
        FINISHED = "finished", _("arrivée au bout")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="passages", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passages")
    place = models.PositiveSmallIntegerField(_("étape"), default=0)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.GOING)
    next_at = models.DateTimeField(_("étape suivante le"), null=True)
    why = models.CharField(_("arrêtée parce que"), max_length=40, blank=True)
    ended_at = models.DateTimeField(_("arrêtée le"), null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "person"], name="one_passage_a_person")]
        indexes: ClassVar = [models.Index(fields=["campaign", "state", "next_at", "id"], name="whose_step_is_next")]


class LetterTemplate(Owned):
    """The words a member writes, in one language; what the law asks is generated around them, never written here.

    `place` is the step it is the letter of; `version` is `a`, or `b` where two are compared.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="letters")
    place = models.PositiveSmallIntegerField(default=1)
    version = models.CharField(_("version"), max_length=1, default="a", choices=[("a", "A"), ("b", "B")])
    language = models.CharField(max_length=2, choices=[("fr", "Français"), ("en", "English")])
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("texte"))
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "place", "version", "language"], name="one_letter_a_language"),
        ]


class Task(Owned):
    """Something a member must do by a day: a call, a letter, a private message, a follow-up. Aval never does it for her.

    `about` is an opaque code of what asked for it ("step:12"), empty when somebody wrote it down by hand.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("appel")
        LETTER = "letter", _("courrier")
        PRIVATE_MESSAGE = "private_message", _("message privé")
        FOLLOW_UP = "follow_up", _("relance")
        FREE = "free", _("autre")

    class Outcome(models.TextChoices):
        DONE = "done", _("c’est fait")
        ANSWERED = "answered", _("elle a répondu")
        MEETING = "meeting", _("rendez-vous pris")
        UNREACHED = "unreached", _("injoignable")
        DROPPED = "dropped", _("abandonnée")

    kind = models.CharField(_("nature"), max_length=16, choices=Kind)
    what = models.CharField(_("à faire"), max_length=300)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="tasks")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="tasks")
    owner = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="tasks")
    due_on = models.DateField(_("pour le"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(_("faite le"), null=True)
    done_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(_("résultat"), max_length=10, choices=Outcome, blank=True)
    note = models.TextField(_("note"), blank=True)
    about = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="no_task_closed_without_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_on", "id"], condition=Q(done_at=None), name="tasks_to_do")
        ]
