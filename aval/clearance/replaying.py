"""A decision kept is decided again on its own facts: under the law of its day it must come out the same.

Under the law of another day, the facts (the day of the contact among them) stay: what that law alone would change.
Nothing is written and nobody is contacted.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from aval.clearance.models import Clearance
from aval.clearance.wording import say
from aval.evidence.models import Entry
from aval.law.deciding import Decision, decide_many, decide_one
from aval.law.facts import UnknownFact, WrongValue
from aval.law.parameters import BeforeTheLaw
from aval.law.tables import Question

PAGE = 1_000  # clearances read at a time


@dataclass(frozen=True, slots=True)
class Replay:
    """A clearance beside what the law answers now. `under`: the day whose law was asked, None for the clearance's own.

    `decision` is None where the facts kept cannot be read any more: `unreadable` says which, and why.
    `attested`: the row says what its entry of evidence says; None where the entry was emptied by an erasure, or never was.
    """

    clearance: Clearance
    under: date | None
    decision: Decision | None
    unreadable: str
    attested: bool | None

    @property
    def findings(self) -> tuple[str, ...]:
        """What is found now, each code once."""
        return tuple(dict.fromkeys(reason.code for reason in self.decision.reasons)) if self.decision else ()

    @property
    def same(self) -> bool:
        """The same verdict, basis, findings and obligations."""
        kept, now = self.clearance, self.decision
        return now is not None and (
            (kept.verdict, kept.basis or None, set(kept.findings), set(kept.obligations))
            == (now.verdict, now.basis, set(self.findings), set(now.obligations))
        )

    @property
    def same_law(self) -> bool:
        """The rules asked are, to the letter, those the clearance names."""
        return self.decision is not None and self.decision.law == self.clearance.law

    @property
    def state(self) -> str:
        """same · changes (under another law) · rewritten (its rules were corrected since) · broken · altered · unreadable."""
        if self.attested is False:
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


def replay(clearance: Clearance, *, law: date | None = None) -> Replay:
    """One clearance decided again, under the law of its day or of `law`."""
    return _replayed([clearance], law)[0]


def replay_all(organisation: int, *, law: date | None = None) -> Iterator[Replay]:
    """Every clearance of an organisation, in order, a page in memory at a time."""
    after = 0
    while page := list(Clearance.objects.of(organisation).filter(pk__gt=after).order_by("pk")[:PAGE]):
        yield from _replayed(page, law)
        after = page[-1].pk


def _replayed(page: Sequence[Clearance], law: date | None) -> list[Replay]:
    attested = _attested(page)
    answers: dict[int, Decision | str] = {}
    for question in {row.question for row in page}:
        answers |= _answers([row for row in page if row.question == question], cast("Question", question), law)
    return [
        Replay(
            clearance=row,
            under=law,
            decision=answer if isinstance(answer, Decision) else None,
            unreadable=answer if isinstance(answer, str) else "",
            attested=attested.get(row.pk),
        )
        for row, answer in ((row, answers[row.pk]) for row in page)
    ]


def _answers(rows: Sequence[Clearance], question: Question, law: date | None) -> dict[int, Decision | str]:
    """All at once; one by one where the facts of one cannot be read."""
    if len(rows) == 1:
        return {rows[0].pk: _answer(rows[0], question, law)}
    try:
        decisions = decide_many([row.facts for row in rows], question=question, law=law)
    except (UnknownFact, WrongValue, BeforeTheLaw):
        return {row.pk: _answer(row, question, law) for row in rows}
    return {row.pk: decision for row, decision in zip(rows, decisions, strict=True)}


def _answer(row: Clearance, question: Question, law: date | None) -> Decision | str:
    try:
        return decide_one(row.facts, question=question, law=law)
    except (UnknownFact, WrongValue, BeforeTheLaw) as why:
        return f"{type(why).__name__}: {why}"


def _attested(page: Sequence[Clearance]) -> dict[int, bool]:
    """Whether each row says what its entry says, for those whose entry still speaks."""
    entries = Entry.objects.filter(
        ledger__in={row.organisation_id for row in page},
        seq__in=[row.evidence for row in page if row.evidence is not None],
        payload__isnull=False,
    )
    told = {
        (ledger, seq): json.loads(text) for ledger, seq, text in entries.values_list("ledger", "seq", "payload") if text
    }
    return {
        row.pk: all(entry.get(name) == getattr(row, name) for name in ("verdict", "basis", "findings", "facts", "law"))
        for row in page
        if (entry := told.get((row.organisation_id, row.evidence if row.evidence is not None else -1))) is not None
    }


def tell(found: Replay, language: str = "fr") -> dict[str, Any]:
    """A replay as JSON: what was kept, what comes out, and each finding that appears or goes, with its article."""
    kept, now = found.clearance, found.decision
    return {
        "decision": kept.pk,
        "decided_at": kept.decided_at.isoformat(),
        "under": (found.under or date.fromisoformat(kept.facts["on"])).isoformat() if "on" in kept.facts else None,
        "state": found.state,
        "reproduced": found.reproduced,
        "same_law": found.same_law,
        "attested": found.attested,
        "unreadable": found.unreadable,
        "kept": {"verdict": kept.verdict, "basis": kept.basis or None, "findings": kept.findings, "law": kept.law},
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
