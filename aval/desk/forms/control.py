"""What an inspector asked for: pieces, days, complainants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.accountability.control_file import REGISTER
from aval.accountability.pieces import DOCUMENTS, Asked, Document, named
from aval.accounts.models import Organisation
from aval.oversight.dossier import DOCUMENTS as OVERSEEN
from aval.prospects.objecting import NotObjectable

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}


class ControlForm(forms.Form):
    """Everything, when nothing is chosen."""

    since = forms.DateField(label=_("Depuis le"), **DAY)
    until = forms.DateField(label=_("Jusqu’au"), **DAY)
    about = forms.CharField(
        label=_("Plaignants"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Une adresse ou un numéro par ligne : tout ce qui est tenu sur eux est joint, et rien sur les autres."
        ),
    )
    wanted = forms.MultipleChoiceField(
        label=_("Pièces"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Aucune cochée : toutes.")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        registers = [(name, f"{_('Registre des traitements, signé et réel')} ({name})") for name in REGISTER]
        self.fields["wanted"].choices = registers + [(one.name, one.asked) for one in self.pieces()]

    @staticmethod
    def pieces() -> tuple[Document, ...]:
        """Every table there is."""
        return (*DOCUMENTS, *OVERSEEN)

    def asked(self, organisation: Organisation) -> Asked | None:
        """What is asked; nothing, with the reason beside the field, for somebody nobody knows here."""
        people: set[int] = set()
        for value in filter(None, map(str.strip, self.cleaned_data["about"].splitlines())):
            try:
                found = named(organisation, value)
            except NotObjectable:
                found = []
            if not found:
                self.add_error("about", _("Personne ici n’a cette adresse ou ce numéro : %(value)s") % {"value": value})
                return None
            people |= set(found)
        given = self.cleaned_data
        return Asked(frozenset(given["wanted"]), given["since"], given["until"], frozenset(people))

    def told(self) -> dict[str, Any]:
        """What the ledger keeps of the demand: never an address."""
        given = self.cleaned_data
        return {
            "pieces": given["wanted"],
            "since": given["since"].isoformat() if given["since"] else None,
            "until": given["until"].isoformat() if given["until"] else None,
            "complainants": len(given["about"].split()),
        }
