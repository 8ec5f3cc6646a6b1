"""A breach told to those it touches (art. 34(2) GDPR; SAN-2026-001: vague words were a breach of their own)."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.folding import phrase
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

DATA = r"(adresse|nom|e-?mail|courriel|telephone|numero|mot de passe|iban|coordonnees|fonction|donnees|address|name|phone|password|details|data)"
PARTS = {
    "breach-nature": rf"(violation|fuite|intrusion|non autorise|sans autorisation|pirat|derob|compromis|acces (non autorise|frauduleux|illegitime)|cyberattaque|attaque|vol|divulg|perdu|exposee?s?|breach|leak|unauthori[sz]ed access|stolen|exposed|disclos)[^§]{{0,400}}{DATA}",
    "breach-consequences": r"consequence|risqu|hameconnage|phishing|usurpation|spam|fraud|escroquer|could be used|pourrai(en)?t (etre|recevoir|servir)|may (receive|be used)|identity theft",
    "breach-measures": r"(nous avons|avons (immediatement|aussitot)|a ete|ont ete|we (have|immediately)?) ?[^.]{0,40}(ferm|bloqu|corrig|reinitialis|revoqu|chang|notifi|deconnect|isol|renforc|coup|depos|signal|colmat|closed|blocked|reset|revoked|fixed|patched|notified|disconnect|isolat|reported|filed|shut)",
    "breach-advice": r"(nous vous (conseillons|recommandons|invitons)|soyez|restez|mefiez|changez|modifiez|surveillez|ne (cliquez|repondez|communiquez)|verifiez|we (advise|recommend)|be (careful|wary|alert)|please (change|be)|change your|watch|do not (click|reply))",
}
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\b0[1-9]([ .]?\d\d){4}\b|\+\d{6,}")
VAGUE = re.compile(
    r"(toutes? les|all (the )?)( mesures)? ?(necessaires?|appropriees?|necessary|appropriate)( measures| steps)?[^.]{0,30}(prises?|taken|mises? en)|mesures (necessaires|appropriees) (ont ete|sont) prises|necessary (measures|steps)"
)


def check(reading: Reading) -> Iterator[Fault]:
    """Nature, consequences, measures, advice, and somebody to ask."""
    text = reading.text
    for code, pattern in PARTS.items():
        said = re.sub(VAGUE, " ", text) if code == "breach-measures" else text
        if not phrase(pattern).search(said):
            yield Fault(code, "body")
    if not CONTACT.search(text):
        yield Fault("breach-contact", "body")
