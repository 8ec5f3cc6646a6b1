"""What the audit answers: findings with stable codes, where, why, on which article, and how to mend, in French or English."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from aval.collection.auditing.page import PLACE, Element

PARTS = ("consent", "notice", "fields", "trackers", "reading")
OUTCOMES = ("fault", "unknown", "note")


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check says: a code of `wording.toml`, the element it is about, and the words it quotes."""

    code: str
    element: Element | None = None
    detail: str = ""
    how: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Two readings of one fault (as written, as drawn) share this."""
        if self.element is None:
            return self.code, "", self.detail
        name = self.element.get("name") or self.element.get("id") or str(self.element.line)
        return self.code, name, self.element.get("value") if self.element.get("type") == "radio" else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer. `outcome`: a fault, what could not be told (unknown), or a remark (note).

    `place`: left, top, width, height in the picture, in pixels; None where nothing of it is seen there.
    """

    code: str
    part: str
    outcome: str
    where: str
    line: int
    article: str
    text: str
    mend: str
    place: tuple[int, int, int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape others rely on (contract), and three fields more."""
        told = {"code": self.code, "where": self.where, "article": self.article, "text": self.text, "mend": self.mend}
        return {**told, "outcome": self.outcome, "part": self.part, "line": self.line or None}


@dataclass(frozen=True, slots=True)
class Audit:
    """The answer. `rendered`: a browser drew the page; `forms`: what each form is; `picture`: what the first visitor saw (PNG)."""

    findings: tuple[Finding, ...]
    forms: tuple[str, ...] = ()
    rendered: bool = False
    picture: bytes = b""

    def of(self, *parts: str) -> str:
        """pass, fail or undetermined over these parts; what could not be read leaves every part undetermined."""
        outcomes = {one.outcome for one in self.findings if not parts or one.part in (*parts, "reading")}
        return "fail" if "fault" in outcomes else "undetermined" if "unknown" in outcomes else "pass"

    @property
    def verdict(self) -> str:
        """The whole."""
        return self.of()

    def as_json(self) -> dict[str, Any]:
        """The shape others rely on (contract)."""
        return {
            "verdict": self.verdict,
            "consent": self.of("consent"),
            "notice": self.of("notice"),
            "fields": self.of("fields"),
            "trackers": self.of("trackers"),
            "forms": list(self.forms),
            "rendered": self.rendered,
            "findings": [one.as_json() for one in self.findings],
        }


@cache
def wording() -> Mapping[str, Mapping[str, str]]:
    """Code to part, outcome, article, fr, en, mend_fr, mend_en."""
    return tomllib.loads(resources.files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))


def word(fault: Fault, language: str) -> Finding:
    """A fault in a reader's language. KeyError for a code nobody worded (a test walks them all)."""
    told, english = wording()[fault.code], language == "en"
    text = told["en" if english else "fr"].replace("{how}", _how(fault.how, "en" if english else "fr"))
    text = text.replace("{detail}", fault.detail)
    return Finding(
        fault.code,
        told["part"],
        told["outcome"],
        selector(fault.element),
        fault.element.line if fault.element else 0,
        told["article_en" if english else "article"],
        text,
        told["mend_en" if english else "mend"],
        place_of(fault.element),
    )


def place_of(element: Element | None) -> tuple[int, int, int, int] | None:
    """Where it is seen; what shows nothing of itself is seen where what holds it is, short of the whole page."""
    for one in (element, *element.above()) if element else ():
        if (told := one.get(PLACE)) and one.tag not in {"body", "html"}:
            left, top, width, height = (int(part) for part in told.split()[:4])
            return left, top, width, height
    return None


def _how(how: str, language: str) -> str:
    """A phrase of the wording; several purposes, joined by commas, each in its words."""
    phrases, purposes = wording()["how"], wording()["purposes"]
    if f"{how}_{language}" in phrases:
        return phrases[f"{how}_{language}"]
    return ", ".join(purposes.get(f"{one}_{language}", one) for one in how.split(","))


def selector(element: Element | None) -> str:
    """Where, as one finds it in a page: `form#signup input[name="newsletter"] (line 12)`."""
    if element is None:
        return "page"
    form = element.within("form")
    place = f"{_simple(form)} " if form is not None and form is not element else ""
    line = f" (line {element.line})" if element.line else ""
    return f"{place}{_simple(element)}{line}"


def _simple(element: Element) -> str:
    if identity := element.get("id"):
        return f"{element.tag}#{identity[:80]}"
    for name in ("name", "formcontrolname", "v-model", "data-field", "href", "src", "action"):
        if value := element.get(name):
            tail = f'[value="{element.get("value")[:40]}"]' if element.get("type") == "radio" else ""
            return f'{element.tag}[{name}="{value[:80]}"]{tail}'
    return f"{element.tag}.{element.get('class').split()[0]}" if element.get("class").split() else element.tag
