"""The steps of a campaign and its hours, on one page; a row left without a kind is no step."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member
from aval.campaigns.models import Campaign, Step
from aval.campaigns.sequencing import LONGEST_WAIT, LONGEST_WHAT, MOST, Hours, Wanted, describe_steps
from aval.desk.forms.refusals import blame

BLANK = 2  # rows offered beyond the steps there are
OFFICE = (9, 18)


class StepForm(forms.Form):
    """One step."""

    kind = forms.ChoiceField(label=_("Par"), choices=[("", "—"), *Step.Kind.choices], required=False)
    wait_days = forms.IntegerField(
        label=_("Jours ouvrés après l’étape d’avant"), min_value=0, max_value=LONGEST_WAIT, required=False
    )
    what = forms.CharField(label=_("À faire, pour un humain"), max_length=LONGEST_WHAT, required=False)


class HoursForm(forms.Form):
    """When letters leave."""

    office = forms.BooleanField(
        label=_("Seulement aux heures de travail de chaque personne"),
        required=False,
        help_text=_("Du lundi au vendredi, jours fériés exclus, à l’heure du lieu où elle est."),
    )
    from_hour = forms.IntegerField(label=_("De (heure)"), min_value=0, max_value=23, initial=OFFICE[0], required=False)
    to_hour = forms.IntegerField(label=_("À (heure)"), min_value=1, max_value=24, initial=OFFICE[1], required=False)
    rests = forms.CharField(
        label=_("Pauses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Une par ligne, premier et dernier jour : 2026-12-21 2027-01-03. Rien ne part ces jours-là."),
    )

    def clean_rests(self) -> tuple[tuple[date, date], ...]:
        """Pairs of days, the second one excluded from then on."""
        told = []
        for number, line in enumerate(self.cleaned_data["rests"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                first, last = (date.fromisoformat(day) for day in line.split())
            except ValueError as why:
                text = _("Ligne %(number)s : deux dates sont attendues, comme 2026-12-21 2027-01-03.")
                raise ValidationError(text % {"number": number}) from why
            told.append((first, last + timedelta(days=1)))
        return tuple(told)

    @property
    def hours(self) -> Hours:
        """As the room takes them."""
        given = self.cleaned_data
        pair = (given["from_hour"], given["to_hour"]) if given["office"] else (None, None)
        if given["office"] and None in pair:
            pair = OFFICE
        return Hours(from_hour=pair[0], to_hour=pair[1], rests=given["rests"])


Rows = forms.formset_factory(StepForm, extra=BLANK, max_num=MOST)


class StepsPage:
    """Both forms together: read, and kept whole or not at all."""

    def __init__(self, campaign: Campaign, data: Any = None) -> None:
        steps = list(campaign.steps.order_by("place").values("kind", "wait_days", "what"))
        start = steps or [{"kind": Step.Kind.EMAIL, "wait_days": 0}]
        last = [f"{first} {date.fromisoformat(after) - timedelta(days=1)}" for first, after in campaign.rests]
        hours = {
            "office": campaign.from_hour is not None or not steps,
            "from_hour": OFFICE[0] if campaign.from_hour is None else campaign.from_hour,
            "to_hour": campaign.to_hour or OFFICE[1],
            "rests": "\n".join(last),
        }
        self.campaign = campaign
        self.rows = Rows(data, initial=start, prefix="step")
        self.hours = HoursForm(data, initial=hours)

    def keep(self, *, by: Member, at: datetime) -> bool:
        """Whether it was kept; the reasons are beside the fields when it was not."""
        if not (self.rows.is_valid() and self.hours.is_valid()):
            return False
        wanted = [
            Wanted(kind=row["kind"], wait_days=row["wait_days"] or 0, what=row["what"])
            for row in self.rows.cleaned_data
            if row.get("kind")
        ]
        try:
            describe_steps(self.campaign, wanted, hours=self.hours.hours, by=by, at=at)
        except ValidationError as refusal:
            blame(self.hours, refusal)
            return False
        return True
