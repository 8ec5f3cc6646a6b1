"""A person says what is wrong in her record (art. 16 GDPR): it is put right through the same mill as a list.

What she stopped stays stopped under her new name, address or number.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from aval.prospects.describing import classify, fingerprint_lines
from aval.prospects.entering import COLUMNS
from aval.prospects.lines import read_cells
from aval.prospects.models import ContactPoint, Objection, Person
from aval.prospects.objecting import object_to
from aval.prospects.reading import Batch
from aval.prospects.running import read_corrections

NAMES = ("civility", "first_name", "last_name", "title")
POINTS = ("email", "phone")
AMENDABLE = (*NAMES, *POINTS)


class NotAmendable(ValueError):
    """What she gave cannot be kept: `field` says which, `code` why (a refusal of an address, or `taken`)."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code = field, code


@transaction.atomic
def amend(person: Person, changes: Mapping[str, str], *, at: datetime) -> tuple[str, ...]:
    """Put these fields right (`AMENDABLE`); the names of those that changed. Raises `NotAmendable`."""
    wanted = {name: value.strip() for name, value in changes.items() if name in AMENDABLE}
    old = {name: current(person, name) for name in wanted}
    changed = tuple(name for name in wanted if wanted[name] != old[name])
    if not changed:
        return ()
    stopped = _stopped(person)
    line = _read(person, wanted, at)
    for name in set(changed) & set(POINTS):
        _move(person, name, wanted[name], line)
    _rename(person, wanted, changed, line, at)
    for objection in stopped:
        object_to(
            person.organisation, person, channel=objection.channel, brand=objection.brand, origin=objection.origin,
            heard_at=objection.heard_at, at=at, by=objection.recorded_by,
        )  # fmt: skip
    return changed


def current(person: Person, name: str) -> str:
    """What her record says of one field."""
    if name in NAMES:
        return str(getattr(person, name) or "")
    point = person.contact_points.filter(medium=name).order_by("pk").first()
    return point.value if point else ""


def _stopped(person: Person) -> list[Objection]:
    """Her objections as they stand: by her row, her own addresses or her identity."""
    prints = list(person.contact_points.values_list("fingerprint", flat=True))
    rows = Objection.objects.of(person.organisation_id).select_related("brand", "recorded_by")
    hers = rows.filter(person=person) | rows.filter(person=None, fingerprint__in=[*prints, person.identity or ""])
    return list({(one.channel, one.brand_id): one for one in hers.order_by("-pk")}.values())


def _read(person: Person, wanted: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """The amended record as a line of a list, read and classified. Raises `NotAmendable` for one that would be refused."""
    company = person.company
    told = {
        "company": company.name if company else "",
        "siren": (company.siren or "") if company else "",
        "language": person.language,
        "collected_on": localdate(at).isoformat(),
        **{name: current(person, name) for name in AMENDABLE},
        **wanted,
    }
    rows = [[told.get(name, "") for name in COLUMNS]]
    corrections = read_corrections(person.organisation_id)
    batch = Batch(last=1, lines=[1], rows=rows)
    cells = read_cells(batch, COLUMNS, {name: name for name in COLUMNS}, localdate(at), corrections)
    line = classify(fingerprint_lines(cells), corrections).row(0, named=True)
    if line.get("refused_reason"):
        raise NotAmendable(str(line.get("refused_field") or ""), str(line["refused_reason"]))
    return line


def _move(person: Person, medium: str, value: str, line: Mapping[str, Any]) -> None:
    """Her address or number becomes the new one, or goes when she gives none."""
    point = person.contact_points.filter(medium=medium).order_by("pk").first()
    if not value:
        if point is not None:
            point.delete()
        return
    normal, mark = line[f"{medium}_normal"], line[f"{medium}_print"]
    others = ContactPoint.objects.of(person.organisation_id).filter(normal=normal).exclude(person=person)
    if medium == "email" and others.exists():
        raise NotAmendable(medium, "taken")
    point = point or ContactPoint(organisation_id=person.organisation_id, person=person, medium=medium)
    point.value, point.normal, point.fingerprint = value, normal, mark
    point.unreachable_since = None
    if medium == "email":
        for name in ("recipient_kind", "address_kind", "confidence", "why", "disposable"):
            setattr(point, name, line[name])
    point.save()


def _rename(
    person: Person, wanted: Mapping[str, str], changed: tuple[str, ...], line: Mapping[str, Any], at: datetime
) -> None:
    for name in set(changed) & set(NAMES):
        setattr(person, name, wanted[name])
    if "title" in changed:
        for name in ("function", "seniority", "function_confidence", "function_why"):
            setattr(person, name, line[name] or ("" if name == "function_why" else None))
        person.function_observed_on = localdate(at)
    taken = Person.objects.of(person.organisation_id).filter(identity=line["identity"]).exclude(pk=person.pk)
    if line["identity"] and not taken.exists():
        person.identity = line["identity"]
    person.last_contact_from_at = at
    person.save()
