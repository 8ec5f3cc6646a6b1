"""Companies, people, their contact points, and where each came from."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models.sources import Source


class Many(Owned):
    """A table an import fills: every index costs each line a write, so it carries no index its own ones make useless."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class Company(Many):
    """An employer. `key` is its SIREN, else its normalised name: one row a key."""

    key = models.CharField(max_length=120)
    name = models.CharField(_("société"), max_length=200, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, null=True, blank=True)
    legal_form = models.CharField(_("catégorie juridique"), max_length=4, null=True, blank=True)
    naf = models.CharField(_("code NAF"), max_length=6, null=True, blank=True)
    sector = models.CharField(_("secteur"), max_length=1, null=True, blank=True)
    sirene_status = models.CharField(_("diffusion Sirene"), max_length=1, null=True, blank=True)
    sirene_checked_on = models.DateField(null=True, blank=True)
    domain = models.CharField(_("domaine"), max_length=253, blank=True)
    city = models.CharField(_("ville"), max_length=100, blank=True)
    postcode = models.CharField(_("code postal"), max_length=10, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "key"], name="one_company_a_key")]
        indexes: ClassVar = [models.Index(fields=["organisation", "domain"])]


class Person(Many):
    """Somebody we know of, or the service behind a role mailbox (then without a name).

    `identity` is the keyed fingerprint of name and company: it recognises the same person met twice.
    """

    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="people")
    civility = models.CharField(max_length=20, blank=True)
    first_name = models.CharField(_("prénom"), max_length=100, blank=True)
    last_name = models.CharField(_("nom"), max_length=100, blank=True)
    identity = models.CharField(max_length=32, null=True)
    title = models.CharField(_("fonction, telle que lue"), max_length=200, blank=True)
    function = models.CharField(_("fonction"), max_length=40, null=True)
    seniority = models.CharField(max_length=20, null=True)
    function_confidence = models.FloatField(null=True)
    function_why = models.CharField(max_length=200, blank=True)
    function_observed_on = models.DateField(null=True)
    language = models.CharField(max_length=2, default="fr")
    country = models.CharField(max_length=2, default="FR")
    informed_at = models.DateTimeField(_("informée le"), null=True)
    last_contact_from_at = models.DateTimeField(_("dernier signe d’elle"), null=True)
    asked_to_stay_at = models.DateTimeField(_("question de fin de conservation posée le"), null=True)
    restricted_at = models.DateTimeField(_("limitation (art. 18)"), null=True)
    # Known only from files whose supplier is not yet shown usable by the law: no member sees her, nothing counts her.
    quarantined = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "identity"], name="one_person_an_identity")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "last_name", "first_name"]),
            models.Index(fields=["organisation", "id"], condition=Q(quarantined=True), name="people_in_quarantine"),
            models.Index(fields=["organisation", "function"], name="people_of_a_function"),
        ]


class ContactPoint(Many):
    """One address or number by which a person is reached; the line decides the regime of a contact.

    `fingerprint` is HMAC-SHA-256 of the normalised value: objections are matched by it, erased or not.
    An address is one person's; a number may be shared (a switchboard), and then has a row for each.
    """

    class Medium(models.TextChoices):
        EMAIL = "email", _("courriel")
        PHONE = "phone", _("téléphone")
        POST = "post", _("adresse postale")
        PRIVATE = "dm", _("page d’un réseau social")

    class RecipientKind(models.TextChoices):
        GENERIC_LEGAL_PERSON = "generic_legal_person", _("boîte d’une personne morale")
        PRO_NOMINATIVE = "pro_nominative", _("professionnel nommé")
        SOLE_TRADER = "sole_trader", _("entreprise individuelle")
        PERSONAL_MAILBOX = "personal_mailbox", _("boîte privée")
        CONSUMER = "consumer", _("particulier")
        UNKNOWN = "unknown", _("inconnu")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_points")
    medium = models.CharField(max_length=5, choices=Medium)
    value = models.CharField(max_length=254)
    normal = models.CharField(max_length=254)
    fingerprint = models.CharField(max_length=32)
    recipient_kind = models.CharField(max_length=24, choices=RecipientKind, default=RecipientKind.UNKNOWN)
    address_kind = models.CharField(max_length=24, blank=True)
    confidence = models.FloatField(null=True)
    why = models.CharField(max_length=300, blank=True)
    classified_by = models.CharField(max_length=10, default="rules")
    disposable = models.BooleanField(default=False)
    published_at_url = models.CharField(max_length=500, blank=True)
    published_on = models.DateField(null=True)
    unreachable_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                "normal",
                Case(When(medium="email", then=Value(0)), default=F("person"), output_field=models.BigIntegerField()),
                name="one_contact_point_a_value",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "recipient_kind", "person"], name="contact_points_of_a_kind")
        ]


class Provenance(Many):
    """This person came from this source, on this line of this import, that day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="provenances", db_index=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="provenances", db_index=False)
    run = models.ForeignKey("prospects.Import", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.PositiveIntegerField(null=True)
    collected_on = models.DateField()
    received_at = models.DateTimeField()
    consent_wording = models.TextField(blank=True)
    consent_at = models.DateTimeField(null=True)
    consent_version = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "source"], name="one_provenance_a_source")]
        indexes: ClassVar = [models.Index(fields=["source", "person"])]


class Correction(Owned):
    """What a member knows better than the rules, kept and applied again whenever the same thing comes back.

    `subject` is the normalised title, address or company key; `field` the fact corrected.
    """

    class Subject(models.TextChoices):
        TITLE = "title", _("fonction lue")
        ADDRESS = "address", _("adresse")
        COMPANY = "company", _("société")

    about = models.CharField(max_length=10, choices=Subject)
    subject = models.CharField(max_length=254)
    field = models.CharField(max_length=30)
    value = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "about", "subject", "field"], name="one_correction_a_fact")
        ]
