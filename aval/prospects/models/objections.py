"""The opposition list (liste repoussoir): fingerprints, never addresses; only ever added to."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand
from aval.accounts.tenancy import Owned
from aval.prospects.models.people import Person


class Objection(Owned):
    """Somebody said stop (art. 21(2)-(3) GDPR). Absolute, immediate, without end.

    `fingerprint` is the keyed fingerprint of a normalised address, number, domain or identity, so the entry
    outlives the erasure of the person. An empty `channel` means every channel; no `brand` means every brand.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("adresse")
        PHONE = "phone", _("numéro")
        POST = "post", _("adresse postale")
        PRIVATE = "dm", _("page d’un réseau social")
        DOMAIN = "domain", _("domaine d’une société")
        IDENTITY = "identity", _("personne")

    class Origin(models.TextChoices):
        LINK = "link", _("lien du message")
        ONE_CLICK = "one_click", _("bouton du logiciel de messagerie")
        REPLY = "reply", _("réponse")
        PHONE = "phone", _("téléphone")
        POST = "post", _("courrier")
        SPOKEN = "spoken", _("de vive voix")
        IMPORT = "import", _("fichier importé")
        COMPLAINT = "complaint", _("plainte")
        FORM = "form", _("case d’un formulaire")
        ERASURE = "erasure", _("effacement")
        PAGE = "page", _("page « Retrouver mes données »")

    kind = models.CharField(max_length=10, choices=Kind)
    fingerprint = models.CharField(max_length=32)
    key_id = models.CharField(max_length=16)
    channel = models.CharField(max_length=20, blank=True)
    brand = models.ForeignKey(Brand, null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=12, choices=Origin)
    heard_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="objections")
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                "fingerprint",
                "channel",
                Coalesce("brand", 0, output_field=models.BigIntegerField()),
                name="one_objection_a_scope",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "recorded_at"]),
        ]


class ForeignMark(Owned):
    """An opt-out another system kept as a hash: nobody can tell whose, until a list brings the address."""

    form = models.CharField(max_length=6, choices=[("md5", "MD5"), ("sha256", "SHA-256")])
    digest = models.CharField(max_length=64)
    name = models.CharField(_("liste"), max_length=100)
    heard_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "form", "digest"], name="one_foreign_mark_a_hash")
        ]
