"""Messages that are no prospecting, and must hold none: orders, confirmations, answers, breach notices."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

CODES = {
    "transactional": "offer-in-service-message",
    "double_opt_in": "offer-in-confirmation",
    "breach_notice": "offer-in-breach-notice",
    "rights_answer": "offer-in-rights-answer",
    "notice_only": "offer-in-service-message",
    "retention_question": "offer-in-service-message",
}
OFFER = re.compile(
    r"(?<![\d,.])-? ?\d{1,2} ?% (de (remise|reduction|rabais)|off\b|sur (votre|toute|nos|la|notre|tout)|offerts?)|-\d{1,2} ?%"
    r"|offres? (speciale|exceptionnelle|promotionnelle|decouverte|de bienvenue|du moment|exclusive|privilegie|flash|limitee)"
    r"|code (promo|avantage|reduction)|promo(tion)?s?\b(?! code)|bons? plans?|\bsoldes\b|ventes? (privee|flash)|essai gratuit|testez gratuitement"
    r"|profitez (de|d'|en)|decouvrez (aussi |egalement )?(notre|nos|la|le|les|toute)|ne manquez pas|(commandez|achetez|souscrivez|abonnez-vous) (des )?maintenant"
    r"|jusqu'a -?\d{1,2} ?%|(mois|livraison) offert|passez a (la version|l'offre|notre)|special offer|limited.time|discount|% off|free trial"
    r"|(discover|check out|try) (our|the new)|upgrade (now|today|to)|shop now|buy now|don't miss|exclusive (offer|deal)|you (may|might) also like"
    r"|vous (pourriez|aimerez) (aussi|egalement)|nos autres (produits|offres|solutions)|parrainez"
)


def check(reading: Reading) -> Iterator[Fault]:
    """An offer where none may be."""
    code = CODES.get(reading.kind or "")
    offer = OFFER.search(reading.text) if code else None
    if code and offer:
        yield Fault(code, "body", offer.group().strip())


def offers_something(reading: Reading) -> bool:
    """Whether a service message carries an offer; a commercial one always does."""
    return bool(reading.commercial) or OFFER.search(reading.text) is not None
