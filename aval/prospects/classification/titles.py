"""What a person does, from the title a list gives her: a business function and how high she stands.

Two readings: the words of the title (`title_terms.csv`, the longest first) and the titles of ROME (France Travail).
A title wholly made of known words is theirs; else a title of ROME is its code's; else the words that are known decide.
A word off by a letter counts, with less confidence. What nothing reads has no function and a confidence of 0.

`DG et DAF` has two functions: the first is `function`, the others are in `other_functions`. A word that only qualifies
(`commercial informatique`) adds none, except to general management (`directeur général adjoint finances`).
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import polars as pl
from rapidfuzz import fuzz, process

from aval.prospects.classification.reference import rows, table
from aval.prospects.classification.title_words import AND, read_words

LONGEST = 6  # words in a term
TYPO = 87  # per cent of likeness (rapidfuzz) from which a word is another misspelled
SHORTEST_TYPO = 6  # letters: shorter words are too close to each other
STRENGTHS = ("", "weak", "last")
ENGLISH_HEADS = frozenset(
    ("manager", "director", "officer", "engineer", "specialist", "head", "assistant", "executive")
)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that say a function, a rank, or both."""

    words: tuple[str, ...]
    text: str
    function: str | None
    seniority: str | None
    strength: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a title says."""

    function: str | None = None
    other_functions: tuple[str, ...] = ()
    seniority: str | None = None
    confidence: float = 0.0
    why: tuple[str, ...] = ()


def functions(language: str = "fr") -> dict[str, str]:
    """The closed vocabulary of business functions: code and name."""
    return {code: names[language] for code, names in table("functions.toml")["function"].items()}


def seniorities(language: str = "fr") -> dict[str, str]:
    """The ranks, highest first: code and name."""
    return {code: names[language] for code, names in table("functions.toml")["seniority"].items()}


def classify_titles(titles: pl.Series) -> pl.DataFrame:
    """One row a title: `function`, `other_functions`, `seniority`, `function_confidence` (0 to 1), `function_why` (codes).

    Each distinct title is read once.
    """
    distinct = titles.cast(pl.String).drop_nulls().unique()
    seen = [(title, *_fields(read_title(title))) for title in distinct]
    schema = {
        "title": pl.String,
        "function": pl.String,
        "other_functions": pl.List(pl.String),
        "seniority": pl.String,
        "function_confidence": pl.Float64,
        "function_why": pl.List(pl.String),
    }
    read = pl.DataFrame(seen, schema, orient="row")
    asked = pl.DataFrame({"title": titles.cast(pl.String)})
    return asked.join(read, on="title", how="left", maintain_order="left").select(
        "function",
        pl.col("other_functions").fill_null([]),
        "seniority",
        pl.col("function_confidence").fill_null(0.0),
        pl.col("function_why").fill_null([]),
    )


def _fields(reading: Reading) -> tuple[str | None, list[str], str | None, float, list[str]]:
    return (
        reading.function,
        list(reading.other_functions),
        reading.seniority,
        reading.confidence,
        list(reading.why),
    )


@lru_cache(maxsize=200_000)
def read_title(title: str) -> Reading:
    """What one title says."""
    words = read_words(title)
    if not words:
        return Reading()
    by_words = _read_terms(words)
    rome = rome_titles().get(tuple(word for word in words if word != AND))
    if rome is None or (by_words.function and by_words.confidence >= 0.9):
        return by_words
    code, function = rome
    sure = 0.97 if function == by_words.function else 0.9
    return Reading(function, by_words.other_functions, by_words.seniority, sure, (f"rome:{code}", *by_words.why))


def _read_terms(words: tuple[str, ...]) -> Reading:
    """The reading of known words alone, misspellings mended where nothing else is known of a word."""
    mended = tuple(_mend(word) for word in words)
    typos = [f"typo:{word}>{right}" for word, right in zip(words, mended, strict=True) if word != right]
    hits, left = _find_terms(mended)
    saying = [(place, term) for place, term in hits if term.function]
    seniority = next((term.seniority for _, term in hits if term.seniority), None)
    why = [*typos, *(f"term:{term.text}" for _, term in hits)]
    if not saying:
        return Reading(None, (), seniority, 0.0, tuple(why))
    strength = min(term.strength for _, term in saying)
    chosen = [(place, term) for place, term in saying if term.strength == strength]
    main = chosen[-1] if mended[-1] in ENGLISH_HEADS and chosen[-1][1].function != "assistanat" else chosen[0]
    different = [hit for hit in chosen if hit[1].function != main[1].function]
    others = [
        term.function
        for place, term in different
        if main[1].function == "direction_generale" or AND in mended[min(place, main[0]) : max(place, main[0])]
    ]
    sure = (0.95, 0.6, 0.55)[strength] - (0.15 if left else 0.0) - (0.15 if len(others) < len(different) else 0.0)
    if typos:
        sure *= 0.8
    return Reading(main[1].function, tuple(dict.fromkeys(filter(None, others))), seniority, round(sure, 2), tuple(why))


def _find_terms(words: tuple[str, ...]) -> tuple[list[tuple[int, Term]], int]:
    """The terms met from left to right, the longest first, with their places; how many words belong to none."""
    known, found, left, place = terms(), [], 0, 0
    while place < len(words):
        for size in range(min(LONGEST, len(words) - place), 0, -1):
            if term := known.get(words[place : place + size]):
                found.append((place, term))
                place += size
                break
        else:
            left += words[place] != AND
            place += 1
    return found, left


@lru_cache(maxsize=50_000)
def _mend(word: str) -> str:
    """The known word this one misspells, or itself."""
    if len(word) < SHORTEST_TYPO or word in _known_words() or word in _words_of_terms():
        return word
    near = process.extractOne(word, _long_words(), scorer=fuzz.ratio, score_cutoff=TYPO)
    return str(near[0]) if near and near[0][0] == word[0] else word


@cache
def terms() -> dict[tuple[str, ...], Term]:
    """Each term by its words."""
    known = {}
    for row in rows("title_terms.csv"):
        words = read_words(row["term"])
        strength = STRENGTHS.index(row["strength"])
        known[words] = Term(words, row["term"], row["function"] or None, row["seniority"] or None, strength)
    return known


@cache
def rome_titles() -> dict[tuple[str, ...], tuple[str, str]]:
    """Titles of ROME by their words, with code and function; left out, those of two functions and bare ranks (`Ingénieur`)."""
    by_prefix = {row["rome"]: row["function"] for row in rows("rome_functions.csv")}
    known: dict[tuple[str, ...], tuple[str, str]] = {}
    doubtful = set()
    for row in rows("rome_titles.csv"):
        code = row["rome"]
        function = next(by_prefix[code[:size]] for size in (5, 4, 3, 1) if code[:size] in by_prefix)
        words = tuple(word for word in read_words(row["title"]) if word != AND)
        if known.setdefault(words, (code, function))[1] != function:
            doubtful.add(words)
    ranks = {words for words, term in terms().items() if term.function is None}
    return {words: its for words, its in known.items() if words not in doubtful | ranks}


@cache
def _words_of_terms() -> frozenset[str]:
    return frozenset(word for words in terms() for word in words)


@cache
def _long_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in _words_of_terms() if len(word) >= SHORTEST_TYPO))


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for words in rome_titles() for word in words)
