"""Decisions about many people, kept small: per finding, one bit a person; reasons are spelled out only where shown."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

import polars as pl

from aval.law.readings.columns import Columns
from aval.law.rulebook import Rulebook
from aval.law.tables import VERDICTS, Finding, Outcome, Question

VERDICT = pl.Enum(["refuse", "review", "allow"])
OUTCOME = pl.Enum([outcome.code for outcome in Outcome])
NO_BASIS = "no-basis"
Found = list[tuple[Finding, bool | None]]  # what is live, or may be (None), in the order of the book
WORD = 63  # bits of an integer that sums of powers of two fill without sign


@dataclass(frozen=True)
class Slice:
    """Some people decided under one book. `rows`: their places in the frame asked about.

    `live`: per finding, whom it is live for: a column of yes, no and null (unknown), or one value for all of them.
    """

    rows: pl.Series
    law: str
    live: tuple[tuple[Finding, Any], ...]

    @classmethod
    def of(
        cls, book: Rulebook, question: Question, people: pl.DataFrame, common: Mapping[str, Any], rows: pl.Series
    ) -> "Slice":
        """What this book finds about these people."""
        columns = Columns(people, common)
        live = ((finding, columns.read(finding.live)) for finding in book.findings(question))
        return cls(rows, book.digest, tuple((finding, value) for finding, value in live if value is not False))

    @cached_property
    def outcome(self) -> pl.Series:
        """The worst outcome of each person, as its number."""
        granted = self._either([live for finding, live in self.live if finding.effect == "grant"])
        worst = _number(granted, Outcome.ALLOWED, Outcome.SILENT)
        for outcome in (Outcome.ACTION_FIRST, Outcome.REVIEW, Outcome.FORBIDDEN):
            found = self._either([live for finding, live in self.live if finding.outcome is outcome])
            level = _number(found, outcome, Outcome.UNKNOWN)
            worst = pl.select(pl.max_horizontal(worst, level)).to_series()
        return worst

    @cached_property
    def basis(self) -> pl.Series:
        """The basis that allows each person, null where the answer is a refusal."""
        result = pl.repeat(None, self.rows.len(), dtype=pl.String(), eager=True)
        for finding, live in reversed(self.live):
            if finding.effect == "grant":
                given = (self.column(live) & self._open).fill_null(value=False)
                result = pl.select(pl.when(given).then(pl.lit(finding.code)).otherwise(result)).to_series()
        return result

    def column(self, live: Any) -> pl.Series:
        """A finding's column, spread out when it is the same for everyone."""
        return live if isinstance(live, pl.Series) else pl.repeat(live, self.rows.len(), dtype=pl.Boolean(), eager=True)

    def _either(self, found: list[Any]) -> pl.Series:
        result = self.column(live=False)
        for live in found:
            result = result | self.column(live)
        return result

    def hits(self, *, obligations: bool) -> dict[str, pl.Series]:
        """Who each reason (or obligation) is said to, by code. Only contacts not refused carry obligations."""
        found: dict[str, pl.Series] = {}
        for finding, live in self.live:
            if finding.effect != "grant" and (finding.effect == "oblige") == obligations:
                hit = self.column(live).fill_null(value=True)
                hit = hit & self._open if obligations else hit
                found[finding.code] = found[finding.code] | hit if finding.code in found else hit
        if not obligations:
            found[NO_BASIS] = self.outcome == int(Outcome.SILENT)
        return found

    @cached_property
    def _open(self) -> pl.Series:
        return (self.outcome == int(Outcome.ALLOWED)) | (self.outcome == int(Outcome.REVIEW))

    def lists(self, *, obligations: bool) -> pl.Series:
        """The codes said to each person: packed in integers, a bit a code, and spelled out once a combination."""
        hits = self.hits(obligations=obligations)
        codes = list(hits)
        which, combinations = _combined(list(hits.values()), self.rows.len())
        spelled = [[codes[place] for place in places] for places in combinations]
        return pl.Series(spelled, dtype=pl.List(pl.String)).gather(which)

    def found(self) -> tuple[pl.Series, list[Found]]:
        """What is live, or may be (None), for each person: the number of a combination, and the combinations."""
        columns = [self.column(live) for _finding, live in self.live]
        flags = [column.fill_null(value=False) for column in columns] + [column.is_null() for column in columns]
        which, combinations = _combined(flags, self.rows.len())
        many, told = len(columns), [finding for finding, _live in self.live]
        return which, [
            sorted(((told[place % many], True if place < many else None) for place in places), key=_place_in(told))
            for places in combinations
        ]


