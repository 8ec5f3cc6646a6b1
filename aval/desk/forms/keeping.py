"""What a member says of recipients, and of how people were told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.rights.models import Recipient


class RecipientForm(forms.ModelForm):
    """Somebody who receives our data."""

    class Meta:
        model = Recipient
        fields = ("name", "kind", "contact", "since")
        widgets = {"since": forms.DateInput(attrs={"type": "date"})}


class ToldForm(forms.Form):
    """How people were told."""

    how = forms.CharField(label=_("Comment elles ont été informées"), max_length=300)
