"""The first form of all: who answers for the data, in whose name messages go, who administers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aval.accounts.members import add_member
from aval.accounts.models import Member, Role
from aval.accounts.setup import declare_brand, set_up_organisation
from aval.desk.forms.refusals import blame

ORGANISATION = ("legal_name", "siren", "postal_address", "telephone", "mailbox", "dpo_name", "dpo_email")


class SetupForm(forms.Form):
    """Organisation, brand, administrator."""

    legal_name = forms.CharField(label=_("Raison sociale"), max_length=200)
    siren = forms.CharField(
        label=_("SIREN"),
        max_length=14,
        help_text=_("Neuf chiffres, sur votre extrait Kbis ou l’annuaire des entreprises."),
    )
    postal_address = forms.CharField(label=_("Adresse postale"), widget=forms.Textarea(attrs={"rows": 3}))
    telephone = forms.CharField(label=_("Téléphone"), max_length=20)
    mailbox = forms.EmailField(
        label=_("Boîte suivie par un humain"),
        help_text=_("Un destinataire y écrit pour s’opposer : quelqu’un doit la lire chaque jour."),
    )
    dpo_name = forms.CharField(
        label=_("Délégué à la protection des données"),
        max_length=200,
        required=False,
        help_text=_("Son nom, ou celui de la personne à qui l’on écrit quand il n’y en a pas."),
    )
    dpo_email = forms.EmailField(label=_("Courriel du délégué"), required=False)
    brand_name = forms.CharField(
        label=_("Nom commercial"), max_length=120, help_text=_("Le nom que vos destinataires connaissent.")
    )
    sender_name = forms.CharField(
        label=_("Nom d’expéditeur"), max_length=120, help_text=_("« Camille de l’Atelier Nord », par exemple.")
    )
    sender_email = forms.EmailField(label=_("Adresse d’expédition"))
    email = forms.EmailField(label=_("Votre courriel"))
    password = forms.CharField(
        label=_("Votre mot de passe"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Douze caractères au moins."),
    )

    def parts(self) -> Iterator[dict[str, Any]]:
        """The three questions of the page, each with its why."""
        names = list(self.fields)
        yield {
            "title": _("L’organisation"),
            "why": _("Le responsable du traitement (art. 4(7) RGPD) : celui que la loi tient pour responsable."),
            "fields": [self[name] for name in names[:7]],
        }
        yield {
            "title": _("La marque"),
            "why": _("L’annonceur, tel qu’un destinataire le voit dans sa boîte. Vous pourrez en ajouter d’autres."),
            "fields": [self[name] for name in names[7:10]],
        }
        yield {
            "title": _("Vous, l’administrateur"),
            "why": _("Vous inviterez ensuite les autres. Un second facteur vous sera demandé à la première connexion."),
            "fields": [self[name] for name in names[10:]],
        }

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, Member(email=self.cleaned_data.get("email", "")))
        return password

    def set_up(self, *, at: datetime) -> bool:
        """Make them all, or none; the reasons are beside the fields when refused."""
        given = self.cleaned_data
        identity = {name: given[name] for name in ORGANISATION}
        try:
            with transaction.atomic():
                organisation, _made = set_up_organisation(at=at, **identity)
                declare_brand(
                    organisation,
                    at=at,
                    name=given["brand_name"],
                    sender_name=given["sender_name"],
                    sender_email=given["sender_email"],
                )
                add_member(
                    organisation, at=at, email=given["email"], role=Role.ADMINISTRATOR, password=given["password"]
                )
        except ValidationError as refusal:
            blame(self, refusal)
            return False
        return True
