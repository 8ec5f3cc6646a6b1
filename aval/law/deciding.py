"""The door of the law: facts in, decisions out.

Three questions. `contact`: may we contact this person (asked of lists, before a word is written). `message`: may this
very message leave (everything `contact` asks, and what the message itself must hold; asked at the last moment).
`hold`: may we still keep this record.

`decide` answers for a frame, `decide_one` for one person. Same rules, same answers: a property test holds them together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from aval.law.decided import NO_BASIS, Decided, Slice
from aval.law.expressions import facts_of
from aval.law.facts import WrongValue, admit, named
from aval.law.parameters import eras
from aval.law.readings import plain
from aval.law.rulebook import in_force
from aval.law.tables import VERDICTS, Finding, Outcome, Question

SLICE = 1 << 19  # people read at a time: memory stays flat whatever the list


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


def decide_one(facts: Mapping[str, object], *, question: Question = "contact", law: date | None = None) -> Decision:
    """The decision about one person. `facts` names `on`; `law`: under the law of another day than that one.

    Raises UnknownFact, WrongValue, BeforeTheLaw.
    """
    known = admit(facts)
    if known["on"] is None:
        raise WrongValue("on", "le jour de la décision est requis", "the day of the decision is required")
    book = in_force(law or known["on"])
    seen: dict[Any, Any] = {}
    live = ((finding, plain.read(finding.live, known, seen)) for finding in book.findings(question))
    return _concluded([(finding, value) for finding, value in live if value is not False], known, book.digest)


def decide_many(
    people: Sequence[Mapping[str, object]], *, question: Question = "contact", law: date | None = None
) -> list[Decision]:
    """`decide_one` for many people at once, each with her own facts: the same answers, ten times sooner."""
    rows = [{name: named(name).admit(value) for name, value in facts.items()} for facts in people]
    columns = dict.fromkeys(name for row in rows for name in row)
    schema = {name: named(name).dtype for name in columns}
    cells = {name: [row.get(name) for row in rows] for name in columns}
    for name, dtype in schema.items():
        if dtype == pl.List:
            cells[name] = [None if cell is None else sorted(cell) for cell in cells[name]]
    answers: dict[int, Decision] = {}
    for part in decide(pl.DataFrame(cells, schema=schema), question=question, law=law).slices:
        which, combinations = part.found()
        said: dict[int, Decision] = {}
        for row, number in zip(part.rows, which, strict=True):
            if number in said:
                answers[row] = said[number]
                continue
            found = combinations[number]
            answers[row] = _concluded(found, ABSENT | rows[row], part.law)
            if all(live and finding.until is None for finding, live in found) and found:
                said[number] = answers[row]
    return [answers[row] for row in range(len(rows))]


def _concluded(found: list[tuple[Finding, bool | None]], known: Mapping[str, Any], law: str) -> Decision:
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


def decide(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    question: Question = "contact",
    common: Mapping[str, object] | None = None,
    law: date | None = None,
) -> Decided:
    """The decisions about the people of a frame, in its order.

    One column a fact, null or no column for absent; columns that name no fact are refused. `common` gives the facts
    that are the same for everyone, `on` among them unless it is a column; a fact there costs next to nothing.
    `law`: under the law of that day, whatever the day of each fact; what a coming rule alone would change.
    Raises UnknownFact, WrongValue, BeforeTheLaw.
    """
    people = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    shared = admit(common or {})
    for name in people.columns:
        named(name)
        if name in (common or {}):
            raise WrongValue(
                name, "donné deux fois, par la table et en commun", "given twice, in the frame and in common"
            )
    return Decided(tuple(_sliced(people, shared, question, law)), question)


def _sliced(people: pl.DataFrame, shared: Mapping[str, Any], question: Question, law: date | None) -> Iterator[Slice]:
    for begins_on, rows in _eras(people, shared["on"]):
        chosen = people if rows.len() == people.height else people[rows]
        for start in range(0, chosen.height, SLICE):
            part = chosen.slice(start, SLICE)
            yield Slice.of(in_force(law or begins_on), question, part, shared, rows.slice(start, SLICE))


def _eras(people: pl.DataFrame, on: date | None) -> Iterator[tuple[date, pl.Series]]:
    """The stretches of law these people fall in, with the rows of each."""
    if "on" not in people.columns:
        if on is None:
            raise WrongValue("on", "le jour de la décision est requis", "the day of the decision is required")
        yield on, pl.int_range(people.height, dtype=pl.UInt32, eager=True)
        return
    days = people["on"].cast(pl.Date)
    if days.null_count():
        raise WrongValue("on", "le jour de la décision est requis sur chaque ligne", "the day is required on each row")
    begins = eras()
    early = days.filter(days < begins[0])
    if early.len():
        in_force(early[0])
    for start, end in zip(begins, [*begins[1:], date.max], strict=True):
        rows = ((days >= start) & (days < end)).arg_true()
        if rows.len():
            yield start, rows
