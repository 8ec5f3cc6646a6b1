"""A human calls. The line decides, never the mailbox.

A private line or a consumer: prior consent since 11 August 2026 (art. L223-1 code de la consommation, loi 2025-594), or
a current contract the offer serves; before that day a human decides. A professional line may be called on legitimate
interest (CNIL, telephone page). A sole trader only on the business line and about the business.
An answer to a proved request within five working days is not prospecting (R223-4).
"""

from aval.law.expressions import ALWAYS, among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, forbid, grant, table

RULE = Rule(
    code="call",
    title=Said(
        "Appel par un humain",
        "Call by a human",
    ),
    says=Said(
        "Un particulier n’est appelé qu’avec son consentement ; un professionnel peut l’être sur sa ligne, pour son activité.",
        "A consumer is called only with consent; a professional may be called on the business line, about the business.",
    ),
    article=Said(
        "art. L223-1 code de la consommation ; art. 6(1)(f) RGPD",
        "French consumer code art. L223-1; GDPR art. 6(1)(f)",
    ),
    mark="S",
    sources=(
        "https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006069565/LEGISCTA000032221441",
        "https://cnil.fr/fr/prospection-commerciale-par-telephone-hors-automate-dappel-quelles-sont-les-regles",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    business_line = among(f.line_kind, "professional", "mixed")
    at_work = among(f.recipient_kind, "generic_legal_person", "pro_nominative", "personal_mailbox")
    return table(
        grant("callback", when=f.called_back),
        grant("contract", when=f.within_contract),
        grant("consent", when=f.private_call & f.call_consent_valid),
        grant("interest-before-opt-in", when=f.private_call & ~f.call_opt_in),
        forbid("call-no-consent", when=f.private_call),
        grant("consent", when=f.consent_valid),
        first("line-unknown", when=f.line_kind == "unknown"),
        grant("professional-line", when=at_work & business_line),
        grant("professional-line", when=f.sole_trader & business_line & f.about_trade),
        forbid("call-no-basis", when=ALWAYS),
        scope=f.prospecting & (f.channel == "voice_human"),
    )
