"""Until when a prospect's data may serve: the period the retention rule uses, said as a date."""

from dataclasses import replace
from datetime import date

from aval.law.expressions import Period
from aval.law.parameters import all_parameters
from aval.law.readings.page import period as said


def kept_until(collected_on: date, heard_on: date | None, *, on: date) -> date:
    """The first day her data may not serve any more, under the law of `on`: from collection or her last sign."""
    start = max(collected_on, heard_on) if heard_on else collected_on
    return _period("retention_prospect", on).after(start)


def solicited_since(on: date) -> date:
    """From that day on a message without answer still counts as an open contact at a company."""
    return replace(_period("between_messages", on), sign=-1).after(on)


def between_messages(last: date) -> date:
    """From which day on she may be written to again after that one."""
    return _period("between_messages", last).after(last)


def called_since(on: date) -> date:
    """From that day on a call made still counts among those the decree allows (art. D223-9 code de la consommation)."""
    return replace(_period("decree_attempts_period", on), sign=-1).after(on)


def retention_said(on: date, language: str) -> str:
    """How long a prospect is kept under the law of that day, in words: 3 ans, 3 years."""
    return said(_period("retention_prospect", on), language)


def notice_due_on(collected_on: date, *, on: date) -> date:
    """The first day it is too late to tell her where her data came from (art. 14(3)(a) GDPR)."""
    return _period("notice_due", on).after(collected_on)


def question_opens_on(ends_on: date, *, on: date) -> date:
    """The first day the end-of-retention question may leave, for somebody whose retention ends that day."""
    return _period("question_opens_before", on).after(ends_on)


def _period(name: str, on: date) -> Period:
    period = all_parameters()[name].on(on)
    if not isinstance(period, Period):
        raise TypeError(name)
    return period
