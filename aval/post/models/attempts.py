"""Attempts and what became of them, messages to one person, the servers they leave by, and the sandbox mailbox."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand
from aval.accounts.tenancy import Owned
from aval.campaigns.models import Campaign
from aval.clearance.models import Clearance
from aval.prospects.models import ContactPoint, Person


class Attempt(Owned):
    """One message to one contact point. `sending` is written before the hand-over, the receipt after.

    A letter has its `campaign`, the `place` of its step and its `version`; a message to one person has none, and its
    words in its `Single`.

    An attempt found in `sending` after a crash becomes `uncertain`: shown, looked up, never blindly sent again.
    `server` is where it was handed over ("host:port", or the sandbox), `reply` what that server last said.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("à envoyer")
        REFUSED = "refused", _("refusée")
        SENDING = "sending", _("en cours d’envoi")
        SENT = "sent", _("remise")
        FAILED = "failed", _("rejetée par le serveur")
        UNCERTAIN = "uncertain", _("incertaine")

    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="attempts")
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="attempts")
    place = models.PositiveSmallIntegerField(default=1, db_default=1)
    version = models.CharField(max_length=1, default="a", db_default="a")
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    worker = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(null=True)
    server = models.CharField(max_length=260, blank=True)
    reply = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "place", "contact_point"], name="one_attempt_a_contact_point"),
            models.UniqueConstraint(fields=["campaign", "place", "person"], name="one_attempt_a_person"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "refused"]) | Q(clearance__isnull=False),
                name="no_clearance_no_letter",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "id"]),
            models.Index(fields=["message_id"]),
            models.Index(fields=["worker"], condition=Q(state="sending"), name="post_attempt_in_flight"),
            models.Index(fields=["state", "id"], condition=Q(campaign=None), name="post_attempt_alone"),
        ]


class Single(Owned):
    """The words of a message to one person that is owed or was asked for; `attempt` says what became of it.

    `about` is an opaque code of what it answers ("case:12"). `known`: the address was one we held when it was asked.
    """

    class Kind(models.TextChoices):
        TRANSACTIONAL = "transactional", _("message de service")
        RIGHTS_ANSWER = "rights_answer", _("réponse à une demande")
        BREACH_NOTICE = "breach_notice", _("avis de violation")
        DOUBLE_OPT_IN = "double_opt_in", _("confirmation d’inscription")
        NOTICE_ONLY = "notice_only", _("information sur vos données")
        RETENTION_QUESTION = "retention_question", _("question de fin de conservation")

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="single")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    message_type = models.CharField(_("nature"), max_length=20, choices=Kind)
    address = models.CharField(_("adresse"), max_length=254, blank=True)
    known = models.BooleanField()
    language = models.CharField(max_length=2, default="fr")
    subject = models.CharField(_("objet"), max_length=300, blank=True)
    text = models.TextField(_("texte"), blank=True)
    html = models.TextField(blank=True)
    in_reply_to = models.CharField(max_length=200, blank=True)
    calendar = models.TextField(blank=True)
    about = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "about"])]

    @property
    def state(self) -> str:
        """What became of it, in the words of `Attempt.State`."""
        return self.attempt.state


class Worker(models.Model):
    """A process that does the work, where it runs, and when it was last seen alive."""

    name = models.CharField(max_length=40, primary_key=True)
    machine = models.CharField(max_length=80)
    process = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class SandboxMessage(Owned):
    """A message the sandbox mailbox received: whole, readable in the desk, delivered nowhere."""

    received_at = models.DateTimeField()
    envelope_from = models.CharField(max_length=320)
    envelope_to = models.CharField(max_length=320)
    message_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    raw = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "received_at"]), models.Index(fields=["message_id"])]
