"""Keeping many people out for ever, in one go: what `object_to` does for one, for all who are erased or click at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.fingerprints import key_id
from aval.prospects.models import ContactPoint, Objection, Person
from aval.prospects.objecting import MEDIA, covering

Marks = dict[int, list[tuple[str, str]]]


def bar(
    organisation: Organisation,
    people: Sequence[int],
    *,
    origin: str,
    at: datetime,
    by: Member | None,
    channel: str = "",
) -> Marks:
    """Record the objection of each of these people (ids), every brand; (kind, fingerprint) of what is hers.

    Inside the caller's transaction. What was stopped already is not recorded again, and is among the marks.
    """
    marks = marks_of(organisation, people, channel)
    every = {mark for hers in marks.values() for _kind, mark in hers}
    stopped = set(
        covering(organisation, list(every), channel=channel, brand=None).values_list("fingerprint", flat=True)
    )
    missing = {person: [one for one in hers if one[1] not in stopped] for person, hers in marks.items()}
    told = {person: sorted(hers) for person, hers in sorted(missing.items()) if hers}
    payloads = (
        (
            {
                "marks": [list(one) for one in hers], "key": key_id(), "channel": channel, "brand": None, "scope": "person",
                "origin": origin, "heard_at": at.isoformat(), "by": by.pk if by else None,
            },
            "",
        )
        for hers in told.values()
    )  # fmt: skip
    if not told:
        return marks
    entries = evidence.record_many(organisation.pk, "objection:recorded", payloads, at=at)
    Objection.objects.bulk_create(
        (
            Objection(
                organisation=organisation, kind=kind, fingerprint=mark, key_id=key_id(), channel=channel, brand=None,
                origin=origin, heard_at=at, recorded_at=at, recorded_by=by, person_id=person, evidence=entry,
            )
            for (person, hers), entry in zip(told.items(), entries, strict=True)
            for kind, mark in hers
        ),
        ignore_conflicts=True, batch_size=1000,
    )  # fmt: skip
    return marks


def marks_of(organisation: Organisation, people: Sequence[int], channel: str = "") -> Marks:
    """What these people alone are recognised by on this channel. A number others share (a switchboard) is not among it."""
    points = ContactPoint.objects.of(organisation).filter(person__in=people)
    if channel in MEDIA:
        points = points.filter(medium=MEDIA[channel])
    rows = list(points.values_list("person", "medium", "normal", "fingerprint"))
    numbers = {normal for _person, medium, normal, _mark in rows if medium == ContactPoint.Medium.PHONE}
    others = ContactPoint.objects.of(organisation).filter(normal__in=numbers).exclude(person__in=people)
    shared = set(others.values_list("normal", flat=True)) if numbers else set()
    marks: Marks = defaultdict(list)
    for person, medium, normal, mark in rows:
        if normal not in shared:
            marks[person].append((medium, mark))
    named = Person.objects.of(organisation).filter(pk__in=people, identity__isnull=False)
    for person, identity in named.values_list("pk", "identity"):
        marks[person].append(("identity", identity))
    return marks
