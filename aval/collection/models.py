"""Forms, what each version showed, and what people sent through them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand
from aval.accounts.tenancy import Owned
from aval.prospects.models import Consent, Person, Source


class Form(Owned):
    """A form a member builds without code. `code` is its public address (/f/CODE), unique in the whole base.

    `draft` is what she is working on (`aval.collection.drafts`); only a published version ever faces anybody. `sites` are
    the origins (https://…) where our script may show it.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", _("demande de contact")
        WHITE_PAPER = "white_paper", _("livre blanc")
        WEBINAR = "webinar", _("webinaire")
        NEWSLETTER = "newsletter", _("lettre d’information")
        BADGE = "badge", _("badge de salon")
        PAPER = "paper", _("formulaire papier, saisi ensuite")

    class State(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        OPEN = "open", _("publié")
        CLOSED = "closed", _("fermé")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="form")
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    draft = models.JSONField(default=dict)
    sites = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")


class FormVersion(Owned):
    """What people had before them, frozen: wording, notice, partners, and the picture, which is the very HTML served.

    The base refuses to change or delete one. `digest` is the SHA-256 of the definition, the notice and the picture.
    """

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    notice = models.JSONField()
    notice_version = models.CharField(max_length=64)
    picture = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.PositiveBigIntegerField()

    @property
    def name(self) -> str:
        """How consents name it: code@number."""
        return f"{self.form.code}@{self.number}"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["form", "number"], name="one_version_a_number")]


class Submission(Owned):
    """What somebody sent, stored before anything is done with it; a worker settles it.

    `held` waits for her to confirm her address (nothing solved the puzzle for her); `stamp` makes sending twice the same act.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("reçue")
        HELD = "held", _("attend sa confirmation")
        SETTLED = "settled", _("traitée")
        REFUSED = "refused", _("écartée")
        DENIED = "denied", _("désavouée par le titulaire de l’adresse")

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    stamp = models.CharField(max_length=64, unique=True)
    door = models.CharField(_("par où"), max_length=14)
    given = models.JSONField(_("ce qu’elle a écrit"))
    fingerprint = models.CharField(max_length=32)
    circumstances = models.JSONField(_("circonstances"), default=dict)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.WAITING)
    refused_for = models.CharField(max_length=60, blank=True)
    acted_at = models.DateTimeField(_("envoyé le"))
    received_at = models.DateTimeField(_("reçu le"))
    settled_at = models.DateTimeField(null=True)
    typed_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="submissions")
    moment = models.PositiveBigIntegerField(null=True)
    confirmation_due = models.BooleanField(default=False)
    confirmation_asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    @property
    def door_said(self) -> str:
        """Which way it came, in words."""
        return str(Consent.Door(self.door).label)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "id"]),
            models.Index(fields=["organisation", "fingerprint"]),
            models.Index(fields=["form", "-id"], name="submissions_of_a_form"),
            models.Index(fields=["id"], name="confirmations_due", condition=models.Q(confirmation_due=True)),
        ]


class Site(Owned):
    """A site of ours where visits may be followed, once the visitor agrees. `code` names it in the script's address.

    `origins` (https://…) are those our script may speak from. What the strip says is ours, in `sentences.toml`.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("nom"), max_length=120)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    origins = models.JSONField(_("adresses du site"), default=list)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()


class Visitor(Owned):
    """A browser whose holder accepted the strip, until `until`. Nobody's until a form or a link of hers joins it to her.

    `digest` is the SHA-256 of a random word her browser keeps. `wording` is what she read. No address, no machine.
    """

    class Joined(models.TextChoices):
        FORM = "form", _("par un formulaire")
        LINK = "link", _("par un lien qui lui était propre")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="visitors")
    digest = models.CharField(max_length=64, unique=True)
    wording = models.TextField(_("texte lu"))
    accepted_at = models.DateTimeField(_("accepté le"))
    until = models.DateTimeField(_("jusqu’au"))
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="visitors")
    joined_at = models.DateTimeField(_("reconnue le"), null=True)
    joined_by = models.CharField(_("reconnue"), max_length=4, choices=Joined, blank=True)


class Behaviour(Owned):
    """One thing done, by a visitor or by her whom a message was sent to. `what`: a path without its query, or a link.

    `about` is an opaque code of the message ("attempt:12"); kept only under the consent of its kind.
    """

    class Kind(models.TextChoices):
        PAGE = "page", _("page vue")
        DOWNLOAD = "download", _("document pris")
        OPENING = "opening", _("message ouvert")
        CLICK = "click", _("lien suivi")

    visitor = models.ForeignKey(Visitor, null=True, on_delete=models.CASCADE, related_name="doings")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="behaviour")
    kind = models.CharField(_("quoi"), max_length=8, choices=Kind)
    what = models.CharField(_("où"), max_length=300, blank=True)
    about = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(_("le"))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "at"]),
            models.Index(fields=["about", "kind"], name="behaviour_about"),
        ]


class Score(Owned):
    """How warm she looks, as last counted: `factors` are codes of `scores.toml` with their count and points, all readable."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="score")
    points = models.PositiveSmallIntegerField(_("points"))
    factors = models.JSONField(_("facteurs"), default=list)
    counted_at = models.DateTimeField(_("compté le"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "-points"], name="warmest_first")]
