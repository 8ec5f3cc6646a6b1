"""The organisation, its brands, its servers, its members."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.members import add_member
from aval.accounts.models import Brand, Member, Organisation, Role
from aval.accounts.setup import declare_brand, set_up_organisation
from aval.desk.forms.refusals import blame


class OrganisationForm(forms.ModelForm):
    """What every message says of us. The SIREN is who we are: it does not change."""

    website = forms.URLField(label=_("Site"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields: ClassVar = ["legal_name", "postal_address", "telephone", "mailbox", "website", "dpo_name", "dpo_email"]
        widgets: ClassVar = {"postal_address": forms.Textarea(attrs={"rows": 3})}

    def change(self, *, at: datetime, by: Member) -> bool:
        """Keep it; the reasons are beside the fields when refused."""
        try:
            set_up_organisation(at=at, by=by, siren=self.instance.siren, **self.cleaned_data)
        except ValidationError as refusal:
            blame(self, refusal)
            return False
        return True


class BrandForm(forms.ModelForm):
    """An advertiser, as a recipient sees it."""

    class Meta:
        model = Brand
        fields: ClassVar = ["name", "sender_name", "sender_email", "reply_to"]

    def add(self, organisation: Organisation, *, at: datetime, by: Member) -> Brand | None:
        """Declare it; nothing, with the reasons beside the fields, when refused."""
        try:
            return declare_brand(organisation, at=at, by=by, **self.cleaned_data)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class MemberForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(label=_("Courriel"))
    first_name = forms.CharField(label=_("Prénom"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Nom"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices)
    until_on = forms.DateField(
        label=_("Accès jusqu’au"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Un auditeur vient pour un temps, un an au plus ; les autres, sans date, restent."),
    )

    def add(self, organisation: Organisation, *, at: datetime, by: Member) -> Member | None:
        """Open the account; nothing, with the reasons beside the fields, when refused."""
        given: dict[str, Any] = self.cleaned_data | {"role": Role(self.cleaned_data["role"])}
        try:
            return add_member(organisation, at=at, by=by, **given)
        except ValidationError as refusal:
            blame(self, refusal)
            return None
