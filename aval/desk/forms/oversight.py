"""A sanction given by hand, or lifted; the scale by which the inspector gives them."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation, Processor, Token
from aval.campaigns.models import Campaign
from aval.desk.forms.refusals import blame
from aval.oversight.models import Sanction
from aval.oversight.sanctioning import lift, sanction
from aval.oversight.scale import Scale, choose_scale, scale_on
from aval.post.models import MailServer
from aval.prospects.models import Source


class SanctionForm(forms.Form):
    """What is stopped or warned, how, and why."""

    about = forms.ChoiceField(label=_("Au sujet de"))
    kind = forms.ChoiceField(label=_("Mesure"), choices=Sanction.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Motif"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.organisation = organisation
        sources = Source.objects.of(organisation).order_by("name").values_list("pk", "name")
        campaigns = Campaign.objects.of(organisation).order_by("-pk").values_list("pk", "name")
        members = organisation.members.filter(is_active=True).order_by("email").values_list("pk", "email")
        servers = MailServer.objects.of(organisation).order_by("host").values_list("pk", "host")
        keys = Token.objects.of(organisation).filter(revoked_at=None).order_by("name").values_list("pk", "name")
        processors = Processor.objects.of(organisation).order_by("name").values_list("pk", "name")
        connectors = [(f"processor:{pk}", name) for pk, name in processors]
        connectors += [(f"server:{pk}", host) for pk, host in servers] + [(f"token:{pk}", name) for pk, name in keys]
        self.fields["about"].choices = [
            (_("Listes"), [(f"source:{pk}", name) for pk, name in sources]),
            (_("Campagnes"), [(f"campaign:{pk}", name) for pk, name in campaigns]),
            (_("Connecteurs"), connectors),
            (_("Membres"), [(f"member:{pk}", name) for pk, name in members]),
        ]

    def give(self, *, by: Member, at: datetime) -> Sanction | None:
        """Give it; nothing, with the reason beside the field, when it cannot be."""
        given = self.cleaned_data
        try:
            return sanction(self.organisation, given["kind"], given["about"], reason=given["reason"], by=by, at=at)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class LiftForm(forms.Form):
    """Why a sanction ends."""

    because = forms.CharField(label=_("Pourquoi la lever ?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def lift(self, given: Sanction, *, by: Member, at: datetime) -> bool:
        """Lift it; false, with the reason beside the field, when it cannot be."""
        try:
            lift(given, because=self.cleaned_data["because"], by=by, at=at)
        except ValidationError as refusal:
            blame(self, refusal)
            return False
        return True


class ScaleForm(forms.Form):
    """How the inspector acts when nobody does."""

    scale = forms.ChoiceField(
        label=_("Quand l’inspecteur agit seul"),
        choices=Scale.choices,
        widget=forms.RadioSelect,
        help_text=_("Ce que la loi arrête d’elle-même est suspendu aussitôt, quel que soit ce choix."),
    )

    def __init__(self, *given: Any, organisation: Organisation, at: datetime, **named: Any) -> None:
        super().__init__(*given, initial={"scale": scale_on(organisation, localdate(at))}, **named)
        self.organisation = organisation

    def choose(self, *, by: Member, at: datetime) -> None:
        """From today on."""
        choose_scale(self.organisation, self.cleaned_data["scale"], by=by, at=at)
