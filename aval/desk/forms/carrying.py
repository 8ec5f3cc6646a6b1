"""Writing to one person by text, by letter or by private message; where she is reached; what the post brought back."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Member
from aval.campaigns.models import Offer, Task
from aval.desk.forms.processors import connected, name_processors
from aval.desk.forms.refusals import blame
from aval.desk.templatetags.said import reachable
from aval.post.missives import ask_missive
from aval.post.models import Missive, Text, TextServer
from aval.post.single import NotWritable
from aval.post.sms import text_to
from aval.post.texts.hearing import set_text_server
from aval.prospects.models import ContactPoint, Person
from aval.prospects.reaching import add_contact_point

Medium = ContactPoint.Medium
WRITTEN = (Medium.PHONE, Medium.POST, Medium.PRIVATE)
REFUSALS = {
    "not-mobile": _("Ce numéro n’est pas un mobile : un SMS n’y arrive pas."),
    "too-long": _("Ce texte ferait plus de quatre SMS."),
    "empty-message": _("Écrivez ce que vous avez à dire."),
    "not-held": _("Un SMS de prospection s’écrit à un numéro venu d’une de vos listes, au sujet d’une offre."),
}


class WriteForm(forms.Form):
    """By which way, about what, with which words. The law answers when it is sent."""

    point = forms.ModelChoiceField(ContactPoint.objects.none(), label=_("Par où"), empty_label=None)
    offer = forms.ModelChoiceField(Offer.objects.none(), label=_("Offre"), empty_label=None, to_field_name="code")
    subject = forms.CharField(
        label=_("Objet"), max_length=200, required=False, help_text=_("Pour un courrier ; un SMS n’en a pas.")
    )
    text = forms.CharField(
        label=_("Ce que vous avez à dire"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Les champs {prenom}, {nom}, {civilite}, {fonction}, {societe} se remplissent dans un courrier ou un message "
            "privé. Qui écrit, d’où vient l’adresse, ses droits et le moyen de s’opposer s’ajoutent tout seuls."
        ),
    )

    def __init__(self, *given: Any, person: Person, task: Task | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.person, self.task = person, task
        points = ContactPoint.objects.of(person.organisation_id).filter(person=person, medium__in=WRITTEN)
        points = points.exclude(medium=Medium.PHONE, address_kind="fixed").order_by("pk")
        self.fields["point"].queryset = points.select_related("person__company")
        self.fields["point"].label_from_instance = say_point
        offers = Offer.objects.of(person.organisation_id).select_related("brand__organisation").order_by("-pk")
        self.fields["offer"].queryset = offers
        self.fields["offer"].label_from_instance = lambda offer: offer.name

    def send(self, *, at: datetime, by: Member) -> Text | Missive | None:
        """Ask for it; nothing, with the reasons beside the fields, when it cannot be written."""
        point, offer, text = (self.cleaned_data[name] for name in ("point", "offer", "text"))
        try:
            if point.medium == Medium.PHONE:
                about = f"task:{self.task.pk}" if self.task else ""
                return text_to(
                    self.person.organisation, brand=offer.brand, message_type=Text.Kind.PROSPECTING, to=point, text=text,
                    offer=offer, about=about, at=at, by=by,
                )  # fmt: skip
            return ask_missive(
                point, offer=offer, text=text, subject=self.cleaned_data["subject"], task=self.task, at=at, by=by
            )
        except NotWritable as why:
            self.add_error("text", REFUSALS.get(why.code, _("Ce numéro ne se lit pas.")))
        except ValidationError as refusal:
            blame(self, refusal)
        return None


def say_point(point: ContactPoint) -> str:
    """« SMS, 06 39 98 00 11 »; « Courrier, 59000 LILLE »."""
    ways = {Medium.PHONE: _("SMS"), Medium.POST: _("Courrier"), Medium.PRIVATE: _("Message privé")}
    return f"{ways[Medium(point.medium)]}, {reachable(point.normal if point.medium == Medium.PHONE else point.value)}"


class ReachForm(forms.Form):
    """Where she is reached by post or by private message."""

    medium = forms.ChoiceField(
        label=_("Par où"), choices=[(Medium.POST, Medium.POST.label), (Medium.PRIVATE, Medium.PRIVATE.label)]
    )
    value = forms.CharField(
        label=_("Adresse"),
        max_length=254,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sous son nom, ligne par ligne, le code postal et la ville en dernier ; ou l’adresse de sa page."),
    )
    found_at = forms.URLField(
        label=_("Page publique où vous l’avez lue"),
        required=False,
        assume_scheme="https",
        help_text=_("Elle pourra vous le demander : d’où tenez-vous mon adresse ?"),
    )

    def keep(self, person: Person, *, at: datetime, by: Member) -> ContactPoint | None:
        """Write it down; nothing, with the reasons beside the fields."""
        given = dict(self.cleaned_data)
        try:
            return add_contact_point(person, given.pop("medium"), given.pop("value"), **given, by=by, at=at)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class TextServerForm(forms.ModelForm):
    """The gateway of a brand. An empty password keeps the one we have."""

    url = forms.URLField(
        label=_("Adresse de la passerelle"),
        assume_scheme="https",
        help_text=_("Celle d’une passerelle Jasmin : http://127.0.0.1:1401, par exemple."),
    )
    secret = forms.CharField(
        label=_("Mot de passe"),
        required=False,
        max_length=30,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Gardé chiffré ; la clé n’est pas dans la base. Vide : celui d’avant reste."),
    )

    class Meta:
        model = TextServer
        fields: ClassVar = ["url", "username", "sender", "answers_to", "processor", "ours"]
        help_texts: ClassVar = {
            "sender": _("Un numéro, ou un nom de onze lettres."),
            "answers_to": _("Le numéro où l’on envoie STOP : un numéro court, ou celui de l’expéditeur."),
        }

    field_order: ClassVar = ["url", "username", "secret", "sender", "answers_to", "processor", "ours"]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        name_processors(self)

    def clean(self) -> dict[str, Any]:
        return connected(self, super().clean() or {})

    def keep(self, brand: Brand, *, at: datetime, by: Member) -> TextServer:
        """The gateway as told, its password sealed."""
        told = {name: self.cleaned_data[name] for name in self._meta.fields}
        return set_text_server(brand, password=self.cleaned_data["secret"], at=at, by=by, **told)
