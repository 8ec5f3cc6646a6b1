"""A job title as a sequence of words that can be compared: one gender, one number, no accent, conjunctions all `&`.

`Directeur(trice) des achats`, `Directrice achats` and `DIRECTEUR / DIRECTRICE DES ACHATS` are one sequence.
"""

import re
import unicodedata
from functools import lru_cache

from aval.prospects.classification.folding import LIGATURES

AND = "&"
STOP = frozenset(
    [
        "d",
        "de",
        "du",
        "des",
        "l",
        "la",
        "le",
        "les",
        "en",
        "a",
        "au",
        "aux",
        "pour",
        "sur",
        "of",
        "the",
        "for",
        "in",
        "to",
        "chez",
        "dans",
        "par",
        "au",
        "sein",
        "aupres",
        "un",
        "une",
        "son",
        "sa",
        "m",
        "mr",
        "mme",
        "monsieur",
        "madame",
    ]
)
_ANDS = frozenset(("et", "and", "ou", "or", "/", "&", "+", ",", ";", "|", "•", "–", "—", " - "))
_SEXES = re.compile(r"\(?\b[hfmw]\s?/\s?[hfmwx](?:\s?/\s?[dx])?\b\)?")
_ENDINGS = re.compile(
    r"(?<=\w)[(/·•.\-](?:e|ne|eur|ice|trice|rice|ere|iere|se|euse|ve|ive|le|lle|te|fe|esse|ses|es)\)?(?:[.·(]s\)?)?(?=[^\w]|$)"
)
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?")
_SPELLED = (
    (re.compile(r"\br\s?(?:&|\+|et)\s?d\b"), "recherche developpement"),
    (re.compile(r"\bm\s?&\s?a\b"), "fusions acquisitions"),
    (re.compile(r"\bfp\s?&\s?a\b"), "controle de gestion"),
    (re.compile(r"\bh\s?&\s?s\b"), "health safety"),
    (re.compile(r"\bn\s?[+-]\s?\d\b"), ""),
)
_TOKENS = re.compile(r"[a-z0-9]+| - |[/&+,;|•–—]")
_MASCULINE = (
    (re.compile(r"(.{3,})trice$"), r"\1teur"),
    (re.compile(r"(.{2,})euse$"), r"\1eur"),
    (re.compile(r"(.{3,})iere$"), r"\1ier"),
    (re.compile(r"(.{3,})ere$"), r"\1er"),
    (re.compile(r"(.{3,})eure$"), r"\1eur"),
    (re.compile(r"(.{3,})enne$"), r"\1en"),
    (re.compile(r"(.{3,})onne$"), r"\1on"),
    (re.compile(r"(.{3,})elle$"), r"\1el"),
    (re.compile(r"(.{3,})ale$"), r"\1al"),
    (re.compile(r"(.{3,})aux$"), r"\1al"),
    (re.compile(r"(.{3,})ive$"), r"\1if"),
    (re.compile(r"(.{1,})([ae])nte$"), r"\1\2nt"),
    (re.compile(r"(.{3,})ine$"), r"\1in"),
    (re.compile(r"(.{3,})ee$"), r"\1e"),
    (re.compile(r"(.{3,})cate$"), r"\1cat"),
    (re.compile(r"cheffe$"), "chef"),
    (re.compile(r"(.{3,})ointe$"), r"\1oint"),
    (re.compile(r"(.{3,})ciee$"), r"\1cie"),
    (re.compile(r"mairesse$"), "maire"),
    (re.compile(r"elue$"), "elu"),
)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """One word, folded, in masculine and singular as far as its ending tells."""
    if len(word) > 3 and word[-1] in "sx" and not word.endswith(("ss", "aux")):
        word = word[:-1]
    for ending, masculine in _MASCULINE:
        if ending.match(word):
            return ending.sub(masculine, word)
    return word


def read_words(title: str) -> tuple[str, ...]:
    """The stems of a title, in order, link words left out, `&` between what is joined; a gender pair counts once."""
    text = title.lower()
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _SEXES.sub(" ", text)
    text = _DOTTED.sub(lambda letters: letters[0].replace(".", ""), text)
    text = _ENDINGS.sub("", text)
    for spelling, meaning in _SPELLED:
        text = spelling.sub(meaning, text)
    words = [AND if token in _ANDS else stem(token) for token in _TOKENS.findall(text) if token not in STOP]
    return tuple(_once_a_pair(words))


def _once_a_pair(words: list[str]) -> list[str]:
    """`directeur & directeur achat` is `directeur achat`, and ends without a conjunction."""
    place = 1
    while place < len(words):
        if words[place] == AND:
            for size in (3, 2, 1):
                left, right = words[max(place - size, 0) : place], words[place + 1 : place + 1 + size]
                if left == right and left:
                    del words[place : place + 1 + size]
                    place -= 1
                    break
        place += 1
    while words and words[-1] == AND:
        words.pop()
    while words and words[0] == AND:
        words.pop(0)
    return words
