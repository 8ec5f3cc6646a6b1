"""Keeping a filter under a name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation
from aval.desk.forms.refusals import blame
from aval.prospects.models import Segment
from aval.prospects.segments import Rules, keep_segment


class SegmentForm(forms.Form):
    """The name; the conditions are those of the page."""

    name = forms.CharField(label=_("Nom du segment"), max_length=120)

    def keep(self, organisation: Organisation, rules: Rules, **who: Any) -> Segment | None:
        """The segment; nothing, with the reasons, when it cannot be kept. `who`: by (Member) and at."""
        by: Member = who["by"]
        try:
            return keep_segment(organisation, name=self.cleaned_data["name"], rules=list(rules), by=by, at=who["at"])
        except ValidationError as refusal:
            blame(self, refusal)
            return None