def _place_in(told: list[Finding]) -> Callable[[tuple[Finding, bool | None]], int]:
    places = {id(finding): place for place, finding in enumerate(told)}
    return lambda pair: places[id(pair[0])]


def _combined(flags: list[pl.Series], height: int) -> tuple[pl.Series, list[list[int]]]:
    """Which combination of flags each person has, and the combinations, as the places of the flags that are set."""
    masks = {f"mask_{start}": mask for start, mask in packed(flags).items()}
    if not masks:
        return pl.zeros(height, dtype=pl.UInt32(), eager=True), [[]]
    people = pl.DataFrame(masks)
    unique = people.unique(maintain_order=True)
    combinations = [
        [start * WORD + bit for start, mask in enumerate(row) for bit in range(WORD) if mask >> bit & 1]
        for row in unique.iter_rows()
    ]
    numbered = people.join(unique.with_row_index("which"), on=list(masks), how="left", maintain_order="left")
    return numbered["which"], combinations


def packed(flags: list[pl.Series]) -> dict[int, pl.Series]:
    """Flags as bits of a few integers, under the place of the first flag of each."""
    words = {}
    for start in range(0, len(flags), WORD):
        bits = [flag.cast(pl.UInt64) * (1 << place) for place, flag in enumerate(flags[start : start + WORD])]
        words[start] = reduce(or_, bits)
    return words


@dataclass(frozen=True)
class Decided:
    """The answers about the people of a frame, in its order."""

    slices: tuple[Slice, ...]
    question: Question

    @cached_property
    def outcome(self) -> pl.Series:
        """The worst outcome of each person (`tables.Outcome`), as its number."""
        return self._gathered(lambda part: part.outcome, pl.UInt8())

    @cached_property
    def verdict(self) -> pl.Series:
        """allow, review or refuse, for each person."""
        spoken = pl.Series(VERDICTS, dtype=VERDICT)
        return spoken.gather(self.outcome).alias("verdict")

    @cached_property
    def basis(self) -> pl.Series:
        """The basis that allows each person, null where refused."""
        return self._gathered(lambda part: part.basis, pl.String())

    @property
    def laws(self) -> tuple[str, ...]:
        """The digest of each law used: one, unless the days asked about straddle a change."""
        return tuple(dict.fromkeys(part.law for part in self.slices))

    @cached_property
    def law(self) -> pl.Series:
        """The digest of the law each person was decided under."""
        return self._gathered(lambda part: pl.repeat(part.law, part.rows.len(), eager=True), pl.String())

    def counts(self) -> dict[str, int]:
        """How many people each reason is found about, most frequent first."""
        total: Counter[str] = Counter()
        for part in self.slices:
            total.update({code: int(hit.sum()) for code, hit in part.hits(obligations=False).items()})
        return {code: count for code, count in total.most_common() if count}

    def frame(self) -> pl.DataFrame:
        """Everything spelled out: verdict, outcome, basis, findings and obligations (lists of codes)."""
        return pl.DataFrame(
            {
                "verdict": self.verdict,
                "outcome": pl.Series([outcome.code for outcome in Outcome], dtype=OUTCOME).gather(self.outcome),
                "basis": self.basis,
                "findings": self._gathered(lambda part: part.lists(obligations=False), pl.List(pl.String)),
                "obligations": self._gathered(lambda part: part.lists(obligations=True), pl.List(pl.String)),
            }
        )

    def _gathered(self, column: Callable[[Slice], pl.Series], dtype: Any) -> pl.Series:
        if not self.slices:
            return pl.Series([], dtype=dtype)
        values = pl.concat([column(part) for part in self.slices])
        rows = pl.concat([part.rows for part in self.slices])
        return values if rows.is_sorted() else values.gather(rows.arg_sort())


def _number(found: pl.Series, yes: Outcome, unknown: Outcome) -> pl.Series:
    return (found.cast(pl.UInt8) * int(yes)).fill_null(int(unknown))
