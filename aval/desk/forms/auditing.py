"""A form to audit, and the pieces of a supplier's dossier."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.collection.auditing import Context
from aval.desk.forms.sources import DAY

LARGEST = 3_000_000  # bytes of a page


class AuditForm(forms.Form):
    """A page: its address, its file, or its text; and what it does not say."""

    url = forms.CharField(
        label=_("Adresse de la page"),
        max_length=2_000,
        required=False,
        help_text=_("En http ou https, ouverte à tous."),
    )
    file = forms.FileField(
        label=_("Ou le fichier de la page"), required=False, help_text=_("Enregistré depuis le navigateur.")
    )
    html = forms.CharField(label=_("Ou son code HTML"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    audience = forms.ChoiceField(
        label=_("À qui s’adresse-t-elle ?"),
        required=False,
        choices=[
            ("", _("Je ne sais pas")),
            ("b2b", _("Professionnels")),
            ("b2c", _("Consommateurs")),
            ("mixed", _("Les deux")),
        ],
    )
    mailing_basis = forms.ChoiceField(
        label=_("Sur quoi repose l’envoi ?"),
        required=False,
        choices=[
            ("", _("Je ne sais pas")),
            ("consent", _("Le consentement")),
            ("legitimate_interest", _("L’intérêt légitime")),
            ("soft_opt_in", _("Une vente déjà faite")),
            ("none", _("Aucun envoi")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if sum(bool(given.get(name)) for name in ("url", "file", "html")) != 1:
            raise ValidationError(_("Donnez une page, d’une seule façon : son adresse, son fichier ou son code."))
        if given.get("file") and given["file"].size > LARGEST:
            self.add_error("file", _("Ce fichier est trop grand pour une page."))
        return given

    def context(self) -> Context:
        """What is known beside the page."""
        given = self.cleaned_data
        return Context(audience=given["audience"] or None, mailing_basis=given["mailing_basis"] or None)

    def raw(self) -> bytes:
        """The page, when it is at hand."""
        given = self.cleaned_data
        return given["file"].read() if given["file"] else given["html"].encode()


class CaptureForm(AuditForm):
    """A form of the supplier, for one site and one period."""

    site = forms.CharField(label=_("Site"), max_length=253, help_text=_("Par exemple jeux.example."))
    from_on = forms.DateField(label=_("En ligne du"), widget=DAY)
    until_on = forms.DateField(label=_("au"), widget=DAY, required=False)


class PartnerListForm(forms.Form):
    """A list of partners, as people could read it."""

    dated_on = forms.DateField(label=_("Liste datée du"), widget=DAY)
    text = forms.CharField(label=_("La liste, un partenaire par ligne"), widget=forms.Textarea(attrs={"rows": 5}))


class DrawForm(forms.Form):
    """How many lines to draw."""

    size = forms.IntegerField(label=_("Lignes à tirer au sort"), min_value=1, max_value=1_000, initial=50)


class ProofsForm(forms.Form):
    """What the supplier shows for the lines drawn."""

    proofs = forms.FileField(
        label=_("Fichier des preuves (CSV)"),
        help_text=_("Colonnes : email, date, texte, version, site ; une ligne par personne tirée."),
    )


class RentalForm(forms.Form):
    """A campaign the renter sent for us; the addresses stay with him."""

    sent_on = forms.DateField(label=_("Envoyée le"), widget=DAY)
    recipients = forms.IntegerField(label=_("Destinataires"), min_value=1)
    message = forms.CharField(label=_("Le message tel qu’envoyé"), widget=forms.Textarea(attrs={"rows": 5}))
    objections = forms.CharField(
        label=_("Oppositions rendues, une adresse par ligne"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
