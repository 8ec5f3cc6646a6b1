"""What the lint answers: findings with stable codes, in French or English, and the facts the law asks of a message."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

ORDER = ("error", "warning", "unknown", "info")


@dataclass(frozen=True, slots=True)
class Fault:
    """What a check says: a code of `wording.toml`, where, and the words it speaks about. `severity` overrides."""

    code: str
    where: str = "message"
    detail: str = ""
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer. `severity`: error and warning are faults; unknown could not be judged; info is advice."""

    code: str
    severity: str
    where: str
    article: str
    text: str

    def as_json(self) -> dict[str, str]:
        """The shape others rely on (contract)."""
        return {
            "code": self.code,
            "severity": self.severity,
            "where": self.where,
            "article": self.article,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The answer. `ok`: no error, no warning. `present` says what the message carries, allowed or not."""

    findings: tuple[Finding, ...]
    present: Mapping[str, bool]

    @property
    def ok(self) -> bool:
        """Nothing was found (what could not be judged is not a fault)."""
        return not any(finding.severity in {"error", "warning"} for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The shape others rely on (contract)."""
        return {"ok": self.ok, "findings": [finding.as_json() for finding in self.findings]}


@cache
def wording() -> Mapping[str, Mapping[str, str]]:
    """Code to severity, article, fr and en."""
    return tomllib.loads(resources.files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))


def word(fault: Fault, language: str) -> Finding:
    """A fault in a reader's language. KeyError for a code nobody worded (a test walks them all)."""
    told = wording()[fault.code]
    text = told["en" if language == "en" else "fr"].replace("{detail}", fault.detail)
    return Finding(fault.code, fault.severity or told["severity"], fault.where, told["article"], text)
