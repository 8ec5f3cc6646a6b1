"""Text as the checks read it: without accents, case nor typography; and the language it seems to be in."""

import re
import unicodedata

TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-"})
ENOUGH = 6  # words that tell a language, below which nothing is said
TELLTALE = {
    "fr": "le la les des une et vous nous votre vos notre nos pour dans est sont avec qui que sur ce cette par ou".split(),  # noqa: SIM905
    "en": "the and you your we our for with this that are is of to from have has will by it or not can".split(),  # noqa: SIM905
    "de": "der die das und sie wir ihr ihre unser unsere fur mit ist sind nicht ein eine von zu auf".split(),  # noqa: SIM905
    "es": "el los las una usted su sus nuestro nuestra para con es son que por del nos al y".split(),  # noqa: SIM905
    "it": "il gli una lei vostro nostra nostro per con sono che di della dei suo sua non e".split(),  # noqa: SIM905
    "nl": "het een en u uw wij ons onze voor met is zijn niet van op te dat deze".split(),  # noqa: SIM905
}
WORD = re.compile(r"[a-z]+")
SIGNIFICANT = re.compile(r"[a-z0-9]{4,}")
EMPTY_WORDS = frozenset(
    [
        "votre",
        "notre",
        "vous",
        "nous",
        "pour",
        "avec",
        "dans",
        "sans",
        "plus",
        "tout",
        "tous",
        "toute",
        "bonjour",
        "madame",
        "monsieur",
        "cette",
        "etre",
        "faire",
        "comment",
        "your",
        "with",
        "from",
        "this",
        "that",
        "have",
        "will",
        "what",
        "when",
        "hello",
        "dear",
        "about",
        "into",
        "more",
        "than",
        "leur",
        "leurs",
        "chez",
        "sont",
        "vers",
        "entre",
        "aussi",
        "tres",
        "bien",
        "peut",
        "avez",
        "etes",
    ]
)


def fold(text: str) -> str:
    """Lower case, no accents, plain quotes and dashes, blanks folded into one (line ends kept)."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(TYPOGRAPHY))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
        text = text.translate(TYPOGRAPHY)
    return re.sub(r"[^\S\n]+", " ", text.lower())


def flat(text: str) -> str:
    """Folded, on one line: a paragraph whose lines a mail program cut reads the same."""
    return " ".join(fold(text).split())


def phrase(pattern: str) -> re.Pattern[str]:
    """A pattern over folded text where `[^.]` is anything of the same sentence: a dot inside a word does not end it."""
    return re.compile(pattern.replace("[^.]", r"(?:[^.]|\.(?=\S))"))


def language_of(folded: str) -> str | None:
    """The language a folded text seems to be written in; None when it says too little or hesitates."""
    words = WORD.findall(folded)
    counts = {code: sum(word in telltale for word in words) for code, telltale in TELLTALE.items()}
    first, second = sorted(counts.values(), reverse=True)[:2]
    if first < ENOUGH or first < 1.3 * second:
        return None
    return max(counts, key=lambda code: counts[code])


def stems(folded: str) -> set[str]:
    """The beginnings of the words that carry a meaning: what a subject and its body should share."""
    return {word[:5] for word in SIGNIFICANT.findall(folded) if word not in EMPTY_WORDS}


def share(wanted: str, told: str) -> float:
    """The part of the words and numbers of `wanted` that `told` holds, from 0 to 1 (both folded)."""
    asked = set(re.findall(r"[a-z0-9]+", wanted))
    there = set(re.findall(r"[a-z0-9]+", told))
    return len(asked & there) / len(asked) if asked else 0.0
