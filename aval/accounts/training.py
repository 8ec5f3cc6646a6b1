"""Before a first campaign or a first call: a few questions, answered by the member herself, kept as a register.

It holds for a year, and falls when a rule the lessons draw on changes: what was learnt is no longer what the law says.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.timezone import localdate

from aval import evidence
from aval.accounts.lessons import Question, lessons, rules_of
from aval.accounts.models import Member, Training
from aval.law.parameters import era
from aval.law.rulebook import in_force

LASTS = relativedelta(years=1)


class Untrained(Exception):
    """This member has not passed the questions of this subject, or not under the rules of today."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject)
        self.subject = subject


def draw(member: Member, subject: str, language: str) -> list[tuple[str, Question]]:
    """One question a lesson, (code of the lesson, question); a new try asks the other ones."""
    tries = Training.objects.of(member.organisation_id).filter(member=member, subject=subject).count()
    told = lessons(language, subject)
    return [(one.code, one.questions[(tries + place) % len(one.questions)]) for place, one in enumerate(told)]


@transaction.atomic
def answer(member: Member, subject: str, answers: Sequence[int], *, at: datetime) -> Training:
    """Mark the answers to the questions now drawn for her, in their order; every one must be right.

    `ValueError` when there are not as many answers as questions.
    """
    asked = draw(member, subject, "fr")
    wrong = [code for (code, one), given in zip(asked, answers, strict=True) if given != one.right]
    on = localdate(at)
    told = {"member": member.pk, "subject": subject, "asked": len(asked), "wrong": wrong}
    return Training.objects.create(
        organisation_id=member.organisation_id,
        member=member,
        subject=subject,
        at=at,
        asked=len(asked),
        wrong=wrong,
        until_on=None if wrong else on + LASTS,
        law=law_of(subject, on),
        evidence=evidence.record(member.organisation_id, "training:answered", told, at=at),
    )


def held(member: Member, on: date) -> Mapping[str, Training]:
    """subject -> the training that holds for her that day."""
    rows = Training.objects.of(member.organisation_id).filter(member=member, until_on__gt=on).order_by("id")
    return {row.subject: row for row in rows if row.law == law_of(row.subject, on)}


def law_of(subject: str, on: date) -> str:
    """The digest of the rules of a subject, as they stand that day."""
    return _digest(subject, era(on))


@cache
def _digest(subject: str, begins_on: date) -> str:
    return in_force(begins_on).digest_of(rules_of(subject))


def require_training(member: Member, subject: str, on: date) -> None:
    """`Untrained` unless she has passed this subject within the year, under the rules of that day."""
    if subject not in held(member, on):
        raise Untrained(subject)
