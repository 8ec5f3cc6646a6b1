"""Texts (SMS) to one person, and the gateway a brand writes them by."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Connector
from aval.accounts.tenancy import Owned
from aval.campaigns.models import Offer
from aval.post.models.attempts import Attempt
from aval.prospects.models import Source


class TextServer(Connector):
    """The gateway a brand's texts leave by; without one they go to the sandbox. `password` is sealed like a mail server's.

    `sender` is what the phone shows: a number, or a name of eleven letters. `answers_to` is the number her STOP comes back
    to; `token` the address by which the gateway tells us of it. Until something came back once (`heard_at`) no prospecting
    leaves: a STOP nobody hears is no way out.
    """

    class Provider(models.TextChoices):
        JASMIN = "jasmin", "Jasmin"

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="text_server")
    provider = models.CharField(_("passerelle"), max_length=10, choices=Provider, default=Provider.JASMIN)
    url = models.URLField(_("adresse de la passerelle"), max_length=300)
    username = models.CharField(_("identifiant"), max_length=30, blank=True)
    password = models.BinaryField(default=b"")
    sender = models.CharField(_("expéditeur affiché"), max_length=16)
    answers_to = models.CharField(_("numéro où arrivent les réponses"), max_length=16)
    token = models.CharField(max_length=64, unique=True)
    heard_at = models.DateTimeField(_("dernière réponse reçue"), null=True)

    @property
    def host(self) -> str:
        """What the password is for, when it can no longer be read."""
        return self.url


class Text(Owned):
    """The words of one text; `attempt` says what became of it. `about` is an opaque code ("case:12", "task:3").

    Prospecting has its `offer` and the `source` she is known from. `known`: we held the number when it was asked.
    """

    class Kind(models.TextChoices):
        PROSPECTING = "prospecting", _("prospection")
        TRANSACTIONAL = "transactional", _("message de service")
        RIGHTS_ANSWER = "rights_answer", _("réponse à une demande")
        BREACH_NOTICE = "breach_notice", _("avis de violation")

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="text_message")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    message_type = models.CharField(_("nature"), max_length=20, choices=Kind)
    number = models.CharField(_("numéro"), max_length=16, blank=True)
    known = models.BooleanField()
    language = models.CharField(max_length=2, default="fr")
    text = models.TextField(_("texte"), blank=True)
    about = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField(_("demandé le"))
    asked_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "about"], name="texts_about")]

    @property
    def state(self) -> str:
        """What became of it, in the words of `Attempt.State`."""
        return self.attempt.state
