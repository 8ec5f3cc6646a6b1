"""A site to follow, with consent."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Member, Organisation
from aval.collection.following import declare_site
from aval.collection.models import Site
from aval.desk.forms.refusals import blame


class SiteForm(forms.ModelForm):
    """What the strip says is written by Aval, so that it asks as the law wants."""

    origins = forms.CharField(
        label=_("Adresses du site"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une par ligne, en https:// : le script ne parle que depuis elles."),
    )

    class Meta:
        model = Site
        fields: ClassVar = ["name", "brand", "language", "origins"]

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["brand"].queryset = Brand.objects.of(organisation).order_by("name")
        self.fields["brand"].label_from_instance = lambda one: one.name

    def clean_origins(self) -> list[str]:
        return self.cleaned_data["origins"].splitlines()

    def declare(self, organisation: Organisation, *, at: datetime, by: Member) -> Site | None:
        """Declare it; nothing, with the reasons beside the fields, when refused."""
        try:
            return declare_site(organisation, at=at, by=by, **self.cleaned_data)
        except ValidationError as refusal:
            blame(self, refusal)
            return None
