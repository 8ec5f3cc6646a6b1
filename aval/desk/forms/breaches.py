"""A breach: the hour it was known, what happened, whose data, what the persons are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accountability.affected import last_exports
from aval.accountability.breaches import declare_breach, describe_breach
from aval.accountability.models import Breach
from aval.accounts.models import Member, Organisation
from aval.desk.forms.refusals import blame
from aval.desk.templatetags.said import spoken
from aval.prospects.models import Source

WHEN = {"widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), "required": False}
EXPORTS_SHOWN = 40


class BreachForm(forms.Form):
    """The one thing to write first: the clock starts from it."""

    title = forms.CharField(
        label=_("Que s’est-il passé, en quelques mots ?"),
        max_length=200,
        help_text=_("« Un ordinateur volé avec l’export de mardi », par exemple. Le détail vient après."),
    )
    aware_at = forms.DateTimeField(
        label=_("Quand l’un de vous l’a-t-il su ?"),
        widget=WHEN["widget"],
        help_text=_("L’heure part de là, pas d’aujourd’hui : celle du premier à l’avoir appris."),
    )
    drill = forms.BooleanField(
        label=_("C’est un exercice"), required=False, help_text=_("Tout se passe comme en vrai, et rien ne part.")
    )

    def declare(self, organisation: Organisation, *, by: Member, at: datetime) -> Breach | None:
        """Start the clock; nothing, with the reasons beside the fields, when it cannot."""
        try:
            return declare_breach(organisation, by=by, at=at, **self.cleaned_data)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class FactsForm(forms.ModelForm):
    """The file, completed as one learns more: what happened, and whose data."""

    exports = forms.MultipleChoiceField(
        label=_("Fichiers exportés"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sources = forms.MultipleChoiceField(label=_("Listes entières"), required=False, widget=forms.CheckboxSelectMultiple)
    base = forms.BooleanField(label=_("Toute la base"), required=False)

    class Meta:
        model = Breach
        fields = (
            "happened_at", "ended_at", "confidentiality", "integrity", "availability", "cause", "facts", "unreadable", "risk",
            "before", "processors", "abroad", "late_because", "nature_told", "consequences", "measures", "advice",
        )  # fmt: skip
        widgets = dict.fromkeys(("happened_at", "ended_at"), WHEN["widget"]) | {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("facts", "before", "processors", "abroad", "late_because", "nature_told", "consequences", "measures", "advice")
        }  # fmt: skip

    def __init__(self, *given: Any, at: datetime, **named: Any) -> None:
        super().__init__(*given, **named)
        breach = self.instance
        ours = breach.organisation
        for name in ("happened_at", "ended_at"):
            self.fields[name].required = False
        self.fields["exports"].choices = [
            (
                str(one.pk),
                f"{spoken(one.at)}, {one.get_what_display()}, {one.count} · {one.by.email if one.by else '—'}",
            )
            for one in last_exports(ours, before=at)[:EXPORTS_SHOWN]
        ]
        self.fields["sources"].choices = list(Source.objects.of(ours).order_by("name").values_list("code", "name"))
        for name in ("exports", "sources"):
            kept = [part["key"] for part in breach.scope if part["kind"] == name.removesuffix("s")]
            self.initial[name] = kept
        self.initial["base"] = any(part["kind"] == "base" for part in breach.scope)

    def keep(self, *, by: Member, at: datetime) -> bool:
        """Keep what is known; false, with the reasons beside the fields, when it cannot be kept."""
        given = dict(self.cleaned_data)
        scope = [{"kind": "export", "key": key} for key in given.pop("exports")]
        scope += [{"kind": "source", "key": key} for key in given.pop("sources")]
        scope += [{"kind": "base", "key": ""}] if given.pop("base") else []
        breach = Breach.objects.of(self.instance.organisation_id).get(pk=self.instance.pk)
        try:
            describe_breach(breach, {**given, "scope": scope}, by=by, at=at)
        except ValidationError as refusal:
            blame(self, refusal)
            return False
        return True

    def parts(self) -> list[Mapping[str, Any]]:
        """The fields in the order one learns things, each part with its title."""
        wanted = (
            (_("Ce qui s’est passé"), ("happened_at", "ended_at", "confidentiality", "integrity", "availability", "cause", "facts")),
            (_("Les données de qui ?"), ("exports", "sources", "base", "unreadable", "risk")),
            (_("Ce que les personnes liront"), ("nature_told", "consequences", "measures", "advice")),
            (_("Pour la CNIL"), ("before", "processors", "abroad", "late_because")),
        )  # fmt: skip
        return [
            {"title": title, "fields": [self[name] for name in names if getattr(self.fields[name], "choices", True)]}
            for title, names in wanted
        ]


class NotifiedForm(forms.Form):
    """The CNIL was told."""

    reference = forms.CharField(label=_("Numéro donné par la CNIL"), max_length=60, required=False)


class WaiverForm(forms.Form):
    """Why the persons are not told."""

    reason = forms.CharField(
        label=_("Pourquoi ne pas informer les personnes ?"), widget=forms.Textarea(attrs={"rows": 3})
    )
