"""Warning, formal notice with its day, suspension: the scale of the house, and how a sanction is lifted.

A suspension acts at once: the source, the campaign or the member is stopped by its own room's verb, which the next claim
reads. Whoever gave a sanction does not lift it (art. 24 and 32 GDPR: two pairs of eyes).
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.members import change_member
from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Campaign
from aval.campaigns.running import NotReady, pause, resume
from aval.oversight.models import Fault, Sanction
from aval.oversight.wording import say, sentences
from aval.prospects.models import Source
from aval.prospects.sources import resume_source, suspend_source

PATIENCE = timedelta(days=7)  # from a warning to a notice, and from a notice to its day
SHORTEST = 20  # characters of a reason
Kind = Sanction.Kind


class NotSuspendable(ValueError):
    """Nothing of that name can be suspended in this organisation."""


def follow_scale(fault: Fault, *, at: datetime) -> Sanction | None:
    """The next step for this fault, when its time has come: warning, notice a week later, suspension after its day.

    What is critical is suspended at once. Only faults about something that can be stopped (`act`) are on the scale.
    """
    row = sentences()[fault.check_code]
    if not row.get("act"):
        return None
    given = list(Sanction.objects.of(fault.organisation_id).filter(fault=fault).order_by("id"))
    if any(one.kind == Kind.SUSPENSION for one in given):
        return None
    last = given[-1] if given else None
    if fault.gravity == Fault.Gravity.CRITICAL or (last and last.until_on and localtime(at).date() > last.until_on):
        return sanction(fault.organisation, Kind.SUSPENSION, fault.about, reason=_reason(fault), fault=fault, at=at)
    if last is None:
        return sanction(fault.organisation, Kind.WARNING, fault.about, reason=_reason(fault), fault=fault, at=at)
    if last.kind == Kind.WARNING and at - last.at >= PATIENCE:
        return sanction(fault.organisation, Kind.NOTICE, fault.about, reason=_reason(fault), fault=fault, at=at)
    return None


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
    """Give a sanction about a source, a campaign or a member; a suspension stops it in the same transaction."""
    if len(reason.strip()) < SHORTEST:
        raise ValidationError({"reason": _("Écrivez la raison en une phrase : elle sera lue.")})
    if kind == Kind.SUSPENSION:
        _act(organisation, about, STOPS, reason, by, at)
    until = localtime(at).date() + PATIENCE if kind == Kind.NOTICE else None
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
        errors["because"] = _("Écrivez la raison en une phrase : elle sera lue.")
    if errors:
        raise ValidationError(errors)
    mine = Sanction.objects.of(given.organisation_id).filter(pk=given.pk, lifted_at__isnull=True)
    if not mine.update(lifted_at=at, lifted_by=by, lifted_because=because.strip()[:500]):
        raise ValidationError(_("Elle est déjà levée."))
    if given.kind == Kind.SUSPENSION:
        _act(given.organisation, given.about, RESUMES, because, by, at)
    told = {"sanction": given.pk, "about": given.about, "because": because.strip(), "by": by.pk}
    evidence.record(given.organisation_id, "sanction:lifted", told, at=at)


Act = Callable[[Organisation, int, str, Member | None, datetime], None]


def _act(ours: Organisation, about: str, acts: Mapping[str, Act], why: str, by: Member | None, at: datetime) -> None:
    what, _colon, key = about.partition(":")
    if what not in acts or not key.isdecimal():
        raise NotSuspendable(about)
    acts[what](ours, int(key), why, by, at)


def _source(ours: Organisation, key: int) -> Source:
    found = Source.objects.of(ours).filter(pk=key).first()
    if found is None:
        raise NotSuspendable(f"source:{key}")
    return found


def _campaign(ours: Organisation, key: int) -> Campaign:
    found = Campaign.objects.of(ours).filter(pk=key).select_related("offer", "source").first()
    if found is None:
        raise NotSuspendable(f"campaign:{key}")
    return found


def _member(ours: Organisation, key: int) -> Member:
    found = Member.objects.filter(organisation=ours, pk=key).first()
    if found is None:
        raise NotSuspendable(f"member:{key}")
    return found


def _stop_campaign(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    campaign = _campaign(ours, key)
    if campaign.state == Campaign.State.RUNNING:
        pause(campaign, why=why, by=by, at=at)


def _resume_campaign(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    try:
        resume(_campaign(ours, key), by=by, at=at)
    except NotReady:
        return  # it was finished, or resumed, meanwhile


def _stop_source(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    suspend_source(_source(ours, key), why=why, by=by, at=at)


def _resume_source(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    resume_source(_source(ours, key), why=why, by=by, at=at)


def _stop_member(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    change_member(_member(ours, key), at=at, by=by, active=False)


def _resume_member(ours: Organisation, key: int, why: str, by: Member | None, at: datetime) -> None:
    change_member(_member(ours, key), at=at, by=by, active=True)


STOPS: Mapping[str, Act] = {"source": _stop_source, "campaign": _stop_campaign, "member": _stop_member}
RESUMES: Mapping[str, Act] = {"source": _resume_source, "campaign": _resume_campaign, "member": _resume_member}
