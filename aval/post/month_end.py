"""What the nightly round does of who was not told within the month, and of whose retention ends: as the house chose.

The law says when (`clearance.keeping`), the policies `untold_policy` and `stay_policy` whether. Nothing chosen, nothing done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl
from django.utils.timezone import localdate

from aval.accounts.models import Member, Organisation
from aval.clearance.choosing import house_choice
from aval.clearance.holding import held
from aval.clearance.keeping import question_opens_on
from aval.post.unasked import NOTICE, QUESTION, Asked, already_written, write_each
from aval.prospects.models import Source
from aval.rights.informing import delete_untold, owed, people_of

AHEAD = timedelta(days=7)  # before the end of the month: time for a server to answer, and for a letter to leave first
EVE = timedelta(days=1)
AT_ONCE = 200  # people between two beats of the worker's heart
A_NIGHT = 5_000  # messages asked for in one round: a provider takes a thousand at once for a burst of spam


@dataclass(frozen=True, slots=True)
class Ended:
    """What one round did: whom it wrote to, how many it deleted."""

    asked: Asked
    deleted: int


def end_month(organisation: Organisation, *, at: datetime, tick: Callable[[], None]) -> Ended:
    """Tell alone, or delete, who is near the end of the month untold, as `untold_policy` says."""
    choice, on = house_choice(organisation, "untold_policy", localdate(at)), localdate(at)
    asked, deleted = Asked(), 0
    for one in owed(organisation, at) if choice != "wait" else ():
        left = one.due_on - on
        if choice == "tell" and left <= AHEAD and asked.written < A_NIGHT:
            asked += tell_alone(one.source, one.collected_on, at=at, tick=tick, most=A_NIGHT - asked.written)
        if (
            left <= EVE and one.source.collection_mode != Source.Mode.DIRECT
        ):  # who gave it herself is told, however late
            people = people_of(one.source, one.collected_on)
            spare = already_written(organisation, people, NOTICE) if choice == "tell" else set()
            deleted += delete_untold(one.source, one.collected_on, at=at, by=None, spare=spare)
            tick()
    return Ended(asked, deleted)


def tell_alone(
    source: Source,
    collected_on: date,
    *,
    at: datetime,
    by: Member | None = None,
    tick: Callable[[], None] = lambda: None,
    most: int = A_NIGHT,
) -> Asked:
    """Write the notice alone to the people of a source and day who were told nothing; the rest another night."""
    organisation, asked = source.organisation, Asked()
    people = people_of(source, collected_on)
    for start in range(0, len(people), AT_ONCE):
        if asked.written >= most:
            break
        asked += write_each(organisation, people[start : start + AT_ONCE], NOTICE, at=at, by=by)
        tick()
    return asked


def ask_to_stay(organisation: Organisation, *, at: datetime, tick: Callable[[], None]) -> Asked:
    """Put the one question to those whose retention ends soon, when `stay_policy` says so; the gate decides for each."""
    on, asked = localdate(at), Asked()
    if house_choice(organisation, "stay_policy", on) != "ask":
        return asked
    before = on - question_opens_on(on, on=on)
    for window in held(organisation.pk, at + before):
        people = window.filter(_ending())["person"].to_list()
        for start in range(0, len(people), AT_ONCE):
            if asked.written >= A_NIGHT:
                return asked
            asked += write_each(organisation, people[start : start + AT_ONCE], QUESTION, at=at)
            tick()
    return asked


def _ending() -> pl.Expr:
    """Whom the law will not let us hold that day, or only because the question might still be put."""
    expired = pl.col("findings").list.contains("retention-expired")
    return expired | (pl.col("basis") == "question-open")
