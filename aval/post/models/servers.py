"""The servers a brand writes by, the keys it signs with, and what the world says of its domain."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Connector
from aval.accounts.tenancy import Owned


class MailServer(Connector):
    """One way out for the letters of a brand. Without any they go to the sandbox mailbox; with several, each takes its part.

    `password` is encrypted with the vault key, which is not in the base. `daily_cap` counts messages handed over in a day
    of Paris; `warm_from` starts a curve of `warm_first` messages the first day and half as many again each day after.
    A server that refuses or falls silent rests until `rests_until`, for every worker; one that is suspended is off until it is lifted. A `provider` is spoken to by its
    interface over HTTPS (`password` is its key, `username` what else it asks, `host` its address when not the usual one). A host of this machine is ourselves.
    """

    class Security(models.TextChoices):
        NONE = "none", _("aucune")
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS"

    class Provider(models.TextChoices):
        BREVO = "brevo", "Brevo"
        MAILJET = "mailjet", "Mailjet"
        SCALEWAY = "scaleway", "Scaleway TEM"
        SES = "amazon_ses", "Amazon SES"
        POSTMARK = "postmark", "Postmark"
        MAILGUN = "mailgun", "Mailgun"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="mail_servers")
    host = models.CharField(_("serveur"), max_length=253, blank=True)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(_("chiffrement"), max_length=8, choices=Security, default=Security.STARTTLS)
    username = models.CharField(_("identifiant"), max_length=200, blank=True)
    password = models.BinaryField(default=b"")
    connections = models.PositiveSmallIntegerField(_("connexions simultanées"), default=2)
    per_second = models.PositiveIntegerField(_("messages par seconde, au plus"), null=True, blank=True)
    daily_cap = models.PositiveIntegerField(_("messages par jour, au plus"), null=True, blank=True)
    warm_from = models.DateField(_("montée en charge depuis le"), null=True, blank=True)
    warm_first = models.PositiveIntegerField(_("messages le premier jour"), default=50)
    provider = models.CharField(_("prestataire"), max_length=20, choices=Provider, blank=True)
    bounce_address = models.EmailField(_("adresse de retour des rejets"), blank=True)
    dkim_selector = models.CharField(_("sélecteur DKIM du fournisseur"), max_length=63, blank=True)
    checked_at = models.DateTimeField(null=True)
    check_result = models.CharField(max_length=300, blank=True)
    rests_until = models.DateTimeField(null=True)
    rests_why = models.CharField(max_length=300, blank=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=300, blank=True)


class ServerDay(Owned):
    """How many messages a server was given in one day of Paris, those in a worker's hands included."""

    server = models.ForeignKey(MailServer, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    messages = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["server", "on"], name="one_count_a_server_day")]


class SigningKey(Owned):
    """A DKIM key of a brand's sending domain. It signs from `used_since` on, once its record is in the DNS.

    `private` is sealed with the vault key. A key that signs no more keeps `retired_at`: its record stays a week.
    """

    class Algorithm(models.TextChoices):
        RSA = "rsa-sha256", "RSA"
        ED25519 = "ed25519-sha256", "Ed25519"

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="signing_keys")
    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    algorithm = models.CharField(_("algorithme"), max_length=16, choices=Algorithm, default=Algorithm.RSA)
    public = models.TextField()
    private = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    used_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "domain", "selector"], name="one_key_a_selector")
        ]


class DomainCheck(Owned):
    """What the world says of a brand's sending domain, the day it was asked. `findings`: code, ok (null: unknown), found."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="domain_checks")
    domain = models.CharField(max_length=253)
    checked_at = models.DateTimeField()
    passed = models.BooleanField()
    findings = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["brand", "checked_at"])]
