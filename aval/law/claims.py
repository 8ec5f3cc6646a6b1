"""The claims themselves: what nobody may break by changing a rule."""

from itertools import combinations
from typing import Any

from aval.law.expressions import fact, has
from aval.law.facts import VOCABULARY
from aval.law.proofs import Attempt, Breach, Property
from aval.law.tables import Outcome, Question, Said

OBJECTIONS = tuple(name for name in VOCABULARY if name.startswith("objected_"))
MARKETING = ("prospecting", "retention_question", "notice_only")
# Absence of these means there is none: filling one in is news, not a completion.
COMPLETED = frozenset(name for name, fact in VOCABULARY.items() if fact.absence == "unknown" and name != "on")


def _claim(
    code: str, fr: str, en: str, breach: Breach, question: Question = "contact", differing: frozenset[str] = frozenset()
) -> Property:
    return Property(code, Said(fr, en), question, breach, differing)


def _after_objection(a: Attempt, _: Attempt) -> Any:
    z3 = a.z3
    objected = z3.Or([a.holds(name) for name in OBJECTIONS])
    return z3.And(objected, a.one_of("message_type", *MARKETING), z3.Not(a.found(Outcome.FORBIDDEN)))


def _without_basis(a: Attempt, _: Attempt) -> Any:
    z3 = a.z3
    person = z3.Or(a.one_of("recipient_kind", "sole_trader", "personal_mailbox", "consumer"), a.holds("professional"))
    doctrine = z3.And(
        a.holds("professional"),
        a.holds("b2b_policy", "doctrine"),
        a.holds("function_fits"),
        a.holds("relevance_reason"),
        a.holds("assessed"),
        a.fails("offer_private_life"),
    )
    published = z3.And(a.holds("published_by_business"), a.one_of("recipient_kind", "sole_trader", "personal_mailbox"))
    basis = z3.Or(a.holds("consent_valid"), a.holds("soft_opt_in"), doctrine, published)
    return z3.And(a.allowed, a.holds("prospecting"), a.holds("channel", "email"), person, z3.Not(basis))


def _completed(a: Attempt, b: Attempt) -> Any:
    """b knows all that a knows, and perhaps more; yet a is allowed and b is not."""
    z3, same = a.z3, []
    for name in COMPLETED:
        (known_a, value_a), (known_b, value_b) = a.symbols.fact(name), b.symbols.fact(name)
        same.append(z3.Implies(known_a, z3.And(known_b, value_a == value_b)))
    formula = z3.And(a.allowed, z3.Not(b.allowed))
    # Questions about a set are asked while the rules are read: only now are they all there.
    for key, atom in list(a.symbols.atoms.items()):
        if key in b.symbols.atoms:
            same.append(z3.Implies(_asked(a, key), atom == b.symbols.atoms[key]))
    return z3.And(formula, *same)


def _asked(a: Attempt, key: tuple[str, ...]) -> Any:
    codes, op, value, *_ = key
    known = a.symbols.fact(codes)[0]
    return a.z3.And(known, a.symbols.fact(value)[0]) if op == "within" else known


def _no_answer(a: Attempt, _: Attempt) -> Any:
    """Everything is known, and still the answer hangs."""
    known = [a.symbols.fact(name)[0] for name in COMPLETED]
    return a.z3.And(*known, a.unknown)


def _silent(a: Attempt, _: Attempt) -> Any:
    known = [a.symbols.fact(name)[0] for name in COMPLETED]
    return a.z3.And(*known, a.clear, a.z3.Not(a.found(Outcome.ALLOWED)))


def _two_bases(a: Attempt, _: Attempt) -> Any:
    z3 = a.z3
    by_code: dict[str, list[Any]] = {}
    for finding in a.findings(Outcome.ALLOWED):
        by_code.setdefault(finding.code, []).append(a.symbols.read(finding.live).yes)
    return z3.Or([z3.And(z3.Or(one), z3.Or(two)) for one, two in combinations(by_code.values(), 2)])


