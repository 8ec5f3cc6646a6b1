"""Building a form: what to ask and why, one box a purpose, and each reason it cannot be published beside what it is about."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Organisation
from aval.collection.drafts import FIELDS, PROSPECTING, Box, Draft, Field, Partner
from aval.collection.models import Form
from aval.collection.requirements import Fault
from aval.collection.starting import SLOTS, label_of, reason_of, wording_of

SLOT_NAMES = {
    ("prospecting", "email"): _("Recevoir nos offres par courriel"), ("prospecting", "sms"): _("Recevoir nos offres par SMS"),
    ("prospecting", "voice_human"): _("Être appelée au téléphone"), ("prospecting", "post"): _("Recevoir nos offres par la poste"),
    ("mail_tracking", "email"): _("Mesurer ses ouvertures et ses clics"), ("partners", "email"): _("Transmettre à des partenaires nommés"),
}  # fmt: skip
BASES = dict(
    zip(
        PROSPECTING,
        (_("Non, seulement répondre"), _("Oui, à qui coche la case"), _("Oui, sauf opposition (intérêt légitime)")),
        strict=True,
    )
)


class NewForm(forms.Form):
    """Its kind, its name, in whose name it speaks."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Form.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Nom"), max_length=120, help_text=_("Pour vous y retrouver ; il sert aussi de titre au départ.")
    )
    brand = forms.ModelChoiceField(label=_("Marque"), queryset=Brand.objects.none(), empty_label=None)
    language = forms.ChoiceField(label=_("Langue de la page"), choices=settings.LANGUAGES)

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["brand"].queryset = Brand.objects.of(organisation).order_by("name")
        self.fields["brand"].label_from_instance = lambda brand: brand.name


