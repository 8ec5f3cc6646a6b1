"""Her rows in plain words. What a forwarded letter did not already say is shown in a visit of hers alone."""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from aval import evidence
from aval.campaigns.letters.surroundings import as_sentence
from aval.clearance.wording import say
from aval.portal.reading import File
from aval.prospects.models import ContactPoint
from aval.rights.models import Case, Right

STOPS = {
    "": gettext_lazy("Nous ne vous contactons plus pour prospecter, par aucun moyen."),
    "email": gettext_lazy("Nous ne vous envoyons plus de courriel commercial."),
    "voice_human": gettext_lazy("Nous ne vous appelons plus pour prospecter."),
    "voice_automated": gettext_lazy("Aucun automate ne vous appelle pour prospecter."),
    "sms": gettext_lazy("Nous ne vous envoyons plus de SMS commercial."),
    "post": gettext_lazy("Nous ne vous envoyons plus de courrier commercial sur papier."),
    "social_dm": gettext_lazy("Nous ne vous écrivons plus pour prospecter sur les réseaux sociaux."),
    "profiling": gettext_lazy("Nous ne calculons plus de score à votre sujet."),
    "fax": gettext_lazy("Nous ne vous envoyons plus de télécopie commerciale."),
}

ASKED = {
    Right.ACCESS: gettext_lazy("Votre demande de copie est enregistrée."),
    Right.PORTABILITY: gettext_lazy("Votre demande de portabilité est enregistrée."),
    Right.RECTIFICATION: gettext_lazy("Votre demande de correction est enregistrée."),
    Right.ERASURE: gettext_lazy("Votre demande d’effacement est enregistrée."),
    Right.RESTRICTION: gettext_lazy("Nous gardons vos données sans nous en servir."),
    Right.COMPLAINT: gettext_lazy("Votre réclamation est enregistrée, une personne va la lire."),
    Right.OBJECTION: gettext_lazy("Votre demande pour votre société est enregistrée, une personne va la lire."),
}
ERASED, STAYED = "erasure:people", "sign:heard"


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing held: its name, its value (partly hidden when `masked`), from whom."""

    name: str
    value: str
    source: str
    masked: bool = False


def tell_data(file: File) -> list[Datum]:
    """What we know of her, each with the sources that may have said it."""
    if file.person is None:
        return []
    person, company = file.person, file.person.company
    told = ", ".join(dict.fromkeys(one.source.name for one in reversed(file.provenances))) or "—"
    name = " ".join(filter(None, [person.civility, person.first_name, person.last_name]))
    initials = " ".join(f"{part[0]}." for part in (person.first_name, person.last_name) if part)
    known = [
        (_("Nom"), name, name if file.whole else initials),
        *((point.get_medium_display().capitalize(), point.value, _shown(file, point)) for point in file.points),
        (_("Fonction"), person.title, person.title),
        (_("Société"), company.name if company else "", company.name if company else ""),
        (_("SIREN de la société"), (company.siren or "") if company else "", (company.siren or "") if company else ""),
        (_("Ville de la société"), company.city if company else "", company.city if company else ""),
    ]
    found = {point.value: point.published_at_url for point in file.points if point.published_at_url}
    return [Datum(label, shown, found.get(value, told), shown != value) for label, value, shown in known if value]


def _shown(file: File, point: ContactPoint) -> str:
    if file.whole:
        return point.value
    if point.medium == ContactPoint.Medium.EMAIL:
        local, _at, domain = point.value.partition("@")
        return f"{local[:1]}…@{domain}"
    return f"… {point.value[-2:]}"


def tell_ground(basis: str) -> str:
    """Why it was allowed, as the law's own page says it."""
    return say(basis, get_language() or "fr").text if basis else ""


def tell_reason(file: File) -> str:
    """Why the offer of the last letter was thought to concern her."""
    return as_sentence(file.letter.campaign.offer.reason) if file.letter else ""


def tell_stop(channel: str, brand: str = "") -> str:
    """What an objection stops, as a promise."""
    said = str(STOPS.get(channel, STOPS[""]))
    return f"{said} {_('Cela vaut pour la marque %(brand)s.') % {'brand': brand}}" if brand else said


def tell_act(kind: str, case: Case | None) -> str:
    """What was done besides stopping, as its receipt says it."""
    if kind == ERASED:
        return _("Vos données sont effacées.")
    if kind == STAYED:
        return _("Nous gardons vos coordonnées, comme vous le souhaitez. Vous pouvez tout arrêter quand vous voulez.")
    if case is not None and case.right in ASKED:
        return str(ASKED[Right(case.right)])
    return evidence.label(kind, get_language() or "fr")
