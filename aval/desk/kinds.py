"""The kinds of source, in plain words: what each is, and what the law asks of it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aval.prospects.models import Source

CONSENT, SOFT, INTEREST = Source.Basis.CONSENT, Source.Basis.SOFT_OPT_IN, Source.Basis.LEGITIMATE_INTEREST


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source. `bases` are the legal bases it may claim, the usual one first."""

    code: str
    says: Promise
    law: Promise
    mode: str
    origin: str
    bases: tuple[str, ...]
    fields: tuple[str, ...] = ()
    supplied: bool = False
    defaults: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        start = {"collection_mode": self.mode, "address_origin": self.origin, "basis": self.bases[0]}
        object.__setattr__(self, "defaults", start)

    @property
    def label(self) -> Promise:
        """Its name."""
        return Source.Kind(self.code).label


KINDS = (
    Kind(
        "own_form",
        _("Un formulaire de votre site, de vos pages, de votre stand."),
        _("La case est décochée, l’information est sur le formulaire : sans case cochée, pas de lettre."),
        "direct",
        "given",
        (CONSENT, SOFT, INTEREST),
        ("optout_offered",),
    ),
    Kind(
        "hand",
        _("Un membre saisit lui-même : carte de visite, rendez-vous, appel reçu."),
        _("La personne vous a donné son adresse. Dites-lui à quoi elle servira, et qu’elle peut refuser."),
        "direct",
        "given",
        (INTEREST, CONSENT),
        ("optout_offered",),
    ),
    Kind(
        "own_file",
        _("Un fichier que vous avez constitué : clients, contacts, ancien logiciel."),
        _("Son origine doit rester connue ligne à ligne. Les désinscrits y restent désinscrits."),
        "direct",
        "given",
        (INTEREST, SOFT, CONSENT),
        ("optout_offered",),
    ),
    Kind(
        "bought",
        _("Un fichier vendu par un fournisseur."),
        _(
            "Une promesse dans un contrat ne suffit pas : l’origine et un échantillon de preuves se vérifient avant l’envoi. Un fichier sur consentement demande une preuve à chaque ligne."
        ),
        "indirect",
        "supplied",
        (INTEREST, CONSENT),
        supplied=True,
    ),
    Kind(
        "rented",
        _("Un fichier loué, le temps d’une campagne."),
        _("Mêmes vérifications que pour un achat ; la personne apprend qui a remis son adresse."),
        "indirect",
        "supplied",
        (CONSENT, INTEREST),
        supplied=True,
    ),
    Kind(
        "partner",
        _("Une liste remise par un partenaire nommé."),
        _("La personne devait savoir, au moment de donner son adresse, qu’elle vous serait remise, à vous."),
        "indirect",
        "supplied",
        (CONSENT, INTEREST),
        supplied=True,
    ),
    Kind(
        "acquired",
        _("Le fichier de clientèle d’une entreprise reprise."),
        _("Les clients actifs seulement, informés de la reprise, sans ceux qui s’étaient opposés."),
        "indirect",
        "supplied",
        (INTEREST, CONSENT),
        supplied=True,
    ),
    Kind(
        "public_register",
        _("Le répertoire Sirene ou un autre registre public."),
        _("Le statut de diffusion se vérifie : ceux qui ont refusé la prospection à l’Insee en sortent."),
        "indirect",
        "published",
        (INTEREST,),
        ("refusal_mark",),
    ),
    Kind(
        "public_web",
        _("Des adresses lues sur des pages ouvertes à tous."),
        _(
            "Seulement ce que la personne a publié pour qu’on l’y joigne, sans mention de refus ; une adresse devinée est refusée."
        ),
        "indirect",
        "published",
        (INTEREST,),
        ("visible_to_everyone", "refusal_mark", "extraction_forbidden"),
    ),
    Kind(
        "social_network",
        _("Des profils d’un réseau social."),
        _("Un profil visible des seuls contacts n’est pas public : la CNIL l’a sanctionné (SAN-2024-020)."),
        "indirect",
        "published",
        (INTEREST,),
        ("visible_to_everyone", "refusal_mark", "extraction_forbidden"),
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
