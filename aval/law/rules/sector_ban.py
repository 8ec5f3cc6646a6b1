"""Energy renovation, renewable energy, home adaptation: no canvassing of consumers (art. L223-1 and L223-8 code de la consommation).

Outside a current contract whose object the offer serves. An employee approached for the employer's building is not a
consumer. Consent does not lift the ban.
"""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="sector-ban",
    title=Said(
        "Métiers interdits de démarchage",
        "Trades barred from canvassing",
    ),
    says=Said(
        "Certains métiers ne peuvent pas démarcher les particuliers, même consentants.",
        "Some trades may not canvass consumers, even with consent.",
    ),
    article=Said(
        "art. L223-1 et L223-8 code de la consommation",
        "French consumer code art. L223-1 and L223-8",
    ),
    mark="S",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006069565/LEGISCTA000032221441",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    called = f.spoken & (f.private_call | (f.recipient_kind == "personal_mailbox"))
    reached = among(f.channel, "email", "sms", "social_dm") & f.private_person
    return table(
        forbid("sector-ban", when=called & among(f.offer_trade, p.sector_ban_telephone)),
        forbid("sector-ban", when=reached & among(f.offer_trade, p.sector_ban_written)),
        scope=f.prospecting & ~f.within_contract & ~((f.channel == "voice_human") & f.called_back),
    )
