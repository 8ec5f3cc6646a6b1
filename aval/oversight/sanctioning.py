"""Warning, formal notice with its day, suspension: given along the scale of the house or by hand, lifted by a second person.

A suspension acts at once (`stopping`): what is stopped is stopped in the same transaction, and the claim under way reads it.
Whoever gave a sanction does not lift it (art. 24 and 32 GDPR: two pairs of eyes).
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.oversight.models import Fault, Sanction
from aval.oversight.scale import STEPS, scale_on
from aval.oversight.stopping import STOPS, go_on, stop
from aval.oversight.wording import say, sentences

DAYS = timedelta(days=7)  # that a notice given by hand leaves
SHORTEST = 20  # characters of a reason
Kind = Sanction.Kind


def follow_scale(fault: Fault, *, at: datetime) -> Sanction | None:
    """The next step for this fault, when its time has come, by the scale of the house: warning, notice, suspension.

    What is critical is suspended at once. Only faults about something that can be stopped (`act`) are on the scale.
    """
    if not sentences()[fault.check_code].get("act") or fault.about.partition(":")[0] not in STOPS:
        return None
    given = list(Sanction.objects.of(fault.organisation_id).filter(fault=fault).order_by("id"))
    if any(one.kind == Kind.SUSPENSION for one in given):
        return None
    kind = _next(fault, given[-1] if given else None, at)
    return sanction(fault.organisation, kind, fault.about, reason=_reason(fault), fault=fault, at=at) if kind else None


def _next(fault: Fault, last: Sanction | None, at: datetime) -> str | None:
    steps = STEPS[scale_on(fault.organisation_id, localdate(at))]
    if fault.gravity == Fault.Gravity.CRITICAL or steps.noticed is None:
        return Kind.SUSPENSION
    if fault.gravity == Fault.Gravity.NOTE:
        return None if last else Kind.WARNING
    if last is None:
        return Kind.NOTICE if steps.warned is None else Kind.WARNING
    if last.kind == Kind.WARNING:
        return Kind.NOTICE if steps.warned is None or at - last.at >= steps.warned else None
    return Kind.SUSPENSION if last.until_on and localdate(at) > last.until_on else None


def _reason(fault: Fault) -> str:
    said = say(fault.check_code, fault.facts)
    return f"{said.text} ({said.article})"[:500]


@transaction.atomic
def sanction(
    organisation: Organisation,
    kind: str,
    about: str,
    *,
    reason: str,
    at: datetime,
    fault: Fault | None = None,
    by: Member | None = None,
) -> Sanction:
    """Give a sanction about a source, a campaign, a connector or a member; a suspension stops it in the same transaction."""
    if len(reason.strip()) < SHORTEST:
        raise ValidationError({"reason": _("Écrivez la raison en une phrase : elle sera lue.")})
    if kind == Kind.SUSPENSION:
        stop(organisation, about, why=reason, by=by, at=at)
    patience = DAYS if by else STEPS[scale_on(organisation, localdate(at))].noticed or DAYS
    until = localdate(at) + patience if kind == Kind.NOTICE else None
    told = {
        "kind": str(kind),
        "about": about,
        "reason": reason,
        "by": by.pk if by else None,
        "fault": fault.pk if fault else None,
    }
    return Sanction.objects.create(
        organisation=organisation,
        fault=fault,
        kind=Kind(kind),
        about=about,
        reason=reason.strip()[:500],
        until_on=until,
        at=at,
        by=by,
        evidence=evidence.record(organisation.pk, "sanction:given", told, at=at),
    )


@transaction.atomic
def lift(given: Sanction, *, because: str, by: Member, at: datetime) -> None:
    """Lift a sanction, with a reason, by somebody else than who gave it; what was suspended goes on."""
    errors = {}
    if given.by_id == by.pk:
        errors["because"] = _("Une autre personne que celle qui l’a prise doit la lever.")
    elif len(because.strip()) < SHORTEST:
        errors["because"] = _("Écrivez la raison en une phrase : elle sera lue.")
    if errors:
        raise ValidationError(errors)
    mine = Sanction.objects.of(given.organisation_id).filter(pk=given.pk, lifted_at__isnull=True)
    if not mine.update(lifted_at=at, lifted_by=by, lifted_because=because.strip()[:500]):
        raise ValidationError(_("Elle est déjà levée."))
    if given.kind == Kind.SUSPENSION:
        go_on(given.organisation, given.about, why=because, by=by, at=at)
    told = {"sanction": given.pk, "about": given.about, "because": because.strip(), "by": by.pk}
    evidence.record(given.organisation_id, "sanction:lifted", told, at=at)
