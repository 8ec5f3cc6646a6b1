"""A sanction given by hand, or lifted."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Campaign
from aval.desk.forms.refusals import blame
from aval.oversight.models import Sanction
from aval.oversight.sanctioning import lift, sanction
from aval.prospects.models import Source


class SanctionForm(forms.Form):
    """What is stopped or warned, how, and why."""

    about = forms.ChoiceField(label=_("Au sujet de"))
    kind = forms.ChoiceField(label=_("Mesure"), choices=Sanction.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Motif"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.organisation = organisation
        sources = Source.objects.of(organisation).order_by("name").values_list("pk", "name")
        campaigns = Campaign.objects.of(organisation).order_by("-pk").values_list("pk", "name")
        members = organisation.members.filter(is_active=True).order_by("email").values_list("pk", "email")
        self.fields["about"].choices = [
            (_("Listes"), [(f"source:{pk}", name) for pk, name in sources]),
            (_("Campagnes"), [(f"campaign:{pk}", name) for pk, name in campaigns]),
            (_("Membres"), [(f"member:{pk}", name) for pk, name in members]),
        ]

    def give(self, *, by: Member, at: datetime) -> Sanction | None:
        """Give it; nothing, with the reason beside the field, when it cannot be."""
        given = self.cleaned_data
        try:
            return sanction(self.organisation, given["kind"], given["about"], reason=given["reason"], by=by, at=at)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class LiftForm(forms.Form):
    """Why a sanction ends."""

    because = forms.CharField(label=_("Pourquoi la lever ?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def lift(self, given: Sanction, *, by: Member, at: datetime) -> bool:
        """Lift it; false, with the reason beside the field, when it cannot be."""
        try:
            lift(given, because=self.cleaned_data["because"], by=by, at=at)
        except ValidationError as refusal:
            blame(self, refusal)
            return False
        return True
