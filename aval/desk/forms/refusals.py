"""A room refused: its reasons go beside the fields they are about."""

from django import forms
from django.core.exceptions import ValidationError


def blame(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Write each reason beside its field, or above the form when the form has no such field."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, reasons in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, reasons)
