"""A restored base hears again what it forgot: every objection, every erasure its journal knows and it does not (T14);
consents taken back, restrictions, and corrections to make again (`retelling`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from aval import evidence
from aval.accounts.models import Brand, Organisation
from aval.evidence.models import Entry
from aval.prospects.fingerprints import key_id
from aval.prospects.models import ContactPoint, Objection, Person
from aval.prospects.objecting import covering
from aval.rights import journal
from aval.rights.erasing import forget_many
from aval.rights.journal import Line
from aval.rights.retelling import retell

AT_ONCE = 500  # lines looked up together


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the base had forgotten: lines of the journal, objections recorded again, people erased again."""

    lines: int
    objections: int
    people: int
    choices: int = 0


def replay(organisation: Organisation, *, at: datetime) -> Replayed:
    """Tell the base what its journal knows and it does not, then begin the journal again from it.

    Killed in the middle, the base stays closed and it is done again: what was told already is told to no effect.
    """
    told = objections = people = choices = 0
    waiting: list[Line] = []
    for line in journal.lines(organisation.pk):
        waiting.append(line)
        if len(waiting) == AT_ONCE:
            found = _tell(organisation, waiting, at)
            told, objections, people = told + found[0], objections + found[1], people + found[2]
            choices += found[3]
            waiting = []
    found = _tell(organisation, waiting, at)
    done = Replayed(told + found[0], objections + found[1], people + found[2], choices + found[3])
    with transaction.atomic():
        payload = {"lines": done.lines, "objections": done.objections, "people": done.people, "choices": done.choices}
        evidence.record(organisation.pk, "base:restored", payload, at=at)
    journal.begin_again(organisation.pk)
    return done


def _tell(organisation: Organisation, lines: Sequence[Line], at: datetime) -> tuple[int, int, int, int]:
    known = dict(
        Entry.objects.filter(ledger=organisation.pk, seq__in=[line.seq for line in lines]).values_list("seq", "leaf")
    )
    missing = [line for line in lines if bytes(known.get(line.seq, b"")).hex() != line.leaf]
    objections = sum(_object_again(organisation, line, at) for line in missing if line.kind == "objection:recorded")
    erased = [one for line in missing if line.kind == "erasure:people" for one in line.payload["people"]]
    people = _erased_here(organisation, erased)
    _note_again(organisation, [line for line in missing if line.kind == "erasure:people"], at)
    if people:
        forget_many(organisation, people, at=at)
    choices = sum(retell(organisation, line, at) for line in missing)
    return len(missing), objections, len(people), choices


def _note_again(organisation: Organisation, lines: Sequence[Line], at: datetime) -> None:
    """Keep these erasures in the ledger, here or not: another copy of the base may hold them still."""
    with transaction.atomic():
        payloads = ((line.payload | {"replayed": line.seq}, "") for line in lines)
        evidence.record_many(organisation.pk, "erasure:people", payloads, at=at)


def _object_again(organisation: Organisation, line: Line, at: datetime) -> int:
    """Record the objection of a line where the base does not have it; how many marks. A brand that is gone means all."""
    said = line.payload
    brand = Brand.objects.of(organisation).filter(pk=said.get("brand")).first() if said.get("brand") else None
    scopes: dict[str, list[tuple[str, str]]] = {}
    for kind, mark, *channel in said["marks"]:
        scopes.setdefault(channel[0] if channel else said.get("channel", ""), []).append((kind, mark))
    added = 0
    for channel, marks in scopes.items():
        with transaction.atomic():
            known = covering(organisation, [mark for _kind, mark in marks], channel=channel, brand=brand)
            stopped = set(known.values_list("fingerprint", flat=True))
            new = sorted({one for one in marks if one[1] not in stopped})
            if new:
                payload = said | {"marks": [list(one) for one in new], "channel": channel, "replayed": line.seq}
                entry = evidence.record(organisation.pk, "objection:recorded", payload, at=at)
                person = _bearer(organisation, new)
                Objection.objects.bulk_create(
                    Objection(
                        organisation=organisation, kind=kind, fingerprint=mark, key_id=said.get("key", key_id()),
                        channel=channel, brand=brand, origin=said["origin"], heard_at=said["heard_at"], recorded_at=at,
                        person_id=person, evidence=entry,
                    )
                    for kind, mark in new
                )  # fmt: skip
                added += len(new)
    return added


def _bearer(organisation: Organisation, marks: Sequence[tuple[str, str]]) -> int | None:
    """Whose these marks are, when they are one person's."""
    prints = [mark for _kind, mark in marks]
    hers = Q(contact_points__fingerprint__in=prints) | Q(identity__in=prints)
    found = list(Person.objects.of(organisation).filter(hers).values_list("pk", flat=True).distinct()[:2])
    return found[0] if len(found) == 1 else None


def _erased_here(organisation: Organisation, erased: Sequence[tuple[int, str, list[tuple[str, str]]]]) -> list[int]:
    """The people of this base who were erased: by their row, else by what was theirs alone."""
    rows = {(number, datetime.fromisoformat(born)) for number, born, _marks in erased}
    prints = {mark for _number, _born, marks in erased for kind, mark in marks if kind != "phone"}
    numbers = {mark for _number, _born, marks in erased for kind, mark in marks if kind == "phone"}
    people = Person.objects.of(organisation)
    same = people.filter(pk__in=[number for number, _born in rows]).values_list("pk", "created_at")
    found = {pk for pk, born in same if (pk, born) in rows}
    points = ContactPoint.objects.of(organisation)
    found |= set(points.filter(fingerprint__in=prints).values_list("person", flat=True))
    found |= set(people.filter(identity__in=prints).values_list("pk", flat=True))
    alone = points.filter(fingerprint__in=numbers).values("fingerprint").annotate(many=Count("person")).filter(many=1)
    found |= set(points.filter(fingerprint__in=alone.values("fingerprint")).values_list("person", flat=True))
    return sorted(found)
