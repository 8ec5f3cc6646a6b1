"""Opening pixels and personal links need a consent of their own (art. 82 LIL; CNIL, délibération 2026-042).

Strict from 14 July 2026; before, a human decides. The exemption is for security, or for sorting inactive addresses of a
service that was asked for: never for cold mail.
"""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, review, stop, table

RULE = Rule(
    code="tracking",
    title=Said(
        "Suivi des ouvertures et des clics",
        "Tracking of openings and clicks",
    ),
    says=Said(
        "Suivre l’ouverture ou le clic d’une personne demande son consentement, distinct.",
        "Tracking a person's opening or click requires her consent, a separate one.",
    ),
    article=Said(
        "art. 82 LIL",
        "LIL art. 82",
    ),
    mark="S",
    sources=(
        "https://www.cnil.fr/fr/recommandation-pixel-suivi-courriels",
        "https://www.cnil.fr/fr/faq-recommandation-pixels-courriers-electroniques",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    asked_for = f.service | f.consent_valid
    barred = f.message_type == "double_opt_in"
    exempt = f.tracking_exempt & asked_for & f.tracking_pixel & ~f.tracking_link
    tracked = (f.tracking_pixel | f.tracking_link) & (barred | (~f.tracking_consent & ~exempt))
    return table(
        stop("pixel-no-consent", when=tracked & p.pixel_needs_consent),
        review("pixel-before-transition", when=tracked, sending=True),
        scope=among(f.channel, "email", "sms", "social_dm"),
    )
