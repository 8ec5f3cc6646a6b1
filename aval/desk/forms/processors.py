"""The file of a processor: its contract, clause by clause, its country, its end."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation, Processor
from aval.accounts.processors import FIELDS, change_processor, clauses, declare_processor
from aval.desk.forms.refusals import blame
from aval.desk.forms.sources import DAY


class ProcessorForm(forms.ModelForm):
    """What art. 28(3) and Chapter V ask of one processor; what is not known yet stays empty, and keeps it off."""

    clauses = forms.MultipleChoiceField(
        label=_("Le contrat contient (article 28(3))"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cochez ce que vous avez lu dans le contrat. Il les faut toutes."),
    )

    class Meta:
        model = Processor
        fields: ClassVar = list(FIELDS)
        widgets: ClassVar = {
            "signed_on": DAY,
            "assessed_on": DAY,
            "ends_on": DAY,
            "deleted_on": DAY,
            "subprocessors": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "country": _("Là où les données sont traitées, deux lettres : FR, DE, US…"),
            "safeguard": _("En dehors de l’Espace économique européen seulement."),
            "safeguard_reference": _("La décision, la version des clauses, la date des règles."),
            "assessed_on": _("Avec des clauses types : le jour où le droit du pays et les mesures ont été évalués."),
            "subprocessors": _("Un par ligne : nom, service, pays."),
            "ends_on": _("À partir de ce jour, plus rien ne part vers lui."),
            "deletion_proof": _("L’attestation reçue après la fin."),
        }

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = "en" if (get_language() or "fr").startswith("en") else "fr"
        self.fields["clauses"].choices = [
            (code, f"{one[language]} ({one['article']})") for code, one in clauses().items()
        ]

    def _post_clean(self) -> None:
        """The verb fills the row and checks it: nothing is written here."""

    def keep(self, organisation: Organisation, *, at: datetime, by: Member) -> Processor | None:
        """Declare it, or bring its file up to date; nothing, with the reasons beside the fields, when refused."""
        try:
            if self.instance.pk:
                return change_processor(self.instance, at=at, by=by, **self.cleaned_data)
            return declare_processor(organisation, at=at, by=by, **self.cleaned_data)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


def name_processors(form: forms.ModelForm) -> None:
    """The form of a connector asks who runs it: one of ours, or ourselves."""
    field = form.fields["processor"]
    field.queryset = Processor.objects.of(form.instance.organisation_id).order_by("name")
    field.label_from_instance = lambda one: one.name
    field.empty_label = _("personne n’est nommé")
    field.help_text = _("Qui tient ce service pour vous ; déclarez-le d’abord avec les sous-traitants.")
    form.fields["ours"].help_text = _("Aucun contrat n’est alors nécessaire : c’est vous qui en répondez.")


def connected(form: forms.ModelForm, given: dict[str, Any]) -> dict[str, Any]:
    """Somebody else's or ours, never both."""
    if given.get("processor") and given.get("ours"):
        form.add_error("ours", _("Un sous-traitant le tient, ou vous-mêmes : pas les deux."))
    return given
