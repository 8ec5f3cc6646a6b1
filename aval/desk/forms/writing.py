"""Writing one person down: what happened first, then what she gave."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aval.collection.by_hand import LABELS
from aval.collection.cards import LARGEST, NotACard, read_card

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FIELDS = ("email", "first_name", "last_name", "company", "title", "phone", "mobile")


class WriteDownForm(forms.Form):
    """One person, by hand or from a card."""

    door = forms.ChoiceField(label=_("Que s’est-il passé ?"), choices=list(LABELS.items()), widget=forms.RadioSelect)
    referrer = forms.CharField(label=_("Qui l’a recommandée ?"), max_length=120, required=False,
                               help_text=_("Son nom et sa société : cela lui sera dit."))  # fmt: skip
    given_on = forms.DateField(label=_("Quand ?"), widget=DAY, initial=timezone.localdate)
    told = forms.BooleanField(
        label=_("Je lui ai dit à quoi serviraient ses données, et qu’elle pouvait refuser"), required=False
    )
    card = forms.FileField(
        label=_("Fiche de contact (.vcf)"),
        required=False,
        help_text=_("D’un téléphone ou d’un lecteur de badges ; elle remplit ce qui est vide."),
    )
    code = forms.CharField(
        label=_("Ou le texte du code QR d’un badge"),
        max_length=LARGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tel que l’appareil photo d’un téléphone le lit (vCard ou MeCard), copié ici."),
    )
    email = forms.CharField(label=_("Adresse professionnelle"), max_length=254, required=False)
    first_name = forms.CharField(label=_("Prénom"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Nom"), max_length=100, required=False)
    company = forms.CharField(label=_("Société"), max_length=200, required=False)
    title = forms.CharField(label=_("Fonction"), max_length=200, required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=60, required=False)
    mobile = forms.CharField(label=_("Mobile"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """What is typed, completed by the card."""
        given = super().clean()
        card = given.get("card")
        if card and card.size > LARGEST:
            self.add_error("card", _("Cette fiche est trop grande."))
        elif card:
            self._complete("card", card.read(), _("Ce fichier n’est pas une fiche de contact (.vcf)."))
        if given.get("code"):
            self._complete(
                "code", given["code"].encode(), _("Ce texte n’est pas celui d’une fiche de contact (vCard ou MeCard).")
            )
        return given

    def _complete(self, field: str, raw: bytes, wrong: str) -> None:
        """What a card says, where nothing was typed."""
        try:
            read = read_card(raw)
        except NotACard:
            self.add_error(field, wrong)
            return
        given = self.cleaned_data
        given |= {name: read[name] for name in FIELDS if name in read and not given.get(name)}

    @property
    def person(self) -> dict[str, str]:
        """What is known of her."""
        return {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data.get(name)}


class PaperForm(forms.Form):
    """Around a paper form typed in: when it was filled."""

    acted_on = forms.DateField(label=_("Rempli le"), widget=DAY)
    kept_as = forms.CharField(
        label=_("Où est rangé le papier"), max_length=200, help_text=_("De quoi le retrouver : il est la preuve.")
    )

    def clean_acted_on(self) -> Any:
        """Not tomorrow."""
        if self.cleaned_data["acted_on"] > timezone.localdate():
            raise ValidationError(_("Cette date est dans l’avenir."))
        return self.cleaned_data["acted_on"]
