"""One person of a screening, explained as of this minute: the answer, each reason, and the facts it rests on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval.clearance.aims import Aim
from aval.clearance.gathering import POINT, Contact, gather
from aval.clearance.models import Screening
from aval.clearance.wording import Wording, say, say_reason
from aval.desk import naming
from aval.law.deciding import decide_one
from aval.law.expressions import facts_of
from aval.law.facts import VOCABULARY
from aval.law.reasons import Reason
from aval.law.rulebook import in_force
from aval.law.tables import Outcome
from aval.prospects.models import ContactPoint

LEFT_OUT = {"attempt"}  # the frame of the question, the same for all: nobody reads it to understand a reason


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, in words, with what was known when it was found (sentence of the fact, value)."""

    wording: Wording
    to_settle: bool
    facts: list[tuple[str, str]]
    missing: list[str]
    until: date | None


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer of this minute. `basis` is what allows, in words; `obligations` what must go with the letter."""

    point: ContactPoint
    verdict: str
    reasons: list[Why]
    basis: Wording | None
    obligations: list[Wording]
    law: str
    on: date

    @property
    def name(self) -> str:
        """Whom it is about."""
        return naming.name_person(self.point.person)

    @property
    def to_settle(self) -> list[Why]:
        """The reasons a named member may answer."""
        return [reason for reason in self.reasons if reason.to_settle]


def explain(screening: Screening, aim: Aim, point: ContactPoint, *, at: datetime, language: str) -> Explained | None:
    """Ask the law again about this contact point, for this aim; None when nothing is known of it any more."""
    contact = Contact(aim=aim, channel=screening.channel, message_type="prospecting", at=at, message={})
    whom = Q(**{POINT + "id": point.pk})
    gathered = gather(contact, whom & Q(source=screening.source) if screening.source_id else whom)
    if gathered.facts.is_empty():
        return None
    known: dict[str, Any] = {**gathered.common, **gathered.facts.row(0, named=True)}
    decision = decide_one(known)
    day = known.get("on") or localdate(at)
    return Explained(
        point=point,
        verdict=decision.verdict,
        reasons=[_why(reason, known, day, language) for reason in decision.reasons],
        basis=say(decision.basis, language) if decision.basis else None,
        obligations=[say(code, language) for code in decision.obligations],
        law=decision.law,
        on=day,
    )


def _why(reason: Reason, known: Mapping[str, Any], day: date, language: str) -> Why:
    asked = _asked(reason, day)
    names = [name for name in asked if known.get(name) is not None]
    missing = [name for name in reason.missing if name in asked] or reason.missing
    return Why(
        wording=say_reason(reason, language),
        to_settle=reason.outcome is Outcome.REVIEW,
        facts=[(name_fact(name, language), say_fact(name, known[name])) for name in names],
        missing=[name_fact(name, language) for name in missing],
        until=reason.until,
    )


def _asked(reason: Reason, day: date) -> list[str]:
    """The facts this reason rests on: who is written to, then those its own branch of the rule names."""
    tables = {rule.code: table for rule, table in in_force(day).tables}
    branches = tables[reason.rule].branches if reason.rule in tables else ()
    named = [fact.name for branch in branches if branch.code == reason.code for fact in facts_of(branch.when)]
    return [name for name in dict.fromkeys(["recipient_kind", *named]) if VOCABULARY[name].group not in LEFT_OUT]


def name_fact(fact: str, language: str) -> str:
    """What a fact is called: its sentence, up to the first comma or colon."""
    sentence = getattr(VOCABULARY[fact], "fr" if language.startswith("fr") else "en")
    return re.split(r"[,.(]|\s?:", sentence, maxsplit=1)[0].strip()


def say_fact(name: str, value: Any) -> str:
    """The value of a fact, in words; a day may be a text."""
    if VOCABULARY[name].kind == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, date):
        return date_format(value, "j N Y")
    if isinstance(value, list | tuple | set | frozenset):
        return " · ".join(sorted(say_fact(name, one) for one in value))
    words = {"recipient_kind": ContactPoint.RecipientKind.choices, "function": naming.functions(), "offer_functions": naming.functions(), "sector": naming.sectors(), "offer_sectors": naming.sectors()}  # fmt: skip
    return str(dict(words.get(name, ())).get(value, value))
