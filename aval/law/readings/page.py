"""A tree read as sentences, in French and in English: what counsel reads is what the machine runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from aval.law.expressions import MONTHS_A_YEAR, Node, Period, ordered
from aval.law.facts import VOCABULARY
from aval.law.notions import NOTIONS
from aval.law.parameters import all_parameters

WORDS = {
    "fr": {
        "all": "tout cela à la fois",
        "any": "l’un de ces cas",
        "not": "il est faux que {}",
        "none_of": "aucun de ces cas",
        "not_all": "l’un au moins de ces points est faux",
        "is": "{} : {}",
        "is_not": "{} : autre que {}",
        "or": "ou",
        "lt": "{} est avant {}",
        "le": "{} est au plus tard {}",
        "ge": "{} est le jour même ou après {}",
        "gt": "{} est après {}",
        "int_lt": "{} : moins que {}",
        "int_le": "{} : au plus {}",
        "int_ge": "{} : {} ou plus",
        "int_gt": "{} : plus que {}",
        "equal": "{} est égal à {}",
        "unequal": "{} n’est pas égal à {}",
        "within": "{} est dans la liste : {}",
        "outside": "{} n’est pas dans la liste : {}",
        "has": "un humain a répondu à « {} »",
        "empty": "aucun : {}",
        "some": "au moins un : {}",
        "known": "on sait : {}",
        "unknown": "on ne sait pas : {}",
        "shift": "{} plus {} ({})",
        "always": "toujours",
        "never": "jamais",
        "param": "{} ({})",
        "switch": "{} : {}",
        "yes": "oui",
        "no": "non",
    },
    "en": {
        "all": "all of these",
        "any": "one of these",
        "not": "it is false that {}",
        "none_of": "none of these",
        "not_all": "at least one of these is false",
        "is": "{}: {}",
        "is_not": "{}: other than {}",
        "or": "or",
        "lt": "{} is before {}",
        "le": "{} is at the latest {}",
        "ge": "{} is on the same day as or after {}",
        "gt": "{} is after {}",
        "int_lt": "{}: less than {}",
        "int_le": "{}: at most {}",
        "int_ge": "{}: {} or more",
        "int_gt": "{}: more than {}",
        "equal": "{} equals {}",
        "unequal": "{} does not equal {}",
        "within": "{} is in the list: {}",
        "outside": "{} is not in the list: {}",
        "has": "a human answered “{}”",
        "empty": "none: {}",
        "some": "at least one: {}",
        "known": "it is known: {}",
        "unknown": "it is not known: {}",
        "shift": "{} plus {} ({})",
        "always": "always",
        "never": "never",
        "param": "{} ({})",
        "switch": "{}: {}",
        "yes": "yes",
        "no": "no",
    },
}
UNITS = {
    "fr": (("an", "ans"), ("mois", "mois"), ("jour", "jours")),
    "en": (("year", "years"), ("month", "months"), ("day", "days")),
}
ELISION = re.compile(r"\bque (?=[aeéiouyh])")
FLIPPED = {"lt": "ge", "le": "gt"}


@dataclass(frozen=True)
class Line:
    """One line of a page, so many levels in."""

    depth: int
    text: str


class Page:
    """Trees as lines in one language."""

    def __init__(self, language: str) -> None:
        self.language = "fr" if language.startswith("fr") else "en"
        self._words = WORDS[self.language]

    def lines(self, node: Node, depth: int = 0, *, negated: bool = False) -> Iterator[Line]:
        """A condition, one line a part."""
        if node.op == "not":
            yield from self.lines(node.args[0], depth, negated=not negated)
        elif node.op in ("and", "or"):
            heading = {("and", False): "all", ("or", False): "any", ("or", True): "none_of", ("and", True): "not_all"}
            yield Line(depth, self._say(heading[(node.op, negated)]))
            for arg in node.args:
                yield from self.lines(arg, depth + 1)
        else:
            yield Line(depth, self.sentence(node, negated=negated))

    def sentence(self, node: Node, *, negated: bool = False) -> str:
        """A condition without and, or: one sentence."""
        match node.op:
            case "notion":
                said = NOTIONS[node.data].said.say(self.language)
                return self._say("not", said) if negated else said
            case "fact":
                said = _lowered(VOCABULARY[node.data].name_in(self.language))
                return self._say("not", said) if negated else said
            case "const":
                return self._constant(node, negated=negated)
            case "known":
                return self._say("unknown" if negated else "known", self.value(node.args[0]))
            case "among":
                codes = self._codes(node.args[0], node.data)
                return self._say("is_not" if negated else "is", self.value(node.args[0]), codes)
            case "within":
                return self._say("outside" if negated else "within", *map(self.value, node.args))
            case "has":
                return self._say("has", node.data)
            case "empty":
                return self._say("some" if negated else "empty", self.value(node.args[0]))
        return self._compared(node, negated=negated)

    def _compared(self, node: Node, *, negated: bool) -> str:
        left, right = node.args
        if node.op == "eq":
            if right.op == "const":
                return self._say("is_not" if negated else "is", self.value(left), self._codes(left, (right.data,)))
            return self._say("unequal" if negated else "equal", self.value(left), self.value(right))
        op = FLIPPED[node.op] if negated else node.op
        return self._say(op if left.kind == "date" else f"int_{op}", self.value(left), self.value(right))

    def value(self, node: Node) -> str:
        """A value: what a fact is called, a date moved by a period, a parameter with its value."""
        if node.op == "fact":
            return _lowered(VOCABULARY[node.data].name_in(self.language))
        if node.op == "shift":
            said = self._parameter(node.label) if node.label else ""
            return self._say("shift", self.value(node.args[0]), period(node.data, self.language), said)
        if node.op == "const" and node.label:
            return self._say("param", shown(node.data, self.language), self._parameter(node.label))
        return shown(node.data, self.language)

    def _constant(self, node: Node, *, negated: bool) -> str:
        if not node.label:
            return self._say("always" if node.data is not negated else "never")
        return self._say("switch", self._parameter(node.label), self._say("no" if negated else "yes"))

    def _codes(self, node: Node, codes: tuple[str, ...]) -> str:
        labels = VOCABULARY[node.data].labels(self.language) if node.kind == "enum" else {}
        said = [labels.get(code, str(code)) for code in codes]
        return f" {self._words['or']} ".join(filter(None, (", ".join(said[:-1]), said[-1] if said else "-")))

    def _parameter(self, label: str) -> str:
        parameter = all_parameters()[label]
        return _lowered(parameter.fr if self.language == "fr" else parameter.en)

    def _say(self, word: str, *values: str) -> str:
        said = self._words[word].format(*values)
        said = ELISION.sub("qu’", said)
        return said.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")


def period(value: Period, language: str) -> str:
    """A period in words: 3 ans, 1 month."""
    years, months = divmod(value.months, MONTHS_A_YEAR)
    parts = [
        f"{number}\u00a0{one if number == 1 else many}"
        for number, (one, many) in zip((years, months, value.days), UNITS[language], strict=True)
        if number
    ]
    return ("- " if value.sign < 0 else "") + " ".join(parts)


def shown(value: object, language: str) -> str:
    """The value of a parameter, as a page shows it."""
    if isinstance(value, Period):
        return period(value, language)
    if isinstance(value, bool):
        return WORDS[language]["yes" if value else "no"]
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "-"
    return value.isoformat() if isinstance(value, date) else str(value)


def notions_in(*nodes: Node) -> list[Node]:
    """The notions these conditions name, in the order they are met."""
    return [node for node in ordered(nodes) if node.op == "notion"]


def _lowered(said: str) -> str:
    return said if said[1:2].isupper() else said[0].lower() + said[1:]
