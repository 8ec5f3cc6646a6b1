"""The day whose law is asked about a decision kept."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.law.parameters import eras


class LawForm(forms.Form):
    """A day the law written here speaks of; none for the decision's own."""

    law = forms.DateField(
        label=_("Sous la loi du"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "list": "changes"}, format="%Y-%m-%d"),
    )

    def clean_law(self) -> date | None:
        """The day, when the law speaks of it."""
        day: date | None = self.cleaned_data["law"]
        if day is not None and day < eras()[0]:
            raise forms.ValidationError(_("La loi écrite ici commence plus tard que ce jour."))
        return day
