"""What is said to her where she fills the form: article 13 GDPR, item by item, here or one click away in her language."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from aval.collection.auditing.page import Element
from aval.collection.auditing.reading import Reading
from aval.collection.auditing.report import Fault
from aval.collection.auditing.wordings import fold

COUNT = r"(\d+|un|une|deux|trois|quatre|cinq|six|douze|treize|vingt-quatre|trente-six|one|two|three|four|five|six|twelve|thirteen|twenty-four|thirty-six)"
PERIOD = rf"{COUNT} ?(\([^)]{{1,12}}\) )?(ans?|annees?|mois|jours|semaines|years?|months?|weeks?|days?)\b"
ITEMS: Mapping[str, str] = {
    "controller": r"responsable (de |du )?(ce )?traitement|data controller|\bcontroller\b|\b(sas|sasu|sarl|eurl|s\.a\.s|s\.a\.|scop|association|ltd|limited|gmbh|llc|inc)\b|\b(siren|siret|rcs)\b"
    r"|(collect|trait|recueilli|enregistr|utilis|process|us)\w* by [a-z]\w+|(collecte|traite|recueilli|enregistre|utilise|gere|exploite|conserve)\w* par (?!nos|notre|un |une |des |le (site|service)|voie|e-?mail|courri)\w+",
    "purposes": r"finalite|\ba des fins|aux fins d|(sert|servent|servir|utilis\w+|trait\w+|collect\w+|recueill\w+|destine\w+|enregistre\w+|demande\w*|necessaires?|besoin)[^.]{0,120}\b(pour|afin|a vous|dans le but|a (repondre|traiter|gerer|l'envoi))\b|pour (repondre|traiter|gerer|vous (repondre|envoyer|adresser|recontacter|contacter|rappeler))"
    r"|purposes?\b|(use|used|process\w*|need|collect\w*)[^.]{0,80}\b(to|for|so that)\b|in order to|to (answer|reply|respond|send|handle|process|contact)",
    "basis": r"base (legale|juridique)|interets? legitimes?|(votre|sur le|son) consentement|fondement|repose sur|article 6|art\. ?6|execution (d'un|du) contrat|mesures precontractuelles|legal basis|lawful basis|legitimate interests?|(your|on) consent|performance of (a|the) contract|pre-?contractual",
    "recipients": r"destinataires?|(communiqu|transm|partag|acces|cede|vendu|revendu|destine)\w*[^.]{0,100}(tiers|prestataires?|partenaires?|equipes?|services?|sous-traitants?|personne|autrui)|reserve\w* a|(service|equipe|prestataire|collaborat|personnel|commercia)\w*[^.]{0,60}(acces|recoi\w+|traite)|(ni|jamais|pas) (vendu|cede|lou|transmis|partage|communique)"
    r"|recipients?\b|(shar|disclos|transfer|pass|sold|sell|access|seen|read)\w*[^.]{0,100}(third part|provider|partner|team|processor|anyone|department|nobody|no one|staff)|(team|staff|department|provider)s?[^.]{0,60}(receiv|access|see|process|handle)|only [^.]{0,40}(team|staff|department|service)",
    "retention": rf"(conserv|gard|supprim|effac|dur[e]e|stock|delai|archiv)[^.]{{0,120}}({PERIOD}|jusqu'a|tant que|le temps de)|{PERIOD}[^.]{{0,60}}(conserv|supprim|effac)|(keep|kept|retain|retention|stor|delet|eras|hold|held)\w*[^.]{{0,120}}({PERIOD}|until|as long as)|{PERIOD}[^.]{{0,60}}(delet|eras|kept)",
    "access": r"\bacces\b|\bacceder\b|\baccess\b",
    "rectification": r"rectif|corrig|mise a jour|correct",
    "erasure": r"efface|suppress|supprimer|oubli|eras|delet",
    "restriction": r"limitation|limiter|restrict",
    "objection": r"oppos|droit de refuser|\bobject|right to refuse|opt[ -]?out",
    "complaint": r"(reclam|plainte|saisir|introduire)[^.]{0,120}(cnil|autorite de controle|commission nationale)|(cnil|autorite de controle)[^.]{0,100}(reclam|plainte)|cnil\.fr|(complain|lodge)\w*[^.]{0,120}(cnil|supervisory authority|data protection authority)|(cnil|supervisory authority)[^.]{0,100}complain",
    "withdrawal": r"retir\w*[^.]{0,60}(consentement|accord)|(consentement|accord)[^.]{0,80}retir|retrait de (votre|ce|mon) consentement|vous (desinscrire|desabonner)|desinscription|desabonne|withdraw|unsubscribe",
    "interest": r"interets? (legitimes? )?(commercia\w+ )?[^.;:]{0,60}?(\b(a|de|pour|consist\w+)\b|:|\()\s?(?!art|6|f\)|rgpd)\w{3,}|legitimate interests?[^.;:]{0,40}?(\b(in|to|of|is)\b|:) ?\w{3,}",
}
ALWAYS = (
    "controller",
    "purposes",
    "basis",
    "recipients",
    "retention",
    "access",
    "rectification",
    "erasure",
    "restriction",
    "objection",
    "complaint",
)
TELLTALE = {"basis", "retention", "complaint", "controller", "restriction", "rectification", "erasure"}
# What a page may be said to hold (context, linked_pages.notice_items), by the words usually used for it.
NAMES = (
    ("controller", "controller|responsable|identity|identite"),
    ("purposes", "purpose|finalit"),
    ("basis", "basis|base|lawful|legal|6"),
    ("interest", "interest|interet"),
    ("recipients", "recipient|destinat"),
    ("retention", "retention|conserv|duration|duree|storage|period"),
    ("withdrawal", "withdraw|retrait|retir"),
    ("complaint", "complaint|cnil|authority|reclam|plainte"),
    ("access", "access|acces|rights|droits"),
    ("rectification", "rectif|rights|droits"),
    ("erasure", "eras|efface|delet|rights|droits"),
    ("restriction", "restrict|limitation|rights|droits"),
    ("objection", "object|oppos|rights|droits"),
)
NOTICE_LINK = re.compile(
    r"confidentialite|donnees personnelles|protection (de vos|des|de la) (donnees|vie privee)|vie privee|rgpd|mentions (legales|d'information)|privacy|data protection|gdpr|personal data|en savoir plus (sur|a propos)[^.]{0,40}donnees|how we use"
)
NOTICE_TARGET = re.compile(
    r"confidentialit|privacy|donnees|rgpd|gdpr|data-protection|vie-privee|mentions", re.IGNORECASE
)
MARKED = re.compile(r"\*|obligatoire|facultati|optionnel|required|mandatory|optional")
TELLTALE_WORDS = {
    "fr": {
        "le",
        "la",
        "les",
        "des",
        "une",
        "vous",
        "nous",
        "votre",
        "vos",
        "pour",
        "dans",
        "est",
        "sont",
        "avec",
        "et",
        "du",
    },
    "en": {"the", "and", "you", "your", "we", "our", "for", "with", "are", "is", "of", "to", "from", "by"},
}


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """The items, whose « anything » stops at the end of a sentence and not at a dot inside a word."""
    return {item: re.compile(pattern.replace("[^.]", r"(?:[^.]|\.(?=\S))")) for item, pattern in ITEMS.items()}


def found(text: str) -> set[str]:
    """The items a folded text tells."""
    return {item for item, pattern in _patterns().items() if pattern.search(text[:60_000])}


def of_page(names: tuple[str, ...]) -> set[str]:
    """The items a page is said to hold."""
    plain = [fold(name) for name in names]
    told = {item for item, words in NAMES if any(re.search(words, name) for name in plain)}
    return told | ({"interest", "basis"} if any("legitimate" in name for name in plain) else set())


def check(reading: Reading) -> Iterator[Fault]:
    """The items of article 13 that are neither on the page nor on the page it leads to."""
    text = notice_text(reading)
    told, links = found(text), notice_links(reading)
    yield from _unmarked(reading)
    wanted = set(ALWAYS)
    wanted |= (
        {"withdrawal"} if reading.choices or reading.context.mailing_basis == "consent" or reading.subscribes else set()
    )
    wanted |= {"interest"} if reading.context.mailing_basis == "legitimate_interest" else set()
    if not links and not told & TELLTALE:
        yield Fault("notice-missing", reading.form.element)
        return
    unread: list[str] = []
    if wanted - told:
        for link in links:
            yield from _follow(reading, link, told, unread)
    missing = sorted(wanted - told)
    if missing and unread:
        yield Fault("notice-page-unread", links[0], ", ".join(dict.fromkeys(unread)))
    else:
        yield from (Fault(f"notice-no-{item}", reading.form.element) for item in missing)
    if (language := language_of(text)) and (page := language_of(reading.form.text[:4000])) and language != page:
        yield Fault("notice-language", reading.form.element, language)


def _follow(reading: Reading, link: Element, told: set[str], unread: list[str]) -> Iterator[Fault]:
    """What the page behind a link adds, and whether it can be reached."""
    target = link.get("href").strip()
    if not target or target == "#" or target.lower().startswith("javascript:"):
        yield Fault("notice-link-dead", link, target or "href")
        return
    known = reading.context.page(target)
    if known is None or (known.status is None and known.notice_items is None and not known.requires_login):
        unread.append(target)
    elif known.status is not None and (known.status >= 400 or known.status == 0):
        yield Fault("notice-link-dead", link, f"{target} ({known.status})")
    elif known.requires_login:
        yield Fault("notice-behind-login", link, target)
    else:
        if (
            known.language
            and (spoken := reading.page.language or language_of(reading.form.text))
            and known.language != spoken
        ):
            yield Fault("notice-language", link, known.language)
        if known.notice_items is None:
            unread.append(target)
        else:
            told |= of_page(known.notice_items)


def notice_text(reading: Reading) -> str:
    """The words of the page that are not names of fields nor boxes."""
    labels = {one.words if one.kind in {"checkbox", "radio", "switch"} else one.said for one in reading.form.controls}
    return " . ".join(block.said for block in reading.form.blocks if block.hidden != "all" and block.said not in labels)


def notice_links(reading: Reading) -> list[Element]:
    """The links to a page that informs, near the form or in the foot of the page."""
    return [
        link
        for link in reading.page.of("a")
        if link.hidden != "all"
        and (NOTICE_LINK.search(fold(reading.page.texts.get(link, ""))) or NOTICE_TARGET.search(link.get("href")))
    ][:5]


def _unmarked(reading: Reading) -> Iterator[Fault]:
    """Which answers she owes and which she may keep is said (art. 13(2)(e) GDPR)."""
    fields = [one for one in reading.form.controls if one.seen and one.kind not in {"checkbox", "radio", "switch"}]
    required = [one for one in fields if one.required]
    if required and len(required) < len(fields) and not MARKED.search(reading.form.text):
        pseudo = any(
            "required" in one.element.get("class").lower() or MARKED.search(fold(one.element.get("placeholder")))
            for one in fields
        )
        if not pseudo:
            yield Fault("notice-no-mandatory", required[0].element)


def language_of(folded: str) -> str | None:
    """French or English, when the words tell clearly."""
    words = re.findall(r"[a-z]+", folded)
    french, english = (sum(word in TELLTALE_WORDS[code] for word in words) for code in ("fr", "en"))
    if max(french, english) < 8 or max(french, english) < 2 * min(french, english):
        return None
    return "fr" if french > english else "en"
