"""Where a member starts: for each kind of form, few fields, their reasons, and wordings that ask for one thing each.

Wordings are in the language of the form: what is proposed is only a beginning, and is checked like the rest.
"""

from django.utils import translation
from django.utils.translation import gettext as _

from aval.collection.drafts import Box, Draft, Field

SLOTS = (
    ("prospecting", "email"), ("prospecting", "sms"), ("prospecting", "voice_human"), ("prospecting", "post"),
    ("mail_tracking", "email"), ("partners", "email"),
)  # fmt: skip
ASKED = {
    "contact": ("email", "first_name", "last_name", "company", "message"),
    "white_paper": ("email", "first_name", "last_name", "company", "title"),
    "webinar": ("email", "first_name", "last_name", "company"),
    "newsletter": ("email",),
    "badge": ("email", "first_name", "last_name", "company", "title"),
    "paper": ("email", "first_name", "last_name", "company", "phone"),
}


def starting_draft(kind: str, name: str, brand: str, language: str) -> Draft:
    """What a new form of this kind proposes."""
    with translation.override(language):
        fields = tuple(
            Field(name=one, label=label_of(one), reason=reason_of(one), required=one == "email") for one in ASKED[kind]
        )
        asks = kind != "contact"
        boxes = (
            (Box(purpose="prospecting", channel="email", wording=wording_of("prospecting", "email", brand)),)
            if asks
            else ()
        )
        return Draft(
            title=name, use=use_of(kind), submit=_("Envoyer"), thanks=_("Merci. Nous vous répondons bientôt."),
            prospecting="consent" if asks else "none", fields=fields, boxes=boxes,
        )  # fmt: skip


def label_of(field: str) -> str:
    """The usual label of a field."""
    return {
        "email": _("Adresse professionnelle"), "first_name": _("Prénom"), "last_name": _("Nom"), "company": _("Société"),
        "siren": _("SIREN"), "title": _("Fonction"), "phone": _("Téléphone"), "mobile": _("Mobile"), "message": _("Votre message"),
    }.get(field, _("Question"))  # fmt: skip


def reason_of(field: str) -> str:
    """Why a form usually asks it."""
    return {
        "email": _("pour vous répondre"), "first_name": _("pour vous saluer"), "last_name": _("pour vous reconnaître"),
        "company": _("pour savoir pour qui vous le demandez"), "title": _("pour répondre à votre métier"),
        "message": _("pour y répondre"), "phone": _("pour vous rappeler si vous le demandez"),
        "mobile": _("pour vous rappeler si vous le demandez"),
    }.get(field, "")  # fmt: skip


def use_of(kind: str) -> str:
    """What is done with what is sent."""
    return {
        "contact": _("Répondre à votre message."), "white_paper": _("Vous envoyer le document que vous demandez."),
        "webinar": _("Vous inscrire et vous envoyer le lien de connexion."), "newsletter": _("Vous envoyer notre lettre d’information."),
        "badge": _("Vous envoyer ce que vous avez demandé sur notre stand."), "paper": _("Traiter la demande que vous avez écrite."),
    }[kind]  # fmt: skip


def wording_of(purpose: str, channel: str, brand: str) -> str:
    """A wording for one purpose through one channel."""
    told = {
        ("prospecting", "email"): _("J’accepte que {brand} m’envoie ses offres par courriel."),
        ("prospecting", "sms"): _("J’accepte que {brand} m’envoie ses offres par SMS."),
        ("prospecting", "voice_human"): _(
            "J’accepte que {brand} me téléphone au sujet de ses produits, pendant un an au plus ; je peux le retirer à tout moment et demander la preuve de cet accord."
        ),
        ("prospecting", "post"): _("J’accepte que {brand} m’envoie ses offres par voie postale."),
        ("mail_tracking", "email"): _("J’accepte que {brand} mesure l’ouverture de ses messages et mes clics."),
        ("partners", "email"): _("J’accepte que mon adresse soit transmise aux sociétés ci-dessous, qui m’écriront au sujet de leurs offres."),
    }  # fmt: skip
    return told[purpose, channel].format(brand=brand)
