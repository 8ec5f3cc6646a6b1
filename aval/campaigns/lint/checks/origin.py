"""Where the data come from, by name (art. 14(2)(f) GDPR; SAN-2022-021 EDF: « un organisme spécialisé » was too vague)."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.checks import items
from aval.campaigns.lint.checks.identity import FORMS
from aval.campaigns.lint.folding import fold, share
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

VAGUE = re.compile(
    r"organismes? specialise|societes? specialise|prestataires? (specialise|externe|de donnees)|un de nos (partenaires|prestataires|fournisseurs)"
    r"|nos (partenaires|prestataires|fournisseurs)|(un|des|d'un|par un|de) (partenaire|prestataire|fournisseur|tiers|courtier)s?\b"
    r"|sources? (publi|ouvert|accessibles|specialis|tierces|divers|externes)|(bases?|fichiers?|listes?|annuaires?) (de donnees )?(professionnel|specialis|public|b2b|marketing|externe|commercia|tiers)"
    r"|(sur|d'|via) ?internet|sur le web|reseaux sociaux|donnees publiques|informations publiques|diverses sources|enrichissement de donnees"
    r"|speciali[sz]ed (organi[sz]ation|company|provider|firm|body)|(our|a|one of our|trusted) (partner|supplier|provider|vendor|third part)(s|y|ies)?\b"
    r"|public(ly)? (available )?(sources?|information|data)|third part(y|ies)|(professional|business|b2b|external) (databases?|director(y|ies)|lists?)|the internet|online sources|social (media|networks)"
)
NAME = re.compile(
    r"[«\"“][^»\"”]{3,80}[»\"”]|\b[a-z0-9-]+\.(?:fr|com|net|org|eu|io|example|test)\b|\b(?:Sirene|SIRENE|Insee|INSEE|LinkedIn|Infogreffe|BODACC|Pappers|Kompass|Societe\.com)\b"
    r"|(?<![.!?:\n] )(?<!^)\b[A-ZÉÈÀÂÎÔ][\wéèàâêîôûç&'’.-]{2,}",
    re.MULTILINE,
)
NOT_NAMES = {
    "nous",
    "vous",
    "vos",
    "votre",
    "rgpd",
    "gdpr",
    "internet",
    "web",
    "cnil",
    "b2b",
    "madame",
    "monsieur",
    "base",
    "your",
    "our",
    "we",
}


def check(reading: Reading) -> Iterator[Fault]:
    """The source said is a name, and the one on record."""
    if not reading.bodies or reading.to_a_service or reading.kind in {"newsletter", None}:
        return
    if reading.kind == "follow_up" and reading.context.notice_already_delivered is not False:
        return
    passages = _passages(reading)
    if not passages:
        return
    record = reading.context.data_source_on_record
    if record and _names(record, reading.text):
        return
    vague = next((match for passage in passages if (match := VAGUE.search(fold(passage)))), None)
    named = any(_proper(passage, reading) for passage in passages)
    if vague and (record or not named):
        yield Fault("source-vague", "body", vague.group())
    elif record:
        yield Fault("source-differs", "body", record)
    elif not named:
        yield Fault("source-vague", "body", passages[0].strip()[:80])


def _passages(reading: Reading) -> list[str]:
    """The sentences that tell an origin, as they are written."""
    patterns = [items.PATTERNS[code]["source"] for code in ("fr", "en")]
    sentences = re.split(r"(?<=[.!?])\s+|\n\s*\n", reading.shown)
    return [one for one in sentences if any(pattern.search(fold(one)) for pattern in patterns)][:20]


def _names(record: str, text: str) -> bool:
    """Most of the words of the source on record are in the text."""
    words = " ".join(word for word in re.findall(r"[a-z0-9.]{2,}", FORMS.sub(" ", fold(record))) if not word.isdigit())
    return share(words or fold(record), text) >= 0.6


def _proper(passage: str, reading: Reading) -> bool:
    """The passage holds a name that is not ours."""
    own = fold(f"{reading.context.advertiser.legal_name or ''} {reading.from_name}")
    return any(
        (name := fold(match.group()).strip('" .')) not in NOT_NAMES and name not in own
        for match in NAME.finditer(passage)
    )
