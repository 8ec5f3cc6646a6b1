"""Information proved (art. 14 GDPR): what was said, to whom it is still owed, and by when.

A letter carries the notice; whoever gets none within the month is told otherwise or is deleted. The gate already
refuses her once the month is over.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.timezone import localdate

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.clearance.holding import untold, untold_people
from aval.clearance.keeping import notice_due_on
from aval.prospects.models import Person, Provenance, Source
from aval.prospects.uprooting import uproot
from aval.rights.erasing import empty
from aval.rights.leaving import leaving
from aval.rights.models import Leaving, Notice
from aval.rights.wiping import wipe

AT_ONCE = 5_000  # people of one transaction


@dataclass(frozen=True, slots=True)
class Owed:
    """People of one source and day to whom the notice is owed; from `due_on` on it is too late to write anything else."""

    source: Source
    collected_on: date
    due_on: date
    people: int
    late: bool


def owed(organisation: Organisation, at: datetime) -> list[Owed]:
    """Who is still to be told, the most pressing first."""
    on = localdate(at)
    rows = untold(organisation.pk, at)
    sources = Source.objects.of(organisation).in_bulk(rows["source"].to_list())
    found = [
        Owed(sources[source], day, due := notice_due_on(day, on=on), people, due <= on)
        for source, day, people in rows.iter_rows()
    ] + _at_once(organisation, on)
    return sorted(found, key=lambda one: (one.due_on, one.source.code))


def _at_once(organisation: Organisation, on: date) -> list[Owed]:
    """Who gave us her data herself, to a member's hand, and was not told then: the notice was due that day (art. 13 GDPR)."""
    rows = _by_hand(organisation.pk).values("source", "collected_on").annotate(people=Count("person", distinct=True))
    sources = Source.objects.of(organisation).in_bulk([row["source"] for row in rows])
    return [
        Owed(sources[row["source"]], day := row["collected_on"], day, row["people"], day < on)
        for row in rows.order_by("collected_on")
    ]


def _by_hand(organisation: int) -> QuerySet[Provenance]:
    untold = {"person__informed_at": None, "person__quarantined": False}
    given = {"source__kind": Source.Kind.HAND, "source__collection_mode": Source.Mode.DIRECT}
    return Provenance.objects.of(organisation).filter(**untold, **given)


def people_of(source: Source, collected_on: date) -> list[int]:
    """The people (ids) of one of these rows."""
    if source.collection_mode == Source.Mode.DIRECT:
        hers = _by_hand(source.organisation_id).filter(source=source, collected_on=collected_on)
        return sorted(set(hers.values_list("person", flat=True)))
    return untold_people(source.organisation_id, source.pk, collected_on)


def note_told(
    source: Source, collected_on: date, *, told_at: datetime, how: str, at: datetime, by: Member | None
) -> int:
    """These people were told otherwise than by a letter of ours (post, telephone, the supplier), and how; how many.

    Raises `ValueError` without a proof, or for an instant to come.
    """
    if not how.strip() or told_at > at:
        raise ValueError("how" if not how.strip() else "told_at")
    people = people_of(source, collected_on)
    with transaction.atomic():
        for start in range(0, len(people), AT_ONCE):
            rows = Person.objects.of(source.organisation_id).filter(pk__in=people[start : start + AT_ONCE])
            rows.filter(informed_at__isnull=True).update(informed_at=told_at)
        told = {
            "source": source.code, "collected_on": collected_on.isoformat(), "people": len(people), "told_at": told_at.isoformat(),
            "how": how.strip(), "by": by.pk if by else None,
        }  # fmt: skip
        evidence.record(source.organisation_id, "notice:given", told, at=at)
    return len(people)


def delete_untold(
    source: Source, collected_on: date, *, at: datetime, by: Member | None, spare: Collection[int] = ()
) -> int:
    """Delete them rather than tell them, but those to spare (ids); how many. It is no objection: they may come to us one day.

    Who asked for a restriction stays, stored only (art. 18).
    """
    organisation = source.organisation
    people = [one for one in people_of(source, collected_on) if one not in spare]
    gone = 0
    for start in range(0, len(people), AT_ONCE):
        with transaction.atomic(), leaving(organisation, people[start : start + AT_ONCE]) as rows:
            kept = rows.exclude(restricted_at=None).values_list("pk", flat=True)
            Leaving.objects.of(organisation).filter(row__in=list(kept)).delete()
            gone += rows.count()
            empty(rows, at)
            uproot(rows)
    if gone:
        with transaction.atomic():
            told = {
                "on": localdate(at).isoformat(), "people": gone, "reasons": {"inform-or-delete": gone}, "source": source.code,
                "by": by.pk if by else None,
            }  # fmt: skip
            evidence.record(organisation.pk, "retention:purged", told, at=at)
        wipe()
    return gone


def keep_notice(
    source: Source, *, language: str, digest: str, title: str, sections: Sequence[Sequence[str]], at: datetime
) -> bool:
    """Keep this text when it is not the one already said; whether it was new."""
    with transaction.atomic():
        last = version_at(source, language, at)
        if last and last.digest == digest:
            return False
        told = {
            "source": source.code,
            "language": language,
            "digest": digest,
            "sections": [list(one) for one in sections],
        }
        Notice.objects.create(
            organisation_id=source.organisation_id, source=source, language=language, digest=digest, title=title,
            sections=[list(one) for one in sections], said_from=at,
            evidence=evidence.record(source.organisation_id, "notice:worded", told, at=at),
        )  # fmt: skip
    return True


def version_at(source: Source, language: str, at: datetime) -> Notice | None:
    """What people of this source were told at that instant."""
    said = Notice.objects.of(source.organisation_id).filter(source=source, language=language, said_from__lte=at)
    return said.order_by("-said_from", "-pk").first()
