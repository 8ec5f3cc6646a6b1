"""Declaring a source and its supplier file."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation
from aval.accounts.tenancy import Owned
from aval.desk.forms.refusals import blame
from aval.desk.kinds import Kind
from aval.prospects.models import Source, SupplierFile
from aval.prospects.sources import declare_source

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ThreeAnswers(forms.NullBooleanField):
    """Yes, no, or not checked yet: the law tells them apart."""

    def __init__(self, **given: Any) -> None:
        answers = forms.Select(choices=[("unknown", _("Pas encore vérifié")), ("true", _("Oui")), ("false", _("Non"))])
        super().__init__(widget=answers, required=False, **given)


class SourceForm(forms.ModelForm):
    """What is said to the person, and what the law needs of this kind of source."""

    visible_to_everyone = ThreeAnswers(
        label=_("Visible de tous"), help_text=_("Sans compte, sans être un contact de la personne.")
    )
    refusal_mark = ThreeAnswers(
        label=_("Mention de refus du démarchage"),
        help_text=_("Sur la page ou dans le registre, quelle qu’en soit la forme."),
    )
    extraction_forbidden = ThreeAnswers(
        label=_("Extraction interdite par le site"),
        help_text=_("Par ses conditions d’utilisation, son fichier robots.txt, ou parce qu’il faut s’y connecter."),
    )
    optout_offered = ThreeAnswers(label=_("Opposition offerte à la collecte"))

    class Meta:
        model = Source
        fields: ClassVar = ["name", "holder", "holder_siren", "reference", "basis", "address_origin", "collected_on",
                            "notice_given_on", "visible_to_everyone", "refusal_mark",
                            "extraction_forbidden", "optout_offered"]  # fmt: skip
        widgets: ClassVar = {"collected_on": DAY, "notice_given_on": DAY}
        help_texts: ClassVar = {
            "name": _("Ce qu’on répond à « où m’avez-vous trouvé ? » : un nom, jamais « un partenaire »."),
            "reference": _("De quoi retrouver l’origine : l’adresse de la page, le numéro du contrat."),
            "notice_given_on": _("Si les personnes ont déjà été informées que vous détenez leurs données."),
            "address_origin": _("Une adresse reconstituée à partir du nom et de la société ne peut pas servir."),
        }

    def __init__(self, *given: Any, kind: Kind, **named: Any) -> None:
        super().__init__(*given, initial=kind.defaults, **named)
        self.fields["basis"].choices = [(base, Source.Basis(base).label) for base in kind.bases]
        for name in {"visible_to_everyone", "refusal_mark", "extraction_forbidden", "optout_offered"} - set(
            kind.fields
        ):
            del self.fields[name]
        for name in ("holder", "holder_siren"):
            if kind.mode == "direct":
                del self.fields[name]
        if kind.supplied:
            self.fields["holder"].required = True

    def declare(
        self, organisation: Organisation, *, kind: Kind, supplier: dict[str, Any] | None, at: datetime, by: Member
    ) -> Source | None:
        """Declare the source under a code made from its name; nothing, with the reasons beside the fields, when refused."""
        fields = kind.defaults | self.cleaned_data
        code = free_code(Source, organisation, fields["name"])
        try:
            return declare_source(organisation, by=by, at=at, supplier=supplier, kind=kind.code, code=code, **fields)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


def free_code(model: type[Owned], organisation: Organisation, name: str) -> str:
    """A short code for addresses, made from a name, not taken yet in this organisation."""
    stem = slugify(name)[:50] or "sans-nom"
    taken = set(model.objects.of(organisation).filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


class SupplierForm(forms.ModelForm):
    """What was asked of whoever handed the file over, and what we checked ourselves."""

    lawful_collection_checked = ThreeAnswers(
        label=_("Avez-vous vérifié comment les adresses ont été collectées ?"),
    )
    captures_seen = ThreeAnswers(
        label=_("Avez-vous vu les formulaires de collecte ?"),
        help_text=_("Les captures d’écran, avec leurs cases et leurs mentions."),
    )
    partner_list_names_us = ThreeAnswers(
        label=_("La liste des partenaires vous nomme-t-elle ?"),
        help_text=_("La personne devait pouvoir lire votre nom au moment de consentir."),
    )

    class Meta:
        model = SupplierFile
        fields: ClassVar = ["contract_reference", "contract_on", "lawful_collection_checked", "captures_seen",
                            "partner_list_names_us", "partner_list_on", "sample_size", "sample_valid", "audited_on",
                            "processing_country", "safeguard", "notes"]  # fmt: skip
        widgets: ClassVar = {
            "contract_on": DAY,
            "partner_list_on": DAY,
            "audited_on": DAY,
            "notes": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "sample_size": _("Combien de lignes avez-vous tirées pour en demander la preuve ?"),
            "sample_valid": _("Combien de ces preuves étaient valables ?"),
            "processing_country": _("Deux lettres : FR, BE, US…"),
            "safeguard": _("Hors de l’Espace économique européen : décision d’adéquation, clauses types…"),
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        size, valid = given.get("sample_size"), given.get("sample_valid")
        if valid is not None and (size is None or valid > size):
            self.add_error("sample_valid", _("Il ne peut pas y avoir plus de preuves valables que de preuves tirées."))
        return given

    def clean_processing_country(self) -> str:
        return self.cleaned_data["processing_country"].upper()


class SuspendForm(forms.Form):
    """Why a list stops."""

    why = forms.CharField(label=_("Motif"), max_length=300)
