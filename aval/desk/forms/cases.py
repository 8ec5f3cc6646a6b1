"""What a member writes about a request: that it came, what was found wrong, the answer."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Member, Organisation
from aval.prospects.amending import AMENDABLE, current
from aval.prospects.models import Person, Source
from aval.rights.cases import open_case
from aval.rights.models import Answer, Case, Door, Right

HOURS = {"type": "datetime-local"}
FORMAT = "%Y-%m-%dT%H:%M"


class CaseForm(forms.Form):
    """A request came, by whatever way: what was asked, by whom, when it was first heard."""

    right = forms.ChoiceField(label=_("Ce qu’elle demande"), choices=Right)
    contact = forms.CharField(
        label=_("Où lui répondre"), max_length=300, help_text=_("Son adresse, son numéro, ou son adresse postale.")
    )
    door = forms.ChoiceField(label=_("Comment la demande est-elle arrivée ?"), choices=Door, initial=Door.TELEPHONE)
    received_at = forms.DateTimeField(
        label=_("Quand quelqu’un de la maison l’a-t-il reçue ?"),
        widget=forms.DateTimeInput(attrs=HOURS, format=FORMAT),
        help_text=_("Le délai d’un mois court de là, pas de votre saisie."),
    )
    said = forms.CharField(label=_("Ce qu’elle a dit ou écrit"), widget=forms.Textarea, required=False)
    source = forms.ModelChoiceField(Source.objects.none(), label=_("Plainte : au sujet de la liste"), required=False)
    against = forms.ModelChoiceField(Member.objects.none(), label=_("Plainte : au sujet du membre"), required=False)
    reference = forms.CharField(label=_("Référence de la CNIL"), max_length=60, required=False)
    due_on = forms.DateField(
        label=_("Échéance fixée par la CNIL"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.organisation = organisation
        self.fields["source"].queryset = Source.objects.of(organisation).order_by("name")
        self.fields["source"].label_from_instance = lambda source: source.name
        self.fields["against"].queryset = organisation.members.filter(is_active=True).order_by("email")

    def open(self, *, at: datetime, by: Member) -> Case | None:
        """The case; nothing when it comes from the future."""
        given = dict(self.cleaned_data)
        if given["received_at"] > at:
            self.add_error("received_at", _("Cette date est dans l’avenir."))
            return None
        return open_case(self.organisation, given.pop("right"), at=at, by=by, **given)


class AmendForm(forms.Form):
    """What her record says, to be put right."""

    civility = forms.CharField(label=_("Civilité"), max_length=20, required=False)
    first_name = forms.CharField(label=_("Prénom"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Nom"), max_length=100, required=False)
    title = forms.CharField(label=_("Fonction"), max_length=200, required=False)
    email = forms.CharField(label=_("Courriel"), max_length=254, required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)

    @classmethod
    def of(cls, person: Person) -> "AmendForm":
        """Filled with what is held."""
        return cls(initial={name: current(person, name) for name in AMENDABLE})


class AnswerForm(forms.Form):
    """The answer as it will leave; where e-mail is not the way, how it left."""

    to = forms.CharField(label=_("À"), max_length=300, required=False)
    subject = forms.CharField(label=_("Objet"), max_length=200)
    text = forms.CharField(label=_("Texte"), widget=forms.Textarea(attrs={"rows": 18}))
    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("De la part de"), empty_label=None)
    way = forms.ChoiceField(
        label=_("Comment part-elle ?"),
        choices=[
            (Answer.Way.EMAIL, _("par courriel, d’ici, maintenant")),
            (Answer.Way.LETTER, _("par courrier : elle est postée")),
            (Answer.Way.SPOKEN, _("de vive voix : elle est dite")),
        ],
        widget=forms.RadioSelect,
        initial=Answer.Way.EMAIL,
    )
    proof = forms.CharField(
        label=_("Preuve de l’envoi"), max_length=300, required=False,
        help_text=_("Courrier : numéro du recommandé. Vive voix : à qui, quand, par quel numéro."),
    )  # fmt: skip

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["brand"].queryset = Brand.objects.of(organisation).order_by("pk")
        self.fields["brand"].label_from_instance = lambda brand: brand.name
        self.fields["brand"].initial = self.fields["brand"].queryset.first()
