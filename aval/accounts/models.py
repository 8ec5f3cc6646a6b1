"""The controller, its advertisers, its members and the policies it chose."""

from typing import ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned


class Organisation(models.Model):
    """The controller (art. 4(7) GDPR): who answers for the data, named in every message."""

    legal_name = models.CharField(_("raison sociale"), max_length=200)
    siren = models.CharField(_("SIREN"), max_length=9)
    postal_address = models.TextField(_("adresse postale"))
    telephone = models.CharField(_("téléphone"), max_length=20)
    mailbox = models.EmailField(_("boîte suivie par un humain"))
    website = models.URLField(_("site"), blank=True)
    dpo_name = models.CharField(_("délégué à la protection des données"), max_length=200, blank=True)
    dpo_email = models.EmailField(_("courriel du délégué"), blank=True)
    created_at = models.DateTimeField()


class Policy(Owned):
    """A choice the law leaves to the controller, from a day on. Strict where no row says otherwise; never edited."""

    code = models.CharField(max_length=60)
    value = models.CharField(max_length=60)
    starts_on = models.DateField()
    decided_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "code", "starts_on"])]


class Brand(Owned):
    """The advertiser a message names: who seems to write, from which address."""

    code = models.SlugField(max_length=40)
    name = models.CharField(_("nom commercial"), max_length=120)
    sender_name = models.CharField(_("nom d’expéditeur"), max_length=120)
    sender_email = models.EmailField(_("adresse d’expédition"))
    reply_to = models.EmailField(_("adresse de réponse"), blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_brand_a_code")]


class Role(models.TextChoices):
    """What a member may do; `accounts.permissions` says what that is."""

    SELLER = "seller", _("commercial")
    MANAGER = "manager", _("responsable")
    DPO = "dpo", _("délégué à la protection des données")
    AUDITOR = "auditor", _("auditeur (lit, ne change rien)")
    ADMINISTRATOR = "administrator", _("administrateur")


class MemberManager(BaseUserManager):
    """Members are found by their address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Member":
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.save()
        return member


class Member(AbstractUser):
    """A person who operates Aval for one organisation, and one only."""

    username = None
    email = models.EmailField(_("courriel"), unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=20, choices=Role, default=Role.SELLER)
    language = models.CharField(max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr")
    until_on = models.DateField(_("accès jusqu’au (compris)"), null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []
    objects = MemberManager()


class Token(Owned):
    """A key for a machine: it acts as its member, within its scopes. Only the SHA-256 of its secret is kept."""

    class Scope(models.TextChoices):
        DECIDE = "decide", _("demander une décision, et rien d’autre")
        READ = "read", _("lire")
        WRITE = "write", _("importer, filtrer, enregistrer une opposition, conduire une campagne")

    name = models.CharField(_("nom"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("portées"), default=list)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Chore(Owned):
    """One thing of the daily round, done for an organisation, on a day: by whom, how it ended. One row a day and thing.

    Without `finished_at` it is under way, or its worker died; `error` says why it failed.
    """

    name = models.CharField(max_length=40)
    day = models.DateField()
    worker = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name", "day"], name="one_chore_a_day")
        ]


class Training(Owned):
    """One try at the questions of a subject: how many were asked, which lessons are to read again, until when it holds.

    `law` is the digest of the rules the lessons draw on, as they stood that day; `until_on` is empty when it was failed.
    """

    class Subject(models.TextChoices):
        WRITE = "write", _("écrire")
        CALL = "call", _("appeler")

    member = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, related_name="trainings")
    subject = models.CharField(max_length=10, choices=Subject)
    at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField()
    wrong = models.JSONField(default=list)
    until_on = models.DateField(null=True)
    law = models.CharField(max_length=64)
    evidence = models.PositiveBigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "member", "subject"])]


class Processor(Owned):
    """Whoever handles data on our behalf, and its contract (art. 28 GDPR). `clauses`: codes of `processors.toml` it holds.

    `country` is where it handles them; outside the EEA a `safeguard` of Chapter V, with its reference, goes with it.
    """

    class Service(models.TextChoices):
        MAIL = "mail", _("envoi ou réception de messages")
        SMS = "sms", _("envoi de SMS")
        TELEPHONY = "telephony", _("téléphonie, centre d’appels")
        CRM = "crm", _("suivi des clients (CRM)")
        MACHINE = "machine", _("programme averti par Aval")
        HOSTING = "hosting", _("hébergement")
        PRINTING = "printing", _("impression et courrier")
        OTHER = "other", _("autre")

    class Safeguard(models.TextChoices):
        NONE = "", _("aucune")
        ADEQUACY = "adequacy", _("décision d’adéquation (art. 45)")
        CLAUSES = "clauses", _("clauses types (art. 46(2)(c))")
        BINDING = "binding", _("règles d’entreprise contraignantes (art. 47)")

    code = models.SlugField(max_length=60)
    name = models.CharField(_("nom"), max_length=200)
    service = models.CharField(_("service"), max_length=10, choices=Service)
    contract_reference = models.CharField(_("référence du contrat"), max_length=200, blank=True)
    signed_on = models.DateField(_("signé le"), null=True, blank=True)
    clauses = models.JSONField(_("clauses de l’article 28(3)"), default=list, blank=True)
    country = models.CharField(_("pays du traitement"), max_length=2, blank=True)
    safeguard = models.CharField(_("garantie du transfert"), max_length=10, choices=Safeguard, blank=True)
    safeguard_reference = models.CharField(_("référence de la garantie"), max_length=200, blank=True)
    assessed_on = models.DateField(_("transfert évalué le"), null=True, blank=True)
    subprocessors = models.TextField(_("sous-traitants ultérieurs"), blank=True)
    ends_on = models.DateField(_("fin du contrat"), null=True, blank=True)
    deletion_proof = models.CharField(_("preuve de la destruction"), max_length=300, blank=True)
    deleted_on = models.DateField(_("données détruites ou rendues le"), null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_why = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_processor_a_code")]


class Connector(Owned):
    """A way by which data leave for somebody: a processor under contract, or ourselves, said so. Neither: it is off.

    `accounts.processors.barred` says what keeps it off, if anything.
    """

    processor = models.ForeignKey(
        Processor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sous-traitant")
    )
    ours = models.BooleanField(_("tenu par nous-mêmes, sur nos machines"), default=False)

    class Meta:
        abstract = True
