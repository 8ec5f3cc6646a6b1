"""Telling the persons (art. 34): what happened, whom to ask, what may follow, what was done, what she can do.

Each message says which kinds of her own data were out. It is no prospecting: no objection stops it, no offer is in it.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from aval import evidence
from aval.accountability.affected import columns_out, groups, kinds_of
from aval.accountability.breaches import PARTS, SHORTEST
from aval.accountability.models import Affected, Breach
from aval.accounts.models import Brand, Member
from aval.post.single import NotWritable, write_to
from aval.prospects.models import ContactPoint, Person

GROUP = 500  # people written down, or written to, at a time


def missing_parts(breach: Breach) -> dict[str, str]:
    """The parts of the message that are still empty or too short to say anything: field -> its name."""
    return {
        name: str(breach._meta.get_field(name).verbose_name)  # noqa: SLF001  the name of the field is what the page says
        for name in PARTS
        if len(getattr(breach, name).strip()) < SHORTEST
    }


@transaction.atomic
def decide_telling(breach: Breach, *, by: Member, at: datetime) -> int:
    """Freeze whom it touches and have them told; how many. A drill writes the list, and nothing leaves."""
    if breach.telling_at or breach.waived_at:
        raise ValidationError(_("C’est déjà décidé."))
    if missing := missing_parts(breach):
        text = _("Une phrase précise au moins : une formule vague a été sanctionnée (SAN-2026-001).")
        raise ValidationError(dict.fromkeys(missing, text))
    out, count = columns_out(breach), 0
    for some in groups(breach, GROUP):
        people = _with_points(breach, some)
        kinds = kinds_of(people, out)
        Affected.objects.bulk_create(
            Affected(organisation_id=breach.organisation_id, breach=breach, person=person, kinds=kinds[person.pk])
            for person in people
        )
        count += len(people)
    if not count:
        raise ValidationError({"scope": _("Dites d’abord quelles données sont concernées : personne n’est compté.")})
    breach.telling_at = at
    breach.save(update_fields=["telling_at"])
    told = {"breach": breach.pk, "people": count, "kinds": sorted(out), "by": by.pk, "drill": breach.drill}
    evidence.record(breach.organisation_id, "breach:telling", told, at=at)
    return count


def _with_points(breach: Breach, ids: list[int]) -> list[Person]:
    points = Prefetch("contact_points", ContactPoint.objects.of(breach.organisation_id).order_by("medium", "id"))
    return list(Person.objects.of(breach.organisation_id).filter(pk__in=ids).prefetch_related(points).order_by("pk"))


def tell_next(breach: Breach, *, at: datetime, limit: int = GROUP) -> int:
    """Write to the next of those who wait; how many were settled. Run again, it goes on where it stopped."""
    if breach.drill or not breach.telling_at:
        return 0
    brand = Brand.objects.of(breach.organisation_id).order_by("id").first()
    waiting = list(
        Affected.objects.of(breach.organisation_id)
        .filter(breach=breach, way=Affected.Way.WAITING)
        .select_related("person")
        .order_by("id")[:limit]
    )
    people = {one.pk: one for one in _with_points(breach, [row.person_id for row in waiting if row.person_id])}
    for row in waiting:
        _tell(breach, brand, row, people.get(row.person_id or 0), at)
    return len(waiting)


@transaction.atomic
def _tell(breach: Breach, brand: Brand | None, row: Affected, person: Person | None, at: datetime) -> None:
    mine = Affected.objects.of(breach.organisation_id).filter(pk=row.pk, way=Affected.Way.WAITING)
    points = [point for point in person.contact_points.all() if point.medium == "email"] if person else []
    if person is None or brand is None or not points:
        mine.update(way=Affected.Way.BY_HAND if person else Affected.Way.GONE)
        return
    subject, text = message(breach, row.kinds, language=person.language)
    if not mine.update(way=Affected.Way.EMAIL, told_at=at):
        return
    try:
        single = write_to(
            breach.organisation,
            brand=brand,
            message_type="breach_notice",
            to=points[0],
            subject=subject,
            text=text,
            about=f"breach:{breach.pk}",
            at=at,
        )
    except NotWritable:
        Affected.objects.of(breach.organisation_id).filter(pk=row.pk).update(way=Affected.Way.BY_HAND, told_at=None)
        return
    Affected.objects.of(breach.organisation_id).filter(pk=row.pk).update(single=single)
    told = {"breach": breach.pk, "kinds": row.kinds}
    evidence.record(breach.organisation_id, "breach:told", told, at=at, subject=f"person:{person.pk}")


def kind_names() -> Mapping[str, str]:
    """The kinds of data, in the language in force."""
    return {
        "name": _("votre nom"),
        "function": _("votre fonction"),
        "company": _("votre société"),
        "email": _("votre adresse électronique"),
        "phone": _("votre numéro de téléphone"),
        "origin": _("d’où nous tenons vos données"),
        "history": _("nos échanges et décisions à votre sujet"),
    }


def message(breach: Breach, kinds: list[str], *, language: str) -> tuple[str, str]:
    """Subject and words of the message to one person, in French or English around the words of the file."""
    controller = breach.organisation
    with translation.override(language if language in {"fr", "en"} else "fr"):
        names = kind_names()
        contact = ", ".join(
            filter(None, (controller.dpo_name, controller.dpo_email or controller.mailbox, controller.telephone))
        )
        parts = (
            (_("Ce qui est arrivé"), breach.nature_told),
            (_("Les données vous concernant"), "\n".join(f"- {names[kind]}" for kind in kinds)),
            (_("Ce que cela peut entraîner pour vous"), breach.consequences),
            (_("Ce que nous avons fait"), breach.measures),
            (_("Ce que vous pouvez faire"), breach.advice),
            (_("À qui vous adresser"), contact),
        )
        head = _(
            "Nous vous devons cette information : des données qui vous concernent ont fait l’objet d’une violation."
        )
        subject = _("%(name)s : une violation de données vous concerne") % {"name": controller.legal_name}
        body = "\n\n".join(f"{title}\n{words.strip()}" for title, words in parts if words.strip())
        return subject, f"{head}\n\n{body}"


@transaction.atomic
def told_otherwise(row: Affected, *, by: Member, at: datetime) -> None:
    """She was told by telephone or letter."""
    mine = Affected.objects.of(row.organisation_id).filter(pk=row.pk, way=Affected.Way.BY_HAND)
    if mine.update(way=Affected.Way.TOLD, told_at=at):
        told = {"breach": row.breach_id, "kinds": row.kinds, "by": by.pk}
        subject = f"person:{row.person_id}" if row.person_id else ""
        evidence.record(row.organisation_id, "breach:told", told, at=at, subject=subject)


def tell_all(at: datetime) -> bool:
    """A worker's turn: the next people of every breach that is being told; whether anybody was."""
    rows = Breach.objects.filter(
        telling_at__isnull=False, closed_at__isnull=True, drill=False, people__way=Affected.Way.WAITING
    )
    return sum(tell_next(breach, at=at) for breach in rows.select_related("organisation").distinct()) > 0
