"""What she agreed to, refused or took back: the record of acts, only ever added to. State is computed from it, never kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models.people import Person
from aval.prospects.models.sources import Source


class Consent(Owned):
    """One act about one purpose through one channel (art. 7(1) GDPR), with what she then had before her.

    `fingerprint` is that of the address or number it is about, so the proof outlives what it proves about. `boxes` are all
    the boxes of that moment, ticked or not; `entry` of the ledger is the same for all acts of one moment. `preticked`,
    `free`, `specific`, `names_us`, `complete` say how she was asked, null when we cannot tell. A consent that
    `awaits_confirmation` is none until an act `confirmed` answers it. Only `person`, `recorded_by` and `circumstances` may be let go.
    """

    class Act(models.TextChoices):
        GIVEN = "given", _("accord donné")
        REFUSED = "refused", _("case laissée vide")
        CONFIRMED = "confirmed", _("accord confirmé")
        WITHDRAWN = "withdrawn", _("accord retiré")

    class Purpose(models.TextChoices):
        PROSPECTING = "prospecting", _("recevoir nos offres")
        PARTNERS = "partners", _("transmission aux partenaires nommés")
        MAIL_TRACKING = "mail_tracking", _("suivi des ouvertures et des clics")
        WEB_TRACKING = "web_tracking", _("suivi des visites sur le site")

    class Door(models.TextChoices):
        FORM = "form", _("notre formulaire hébergé")
        EMBED = "embed", _("notre formulaire, dans une page")
        HTML = "html", _("formulaire recopié dans un site")
        PAPER = "paper", _("papier, saisi ensuite")
        SPOKEN = "spoken", _("de vive voix")
        PHONE = "phone", _("téléphone")
        CONFIRMATION = "confirmation", _("page de confirmation")
        HER_PAGE = "her_page", _("sa page")
        LINK = "link", _("lien d’un message")
        REPLY = "reply", _("réponse")
        POST = "post", _("courrier")
        BANNER = "banner", _("bandeau du site")
        IMPORT = "import", _("preuve importée")
        API = "api", _("programme")

    class Kind(models.TextChoices):
        EMAIL = "email", _("adresse")
        PHONE = "phone", _("numéro")
        POST = "post", _("adresse postale")
        PRIVATE = "dm", _("page d’un réseau social")

    kind = models.CharField(max_length=5, choices=Kind)
    fingerprint = models.CharField(max_length=32)
    key_id = models.CharField(max_length=16)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="consents")
    purpose = models.CharField(_("finalité"), max_length=20, choices=Purpose)
    channel = models.CharField(_("canal"), max_length=20, blank=True)
    act = models.CharField(_("acte"), max_length=10, choices=Act)
    door = models.CharField(_("où"), max_length=14, choices=Door)
    acted_at = models.DateTimeField(_("quand"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    wording = models.TextField(_("texte lu"), blank=True)
    version = models.CharField(_("version du formulaire"), max_length=120, blank=True)
    version_digest = models.CharField(max_length=64, blank=True)
    notice_version = models.CharField(max_length=64, blank=True)
    partners = models.JSONField(default=list)
    boxes = models.JSONField(default=list)
    awaits_confirmation = models.BooleanField(default=False)
    preticked = models.BooleanField(null=True)
    free = models.BooleanField(null=True)
    specific = models.BooleanField(null=True)
    names_us = models.BooleanField(null=True)
    complete = models.BooleanField(null=True)
    ends_on = models.DateField(null=True)
    circumstances = models.JSONField(_("circonstances"), default=dict)
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answered_by")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answers"], condition=Q(act="confirmed"), name="one_confirmation_a_consent")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "fingerprint"]),
            models.Index(fields=["organisation", "evidence"]),
        ]
