"""A key for a machine."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation, Token
from aval.accounts.tokens import LONGEST, make_token
from aval.desk.forms.refusals import blame


class TokenForm(forms.Form):
    """What it is for, in whose name, what it opens, for how long."""

    name = forms.CharField(label=_("À quoi sert-elle ?"), max_length=100, help_text=_("Par exemple : notre CRM."))
    member = forms.ModelChoiceField(
        label=_("Elle agit au nom de"),
        queryset=Member.objects.none(),
        help_text=_("Elle ne peut jamais plus que ce membre, et se ferme avec son compte."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce qu’elle ouvre"), choices=Token.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("Valable, en jours"), min_value=1, max_value=LONGEST, initial=LONGEST)

    def __init__(self, *given: object, organisation: Organisation) -> None:
        super().__init__(*given)
        members = self.fields["member"]
        members.queryset = organisation.members.filter(is_active=True).order_by("email")
        members.label_from_instance = lambda member: member.email

    def make(self, *, at: datetime, by: Member) -> tuple[Token, str] | None:
        """The key and its secret; nothing, with the reasons beside the fields, when refused."""
        try:
            return make_token(**self.cleaned_data, at=at, by=by)
        except ValidationError as refusal:
            blame(self, refusal)
            return None
