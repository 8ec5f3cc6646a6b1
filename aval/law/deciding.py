"""The door of the law: facts in, decisions out.

Three questions. `contact`: may we contact this person (asked of lists, before a word is written). `message`: may this
very message leave (everything `contact` asks, and what the message itself must hold; asked at the last moment).
`hold`: may we still keep this record.

`decide` answers for a frame, `decide_apart` the same with every reason in full, `decide_one` for one person. Same rules,
same answers: a property test holds them together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from aval.law.admitting import admit_many
from aval.law.decided import Decided, Slice
from aval.law.facts import WrongValue, admit, named
from aval.law.parameters import eras
from aval.law.readings import plain
from aval.law.reasons import Decision, conclude, tell_apart
from aval.law.rulebook import in_force
from aval.law.tables import Question

SLICE = 1 << 19  # people read at a time: memory stays flat whatever the list


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
    return conclude([(finding, value) for finding, value in live if value is not False], known, book.digest)


def decide_many(
    people: Sequence[Mapping[str, object]], *, question: Question = "contact", law: date | None = None
) -> list[Decision]:
    """`decide_one` for many people at once, each with her own facts: the same answers, a hundred times sooner.

    People whose situation is the same share one `Decision`. Raises as `decide_one` does, for the first who cannot be read.
    """
    frame, faults = admit_many(people)
    if faults:
        raise faults[min(faults)]
    return decide_apart(frame, question=question, law=law).of_each()


@dataclass(frozen=True)
class Apart:
    """Decisions in full: each different one once, and for each person the number of hers."""

    whose: pl.Series
    decisions: tuple[Decision, ...]

    def of_each(self) -> list[Decision]:
        """One a person, in order; shared, not copied."""
        return [self.decisions[number] for number in self.whose]


def decide_apart(
    frame: pl.DataFrame,
    *,
    question: Question = "contact",
    common: Mapping[str, object] | None = None,
    law: date | None = None,
) -> Apart:
    """What `decide` answers about the people of a frame, with every reason, what each lacks and until when."""
    if frame.height == 1:  # a frame of one costs more than it saves
        hers = {name: value for name, value in frame.row(0, named=True).items() if value is not None}
        return Apart(
            pl.Series([0], dtype=pl.UInt32), (decide_one({**(common or {}), **hers}, question=question, law=law),)
        )
    shared = admit(common or {})
    rows, numbers = [], []
    decisions: list[Decision] = []
    for part in decide(frame, question=question, common=common, law=law).slices:
        whose, told = tell_apart(part, frame if part.rows.len() == frame.height else frame[part.rows], shared)
        rows.append(part.rows)
        numbers.append(whose + len(decisions))
        decisions += told
    if not rows:
        return Apart(pl.Series([], dtype=pl.UInt32), ())
    order = pl.concat(rows)
    whose = pl.concat(numbers)
    return Apart(whose if order.is_sorted() else whose.gather(order.arg_sort()), tuple(decisions))


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
