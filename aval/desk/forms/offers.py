"""Describing an offer, and weighing the interest of writing about it against the person's."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Member, Organisation
from aval.campaigns.models import Assessment, Offer
from aval.campaigns.offers import assess, describe_offer
from aval.desk.forms.refusals import blame
from aval.desk.forms.sources import free_code
from aval.desk.naming import functions, sectors

PARAGRAPH = forms.Textarea(attrs={"rows": 3})


class OfferForm(forms.ModelForm):
    """What we propose, to whom, and why it concerns them."""

    functions = forms.MultipleChoiceField(
        label=_("Fonctions concernées"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("L’objet du message doit se rapporter au métier du destinataire (position de la CNIL, 2005)."),
    )
    sectors = forms.MultipleChoiceField(
        label=_("Secteurs d’activité"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Aucun coché : tous les secteurs."),
    )

    class Meta:
        model = Offer
        fields: ClassVar = ["brand", "name", "category", "reason", "functions", "sectors", "private_life"]
        widgets: ClassVar = {"reason": forms.Textarea(attrs={"rows": 2, "maxlength": 400})}
        help_texts: ClassVar = {
            "name": _("Ce que vous vendez, en quelques mots."),
            "category": _("« Logiciel de paie », « formation » : sert à reconnaître deux offres analogues."),
            "reason": _("Une phrase, reprise dans la lettre après « Nous vous écrivons parce que »."),
            "private_life": _("Elle intéresse la personne chez elle (mutuelle, épargne, voyage) et non son métier."),
        }

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["brand"].queryset = Brand.objects.of(organisation).order_by("name")
        self.fields["brand"].empty_label = None
        self.fields["brand"].label = _("Marque")
        self.fields["brand"].label_from_instance = lambda brand: brand.name
        self.fields["functions"].choices = functions()
        self.fields["sectors"].choices = sectors()

    def describe(self, organisation: Organisation, *, by: Member, at: datetime) -> Offer | None:
        """Describe the offer under a code made from its name; nothing, with the reasons beside the fields, when refused."""
        fields = dict(self.cleaned_data)
        brand = fields.pop("brand")
        try:
            return describe_offer(brand, code=free_code(Offer, organisation, fields["name"]), by=by, at=at, **fields)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class AssessmentForm(forms.ModelForm):
    """The balance of article 6(1)(f), in the four questions of the CNIL."""

    class Meta:
        model = Assessment
        fields: ClassVar = ["interest", "necessity", "balance", "safeguards", "outcome", "review_on"]
        widgets: ClassVar = {
            "interest": PARAGRAPH,
            "necessity": PARAGRAPH,
            "balance": PARAGRAPH,
            "safeguards": PARAGRAPH,
            "outcome": forms.RadioSelect,
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "interest": _("Qu’attendez-vous de cet envoi ? Est-ce licite, précis, réel ?"),
            "necessity": _("Pourriez-vous atteindre ce but autrement, en dérangeant moins ?"),
            "balance": _("S’attend-elle à être jointe pour cela, à son travail, par ce canal ? Qu’y perd-elle ?"),
            "safeguards": _("Opposition en un clic, fréquence, source nommée, durée de conservation…"),
            "review_on": _("Un an au plus : les faits changent."),
        }

    def sign(self, offer: Offer, *, by: Member, at: datetime) -> Assessment | None:
        """Sign it; nothing, with the reasons beside the fields, when refused."""
        try:
            return assess(offer, by=by, at=at, **self.cleaned_data)
        except ValidationError as refusal:
            blame(self, refusal)
            return None
