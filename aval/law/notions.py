"""Conditions with a name: what counsel would say in two words, built once from facts and parameters.

A notion is a condition, never a second fact: it is spelled out in the reference, and read like any other tree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aval.law.expressions import BadRule, Node, among, either, empty, every, fact, known, within
from aval.law.expressions import notion as named
from aval.law.facts import VOCABULARY
from aval.law.parameters import Parameters
from aval.law.tables import Said


class Terms:
    """What a rule may name: `f.channel` is a fact, `f.prospecting` a notion built on facts and parameters."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters

    def __getattr__(self, name: str) -> Node:
        if name in VOCABULARY:
            return fact(name)
        if name in NOTIONS:
            return named(name, NOTIONS[name].build(self, self._parameters))
        raise BadRule(f"neither a fact nor a notion: {name}")


Build = Callable[[Terms, Parameters], Node]


@dataclass(frozen=True)
class Notion:
    """A named condition, and how it is said inside a sentence."""

    said: Said
    build: Build


_notions: dict[str, Notion] = {}


def notion(fr: str, en: str) -> Callable[[Build], Build]:
    """Names a condition after its function."""

    def keep(build: Build) -> Build:
        _notions[build.__name__] = Notion(Said(fr, en), build)
        return build

    return keep


@notion("le message est de la prospection", "the message is prospecting")
def prospecting(f: Terms, p: Parameters) -> Node:
    return f.message_type == "prospecting"


@notion("nous prenons l’initiative d’écrire", "we take the initiative of writing")
def solicitation(f: Terms, p: Parameters) -> Node:
    return among(f.message_type, "prospecting", "retention_question", "notice_only")


@notion(
    "le message est dû ou demandé : service, réponse à une demande, avis de violation, confirmation",
    "the message is owed or asked for: service, answer to a request, breach notice, confirmation",
)
def service(f: Terms, p: Parameters) -> Node:
    return among(f.message_type, "transactional", "rights_answer", "breach_notice", "double_opt_in")


@notion("le message s’écrit", "the message is written")
def written(f: Terms, p: Parameters) -> Node:
    return among(f.channel, "email", "sms", "social_dm", "post", "fax")


@notion(
    "le message est une lettre, un courriel ou un message privé",
    "the message is a letter, an e-mail or a private message",
)
def has_room(f: Terms, p: Parameters) -> Node:
    return among(f.channel, "email", "social_dm", "post", "fax")


@notion("c’est un appel", "it is a call")
def spoken(f: Terms, p: Parameters) -> Node:
    return among(f.channel, "voice_human", "voice_automated")


@notion("le destinataire est une personne morale", "the recipient is a legal person")
def legal_person(f: Terms, p: Parameters) -> Node:
    return f.recipient_kind == "generic_legal_person"


@notion("le destinataire est un professionnel nommé", "the recipient is a professional by name")
def professional(f: Terms, p: Parameters) -> Node:
    return f.recipient_kind == "pro_nominative"


@notion("le destinataire est une entreprise individuelle", "the recipient is a sole trader")
def sole_trader(f: Terms, p: Parameters) -> Node:
    return f.recipient_kind == "sole_trader"


@notion("le destinataire est joint en privé", "the recipient is reached as a private person")
def private_person(f: Terms, p: Parameters) -> Node:
    return among(f.recipient_kind, "personal_mailbox", "consumer")


@notion("l’appel est privé : un particulier, ou une ligne privée", "the call is private: a consumer, or a private line")
def private_call(f: Terms, p: Parameters) -> Node:
    return (f.recipient_kind == "consumer") | (f.line_kind == "private")


@notion("un consentement valable couvre ce canal", "a valid consent covers this channel")
def consent_valid(f: Terms, p: Parameters) -> Node:
    return every(
        f.consent_given,
        ~f.consent_withdrawn,
        f.consent_proof,
        f.consent_covers_channel,
        f.consent_names_us,
        f.consent_free,
        f.consent_specific,
        ~f.box_preticked,
        f.consent_on <= f.on,
    )


@notion(
    "un consentement à être appelé, complet et de moins d’un an, est en vigueur",
    "a complete consent to be called, within its year, is in force",
)
def call_consent_valid(f: Terms, p: Parameters) -> Node:
    return every(
        f.consent_valid,
        f.call_consent_complete,
        f.on < f.consent_on + p.call_consent_lasts,
        ~(known(f.call_consent_ends_on) & (f.on >= f.call_consent_ends_on)),
    )


@notion("l’exception du client existant joue", "the existing-customer exception applies")
def soft_opt_in(f: Terms, p: Parameters) -> Node:
    return every(
        f.sold,
        f.collection_mode == "direct",
        f.seller_is_us,
        f.analogous,
        f.optout_shown_at_sale,
        among(f.channel, "email", "sms"),
        (f.recipient_kind == "consumer") | ((f.recipient_kind == "personal_mailbox") & (f.channel == "email")),
    )


