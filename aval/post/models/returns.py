"""What comes back, the mailboxes it comes to, and the addresses by which providers tell of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand
from aval.accounts.tenancy import Owned
from aval.post.models.attempts import Attempt
from aval.post.models.servers import MailServer
from aval.prospects.models import ContactPoint, Person


class Mailbox(Owned):
    """Where answers, bounces and complaints come back to. `password` is encrypted like that of a mail server.

    `seen` is how far it was read, in the words of its protocol; the same message read twice has its effect once anyway.
    """

    class Kind(models.TextChoices):
        IMAP = "imap", "IMAP"
        POP3 = "pop3", "POP3"
        MAILDIR = "maildir", "Maildir"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="mailboxes")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("protocole"), max_length=8, choices=Kind, default=Kind.IMAP)
    host = models.CharField(_("serveur"), max_length=253, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(
        _("chiffrement"), max_length=8, choices=MailServer.Security, default=MailServer.Security.TLS
    )
    username = models.CharField(_("identifiant"), max_length=200, blank=True)
    password = models.BinaryField(default=b"")
    folder = models.CharField(_("dossier"), max_length=200, default="INBOX", blank=True)
    seen = models.CharField(max_length=80, blank=True)
    read_at = models.DateTimeField(_("lue le"), null=True)
    checked_at = models.DateTimeField(null=True)
    check_result = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_mailbox_a_code")]


class Return(Owned):
    """One message that came back: what it is, which attempt it speaks of, what it did, and what a member made of it.

    `digest` recognises the same message read twice. `raw` is kept for its time, then emptied. `sorting` is empty while it
    waits for a member; `due_at` says until when, for a refusal in doubt.
    """

    class Kind(models.TextChoices):
        BOUNCE = "bounce", _("rejet")
        COMPLAINT = "complaint", _("plainte")
        AUTO_REPLY = "auto_reply", _("réponse automatique")
        REPLY = "reply", _("réponse")
        UNSUBSCRIBE = "unsubscribe", _("désinscription")
        OTHER = "other", _("autre message")

    class Intent(models.TextChoices):
        OBJECTION = "objection", _("ne veut plus rien recevoir")
        THIRD_PARTY_OBJECTION = "third_party_objection", _("demande de ne plus écrire à quelqu’un d’autre")
        ERASURE = "erasure", _("demande l’effacement")
        ACCESS = "access", _("demande l’accès à ses données")
        OTHER_RIGHT = "other_right", _("exerce un autre droit")
        INTEREST = "interest", _("est intéressée")
        REFUSAL = "refusal", _("refuse")
        NONE = "none", _("rien de reconnu")

    class Sorting(models.TextChoices):
        INTERESTED = "interested", _("intéressée")
        LATER = "later", _("plus tard")
        NOT_ME = "not_me", _("pas la bonne personne")
        STOP = "stop", _("stop")
        REQUEST = "request", _("demande")
        SEEN = "seen", _("lue")

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="returns")
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.SET_NULL, related_name="returns")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="returns")
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="returns")
    digest = models.CharField(max_length=64)
    message_id = models.CharField(max_length=252, blank=True)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    bounce = models.CharField(_("rejet"), max_length=12, blank=True)
    reason = models.CharField(_("raison du rejet"), max_length=20, blank=True)
    intent = models.CharField(_("ce qu’elle veut"), max_length=24, choices=Intent, default=Intent.NONE)
    doubtful = models.BooleanField(_("à lire par un humain"), default=False)
    stop = models.BooleanField(_("a tout arrêté"), default=False)
    until_on = models.DateField(_("absente jusqu’au"), null=True)
    sender = models.CharField(_("expéditeur"), max_length=320, blank=True)
    subject = models.CharField(_("objet"), max_length=300, blank=True)
    text = models.TextField(_("texte"), blank=True)
    raw = models.BinaryField(null=True)
    received_at = models.DateTimeField(_("reçu le"))
    due_at = models.DateTimeField(null=True)
    sorting = models.CharField(_("suite donnée"), max_length=12, choices=Sorting, blank=True)
    sorted_at = models.DateTimeField(_("traité le"), null=True)
    sorted_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    waits = models.BooleanField(default=False)
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="one_return_a_message")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "received_at"], condition=Q(waits=True), name="returns_waiting"),
            models.Index(fields=["organisation", "kind", "received_at"], name="returns_of_a_kind"),
        ]

    @property
    def about(self) -> str:
        """The opaque code by which silences, cases and messages name it."""
        return f"return:{self.pk}"


class Hook(Owned):
    """The address by which a provider tells us what became of what it carried. `secret` is sealed, `token` is the address."""

    class Provider(models.TextChoices):
        BREVO = "brevo", "Brevo"
        MAILJET = "mailjet", "Mailjet"
        MAILGUN = "mailgun", "Mailgun"
        POSTMARK = "postmark", "Postmark"

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="hooks")
    provider = models.CharField(_("prestataire"), max_length=10, choices=Provider)
    token = models.CharField(max_length=64, unique=True)
    password = models.BinaryField()
    told_at = models.DateTimeField(_("dernier signe"), null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brand", "provider"], name="one_hook_a_provider")]

    @property
    def host(self) -> str:
        """What the secret is for, when it can no longer be read."""
        return self.provider