def _bare_message(a: Attempt, _: Attempt) -> Any:
    z3 = a.z3
    whole = z3.And(a.holds("says_identity"), a.holds("optout_link"), a.holds("optout_works"), a.holds("named_mailbox"))
    headers = z3.Implies(a.holds("channel", "email"), a.holds("one_click"))
    return z3.And(a.allowed, a.holds("prospecting"), a.holds("written"), z3.Not(z3.And(whole, headers)))


def _used_while_restricted(a: Attempt, _: Attempt) -> Any:
    owed = a.one_of("message_type", "rights_answer", "breach_notice")
    return a.z3.And(a.holds("restricted"), a.z3.Not(owed), a.z3.Or(a.allowed, a.reviewed))


def _more_than_stored(a: Attempt, _: Attempt) -> Any:
    stored = [
        a.symbols.read(finding.live).yes for finding in a.findings(Outcome.ALLOWED) if finding.code == "stored-only"
    ]
    return a.z3.And(a.holds("restricted"), a.allowed, a.z3.Not(a.z3.Or(stored)))


def _past_retention(a: Attempt, _: Attempt) -> Any:
    beyond = a.one_of("message_type", "prospecting", "notice_only")
    return a.z3.And(a.holds("retention_over"), beyond, a.z3.Or(a.allowed, a.reviewed))


def _objection_stops_service(a: Attempt, b: Attempt) -> Any:
    return a.z3.And(a.holds("service"), a.allowed, a.z3.Not(b.allowed))


def _service_with_offer(a: Attempt, _: Attempt) -> Any:
    return a.z3.And(a.z3.Not(a.holds("prospecting")), a.allowed, a.z3.Not(a.fails("offer_inside")))


def _widened(*names: str) -> Breach:
    """b differs from a only by rights exercised that a did not; yet b is allowed and a is not."""

    def breach(a: Attempt, b: Attempt) -> Any:
        exercised = [b.holds(name) for name in names]
        return a.z3.And(a.z3.Or(exercised), b.allowed, a.z3.Not(a.allowed), *(a.fails(name) for name in names))

    return breach


def _human_over_law(a: Attempt, b: Attempt) -> Any:
    """a is forbidden; b differs by what humans answered with yes, and is not."""
    return a.z3.And(a.found(Outcome.FORBIDDEN), a.z3.Not(b.found(Outcome.FORBIDDEN)))


def _consumer_called(a: Attempt, _: Attempt) -> Any:
    z3 = a.z3
    agreed = z3.Or(a.holds("call_consent_valid"), a.holds("within_contract"), a.holds("called_back"))
    private = z3.And(a.holds("prospecting"), a.holds("channel", "voice_human"), a.holds("private_call"))
    at_hours = z3.Or(
        a.holds("slot_accepted"), z3.And(a.one_of("local_day", "working", "local_holiday"), a.holds("decree_window"))
    )
    before = a.symbols.read(~a.terms.call_opt_in).yes
    return z3.And(private, a.allowed, z3.Not(z3.And(z3.Or(agreed, before), at_hours)))


def _tracked(a: Attempt, _: Attempt) -> Any:
    z3 = a.z3
    agreed = z3.Or(a.holds("tracking_consent"), a.holds("tracking_exempt"))
    cold = z3.And(a.holds("tracking_link"), z3.Not(a.holds("tracking_consent")))
    spied = z3.And(a.holds("channel", "email"), a.holds("tracking_pixel"), z3.Not(agreed))
    reviewed = z3.Not(a.symbols.read(has(fact("settled"), "pixel-before-transition")).yes)
    return z3.And(a.allowed, reviewed, z3.Or(spied, z3.And(a.holds("channel", "email"), cold)))


def _uninformed(a: Attempt, _: Attempt) -> Any:
    z3 = a.z3
    included = z3.And(a.holds("notice_state", "included"), a.holds("notice_complete"), a.holds("notice_readable"))
    told = z3.Or(a.holds("notice_state", "delivered"), included)
    return z3.And(a.allowed, a.holds("prospecting"), a.fails("legal_person"), z3.Not(told))


