"""A breach, from the hour one became aware (art. 33 and 34 GDPR).

The clock runs in hours, holidays included. The register keeps every breach, notified or not; each change is an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from aval import evidence
from aval.accountability.affected import UnknownScope, check_scope, count_touched
from aval.accountability.models import Breach
from aval.accounts.models import Member, Organisation
from aval.law.deadlines import breach_deadlines

FACTS = (
    "title", "happened_at", "ended_at", "confidentiality", "integrity", "availability", "cause", "facts", "scope", "unreadable",
    "risk", "nature_told", "consequences", "measures", "advice", "before", "processors", "abroad", "late_because",
)  # fmt: skip
PARTS = ("nature_told", "consequences", "measures", "advice")  # of the message to the persons (art. 34(2))
SHORTEST = 40  # characters of a part: « toutes les mesures ont été prises » says nothing (SAN-2026-001)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the two clocks stand: until when, and how many whole hours are left (negative: late); None once stopped."""

    notify_until: datetime
    notify_hours: int | None
    tell_until: datetime
    tell_hours: int | None


@transaction.atomic
def declare_breach(
    organisation: Organisation, *, title: str, aware_at: datetime, by: Member, at: datetime, drill: bool = False
) -> Breach:
    """Start the clock. `aware_at` is when anyone of the house, or a processor's message, first said so."""
    errors = {}
    if not title.strip():
        errors["title"] = _("Dites en quelques mots ce qui est arrivé.")
    if aware_at > at:
        errors["aware_at"] = _("Cette heure est dans l’avenir.")
    if errors:
        raise ValidationError(errors)
    breach = Breach.objects.create(
        organisation=organisation, title=title.strip(), aware_at=aware_at, declared_at=at, declared_by=by, drill=drill
    )
    _tell(breach, "breach:declared", at, by, title=breach.title, aware_at=aware_at.isoformat(), drill=drill)
    return breach


@transaction.atomic
def describe_breach(breach: Breach, facts: Mapping[str, Any], *, by: Member, at: datetime) -> Breach:
    """Complete the file, as often as one learns more. Names outside `FACTS` are a `KeyError`; `ValidationError` names fields."""
    if unknown := set(facts) - set(FACTS):
        raise KeyError(sorted(unknown))
    if breach.closed_at:
        raise ValidationError(_("Ce dossier est clos."))
    changed = {name: value for name, value in facts.items() if getattr(breach, name) != value}
    for name, value in changed.items():
        setattr(breach, name, value)
    try:
        check_scope(breach.organisation_id, breach.scope)
    except UnknownScope as why:
        raise ValidationError({"scope": _("Ce fichier ou cette liste n’est pas d’ici.")}) from why
    if breach.happened_at and breach.happened_at > at:
        raise ValidationError({"happened_at": _("Cette heure est dans l’avenir.")})
    if changed:
        breach.save(update_fields=list(changed))
        told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in changed.items()}
        _tell(breach, "breach:described", at, by, **told)
    return breach


def clock(breach: Breach, at: datetime) -> Clock:
    """How long is left to notify the CNIL, and to tell the persons."""
    notify_until, tell_until = breach_deadlines(breach.aware_at)
    return Clock(
        notify_until,
        None if breach.notified_at or breach.closed_at else _hours(notify_until, at),
        tell_until,
        None if breach.telling_at or breach.waived_at or breach.closed_at else _hours(tell_until, at),
    )


def _hours(until: datetime, at: datetime) -> int:
    return int((until - at).total_seconds() // 3600)


def running(organisation: Organisation) -> list[Breach]:
    """The breaches whose clock still runs, the oldest first: every page shows them."""
    rows = Breach.objects.of(organisation).filter(closed_at__isnull=True).order_by("aware_at")
    return [breach for breach in rows if not (breach.notified_at and (breach.telling_at or breach.waived_at))]


@transaction.atomic
def note_notification(breach: Breach, *, reference: str, by: Member, at: datetime) -> None:
    """The CNIL was notified: the initial notification, then its complement. Late, it needs its reasons (art. 33(1))."""
    until, _told = breach_deadlines(breach.aware_at)
    if at > until and not breach.notified_at and not breach.late_because.strip():
        raise ValidationError({"late_because": _("Au-delà de 72 heures, la CNIL demande les raisons du retard.")})
    step = "complement" if breach.notified_at else "initial"
    if breach.notified_at:
        breach.completed_at = at
    else:
        breach.notified_at = at
    breach.reference = reference.strip() or breach.reference
    breach.save(update_fields=["notified_at", "completed_at", "reference"])
    _tell(breach, "breach:notified", at, by, step=step, reference=breach.reference)


@transaction.atomic
def waive_telling(breach: Breach, *, reason: str, by: Member, at: datetime) -> None:
    """The persons are not told: a named officer says why, and only when the risk is unlikely or nothing could be read."""
    errors = {}
    if breach.telling_at:
        errors["reason"] = _("Les personnes sont déjà en train d’être informées.")
    elif breach.risk != Breach.Risk.UNLIKELY and not breach.unreadable:
        errors["reason"] = _("Seul un risque peu probable, ou des données illisibles, dispense d’informer.")
    elif len(reason.strip()) < SHORTEST:
        errors["reason"] = _("Écrivez la raison en une phrase au moins : elle sera lue.")
    if errors:
        raise ValidationError(errors)
    breach.waived_at, breach.waived_by, breach.waived_because = at, by, reason.strip()
    breach.save(update_fields=["waived_at", "waived_by", "waived_because"])
    _tell(breach, "breach:waived", at, by, reason=reason.strip())


@transaction.atomic
def close_breach(breach: Breach, *, by: Member, at: datetime) -> None:
    """The file is whole: notified or held unlikely, the persons told or the waiver written, what happened described."""
    missing = []
    if not breach.facts.strip():
        missing.append(_("ce qui s’est passé"))
    if not breach.measures.strip():
        missing.append(_("les mesures prises"))
    if not breach.notified_at and breach.risk != Breach.Risk.UNLIKELY:
        missing.append(_("la notification à la CNIL"))
    if not (breach.telling_at or breach.waived_at):
        missing.append(_("l’information des personnes, ou la raison de s’en passer"))
    if breach.people.filter(way__in=["waiting", "by_hand"]).exists():
        missing.append(_("les personnes qui restent à informer"))
    if missing:
        raise ValidationError(_("Avant de clore, il manque : %(what)s.") % {"what": ", ".join(missing)})
    breach.closed_at = at
    breach.save(update_fields=["closed_at"])
    _tell(breach, "breach:closed", at, by, people=breach.people.count())


def count_affected(breach: Breach) -> int:
    """How many people it touches, as of now."""
    return breach.people.count() or count_touched(breach)


def _tell(breach: Breach, kind: str, at: datetime, by: Member | None, **told: object) -> None:
    payload = {"breach": breach.pk, "by": by.pk if by else None, **told}
    evidence.record(breach.organisation_id, kind, payload, at=at)
