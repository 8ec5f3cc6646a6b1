"""What members write about a person: an objection they heard, a fact they know better."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Member, Organisation
from aval.desk.naming import functions, sectors
from aval.prospects.correcting import correct
from aval.prospects.models import ContactPoint, Objection, Person
from aval.prospects.objecting import NotObjectable, Receipt, object_to

HEARD = ("phone", "spoken", "post", "reply", "complaint")
CHANNELS = [
    ("", _("tout : elle ne veut plus être contactée")),
    ("email", _("les courriels seulement")),
    ("voice_human", _("les appels seulement")),
    ("sms", _("les SMS seulement")),
    ("post", _("les courriers seulement")),
    ("profiling", _("le score calculé à son sujet seulement")),
]
SCOPES = [
    ("person", _("la personne, sous toutes ses adresses")),
    ("address", _("cette adresse ou ce numéro seulement")),
    ("domain", _("toute la société : personne n’y sera plus contacté")),
]


class ObjectionForm(forms.Form):
    """Somebody said stop to one of us. When in doubt, the wider."""

    who = forms.CharField(label=_("Adresse ou numéro"), max_length=254)
    channel = forms.ChoiceField(label=_("Ce qu’elle refuse"), choices=CHANNELS, required=False)
    scope = forms.ChoiceField(label=_("Pour"), choices=SCOPES, initial="person")
    brand = forms.ModelChoiceField(
        Brand.objects.none(), label=_("De la part de"), required=False, empty_label=_("toutes nos marques")
    )
    origin = forms.ChoiceField(
        label=_("Comment l’avez-vous su ?"), choices=[(code, Objection.Origin(code).label) for code in HEARD]
    )
    heard_at = forms.DateTimeField(
        label=_("Quand l’a-t-elle dit ?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("L’effet est immédiat ; cette date sert de preuve."),
    )

    def __init__(self, *given: Any, organisation: Organisation, person: Person | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.organisation = organisation
        self.fields["brand"].queryset = Brand.objects.of(organisation).order_by("name")
        self.fields["brand"].label_from_instance = lambda brand: brand.name
        if person is not None:
            points = ContactPoint.objects.of(organisation).filter(person=person).order_by("medium", "id")
            self.fields["who"] = forms.ModelChoiceField(points, label=_("Adresse ou numéro"), empty_label=None)
            self.fields["who"].label_from_instance = lambda point: point.value

    def record(self, *, at: datetime, by: Member) -> Receipt | None:
        """Record it at once; nothing, with the reason beside the field, when it names nobody."""
        given = self.cleaned_data
        if given["heard_at"] > at:
            self.add_error("heard_at", _("Cette date est dans l’avenir."))
            return None
        try:
            return object_to(self.organisation, at=at, by=by, **given)
        except NotObjectable as refusal:
            self.add_error("who", ValidationError(REFUSALS.get(refusal.code, UNREADABLE), code=refusal.code))
            return None


UNREADABLE = _("Ce n’est ni une adresse, ni un numéro que l’on puisse lire.")
REFUSALS = {"public-provider": _("Ce domaine est celui d’un fournisseur public de messagerie, pas d’une société.")}


class CorrectionForm(forms.Form):
    """One fact a member knows better: the function behind a title, whose an address is, what a company does."""

    about = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(widget=forms.HiddenInput, strip=False)
    field = forms.CharField(widget=forms.HiddenInput)
    value = forms.ChoiceField()
    reason = forms.CharField(label=_("Comment le savez-vous ?"), max_length=300)

    @classmethod
    def all_for(cls, person: Person, points: Sequence[ContactPoint]) -> "list[CorrectionForm]":
        """One form for each thing that can be corrected about this person."""
        things = [("title", person.title, "function", person.function)] if person.title else []
        things += [("address", point.normal, "recipient_kind", point.recipient_kind) for point in points]
        if person.company:
            things.append(("company", person.company.key, "sector", person.company.sector))
        names = ("about", "subject", "field", "value")
        return [
            cls(initial=dict(zip(names, thing, strict=True)), prefix=f"c{place}") for place, thing in enumerate(things)
        ]

    @classmethod
    def sent(cls, post: Mapping[str, str]) -> "CorrectionForm":
        """The one that was sent, of those on the page."""
        prefix = next((name.partition("-")[0] for name in post if name.endswith("-about")), "c0")
        return cls(post, prefix=prefix)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self["field"].value()
        asked = {
            "function": (_("Sa fonction"), functions()),
            "recipient_kind": (self["subject"].value(), ContactPoint.RecipientKind.choices),
            "sector": (_("Le secteur de sa société"), sectors()),
        }
        self.fields["value"].label, self.fields["value"].choices = asked.get(field, ("", []))

    def keep(self, organisation: Organisation, *, by: Member, at: datetime) -> None:
        """Keep the correction, applied to everybody it is about. Raises `NotCorrectable`."""
        correct(organisation, by=by, at=at, **self.cleaned_data)


class ManyForm(forms.Form):
    """The same objection, heard from several people."""

    origin = ObjectionForm.base_fields["origin"]
    heard_at = ObjectionForm.base_fields["heard_at"]

    def record(self, organisation: Organisation, points: Iterable[ContactPoint], *, at: datetime, by: Member) -> bool:
        """Record one for each, all of her addresses, every channel; nothing when the day is to come."""
        if self.cleaned_data["heard_at"] > at:
            self.add_error("heard_at", _("Cette date est dans l’avenir."))
            return False
        with transaction.atomic():
            for point in points:
                object_to(organisation, point, at=at, by=by, **self.cleaned_data)
        return True