CLAIMS: tuple[Property, ...] = (
    _claim(
        "objection-stops",
        "Après une opposition, rien n’est permis qui ne soit dû ou demandé.",
        "After an objection nothing is allowed that is not owed or asked for.",
        _after_objection,
    ),
    _claim(
        "basis-needed",
        "Aucun courriel de prospection à une personne sans consentement, vente, fonction concernée et intérêt évalué, ou publication.",
        "No prospecting e-mail to a person without consent, sale, related function and assessed interest, or publication.",
        _without_basis,
    ),
    _claim(
        "unknown-never-allows",
        "Compléter les faits d’un oui ne peut pas en faire un non : l’inconnu n’a jamais permis.",
        "Completing the facts of a yes cannot make it a no: the unknown never allowed.",
        _completed,
        "message",
        COMPLETED,
    ),
    _claim(
        "every-case-answered",
        "Quand tout est connu, la réponse l’est aussi.",
        "When everything is known, so is the answer.",
        _no_answer,
        "message",
    ),
    _claim(
        "no-silence",
        "Quand tout est connu, la loi dit quelque chose : un oui avec sa base, ou un motif.",
        "When everything is known the law says something: a yes with its basis, or a reason.",
        _silent,
    ),
    _claim(
        "one-basis",
        "Deux exceptions ne réclament jamais le même cas.",
        "Two exceptions never claim the same case.",
        _two_bases,
    ),
    _claim(
        "identity-and-way-out",
        "Aucun message écrit de prospection sans identité ni moyen de s’opposer.",
        "No written prospecting message without identity and a way to object.",
        _bare_message,
        "message",
    ),
    _claim(
        "informed",
        "Aucune prospection d’une personne qui n’est pas informée, ou ne l’est pas par ce message.",
        "No prospecting of a person not informed, already or by this message.",
        _uninformed,
        "message",
    ),
    _claim(
        "restricted-only-stored",
        "Des données limitées ne servent à rien d’autre qu’à répondre à la personne ou à l’avertir.",
        "Restricted data serve nothing but answering or warning the person.",
        _used_while_restricted,
    ),
    _claim(
        "restricted-held-unused",
        "Une fiche limitée n’est conservée que sans usage.",
        "A restricted record is only held unused.",
        _more_than_stored,
        "hold",
    ),
    _claim(
        "nothing-past-retention",
        "La durée passée, rien ne part que la question de fin de conservation.",
        "Past retention nothing leaves but the end-of-retention question.",
        _past_retention,
    ),
    _claim(
        "service-passes",
        "Une opposition n’arrête jamais un message dû ou demandé.",
        "An objection never stops a message owed or asked for.",
        _objection_stops_service,
        "message",
        frozenset(OBJECTIONS),
    ),
    _claim(
        "service-carries-no-offer",
        "Un message qui n’est pas de la prospection ne porte jamais d’offre.",
        "A message that is not prospecting never carries an offer.",
        _service_with_offer,
        "message",
    ),
    _claim(
        "objection-never-widens",
        "Une opposition ne rend jamais permis ce qui ne l’était pas.",
        "An objection never makes allowed what was not.",
        _widened(*OBJECTIONS),
        "message",
        frozenset(OBJECTIONS),
    ),
    _claim(
        "restriction-never-widens",
        "Une limitation ou un effacement ne rend jamais permis ce qui ne l’était pas.",
        "A restriction or erasure never makes allowed what was not.",
        _widened("restricted", "erased"),
        "message",
        frozenset({"restricted", "erased"}),
    ),
    _claim(
        "human-under-law",
        "Une décision humaine ne lève jamais une interdiction.",
        "A human decision never lifts a prohibition.",
        _human_over_law,
        "message",
        frozenset({"settled"}),
    ),
    _claim(
        "consumer-calls",
        "Aucun appel privé hors des heures, ni sans consentement, contrat ou demande depuis le 11 août 2026.",
        "No private call outside hours, nor without consent, contract or request since 11 August 2026.",
        _consumer_called,
        "message",
    ),
    _claim(
        "no-hidden-tracking",
        "Aucun suivi d’un courriel sans consentement, exemption ou, avant le 14 juillet 2026, décision humaine.",
        "No tracking of an e-mail without consent, exemption or, before 14 July 2026, a human decision.",
        _tracked,
        "message",
    ),
)
