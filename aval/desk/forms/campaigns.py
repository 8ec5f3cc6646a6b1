"""A campaign, its letter, and what to make of an attempt nobody is sure of."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Campaign, LetterTemplate, Offer
from aval.campaigns.running import draft_campaign, save_letter
from aval.desk.forms.refusals import blame
from aval.prospects.models import Segment, Source
from aval.prospects.segments import segments_of


class CampaignForm(forms.Form):
    """One letter of one offer to the people of one list."""

    name = forms.CharField(
        label=_("Nom de la campagne"), max_length=200, help_text=_("Pour vous : les destinataires ne le voient pas.")
    )
    offer = forms.ModelChoiceField(Offer.objects.none(), label=_("Offre"), to_field_name="code", empty_label=None)
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Liste"), to_field_name="code", empty_label=None)
    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        to_field_name="code",
        required=False,
        empty_label=_("toute la liste"),
        help_text=_("Un filtre que vous avez gardé. Il choisit parmi la liste ; la loi décide ensuite de chacun."),
    )

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["offer"].queryset = Offer.objects.of(organisation).order_by("-id")
        self.fields["source"].queryset = Source.objects.of(organisation).order_by("-id")
        self.fields["segment"].queryset = segments_of(organisation)
        self.fields["segment"].label_from_instance = self.fields["source"].label_from_instance = self.fields[
            "offer"
        ].label_from_instance = lambda row: row.name

    def draft(self, *, by: Member, at: datetime) -> Campaign:
        """The campaign, without its letter yet."""
        given = self.cleaned_data
        return draft_campaign(
            given["offer"], given["source"], name=given["name"], segment=given["segment"], by=by, at=at
        )


class LetterForm(forms.Form):
    """The words of a member; what the law asks is generated around them."""

    subject = forms.CharField(label=_("Objet"), max_length=200)
    body = forms.CharField(label=_("Texte"), max_length=20_000, strip=False, widget=forms.Textarea(attrs={"rows": 16}))

    def keep(
        self, campaign: Campaign, *, language: str, by: Member, at: datetime, place: int = 1, version: str = "a"
    ) -> LetterTemplate | None:
        """Keep the words; nothing, with line and column beside the field, when they cannot be read."""
        try:
            return save_letter(
                campaign, language=language, place=place, version=version, by=by, at=at, **self.cleaned_data
            )
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class DoubtForm(forms.Form):
    """What a member found out about an uncertain attempt."""

    left = forms.TypedChoiceField(
        label=_("Qu’avez-vous constaté ?"),
        choices=[
            ("yes", _("La lettre est bien partie : ne pas la renvoyer")),
            ("no", _("Elle n’est pas partie : la remettre en attente")),
        ],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Comment le savez-vous ?"),
        max_length=300,
        help_text=_("Le journal du serveur, une réponse reçue… C’est gardé."),
    )


class PauseForm(forms.Form):
    """Why a campaign stops."""

    why = forms.CharField(label=_("Motif"), max_length=300, required=False)
