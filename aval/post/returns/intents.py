"""What an answer asks: a right, an objection for oneself or for another, a refusal, interest, or nothing.

The words are in `intents.toml`. A sentence that turns them round (« ne me retirez surtout pas ») is never read as a wish:
a human reads it. When several things are asked, the right that obliges us to answer comes first; what stops us stops us all the same.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aval.post.returns.folding import fold, fold_lines

LONGEST = 8_000  # characters read: nobody refuses after four pages
SENTENCE = re.compile(r"[.!?;:]+(?:\s|$)|\n{2,}|\s+(?=- )")
ABBREVIATED = re.compile(r"\b(m|mme|mr|mrs|ms|mlle|dr|art)\.\s")
GREETING = re.compile(
    r"^(?:bonjour|bonsoir|hello|hi|dear|madame|monsieur|messieurs|cher|chere|salut|merci|thanks|re)\b[^.!?]{0,40}[,.!]?$"
)
STOPS = {"objection", "erasure", "refusal"}
ORDER = ("erasure", "access", "other_right", "objection", "third_party_objection", "refusal", "interest")


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing said: in which sentence, how clearly; `right` for other rights, `channel` and `scope` for an objection."""

    intent: str
    clear: bool
    sentence: str
    right: str = ""
    channel: str = ""
    scope: str = "person"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is asked, the first being what obliges most; `doubtful` when a human must read it before anything is done."""

    wishes: tuple[Wish, ...]
    doubtful: bool

    @property
    def intent(self) -> str:
        """The code of the contract."""
        return self.wishes[0].intent if self.wishes else "none"

    @property
    def stop(self) -> bool:
        """Whether she clearly says that we must stop."""
        return any(wish.clear and wish.intent in STOPS for wish in self.wishes) and not self.doubtful

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights asked, as cases name them."""
        names = {"erasure": "erasure", "access": "access"}
        asked = [names.get(wish.intent, wish.right) for wish in self.wishes]
        return tuple(dict.fromkeys(right for right in asked if right))

    @property
    def objection(self) -> Wish | None:
        """The objection that reaches furthest, when one is made: when in doubt, the wider."""
        said = [wish for wish in self.wishes if wish.clear and wish.intent in STOPS]
        return min(said, key=lambda wish: (wish.scope != "domain", wish.channel != ""), default=None)


@dataclass(frozen=True, slots=True)
class _Line:
    intent: str
    clear: bool
    words: re.Pattern[str]
    right: str
    channel: str
    scope: str


@cache
def _table() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]], tuple[_Line, ...]]:
    read = tomllib.loads(files("aval.post.returns").joinpath("intents.toml").read_text("utf-8"))
    lines = tuple(
        _Line(
            one["intent"], one["clear"], re.compile("|".join(one["words"])), one.get("right", ""), one.get("channel", ""), one.get("scope", "person")
        )
        for one in read["says"]
    )  # fmt: skip
    alone = {intent: re.compile("|".join(words)) for intent, words in read["alone"].items()}
    return re.compile("|".join(read["turned"])), alone, lines


def read_answer(said: str) -> Answer:
    """What these words ask. Only the new part of a reply may be given."""
    said = said[:LONGEST]
    turned, _alone, lines = _table()
    wishes: list[Wish] = []
    turned_round = False
    for sentence in sentences(said):
        if turned.search(sentence):
            turned_round = True
            continue
        wishes += _in_sentence(sentence, lines)
    for line in fold_lines(said).split("\n"):
        wishes += _alone_on(line.strip().strip("\"'*_~").strip())
    return _weigh(_unite(wishes), turned_round=turned_round)


def sentences(said: str) -> list[str]:
    """The sentences, folded; lines broken by a program joined again."""
    text = ABBREVIATED.sub("\\1\u2024 ", fold_lines(said))
    split = [fold(one).replace("\u2024", ".") for one in SENTENCE.split(text)]
    return [one for one in split if one]


def _in_sentence(sentence: str, lines: tuple[_Line, ...]) -> list[Wish]:
    found = [
        Wish(one.intent, one.clear, sentence[:300], one.right, one.channel, one.scope)
        for one in lines
        if one.words.search(sentence)
    ]
    others = any(wish.intent == "third_party_objection" for wish in found)
    domain = any(wish.scope == "domain" for wish in found)
    called = any(wish.channel for wish in found)
    kept = []
    for wish in found:
        plain = wish.intent == "objection" and not wish.channel and wish.scope == "person"
        if (others and not domain and wish.intent in {"objection", "erasure"}) or (
            others and domain and wish.intent == "third_party_objection"
        ):
            continue
        if plain and called and not re.search(r"\b(?:ecri|mail|courriel|contact|write|send|envo)", sentence):
            continue
        if wish.intent == "interest" and any(
            one.intent in {"refusal", "objection", "third_party_objection"} for one in found
        ):
            continue
        kept.append(wish)
    return kept


def _alone_on(line: str) -> list[Wish]:
    _turned, alone, _lines = _table()
    return [Wish(intent, True, line[:300]) for intent, words in alone.items() if line and words.fullmatch(line)]


def _unite(wishes: list[Wish]) -> list[Wish]:
    """Each wish once, the clear before the doubtful, in the order of what obliges most."""
    later = any(wish.intent == "refusal" and not wish.clear for wish in wishes)
    wishes = [wish for wish in wishes if not (later and wish.clear and wish.intent == "refusal")]
    clear = {wish.intent for wish in wishes if wish.clear}
    said = {wish.sentence for wish in wishes if wish.clear}
    wishes = [wish for wish in wishes if wish.clear or wish.intent == "refusal" or wish.sentence not in said]
    kept: dict[tuple[str, str, str, str], Wish] = {}
    for wish in sorted(wishes, key=lambda one: (ORDER.index(one.intent), not one.clear)):
        if wish.clear or wish.intent not in clear:
            kept.setdefault((wish.intent, wish.right, wish.channel, wish.scope), wish)
    return list(kept.values())


def _weigh(wishes: list[Wish], *, turned_round: bool) -> Answer:
    """Whether a human must read it first: nothing clear, or words that pull both ways."""
    clear = {wish.intent for wish in wishes if wish.clear}
    unclear = {wish.intent for wish in wishes if not wish.clear}
    if clear & {"objection", "erasure"}:
        wishes = [wish for wish in wishes if wish.intent not in {"refusal", "interest"}]
        return Answer(tuple(wishes), doubtful=turned_round)
    if "refusal" in unclear or ("refusal" in clear and "interest" in clear):
        return Answer(tuple(wishes), doubtful=True)
    doubtful = turned_round or bool(unclear) or "third_party_objection" in clear
    return Answer(tuple(wishes), doubtful)
