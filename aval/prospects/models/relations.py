"""What links her to us as a customer, and where the conversation stands: facts that are only ever added to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models.people import Person


class Relation(Owned):
    """One thing that happened between her and us as buyer and seller.

    `product` is the family of products, as an offer names its own. `seller_siren` sold; `seller_merged` when that company has
    since merged into ours. `refusal_offered`: whether an express and free refusal stood where her details were taken, null
    when we cannot tell. A contract lasts to `ends_on`, or until an act `contract_ended` or `ended` answers it. What was
    written by mistake is answered by an act `mistake`, and read no more; the base refuses any other change.
    """

    class Fact(models.TextChoices):
        ACCOUNT = "account", _("a ouvert un compte, sans achat")
        ORDER = "order", _("a commandé")
        CONTRACT = "contract", _("a signé un contrat")
        CONTRACT_ENDED = "contract_ended", _("le contrat a pris fin")
        ENDED = "ended", _("la relation a pris fin")
        MISTAKE = "mistake", _("noté par erreur")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    fact = models.CharField(_("fait"), max_length=16, choices=Fact)
    happened_on = models.DateField(_("le"))
    ends_on = models.DateField(_("jusqu’au"), null=True)
    product = models.CharField(_("famille de produits"), max_length=60, blank=True)
    reference = models.CharField(_("référence"), max_length=120, blank=True)
    seller_siren = models.CharField(_("SIREN du vendeur"), max_length=9, blank=True)
    seller_merged = models.BooleanField(_("le vendeur a fusionné avec nous"), default=False)
    refusal_offered = models.BooleanField(_("un refus lui était offert à la vente"), null=True)
    # What answers an act is about the same person, and goes with her: nothing is left to do.
    answers = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, related_name="answered_by")
    recorded_at = models.DateTimeField(_("noté le"))
    recorded_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(fact__in=["contract_ended", "mistake"], answers__isnull=False)
                | (~Q(fact__in=["contract_ended", "mistake"]) & Q(answers=None)),
                name="an_end_answers_what_it_ends",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "person"], name="relations_of_people")]


class Stage(Owned):
    """Where the conversation with her stands, from one instant to another; the one that lasts has no end.

    Without a row she is a prospect nobody talks to yet. `amount` is in euros; `reason` says why it was won, lost or put off.
    `product` is what it is about. `next_on` is the day something is to be done.
    """

    class Code(models.TextChoices):
        PROSPECT = "prospect", _("prospect")
        TALKING = "talking", _("en conversation")
        MEETING = "meeting", _("rendez-vous")
        PROPOSAL = "proposal", _("proposition")
        CUSTOMER = "customer", _("client")
        FORMER = "former", _("ancien client")
        NOT_NOW = "not_now", _("pas maintenant")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stages")
    code = models.CharField(_("étape"), max_length=8, choices=Code)
    since = models.DateTimeField(_("depuis"))
    until = models.DateTimeField(_("jusqu’à"), null=True)
    owner = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    product = models.CharField(_("famille de produits"), max_length=60, blank=True)
    amount = models.DecimalField(_("montant"), max_digits=12, decimal_places=2, null=True)
    reason = models.CharField(_("pourquoi"), max_length=200, blank=True)
    meeting_at = models.DateTimeField(_("rendez-vous le"), null=True)
    next_on = models.DateField(_("prochaine action le"), null=True)
    moved_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_stage_at_a_time")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "code", "-id"], condition=Q(until=None), name="stages_that_last"),
            models.Index(
                fields=["organisation", "owner", "code", "-id"], condition=Q(until=None), name="stages_of_a_member"
            ),
            models.Index(
                fields=["organisation", "next_on"],
                condition=Q(until=None, next_on__isnull=False),
                name="stages_to_take_up",
            ),
            models.Index(fields=["organisation", "meeting_at"], name="meetings_by_day"),
            models.Index(fields=["organisation", "since"], name="stages_by_day"),
        ]
