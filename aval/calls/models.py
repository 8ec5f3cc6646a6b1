"""Lists of people to call, whose turn it is, and the calls made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Processor
from aval.accounts.tenancy import Owned
from aval.campaigns.models import Offer
from aval.clearance.models import Clearance, Screening
from aval.prospects.models import ContactPoint, Person, Segment, Source


class CallList(Owned):
    """People of one list to call about one offer. `pitch` is what the caller has to say; the rest of the script is generated.

    `processor` is the call centre that makes the calls, when we do not (art. 28 and 44 GDPR).
    `caller_number` is the number shown to the person called, E.164, or `hidden` when it is withheld.
    """

    code = models.SlugField(max_length=60)
    name = models.CharField(_("liste d’appels"), max_length=200)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="call_lists")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="call_lists")
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="+")
    screening = models.ForeignKey(Screening, null=True, on_delete=models.SET_NULL, related_name="+")
    pitch = models.TextField(_("ce que vous avez à dire"))
    processor = models.ForeignKey(
        Processor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre d’appels")
    )
    caller_number = models.CharField(_("numéro présenté"), max_length=16)
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_call_list_a_code")]


class Callee(Owned):
    """One person of a call list. `taken_by` holds the line while a call is open: two callers never have the same person.

    `not_before` postpones her turn; `asked_on` is the day she asked to be called back, and `not_before` then the hour
    she accepted. `refused_for` are the findings that took her off the list.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("à appeler")
        TAKEN = "taken", _("en ligne")
        DONE = "done", _("appelée")
        REFUSED = "refused", _("refusée")

    call_list = models.ForeignKey(CallList, on_delete=models.CASCADE, related_name="callees", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="callees")
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    asked_on = models.DateField(null=True)
    refused_for = models.JSONField(default=list)
    taken_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call_list", "contact_point"], name="one_callee_a_contact_point"),
        ]
        indexes: ClassVar = [models.Index(fields=["call_list", "state", "not_before", "id"], name="whose_turn_it_is")]


class Call(Owned):
    """One number shown to one member, under one clearance: opened before it is dialled, closed with what came of it.

    `said` are the codes of the script's lines that were said. A call that is not closed is under way, or was cut off.
    """

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", _("Pas de réponse")
        HUNG_UP = "hung_up", _("A raccroché tout de suite")
        WRONG_PERSON = "wrong_person", _("Ce n’est pas son numéro")
        CALL_BACK = "call_back", _("Demande à être rappelée")
        NOT_INTERESTED = "not_interested", _("Pas intéressée")
        OBJECTION = "objection", _("Ne veut plus être contactée")
        INTERESTED = "interested", _("Intéressée")
        MEETING = "meeting", _("Rendez-vous pris")

    callee = models.ForeignKey(Callee, on_delete=models.PROTECT, related_name="calls")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="calls")
    clearance = models.OneToOneField(Clearance, on_delete=models.PROTECT, related_name="call")
    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="calls")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    said = models.JSONField(default=list)
    note = models.TextField(_("note"), blank=True)
    meeting_at = models.DateTimeField(null=True)
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="no_call_closed_without_outcome",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(closed_at__isnull=True), name="one_open_call_a_member"
            ),
            models.UniqueConstraint(
                fields=["callee"], condition=Q(closed_at__isnull=True), name="one_open_call_a_callee"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "opened_at"])]
