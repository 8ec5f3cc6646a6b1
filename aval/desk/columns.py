"""What a column of a file may be, in words a person chooses among."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aval.prospects import headers

NAMES: Mapping[str, Promise] = {
    "email": _("courriel"),
    "first_name": _("prénom"),
    "last_name": _("nom"),
    "full_name": _("nom complet"),
    "civility": _("civilité"),
    "title": _("fonction"),
    "company": _("société"),
    "siren": _("SIREN ou SIRET"),
    "legal_form": _("forme juridique"),
    "naf": _("code NAF"),
    "sirene_status": _("statut de diffusion Sirene"),
    "phone": _("téléphone fixe"),
    "mobile": _("téléphone mobile"),
    "city": _("ville"),
    "postcode": _("code postal"),
    "country": _("pays"),
    "language": _("langue"),
    "collected_on": _("date de collecte"),
    "function_observed_on": _("fonction observée le"),
    "published_at_url": _("page où l’adresse est publiée"),
    "published_on": _("relevée le"),
    "consent_at": _("date du consentement"),
    "consent_wording": _("texte du consentement"),
    "consent_version": _("version du texte"),
    "stop_all": _("opposition à tout"),
    "stop_email": _("opposition aux courriels"),
    "stop_sms": _("opposition aux SMS"),
    "stop_call": _("opposition aux appels"),
    "opt_in": _("case d’accord (lue comme refus si « non »)"),
    "status": _("statut (désinscrit, actif…)"),
}
FAULTS: Mapping[str, Promise] = {
    "stop_unmapped": _("Cette colonne ressemble à une opposition : dites laquelle, ou qu’elle n’en est pas une."),
    "no_address_column": _("Aucune colonne n’est une adresse ni un numéro : sans cela, il n’y a personne à importer."),
}


def choices() -> list[tuple[str, Promise | str]]:
    """Every answer, « à ignorer » first."""
    named = [(code, NAMES.get(code, code)) for code in headers.fields()]
    return [(headers.UNKNOWN, _("— à dire —")), (headers.IGNORED, _("à ignorer")), *named]


def name(code: str) -> Promise | str:
    """One answer in words."""
    return dict(choices()).get(code, code)
