"""Where people come from. A list is its source: no source, no import."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned


class Source(Owned):
    """One named origin of people: a form, a fair, a bought file, a public register…

    `name` is what a person is told when she asks where we found her, so it names somebody, never "a partner".
    """

    class Kind(models.TextChoices):
        OWN_FORM = "own_form", _("notre formulaire")
        HAND = "hand", _("saisie par un membre")
        OWN_FILE = "own_file", _("fichier constitué par nous")
        BOUGHT = "bought", _("fichier acheté")
        RENTED = "rented", _("fichier loué")
        PARTNER = "partner", _("partenaire")
        ACQUIRED = "acquired", _("fonds de clientèle repris")
        PUBLIC_REGISTER = "public_register", _("registre public (Sirene)")
        PUBLIC_WEB = "public_web", _("page publique")
        SOCIAL_NETWORK = "social_network", _("réseau social")

    class Mode(models.TextChoices):
        DIRECT = "direct", _("auprès de la personne")
        INDIRECT = "indirect", _("auprès d’un tiers")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("consentement")
        SOFT_OPT_IN = "soft_opt_in", _("client existant, produits analogues")
        LEGITIMATE_INTEREST = "legitimate_interest", _("intérêt légitime")

    class AddressOrigin(models.TextChoices):
        GIVEN = "given", _("donnée par la personne")
        PUBLISHED = "published", _("publiée pour être contactée")
        SUPPLIED = "supplied", _("remise par un fournisseur")
        GUESSED = "guessed", _("reconstituée")

    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("nom dit à la personne"), max_length=200)
    kind = models.CharField(_("nature"), max_length=20, choices=Kind)
    collection_mode = models.CharField(_("collecte"), max_length=10, choices=Mode)
    basis = models.CharField(_("base légale"), max_length=20, choices=Basis)
    address_origin = models.CharField(_("origine des adresses"), max_length=10, choices=AddressOrigin)
    holder = models.CharField(_("remis par (raison sociale)"), max_length=200, blank=True)
    holder_siren = models.CharField(_("SIREN du fournisseur"), max_length=9, blank=True)
    reference = models.CharField(_("adresse de la page ou référence du contrat"), max_length=500, blank=True)
    collected_on = models.DateField(_("collectée le"))
    visible_to_everyone = models.BooleanField(_("visible de tous"), null=True)
    refusal_mark = models.BooleanField(_("mention de refus du démarchage"), null=True)
    extraction_forbidden = models.BooleanField(_("extraction interdite par le site"), null=True)
    optout_offered = models.BooleanField(_("opposition offerte à la collecte"), null=True)
    notice_given_on = models.DateField(_("personnes informées le"), null=True, blank=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_source_a_code")]


class SupplierFile(Owned):
    """What we asked of whoever sold, rented or handed over the file, and what we checked ourselves.

    A promise in a contract is not enough (SAN-2022-021, SAN-2024-003, SAN-2025-001).
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="supplier_file")
    contract_reference = models.CharField(_("référence du contrat"), max_length=200, blank=True)
    contract_on = models.DateField(_("date du contrat"), null=True, blank=True)
    lawful_collection_checked = models.BooleanField(_("collecte vérifiée"), null=True)
    captures_seen = models.BooleanField(_("captures des formulaires vues"), null=True)
    partner_list_names_us = models.BooleanField(_("la liste des partenaires nous nomme"), null=True)
    partner_list_on = models.DateField(_("liste datée du"), null=True, blank=True)
    sample_size = models.PositiveIntegerField(_("preuves tirées"), null=True, blank=True)
    sample_valid = models.PositiveIntegerField(_("preuves valables"), null=True, blank=True)
    audited_on = models.DateField(_("vérifié le"), null=True, blank=True)
    processing_country = models.CharField(_("pays de traitement"), max_length=2, default="FR")
    safeguard = models.CharField(_("garantie de transfert"), max_length=200, blank=True)
    notes = models.TextField(_("ce qui a été vérifié"), blank=True)
