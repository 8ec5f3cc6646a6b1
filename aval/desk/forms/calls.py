"""A list to call, and what came of a call."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation, Processor
from aval.calls.closing import Closed, close_call
from aval.calls.listing import make_call_list
from aval.calls.models import Call, CallList
from aval.calls.notes import Warned, read_note
from aval.campaigns.models import Offer
from aval.desk.forms.refusals import blame
from aval.prospects.models import Segment, Source
from aval.prospects.segments import segments_of

SCOPES = [
    ("all", _("tout : elle ne veut plus être contactée")),
    ("calls", _("les appels seulement")),
]


class CallListForm(forms.Form):
    """Whom to call, about what, from which number."""

    name = forms.CharField(label=_("Nom de la liste d’appels"), max_length=200)
    offer = forms.ModelChoiceField(Offer.objects.none(), label=_("Offre"), to_field_name="code", empty_label=None)
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Liste"), to_field_name="code", empty_label=None)
    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        to_field_name="code",
        required=False,
        empty_label=_("toute la liste"),
    )
    caller_number = forms.CharField(
        label=_("Numéro qui s’affichera chez la personne appelée"),
        max_length=30,
        help_text=_("Un vrai numéro, où l’on peut vous rappeler. Un numéro masqué ne s’admet pas."),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    processor = forms.ModelChoiceField(
        Processor.objects.none(),
        label=_("Qui appelle"),
        required=False,
        empty_label=_("nous-mêmes"),
        help_text=_("Un centre d’appels se déclare d’abord avec les sous-traitants."),
    )
    pitch = forms.CharField(
        label=_("Ce que vous avez à dire"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Deux ou trois phrases. Ce que la loi demande de dire s’ajoute autour, tout seul."),
    )

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["offer"].queryset = Offer.objects.of(organisation).order_by("-id")
        self.fields["source"].queryset = Source.objects.of(organisation).order_by("-id")
        self.fields["segment"].queryset = segments_of(organisation)
        centres = Processor.objects.of(organisation).filter(service=Processor.Service.TELEPHONY).order_by("name")
        self.fields["processor"].queryset = centres
        self.fields["processor"].label_from_instance = lambda row: row.name
        self.fields["segment"].label_from_instance = self.fields["source"].label_from_instance = self.fields[
            "offer"
        ].label_from_instance = lambda row: row.name

    def make(self, *, by: Member, at: datetime) -> CallList | None:
        """The list, screened; nothing, with the reasons beside the fields, when it cannot be made."""
        given = dict(self.cleaned_data)
        try:
            return make_call_list(given.pop("offer"), given.pop("source"), **given, by=by, at=at)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class CallForm(forms.Form):
    """What was said, what came of it. A note that holds what it should not is shown once before it is kept."""

    said = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    outcome = forms.ChoiceField(label=_("Qu’a donné l’appel ?"), choices=Call.Outcome.choices, widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label=_("Si elle ne veut plus être contactée"),
        choices=SCOPES,
        initial="all",
        required=False,
        help_text=_("Dans le doute, le plus large."),
    )
    later_at = forms.DateTimeField(
        label=_("Jour et heure convenus"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Pour un rappel ou un rendez-vous."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Des faits utiles à la suite, que la personne pourra lire : elle y a droit."),
    )
    keep_note = forms.BooleanField(required=False, label=_("J’ai relu : cette note ne dit rien de tel"))

    def __init__(self, *given: Any, script: tuple, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["said"].choices = [(line.code, line.text) for line in script]
        self.warned: tuple[Warned, ...] = ()

    def close(self, call: Call, *, by: Member, at: datetime, language: str) -> Closed | None:
        """Close the call; nothing, with the reasons beside the fields, while something is missing or to be read again."""
        given = self.cleaned_data
        self.warned = read_note(given["note"], language)
        if self.warned and not given["keep_note"]:
            self.add_error("note", _("Relisez cette note avant de la garder."))
            return None
        try:
            return close_call(
                call,
                outcome=given["outcome"],
                said=given["said"],
                note=given["note"],
                later_at=given["later_at"],
                every_channel=given["scope"] != "calls",
                by=by,
                at=at,
            )
        except ValidationError as refusal:
            blame(self, refusal)
            return None