class DraftForm(forms.Form):
    """The whole form on one page: rows of fields, slots of boxes. Works without a script."""

    title = forms.CharField(label=_("Titre"), max_length=200, required=False)
    intro = forms.CharField(
        label=_("Introduction"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    use = forms.CharField(label=_("Ce que vous en ferez"), max_length=500, required=False,
                          help_text=_("Une phrase ; elle est reprise dans l’information de la personne."))  # fmt: skip
    submit = forms.CharField(label=_("Texte du bouton"), max_length=60, required=False)
    thanks = forms.CharField(label=_("Remerciement"), max_length=500, required=False)
    gift = forms.CharField(
        label=_("Document à ouvrir après l’envoi"), max_length=500, required=False, help_text=_("Une adresse en https.")
    )
    prospecting = forms.ChoiceField(
        label=_("Écrirez-vous ensuite à propos de vos offres ?"), choices=list(BASES.items()), widget=forms.RadioSelect
    )
    scored = forms.BooleanField(
        label=_("Ses envois comptent dans un score"),
        required=False,
        help_text=_("La personne en est alors informée ici."),
    )
    partners = forms.CharField(label=_("Partenaires"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
                               help_text=_("Un par ligne : raison sociale ; SIREN. Seulement si la case des partenaires est posée."))  # fmt: skip
    partners_on = forms.DateField(
        label=_("Liste datée du"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sites = forms.CharField(label=_("Sites où elle peut être affichée"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
                            help_text=_("Un par ligne, par exemple https://www.exemple.fr. Vide : seulement sa propre page."))  # fmt: skip

    def __init__(self, data: Any = None, *, form: Form, faults: list[Fault] = ()) -> None:
        self.form, self.faults = form, faults
        draft = Draft.read(form.draft)
        super().__init__(data, initial=self._start(draft))
        with translation.override(form.language):
            self._add_rows(draft)

    def _start(self, draft: Draft) -> dict[str, Any]:
        told = {
            name: getattr(draft, name)
            for name in ("title", "intro", "use", "submit", "thanks", "gift", "prospecting", "scored")
        }
        lines = "\n".join(f"{one.name} ; {one.siren}" for one in draft.partners)
        return told | {"partners": lines, "partners_on": draft.partners_on, "sites": "\n".join(self.form.sites)}

    def _add_rows(self, draft: Draft) -> None:
        asked = {one.name: one for one in draft.fields}
        for name in FIELDS:
            one = asked.get(name)
            start = one or Field(name=name, label=label_of(name), reason=reason_of(name))
            self.fields[f"ask-{name}"] = forms.BooleanField(required=False, initial=one is not None)
            self.fields[f"label-{name}"] = forms.CharField(required=False, max_length=200, initial=start.label)
            self.fields[f"reason-{name}"] = forms.CharField(required=False, max_length=200, initial=start.reason)
            self.fields[f"required-{name}"] = forms.BooleanField(required=False, initial=start.required)
        boxes = {(box.purpose, box.channel): box for box in draft.boxes}
        for slot in SLOTS:
            box, stem = boxes.get(slot), "-".join(slot)
            wording = box.wording if box else wording_of(*slot, self.form.brand.name)
            self.fields[f"box-{stem}"] = forms.BooleanField(required=False, initial=box is not None)
            self.fields[f"wording-{stem}"] = forms.CharField(
                required=False, max_length=2000, initial=wording, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"confirm-{stem}"] = forms.BooleanField(required=False, initial=box.confirm if box else True)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row a field: its four controls, and its faults."""
        places = {one["name"]: f"fields.{place}" for place, one in enumerate(self.form.draft.get("fields", ()))}
        return [
            {
                "name": name, "called": label_of(name), "said": self._said(places.get(name, "")),
                **{part: self[f"{part}-{name}"] for part in ("ask", "label", "reason", "required")},
            }
            for name in FIELDS
        ]  # fmt: skip

    @property
    def slots(self) -> list[dict[str, Any]]:
        """One slot a purpose and channel: its three controls, and its faults."""
        places = {
            (one["purpose"], one["channel"]): f"boxes.{place}"
            for place, one in enumerate(self.form.draft.get("boxes", ()))
        }
        return [
            {
                "stem": "-".join(slot), "called": SLOT_NAMES[slot], "said": self._said(places.get(slot, "")),
                **{part: self[f"{part}-{'-'.join(slot)}"] for part in ("box", "wording", "confirm")},
            }
            for slot in SLOTS
        ]  # fmt: skip

    def _said(self, place: str) -> list[Fault]:
        return [fault for fault in self.faults if place and fault.place == place]

    @property
    def elsewhere(self) -> list[Fault]:
        """The faults that are about no row nor slot."""
        return [fault for fault in self.faults if "." not in fault.place or fault.place.startswith("partners.")]

    def read(self) -> Draft:
        """The draft as the member leaves it."""
        given = self.cleaned_data
        fields = tuple(
            Field(name=name, label=given[f"label-{name}"], reason=given[f"reason-{name}"], required=given[f"required-{name}"])
            for name in FIELDS if given[f"ask-{name}"]
        )  # fmt: skip
        boxes = tuple(
            Box(purpose=slot[0], channel=slot[1], wording=given[f"wording-{'-'.join(slot)}"], confirm=given[f"confirm-{'-'.join(slot)}"])
            for slot in SLOTS if given[f"box-{'-'.join(slot)}"]
        )  # fmt: skip
        lines = [line.partition(";") for line in given["partners"].splitlines() if line.strip()]
        partners = tuple(Partner(name=name.strip(), siren=siren.replace(" ", "")) for name, _sign, siren in lines)
        plain = {
            name: given[name] for name in ("title", "intro", "use", "submit", "thanks", "gift", "prospecting", "scored")
        }
        day = given["partners_on"].isoformat() if given["partners_on"] else ""
        return Draft(fields=fields, boxes=boxes, partners=partners, partners_on=day, **plain)

    def clean_sites(self) -> list[str]:
        """Origins, one a line."""
        found = [line.strip().rstrip("/") for line in self.cleaned_data["sites"].splitlines() if line.strip()]
        for one in found:
            if (
                not one.startswith(("https://", "http://localhost"))
                or "/" in one.partition("://")[2]
                or any(c in one for c in " ;'\"*")
            ):
                raise forms.ValidationError(
                    _("« %(site)s » : écrivez l’adresse du site seule, en https."), params={"site": one}
                )
        return found
