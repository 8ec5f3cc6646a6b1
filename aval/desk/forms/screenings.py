"""Asking for a screening, and answering what it leaves to a human."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Organisation
from aval.campaigns.models import Offer
from aval.desk.explaining import Explained
from aval.prospects.models import Segment, Source
from aval.prospects.segments import segments_of

CHANNELS = [("email", _("courriel")), ("voice_human", _("appel d’un membre")), ("sms", _("SMS"))]
ANSWERS = [("yes", _("Oui, on peut lui écrire pour cette offre")), ("no", _("Non"))]


class ScreeningForm(forms.Form):
    """A list, an offer, a channel."""

    source = forms.ModelChoiceField(Source.objects.none(), label=_("Liste"), to_field_name="code", empty_label=None)
    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        to_field_name="code",
        required=False,
        empty_label=_("toute la liste"),
    )
    offer = forms.ModelChoiceField(Offer.objects.none(), label=_("Offre"), to_field_name="code", empty_label=None)
    channel = forms.ChoiceField(label=_("Canal"), choices=CHANNELS)

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["source"].queryset = Source.objects.of(organisation).order_by("-id")
        self.fields["offer"].queryset = Offer.objects.of(organisation).order_by("-id")
        self.fields["segment"].queryset = segments_of(organisation)
        self.fields["segment"].label_from_instance = self.fields["source"].label_from_instance = self.fields[
            "offer"
        ].label_from_instance = lambda row: row.name


class SettleForm(forms.Form):
    """Yes or no to one finding, and why."""

    finding = forms.CharField(widget=forms.HiddenInput)
    allow = forms.TypedChoiceField(
        label=_("Votre décision"), choices=ANSWERS, coerce=lambda answer: answer == "yes", widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Motif"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une phrase qu’un inspecteur comprendrait. Elle est inscrite au journal avec votre nom."),
    )
    same_title = forms.BooleanField(
        label=_("Valable pour toutes les personnes de cette fonction, pour cette offre"), required=False
    )

    def __init__(self, *given: Any, chosen: Explained | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        if chosen is not None:
            codes = [(why.wording.code, why.wording.label) for why in chosen.to_settle]
            self.fields["finding"].initial = codes[0][0]
            if len(codes) > 1:
                self.fields["finding"] = forms.ChoiceField(label=_("Sur quel point ?"), choices=codes)
