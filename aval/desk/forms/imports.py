"""A file handed in, and what its columns are."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.desk import columns

ACCEPTED = ".csv,.txt,.tsv,.xlsx,.ods"


class UploadForm(forms.Form):
    """The list itself."""

    file = forms.FileField(
        label=_("Fichier"),
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "CSV, Excel (.xlsx) ou OpenDocument (.ods). Les séparateurs et les encodages usuels sont reconnus."
        ),
    )


class ColumnsForm(forms.Form):
    """One answer a column."""

    def __init__(self, *given: Any, columns: Sequence[str], mapping: Mapping[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.names = {f"column-{place}": name for place, name in enumerate(columns)}
        for code, name in self.names.items():
            self.fields[code] = forms.ChoiceField(
                label=name, choices=answers(), required=False, initial=mapping.get(name, "")
            )

    def mapping(self) -> dict[str, str]:
        """Column name → field."""
        return {name: self.cleaned_data[code] for code, name in self.names.items()}


answers = columns.choices
