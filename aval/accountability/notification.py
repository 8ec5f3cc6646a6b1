"""What the CNIL's form asks about a breach (art. 33(3)), field by field, from the file.

The first families of fields are read at the source, the rest known and to be confirmed: each field says which (P, K).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aval.accountability.affected import columns_out
from aval.accountability.breaches import count_affected
from aval.accountability.models import Breach
from aval.accountability.printed.paper import Section, on_paper
from aval.accountability.telling import kind_names


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form. `value` empty: to be completed, now or in the complement."""

    section: str
    label: str
    value: str
    mark: str


def cnil_form(breach: Breach) -> list[Asked]:
    """Every field, in the order of the form, in the language in force."""
    return [*_who(breach), *_when(breach), *_what(breach), *_people(breach), *_then(breach)]


def missing(breach: Breach) -> list[Asked]:
    """The fields still empty: what the complement is for."""
    return [one for one in cnil_form(breach) if not one.value]


def form_text(breach: Breach) -> str:
    """The whole form as text, to copy in one go: a section, then each label and its value."""
    sections: dict[str, list[str]] = {}
    for one in cnil_form(breach):
        sections.setdefault(one.section, []).append(f"{one.label}\n  {one.value or _('à compléter')}")
    return "\n\n".join(f"{title.upper()}\n\n" + "\n".join(lines) for title, lines in sections.items())


def form_pdf(breach: Breach, language: str = "fr") -> bytes:
    """The form on paper: initial notification, or complement once the CNIL was told."""
    with translation.override(language):
        sections: dict[str, list[tuple[str, str]]] = {}
        for one in cnil_form(breach):
            sections.setdefault(one.section, []).append((one.label, one.value or _("à compléter")))
        step = _("Complément") if breach.notified_at else _("Notification initiale")
        said = " · ".join(filter(None, (step, breach.title, breach.reference, _("exercice") if breach.drill else "")))
        return on_paper(
            _("Violation de données : notification à la CNIL"), said, [Section(title, pairs) for title, pairs in sections.items()],
            name=breach.organisation.legal_name, language=language,
        )  # fmt: skip


def _who(breach: Breach) -> Iterator[Asked]:
    ours = breach.organisation
    section = _("Le responsable du traitement")
    yield Asked(section, _("Raison sociale"), ours.legal_name, "P")
    yield Asked(section, _("SIREN"), ours.siren, "P")
    yield Asked(section, _("Adresse"), ours.postal_address, "P")
    contact = " · ".join(filter(None, (ours.dpo_name, ours.dpo_email or ours.mailbox, ours.telephone)))
    yield Asked(section, _("Délégué à la protection des données, ou point de contact"), contact, "P")


def _when(breach: Breach) -> Iterator[Asked]:
    section = _("Les dates")
    yield Asked(section, _("Date et heure de la violation"), _moment(breach.happened_at), "P")
    yield Asked(section, _("Date et heure où elle a pris fin"), _moment(breach.ended_at), "K")
    yield Asked(section, _("Date et heure où vous en avez eu connaissance"), _moment(breach.aware_at), "P")
    yield Asked(section, _("Raisons du retard, au-delà de 72 heures"), breach.late_because or _("sans objet"), "P")


def _what(breach: Breach) -> Iterator[Asked]:
    section = _("La violation")
    natures = {
        _("perte de confidentialité"): breach.confidentiality,
        _("perte d’intégrité"): breach.integrity,
        _("perte de disponibilité"): breach.availability,
    }
    yield Asked(section, _("Nature"), ", ".join(name for name, is_so in natures.items() if is_so), "P")
    yield Asked(section, _("Cause"), breach.get_cause_display(), "K")
    yield Asked(section, _("Ce qui s’est passé"), breach.facts, "P")
    yield Asked(section, _("Sous-traitants concernés"), breach.processors or _("aucun"), "K")
    yield Asked(section, _("Autres pays concernés"), breach.abroad or _("aucun"), "K")


def _people(breach: Breach) -> Iterator[Asked]:
    section = _("Les données et les personnes")
    out, count = columns_out(breach), count_affected(breach)
    named = [name for kind, name in kind_names().items() if kind in out]
    yield Asked(section, _("Catégories de personnes"), _("prospects, contacts professionnels") if count else "", "P")
    yield Asked(section, _("Nombre approximatif de personnes"), str(count) if count else "", "P")
    yield Asked(section, _("Catégories de données"), ", ".join(named), "P")
    yield Asked(section, _("Nombre approximatif d’enregistrements"), str(count) if count else "", "P")
    yield Asked(section, _("Données sensibles (art. 9)"), _("aucune n’est tenue dans Aval"), "K")
    protected = _("oui : chiffrées, la clé est sauve") if breach.unreadable else _("non")
    yield Asked(section, _("Données inintelligibles pour qui les a"), protected, "K")


def _then(breach: Breach) -> Iterator[Asked]:
    section = _("Conséquences et mesures")
    yield Asked(section, _("Conséquences probables"), breach.consequences, "P")
    yield Asked(section, _("Gravité estimée"), breach.get_risk_display(), "K")
    yield Asked(section, _("Mesures d’avant"), breach.before, "K")
    yield Asked(section, _("Mesures prises ou prévues"), breach.measures, "P")
    yield Asked(section, _("Information des personnes"), _told(breach), "K")


def _told(breach: Breach) -> str:
    if breach.telling_at:
        return _("décidée le %(when)s, par message individuel") % {"when": _moment(breach.telling_at)}
    if breach.waived_at:
        return _("écartée : %(why)s") % {"why": breach.waived_because}
    return ""


def _moment(at: object) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else ""
