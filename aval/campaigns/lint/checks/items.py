"""What article 14 GDPR wants said, item by item, as one finds it said in French or English (folded text)."""

import re
from collections.abc import Mapping

from aval.campaigns.lint.folding import phrase
from aval.campaigns.lint.reading import STOP_WORDS

LENGTH = r"(\d+|un|une|deux|trois|quatre|cinq|six|douze|vingt-quatre|trente-six|one|two|three|four|five|six|twelve|thirty-six)"
PERIOD = rf"{LENGTH} ?(\([^)]{{1,12}}\) )?(ans?|annees?|mois|jours|years?|months?|days?)\b"

FRENCH: Mapping[str, str] = {
    "purposes": r"finalite|fins de (prospection|demarchage)|a des fins|(servent|utilis\w+|trait\w+)[^.]{0,80}\b(pour|afin|a vous|dans le but)\b"
    r"|prospection commerciale|objectif du traitement|but du traitement",
    "basis": r"base (legale|juridique)|interets? legitimes?|votre consentement|fond\w+ (legal|juridique)|repose sur|article 6|art\. ?6",
    "interest": r"interets? (legitimes? )?(commercia\w+ )?[^.;:]{0,60}?(\b(a|pour|consist\w+)\b (?!tout moment)|\bde (?!la societe|notre (societe|entreprise)|l'entreprise)"
    r"(?=\w{4,})|\bd'[a-z]{4,}|:|\()\s?(?!art|6|f\)|rgpd|article|base)\w{3,}",
    "categories": r"categories? de donnees|(nom|prenom|identite)[^.]{0,80}(fonction|poste|adresse|e-?mail|courriel|coordonnees|telephone|societe|entreprise)"
    r"|donnees (traitees|collectees|concernees|utilisees)|seules? [^.]{0,40}donnees",
    "recipients": r"destinataires?|(communiqu|transm|partag|acces|accessibles?|cede|vendu|revendu)\w*[^.]{0,100}(tiers|prestataires?|partenaires?|equipes?|services?|sous-traitants?|personne)"
    r"|reserve\w* a|(service|equipe|tiers|prestataire|partenaire|collaborat\w+)[^.]{0,60}(acces|recoi\w+|traite)|ni (vendu|cede|lou|transmis)",
    "retention": rf"(conserv|gard|supprim|effac|dur[e]e|stock|delai)[^.]{{0,120}}({PERIOD}|jusqu'a|tant que)|{PERIOD}[^.]{{0,60}}(conserv|supprim|effac)",
    "access": r"\bacces\b|\bacceder\b",
    "rectification": r"rectifi|corrig|mise a jour",
    "erasure": r"efface|suppress|supprimer vos|oubli",
    "restriction": r"limitation|limiter",
    "objection": r"oppos|droit de refuser",
    "withdrawal": r"retir\w*[^.]{0,60}consentement|consentement[^.]{0,80}retir|retrait de (votre|ce) consentement",
    "complaint": r"(reclam|plainte|saisir|introduire)[^.]{0,120}(cnil|autorite de controle|commission nationale)|(cnil|autorite de controle)[^.]{0,100}(reclam|plainte)|cnil\.fr",
    "source": r"(coordonnees|donnees|adresse|contact|nom|informations)[^.]{0,90}(provien|provenan|issu|obtenu|trouv|recueilli|collect|achet|lou[ee]|transmis|communiqu|fourni|figur|relev|extrait|source)"
    r"|(provien|provenan|obtenu|trouv|recueilli|collect|achet|releve|extrait)\w*[^.]{0,60}(coordonnees|donnees|adresse|contact)|(source|origine|provenance) (de|des) (vos |ces )?(donnees|coordonnees|contact|informations)|(source|origine|provenance) ?:"
    r"|nous (avons|l'avons|les avons) (obtenu|trouv|recueilli|releve|collecte|achete)",
}
ENGLISH: Mapping[str, str] = {
    "purposes": r"purposes?\b|used? (it|them|your (data|details|address))?[^.]{0,30}\b(to|for)\b|direct marketing|(commercial|business|sales) prospecting",
    "basis": r"legal basis|lawful basis|legitimate interests?|your consent|article 6|art\. ?6",
    "interest": r"legitimate interests? (?!\(art|under|pursuant|of (ours|the company))[^.;:]{0,40}?(\b(in|to|of|is)\b|:) ?\w{3,}|interest (pursued|in) ?",
    "categories": r"categor(y|ies) of (personal )?data|(name|identity)[^.]{0,80}(job|title|role|address|e-?mail|phone|company|details)|data (we )?(process|hold|collect)",
    "recipients": r"recipients?\b|(team|staff|provider|department)s?[^.]{0,60}(receiv|access|see|process)|(shar|disclos|transfer|pass|sold|sell|access)\w*[^.]{0,100}(third part|provider|partner|team|processor|anyone|department|nobody|no one)",
    "retention": rf"(keep|kept|retain|retention|stor|delet|eras|hold|held)\w*[^.]{{0,120}}({PERIOD}|until|as long as)|{PERIOD}[^.]{{0,60}}(delet|eras|kept)",
    "access": r"\baccess\b",
    "rectification": r"rectif|correct",
    "erasure": r"eras|delet",
    "restriction": r"restrict",
    "objection": r"\bobject|right to refuse",
    "withdrawal": r"withdraw\w*[^.]{0,60}consent|consent[^.]{0,80}withdraw",
    "complaint": r"(complain|lodge)\w*[^.]{0,120}(cnil|supervisory authority|data protection authority)|(cnil|supervisory authority)[^.]{0,100}complain|cnil\.fr",
    "source": r"(details|data|address|contact|name|information)[^.]{0,90}(come|came|obtained|found|collected|bought|rented|provided|supplied|received|taken|source)"
    r"|(obtained|found|collected|bought|received|got)[^.]{0,60}(details|data|address|contact|name)|source( of (your|the) (data|details))? ?:|(your (data|details) )?source is",
}
PATTERNS = {
    "fr": {item: phrase(pattern) for item, pattern in FRENCH.items()},
    "en": {item: phrase(pattern) for item, pattern in ENGLISH.items()},
}
RIGHTS = ("access", "rectification", "erasure", "restriction")
# What tells a notice from the words of an offer.
TELLTALE = ("basis", "retention", "complaint", "recipients", "source", "categories")
# What a page may be said to hold (context, linked_pages.notice_items), by the words usually used for it.
NAMES = (
    ("purposes", "purpose|finalit"),
    ("interest", "interest|interet"),
    ("basis", "basis|base|lawful|6"),
    ("categories", "categor|data_types|donnees"),
    ("recipients", "recipient|destinat"),
    ("retention", "retention|conserv|duration|duree|storage|period"),
    ("withdrawal", "withdraw|retrait|retir"),
    ("complaint", "complaint|cnil|authority|reclam|plainte"),
    ("source", "source|origin"),
    ("access", "access|acces|rights|droits"),
    ("rectification", "rectif|rights|droits"),
    ("erasure", "eras|efface|delet|rights|droits"),
    ("restriction", "restrict|limitation|rights|droits"),
    ("objection", "object|oppos"),
)


def found(text: str) -> dict[str, set[str]]:
    """The items a folded text says, by language."""
    return {
        language: {item for item, pattern in patterns.items() if pattern.search(text)}
        for language, patterns in PATTERNS.items()
    }


def is_mention(block: str) -> bool:
    """Whether a folded paragraph belongs to the notice rather than to the words."""
    return any(told & set(TELLTALE) for told in found(block[:4000]).values())


def words_of(blocks: list[str]) -> str:
    """What the message says besides its mentions and its way out."""
    return "\n".join(block for block in blocks if not (is_mention(block) or STOP_WORDS.search(block)))


def of_page(names: tuple[str, ...]) -> set[str]:
    """The items a page is said to hold."""
    told: set[str] = set()
    for name in names:
        plain = name.lower()
        told |= {item for item, words in NAMES if re.search(words, plain)}
        if re.search("legitimate", plain):
            told |= {"interest", "basis"}
    return told
