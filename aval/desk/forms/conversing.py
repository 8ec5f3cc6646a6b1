"""Moving a conversation on, and what she bought."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member
from aval.campaigns.models import Offer
from aval.desk.forms.refusals import blame
from aval.prospects.models import Person, Relation, Stage
from aval.prospects.relations import Fact, end_contract, record_relation
from aval.prospects.stages import Moved, Sale, move_to, stage_of

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
SALES = [("", _("— rien de nouveau —")), (Fact.ORDER, _("une commande")), (Fact.CONTRACT, _("un contrat"))]
OFFERED = [("", _("je ne sais pas")), ("yes", _("oui")), ("no", _("non"))]


def families(person: Person) -> list[tuple[str, str]]:
    """The families of products the house's offers name."""
    rows = Offer.objects.of(person.organisation_id).order_by("category").values_list("category", flat=True).distinct()
    return [("", "—"), *((row, row) for row in rows if row)]


class StageForm(forms.Form):
    """Where she stands now; what a stage needs is asked with it."""

    code = forms.ChoiceField(label=_("Étape"), choices=Stage.Code.choices)
    owner = forms.ModelChoiceField(Member.objects.none(), label=_("Suivie par"), required=False, empty_label="—")
    product = forms.ChoiceField(
        label=_("Famille de produits"), required=False, help_text=_("Celle de l’offre dont vous parlez.")
    )
    amount = forms.DecimalField(label=_("Montant (€)"), required=False, min_value=0, max_digits=12, decimal_places=2)
    reason = forms.CharField(
        label=_("Pourquoi"),
        required=False,
        max_length=200,
        help_text=_("Gagné, perdu, remis : en quelques mots, qu’elle pourra lire."),
    )
    meeting_at = forms.DateTimeField(label=_("Rendez-vous"), required=False, widget=HOUR)
    next_on = forms.DateField(label=_("À reprendre le"), required=False, widget=DAY)
    sale = forms.ChoiceField(
        label=_("Ce qu’elle a commandé ou signé"),
        choices=SALES,
        required=False,
        help_text=_("C’est cela, et non l’étape, qui change ce que la loi permet."),
    )
    happened_on = forms.DateField(label=_("Le"), required=False, widget=DAY)
    refusal_offered = forms.ChoiceField(
        label=_("Un refus de nos offres lui était-il proposé à ce moment ?"), choices=OFFERED, required=False
    )

    def __init__(self, *given: Any, person: Person, at: datetime, **named: Any) -> None:
        self.person, current = person, stage_of(person)
        start = {"code": current.code if current else Stage.Code.TALKING, "happened_on": localdate(at)}
        if current:
            start |= {
                "owner": current.owner,
                "product": current.product,
                "amount": current.amount,
                "next_on": current.next_on,
            }
        super().__init__(*given, initial=start, **named)
        self.fields["owner"].queryset = person.organisation.members.filter(is_active=True)
        self.fields["owner"].label_from_instance = lambda member: member.get_full_name() or member.email
        self.fields["product"].choices = families(person)

    def move(self, *, by: Member, at: datetime) -> Moved | None:
        """The move; nothing, with the reasons beside the fields, when something is missing."""
        given = dict(self.cleaned_data)
        fact, day, offered = given.pop("sale"), given.pop("happened_on"), given.pop("refusal_offered")
        sale = Sale(fact=fact, happened_on=day or localdate(at), refusal_offered=ANSWERS[offered]) if fact else None
        try:
            return move_to(self.person, given.pop("code"), by=by, at=at, sale=sale, **given)
        except ValidationError as refusal:
            refusal.error_dict = {("sale" if name == "fact" else name): why for name, why in refusal.error_dict.items()}
            blame(self, refusal)
            return None


ANSWERS = {"": None, "yes": True, "no": False}


class RelationForm(forms.Form):
    """One thing that happened between her and us."""

    fact = forms.ChoiceField(
        label=_("Ce qui s’est passé"),
        choices=[(code, label) for code, label in Fact.choices if code in {"account", "order", "contract", "ended"}],
    )
    happened_on = forms.DateField(label=_("Le"), widget=DAY)
    product = forms.ChoiceField(label=_("Famille de produits"), required=False)
    ends_on = forms.DateField(label=_("Jusqu’au"), required=False, widget=DAY, help_text=_("Pour un contrat à terme."))
    reference = forms.CharField(label=_("Référence"), required=False, max_length=120)
    refusal_offered = forms.ChoiceField(
        label=_("Un refus de nos offres lui était-il proposé à ce moment ?"), choices=OFFERED, required=False
    )

    def __init__(self, *given: Any, person: Person, at: datetime, **named: Any) -> None:
        self.person = person
        super().__init__(*given, initial={"happened_on": localdate(at)}, **named)
        self.fields["product"].choices = families(person)

    def record(self, *, by: Member, at: datetime) -> Relation | None:
        """The fact; nothing, with the reasons, when it cannot be."""
        given = dict(self.cleaned_data)
        given["refusal_offered"] = ANSWERS[given["refusal_offered"]]
        try:
            return record_relation(self.person, given.pop("fact"), by=by, at=at, **given)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class EndForm(forms.Form):
    """The day a contract ended."""

    ended_on = forms.DateField(widget=DAY)

    def end(self, contract: Relation, *, by: Member, at: datetime) -> bool:
        """Whether it could be ended that day."""
        day: date = self.cleaned_data["ended_on"]
        try:
            end_contract(contract, ended_on=day, by=by, at=at)
        except ValidationError:
            return False
        return True
