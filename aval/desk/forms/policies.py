"""A choice among the values of a policy, from a day on."""

from datetime import date, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation, Policy
from aval.clearance.choosing import Choice, InThePast, choose


class PolicyForm(forms.Form):
    """The value, in the words of the law room, and its first day."""

    value = forms.ChoiceField(label=_("Ce que vous choisissez"), widget=forms.RadioSelect)
    starts_on = forms.DateField(
        label=_("À partir du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, choice: Choice, today: date, **kwargs: object) -> None:
        super().__init__(*args, prefix=choice.code, initial={"value": choice.value, "starts_on": today}, **kwargs)
        self.choice = choice
        self.fields["value"].choices = list(choice.values.items())

    def choose(self, organisation: Organisation, *, by: Member, at: datetime) -> Policy | None:
        """Keep it; nothing, with the reason beside the day, when it would rewrite the past."""
        try:
            return choose(organisation, code=self.choice.code, by=by, at=at, **self.cleaned_data)
        except InThePast:
            self.add_error(
                "starts_on", _("Un choix ne vaut pas pour le passé : les décisions prises restent ce qu’elles sont.")
            )
            return None
