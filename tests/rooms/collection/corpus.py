"""The forms written for the audit, and what must be found in each."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from aval.collection.auditing import Audit, Context, audit_form, read_context

FORMS = Path(__file__).parent / "forms"


@dataclass(frozen=True)
class Expected:
    """One form of the folder."""

    name: str
    verdict: str
    codes: tuple[str, ...]
    context: Context
    disguise: str = ""
    rendered_verdict: str = ""
    rendered_codes: tuple[str, ...] = ()

    @property
    def raw(self) -> bytes:
        return (FORMS / f"{self.name}.html").read_bytes()

    def audited(self) -> Audit:
        return audit_form(self.raw, self.context)


def corpus() -> list[Expected]:
    """Every form, in the order of their names."""
    told = tomllib.loads((FORMS / "expected.toml").read_text(encoding="utf-8"))
    return [
        Expected(
            name,
            one["verdict"],
            tuple(one["codes"]),
            read_context(json.loads(one.get("context", "{}"))),
            one.get("disguise", ""),
            one.get("rendered_verdict", ""),
            tuple(one.get("rendered_codes", ())),
        )
        for name, one in told.items()
    ]


def found(audit: Audit) -> tuple[str, ...]:
    """The codes of an answer that weigh on its verdict."""
    return tuple(sorted({one.code for one in audit.findings if one.outcome != "note"}))


def figures(pairs: list[tuple[Expected, Audit]]) -> dict[str, int]:
    """Forms, faulty and clean; misses and false alarms, counted by form and by code."""
    misses = [(one.name, code) for one, audit in pairs for code in set(one.codes) - set(found(audit))]
    alarms = [(one.name, code) for one, audit in pairs for code in set(found(audit)) - set(one.codes)]
    clean = [one for one, _ in pairs if one.verdict == "pass"]
    return {
        "forms": len(pairs),
        "clean": len(clean),
        "faulty": sum(one.verdict == "fail" for one, _ in pairs),
        "undetermined": sum(one.verdict == "undetermined" for one, _ in pairs),
        "findings expected": sum(len(one.codes) for one, _ in pairs),
        "missed findings": len(misses),
        "false findings": len(alarms),
        "clean forms alarmed": sum(audit.verdict == "fail" for one, audit in pairs if one.verdict == "pass"),
        "faulty forms passed": sum(audit.verdict == "pass" for one, audit in pairs if one.verdict == "fail"),
    }
