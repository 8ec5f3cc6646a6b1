"""What this room forgets of people that their deletion does not take away: texts that name them, their own business.

Each verb takes a queryset of people still there and answers how many rows it touched; `held.py` says when.
"""

import json
from collections.abc import Iterable
from datetime import datetime

import polars as pl
from django.db.models import Exists, OuterRef, QuerySet

from aval import evidence
from aval.evidence.models import Entry
from aval.prospects.mentions import empty_mentions, traces_of
from aval.prospects.models import Company, ContactPoint, Correction, Person, RefusedLine

BY_HAND = ("classification:corrected", "review:decided")  # entries where a member wrote a reason in her own words
PAGE = 20_000


def organisations(people: QuerySet[Person]) -> list[int]:
    """Whose people these are."""
    return list(people.order_by().values_list("organisation", flat=True).distinct())


def empty_refused_lines(people: QuerySet[Person], at: datetime) -> int:
    """The refused lines that bear an address or number of theirs, and the unreadable ones that tell of them."""
    emptied = 0
    for organisation in organisations(people):
        lines = RefusedLine.objects.of(organisation)
        points = ContactPoint.objects.of(organisation).filter(person__in=people)
        emptied += lines.filter(fingerprint__in=points.values("fingerprint")).update(content="", fingerprint="")
        emptied += empty_mentions(lines.filter(fingerprint=""), "content", people)
    return emptied


def delete_corrections(people: QuerySet[Person], at: datetime) -> int:
    """What a member corrected of their addresses goes; a reason that names them is emptied, and serves on without it."""
    touched = 0
    for organisation in organisations(people):
        points = ContactPoint.objects.of(organisation).filter(person__in=people)
        corrections = Correction.objects.of(organisation)
        own = corrections.filter(about=Correction.Subject.ADDRESS, subject__in=points.values("normal"))
        touched += own.delete()[0]
        touched += empty_mentions(corrections, "reason", people)
    return touched


def sole_traders(people: QuerySet[Person]) -> QuerySet[Company]:
    """The businesses that are their owner (legal forms 1…), where nobody else is known."""
    others = Person.objects.filter(company=OuterRef("pk")).exclude(pk__in=people.values("pk"))
    theirs = Company.objects.filter(people__in=people, legal_form__startswith="1")
    return theirs.filter(~Exists(others)).distinct()


def delete_sole_traders(people: QuerySet[Person], at: datetime) -> int:
    """A business that is its owner goes with her, and what a member corrected of it. A company's own facts stay."""
    gone = list(sole_traders(people).values_list("pk", "organisation", "key"))
    for _pk, organisation, key in gone:
        Correction.objects.of(organisation).filter(about=Correction.Subject.COMPANY, subject=key).delete()
    numbers = [pk for pk, _organisation, _key in gone]
    Person.objects.filter(company__in=numbers).update(company=None)
    Company.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def empty_entries(people: QuerySet[Person], at: datetime) -> int:
    """Every entry of evidence about them, those written before duplicates were merged, and reasons that name them."""
    emptied = 0
    for organisation in organisations(people):
        codes = people.filter(organisation=organisation).order_by().values_list("pk", flat=True)
        subjects = _with_merged(organisation, [f"person:{code}" for code in codes])
        emptied += evidence.redact(organisation, subjects, at=at, entries=_naming(organisation, people))
    return emptied


def _naming(organisation: int, people: QuerySet[Person]) -> list[int]:
    """The entries about nobody in which a member's own words name one of them."""
    found: list[int] = []
    last = -1
    by_hand = Entry.objects.filter(ledger=organisation, kind__in=BY_HAND, subject="", payload__isnull=False)
    rows = by_hand.order_by("seq").values_list("seq", "payload")
    traces = None
    while page := list(rows.filter(seq__gt=last)[:PAGE]):
        traces = traces or traces_of(people)
        last = page[-1][0]
        told = traces.found_in(pl.Series([text for _seq, text in page], dtype=pl.String))
        found += [page[place][0] for place in told.arg_true()]
    return found


def _with_merged(organisation: int, subjects: Iterable[str]) -> list[str]:
    """These subjects, and those of the duplicates merged into them, however often."""
    found = dict.fromkeys(subjects)
    newer = list(found)
    while newer:
        merges = Entry.objects.filter(
            ledger=organisation, kind="person:merged", subject__in=newer, payload__isnull=False
        ).values_list("payload", flat=True)
        newer = [f"person:{json.loads(text)['merged']}" for text in merges]
        newer = [one for one in newer if one not in found]
        found |= dict.fromkeys(newer)
    return list(found)