@notion("l’offre sert un contrat en cours", "the offer serves a current contract")
def within_contract(f: Terms, p: Parameters) -> Node:
    return f.current_contract & f.offer_serves_contract


@notion("l’appel répond à une demande prouvée et récente", "the call answers a proved and recent request")
def called_back(f: Terms, p: Parameters) -> Node:
    return f.within_request & (f.working_days_since_request <= p.callback_working_days)


@notion(
    "la prospection repose sur l’intérêt légitime envers une personne physique",
    "the prospecting rests on legitimate interest towards a natural person",
)
def on_interest(f: Terms, p: Parameters) -> Node:
    return every(f.prospecting, ~f.legal_person, ~f.consent_valid, ~f.soft_opt_in)


@notion("un professionnel est prospecté sur l’intérêt légitime", "a professional is prospected on legitimate interest")
def professional_on_interest(f: Terms, p: Parameters) -> Node:
    return f.on_interest & (f.professional | f.sole_trader)


@notion(
    "une évaluation favorable de l’intérêt légitime est en vigueur",
    "a favourable legitimate-interest assessment is in force",
)
def assessed(f: Terms, p: Parameters) -> Node:
    review = known(f.assessment_review_on) & (f.on < f.assessment_review_on)
    return known(f.assessed_on) & (f.assessed_on <= f.on) & review


@notion("la fonction est de celles que vise l’offre", "the function is one the offer is for")
def function_fits(f: Terms, p: Parameters) -> Node:
    return within(f.function, f.offer_functions)


@notion("le secteur est de ceux que vise l’offre", "the sector is one the offer is for")
def sector_fits(f: Terms, p: Parameters) -> Node:
    return empty(f.offer_sectors) | within(f.sector, f.offer_sectors)


@notion("une opposition en vigueur couvre cette prise de contact", "an objection in force covers this contact")
def objected(f: Terms, p: Parameters) -> Node:
    return either(
        f.objected_all,
        f.objected_person,
        f.objected_address,
        f.objected_domain,
        f.objected_channel,
        f.objected_brand,
    )


@notion(
    "le fichier est acheté, loué ou remis par un partenaire", "the file is bought, rented or handed over by a partner"
)
def supplied(f: Terms, p: Parameters) -> Node:
    return among(f.source_kind, "bought", "rented", "partner")


@notion("la personne n’a pas encore été informée", "the person was not informed yet")
def uninformed(f: Terms, p: Parameters) -> Node:
    return ~f.legal_person & (f.notice_state != "delivered")


def _ended(f: Terms, p: Parameters, *more: Node) -> Node:
    """Whether the end of retention, moved by these periods, is reached: the latest of its possible starts counts."""

    def reached(day: Node, period: Node) -> Node:
        end = day + period
        for shift in more:
            end = end + shift
        return f.on >= end

    sign = ~known(f.last_contact_from_prospect_on) | reached(f.last_contact_from_prospect_on, p.retention_prospect)
    left = known(f.relationship_ended_on) & reached(f.relationship_ended_on, p.retention_customer)
    collected = reached(f.collected_on, p.retention_prospect)
    return sign & either(f.customer & left, ~f.customer & collected)


@notion("la durée de conservation est écoulée", "the retention period is over")
def retention_over(f: Terms, p: Parameters) -> Node:
    return _ended(f, p)


@notion("la question de fin de conservation peut partir", "the end-of-retention question may leave")
def question_open(f: Terms, p: Parameters) -> Node:
    opens = _ended(f, p, p.question_opens_before)
    return every(opens, ~_past_question(f, p), ~known(f.retention_question_on))


def _past_question(f: Terms, p: Parameters) -> Node:
    return _ended(f, p, p.question_closes_after, p.one_day)


@notion("l’appel relève de la fenêtre du décret", "the call falls under the window of the decree")
def decree_hours(f: Terms, p: Parameters) -> Node:
    prudent = (f.hours_policy == "decree_for_mobiles") & (f.sole_trader | f.line_mobile)
    return f.private_call | prudent


@notion("l’heure est dans la fenêtre du décret", "the hour is within the window of the decree")
def decree_window(f: Terms, p: Parameters) -> Node:
    morning = (f.minute >= p.decree_morning_opens) & (f.minute < p.decree_morning_closes)
    afternoon = (f.minute >= p.decree_afternoon_opens) & (f.minute < p.decree_afternoon_closes)
    return morning | afternoon


@notion("l’appel d’un particulier demande son consentement", "calling a consumer requires consent")
def call_opt_in(f: Terms, p: Parameters) -> Node:
    return p.consumer_call_opt_in


NOTIONS: Mapping[str, Notion] = _notions
