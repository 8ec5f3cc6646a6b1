"""A decision in full: what was found about one person, what each finding lacks, until when it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from aval.law.decided import NO_BASIS, Found, Slice, packed
from aval.law.expressions import facts_of
from aval.law.facts import admit
from aval.law.readings import plain
from aval.law.readings.columns import Columns
from aval.law.tables import VERDICTS, Finding, Outcome


@dataclass(frozen=True)
class Reason:
    """One finding about one person.

    `missing`: the unknown facts it hangs on, when its outcome is unknown; `until`: the day it ends by itself.
    """

    code: str
    rule: str
    outcome: Outcome
    missing: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True)
class Decision:
    """The answer about one person, with everything it rests on."""

    verdict: str
    outcome: Outcome
    basis: str | None
    reasons: tuple[Reason, ...]
    obligations: tuple[str, ...]
    law: str


def conclude(found: Found, known: Mapping[str, Any], law: str) -> Decision:
    """The decision that these findings make; None beside one says that it may be live."""
    seen: dict[Any, Any] = {}
    reasons: list[Reason] = []
    for finding, live in found:
        if finding.effect in ("grant", "oblige"):
            continue
        if live:
            until = plain.read(finding.until, known, seen) if finding.until is not None else None
            reasons.append(Reason(finding.code, finding.rule, finding.outcome, until=until))
        else:
            reasons.append(Reason(finding.code, finding.rule, Outcome.UNKNOWN, _missing([finding], known)))
    bases = [finding for finding, live in found if finding.effect == "grant" and live]
    outcome = max([reason.outcome for reason in reasons], default=Outcome.ALLOWED if bases else Outcome.SILENT)
    if outcome is Outcome.SILENT:
        hoped = [finding for finding, live in found if finding.effect == "grant"]
        reasons.append(Reason(NO_BASIS, NO_BASIS, Outcome.SILENT, _missing(hoped, known)))
    allowed = VERDICTS[outcome] != "refuse"
    obligations = dict.fromkeys(finding.code for finding, _live in found if finding.effect == "oblige")
    return Decision(
        verdict=VERDICTS[outcome],
        outcome=outcome,
        basis=bases[0].code if bases and allowed else None,
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.outcome)),
        obligations=tuple(obligations) if allowed else (),
        law=law,
    )


ABSENT = admit({})


def _missing(findings: list[Finding], known: Mapping[str, Any]) -> tuple[str, ...]:
    asked = facts_of(*(finding.live for finding in findings))
    return tuple(fact.name for fact in asked if known[fact.name] is None and not fact.none)


def tell_apart(part: Slice, people: pl.DataFrame, shared: Mapping[str, Any]) -> tuple[pl.Series, list[Decision]]:
    """The decisions about the people of a slice (`people`: their rows), each different one once, and which is whose.

    Two people share one when the same is found about both, the same is missing, and it ends the same day.
    """
    which, combinations = part.found()
    marks = _ends(combinations, people, shared) | _gaps(combinations, people)
    situations = people.with_row_index("row").select("row", which.alias("which"), **marks)
    keys = ["which", *marks]
    firsts = situations.unique(subset=keys, keep="first", maintain_order=True)
    decisions = []
    for row, number in zip(firsts["row"], firsts["which"], strict=True):
        hers = {name: value for name, value in people.row(row, named=True).items() if value is not None}
        decisions.append(conclude(combinations[number], {**shared, **hers}, part.law))
    numbered = firsts.select(keys).with_row_index("decision")
    whose = situations.join(numbered, on=keys, how="left", maintain_order="left", nulls_equal=True)
    return whose["decision"], decisions


def _ends(combinations: list[Found], people: pl.DataFrame, shared: Mapping[str, Any]) -> dict[str, Any]:
    """The days on which findings end, where they depend on the person."""
    until = dict.fromkeys(one.until for found in combinations for one, live in found if live and one.until is not None)
    columns = Columns(people, shared)
    days = [columns.read(node) for node in until]
    return {f"until_{place}": day for place, day in enumerate(days) if isinstance(day, pl.Series)}


def _gaps(combinations: list[Found], people: pl.DataFrame) -> dict[str, Any]:
    """What is missing, of the facts that some finding wants: one bit a fact."""
    open_ = dict.fromkeys(one.live for found in combinations for one, live in found if live is None)
    wanted = [fact.name for fact in facts_of(*open_) if fact.name in people.columns and fact.absence == "unknown"]
    return {f"gaps_{start}": mask for start, mask in packed([people[name].is_null() for name in wanted]).items()}
