"""A decision kept is decided again on its own facts: under the law of its day it must come out the same.

Under the law of another day, the facts (the day of the contact among them) stay: what that law alone would change.
Nothing is written and nobody is contacted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils.timezone import localtime

from aval.clearance.asking import refusal
from aval.clearance.kept import Kept, all_kept
from aval.clearance.wording import say
from aval.law.deciding import decide_many, decide_one
from aval.law.facts import UnknownFact, WrongValue
from aval.law.parameters import BeforeTheLaw
from aval.law.reasons import Decision
from aval.law.tables import Question

PAGE = 1_000  # decisions taken again at once


@dataclass(frozen=True, slots=True)
class Replay:
    """A decision kept beside what the law answers now. `under`: the day whose law was asked, None for that of its day.

    `decision` is None where the facts kept cannot be read any more: `unreadable` says which, and why.
    """

    kept: Kept
    under: date | None
    decision: Decision | None
    unreadable: str

    @property
    def findings(self) -> tuple[str, ...]:
        """What is found now, each code once."""
        return tuple(dict.fromkeys(reason.code for reason in self.decision.reasons)) if self.decision else ()

    @property
    def same(self) -> bool:
        """The same verdict, basis, findings and obligations."""
        kept, now = self.kept, self.decision
        return now is not None and (
            (kept.verdict, kept.basis, set(kept.findings), set(kept.obligations))
            == (now.verdict, now.basis, set(self.findings), set(now.obligations))
        )

    @property
    def same_law(self) -> bool:
        """The rules asked are, to the letter, those the decision kept names."""
        return self.decision is not None and self.decision.law == self.kept.law

    @property
    def state(self) -> str:
        """same · changes (under another law) · rewritten (its rules were corrected since) · broken · altered · unreadable."""
        if self.kept.attested is False:
            return "altered"
        if self.decision is None:
            return "unreadable"
        if self.same:
            return "same"
        if self.under:
            return "changes"
        return "broken" if self.same_law else "rewritten"

    @property
    def reproduced(self) -> bool:
        """Nothing here contradicts what was kept: the same answer, or another law was asked and answers otherwise."""
        return self.state in ("same", "changes")


def replay(kept: Kept, *, law: date | None = None) -> Replay:
    """One decision taken again, under the law of its day or of `law`."""
    return _replayed([kept], law)[0]


def replay_kept(rows: Sequence[Kept]) -> list[Replay]:
    """Some decisions taken again, each under the law of its day."""
    return _replayed(rows, None)


def replay_all(organisation: int, *, law: date | None = None) -> Iterator[Replay]:
    """Every decision kept of an organisation, attempts first, a page in memory at a time."""
    waiting = all_kept(organisation)
    while page := list(islice(waiting, PAGE)):
        yield from _replayed(page, law)


def _replayed(page: Sequence[Kept], law: date | None) -> list[Replay]:
    answers: dict[int | str, Decision | str] = {}
    for question in {row.question for row in page}:
        answers |= _answers([row for row in page if row.question == question], question, law)
    return [
        Replay(
            kept=row,
            under=law,
            decision=answer if isinstance(answer, Decision) else None,
            unreadable=answer if isinstance(answer, str) else "",
        )
        for row, answer in ((row, answers[row.number]) for row in page)
    ]


def _answers(rows: Sequence[Kept], question: Question, law: date | None) -> dict[int | str, Decision | str]:
    """All at once; one by one where the facts of one cannot be read."""
    try:
        told = [row for row in rows if not row.stranger]
        decisions = decide_many([row.facts for row in told], question=question, law=law)
    except (UnknownFact, WrongValue, BeforeTheLaw):
        return {row.number: _answer(row, question, law) for row in rows}
    strangers = {row.number: _answer(row, question, law) for row in rows if row.stranger}
    return strangers | {row.number: decision for row, decision in zip(told, decisions, strict=True)}


def _answer(row: Kept, question: Question, law: date | None) -> Decision | str:
    try:
        if row.stranger:
            return refusal(row.findings[0], question, law or localtime(row.decided_at).date())
        return decide_one(row.facts, question=question, law=law)
    except (UnknownFact, WrongValue, BeforeTheLaw) as why:
        return f"{type(why).__name__}: {why}"


def tell(found: Replay, language: str = "fr") -> dict[str, Any]:
    """A replay as JSON: what was kept, what comes out, and each finding that appears or goes, with its article."""
    kept, now = found.kept, found.decision
    return {
        "decision": kept.number,
        "decided_at": kept.decided_at.isoformat(),
        "under": str(found.under or kept.facts.get("on") or localtime(kept.decided_at).date()),
        "state": found.state,
        "reproduced": found.reproduced,
        "same_law": found.same_law,
        "attested": kept.attested,
        "unreadable": found.unreadable,
        "kept": {"verdict": kept.verdict, "basis": kept.basis, "findings": kept.findings, "law": kept.law},
        "now": {"verdict": now.verdict, "basis": now.basis, "findings": list(found.findings), "law": now.law}
        if now
        else None,
        "appears": _said([code for code in found.findings if code not in kept.findings], language),
        "goes": _said([code for code in kept.findings if now and code not in found.findings], language),
    }


def _said(codes: Sequence[str], language: str) -> list[dict[str, str]]:
    return [
        {"code": code, "label": one.label, "article": one.article} for code in codes for one in (say(code, language),)
    ]
