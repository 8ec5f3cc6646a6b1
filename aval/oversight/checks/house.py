"""The house itself: register, accounts, exports, breaches, the ledger, the nightly round."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Min
from django.utils.timezone import localdate, localtime

from aval import evidence
from aval.accountability.breaches import clock, running
from aval.accountability.models import Affected, Breach
from aval.accountability.notification import missing
from aval.accountability.register import drift, last_version
from aval.accounts.members import is_over
from aval.accounts.models import Chore, Connector, Member, Organisation, Processor, Role, Token
from aval.accounts.processors import barred
from aval.law.deadlines import breach_deadlines
from aval.oversight.checks.finding import Found, day
from aval.post.servers import is_local
from aval.prospects.consulting import last_review
from aval.prospects.models import Consultation, Export

LARGE = 1_000  # people of one export
ASLEEP = timedelta(days=180)
RETURNED = timedelta(days=30)  # after the end of a contract: data given back or destroyed, with proof
REVIEW = timedelta(days=90)
ROUND = timedelta(days=2)
COMPLEMENT = timedelta(hours=72)  # after the initial notification (art. 33(4): without undue further delay)
NEEDS_FACTOR = (Role.ADMINISTRATOR, Role.DPO, Role.MANAGER)


def register_missing(ours: Organisation, at: datetime) -> Iterator[Found]:
    if last_version(ours) is None:
        yield Found()


def register_drift(ours: Organisation, at: datetime) -> Iterator[Found]:
    if last_version(ours) and (found := drift(ours, at=at)):
        yield Found("", {"count": len(found), "first": found[0].what})


def officer_missing(ours: Organisation, at: datetime) -> Iterator[Found]:
    if not (ours.dpo_name.strip() and ours.dpo_email.strip()):
        yield Found()


def second_factor(ours: Organisation, at: datetime) -> Iterator[Found]:
    armed = Authenticator.objects.values("user")
    members = Member.objects.filter(organisation=ours, is_active=True, role__in=NEEDS_FACTOR)
    for member in members.exclude(pk__in=armed):
        yield Found(f"member:{member.pk}", {"email": member.email, "role": member.role})


def account_asleep(ours: Organisation, at: datetime) -> Iterator[Found]:
    members = Member.objects.filter(organisation=ours, is_active=True, last_login__lt=at - ASLEEP)
    for member in members:
        yield Found(f"member:{member.pk}", {"email": member.email, "days": (at - member.last_login).days})


def auditor_unlimited(ours: Organisation, at: datetime) -> Iterator[Found]:
    """An auditor without a last day, or past it."""
    today = localdate(at)
    for member in ours.members.filter(is_active=True, role=Role.AUDITOR):
        if member.until_on is None or is_over(member, today):
            yield Found(f"member:{member.pk}", {"email": member.email, "on": day(member.until_on)})


def log_unreviewed(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Consultations that nobody looked over for three months."""
    reviewed = last_review(ours)
    oldest = Consultation.objects.of(ours).aggregate(at=Min("at"))["at"]
    since = max(filter(None, (oldest, reviewed)), default=None)
    if oldest and since < at - REVIEW:
        yield Found("", {"on": day(reviewed)})


def token_ownerless(ours: Organisation, at: datetime) -> Iterator[Found]:
    keys = Token.objects.of(ours).filter(revoked_at=None, expires_at__gt=at, member__is_active=False)
    for key in keys.select_related("member"):
        yield Found(f"token:{key.pk}", {"name": key.name, "email": key.member.email})


def processor_unusable(ours: Organisation, at: datetime) -> Iterator[Found]:
    """A way by which data leave, whose processor has no whole contract or no safeguard, or is not declared at all."""
    found: dict[str, Found] = {}
    for model in Connector.__subclasses__():
        for one in model.objects.of(ours).select_related("processor"):
            if getattr(one, "host", "") and is_local(one.host):
                continue
            for reason in barred(one, localdate(at))[:1]:
                name = one.processor.name if one.processor else getattr(one, "host", "") or model._meta.verbose_name  # noqa: SLF001
                about = f"processor:{one.processor_id}" if one.processor_id else f"{model._meta.model_name}:{one.pk}"  # noqa: SLF001
                found[about] = Found(about, {"name": str(name), "why": reason.say("fr"), "why_en": reason.say("en")})
    yield from found.values()


def processor_keeps(ours: Organisation, at: datetime) -> Iterator[Found]:
    ended = Processor.objects.of(ours).filter(ends_on__lte=localdate(at) - RETURNED, deleted_on=None)
    for one in ended:
        yield Found(f"processor:{one.pk}", {"name": one.name, "on": day(one.ends_on)})


def export_large(ours: Organisation, at: datetime) -> Iterator[Found]:
    recent = Export.objects.of(ours).filter(at__gt=at - timedelta(days=7), count__gte=LARGE).select_related("by")
    for one in recent.defer("people"):
        email = one.by.email if one.by else "—"
        yield Found(f"export:{one.pk}", {"people": one.count, "on": day(one.at), "email": email})


def ledger_broken(ours: Organisation, at: datetime) -> Iterator[Found]:
    report = evidence.verify_live(ours.pk)
    if not report.ok:
        yield Found("", {"first": report.first_bad if report.first_bad is not None else "—"})


def breach_late(ours: Organisation, at: datetime) -> Iterator[Found]:
    for breach in running(ours):
        left = clock(breach, at)
        hours = [one for one in (left.notify_hours, left.tell_hours) if one is not None]
        if not breach.drill and min(hours) < 0:
            yield Found(f"breach:{breach.pk}", {"title": breach.title, "until": day(left.notify_until)})


def breach_incomplete(ours: Organisation, at: datetime) -> Iterator[Found]:
    rows = Breach.objects.of(ours).filter(
        drill=False, closed_at=None, completed_at=None, notified_at__lt=at - COMPLEMENT
    )
    for breach in rows.select_related("organisation"):
        if left := missing(breach):
            yield Found(f"breach:{breach.pk}", {"title": breach.title, "count": len(left), "first": left[0].label})


def breach_untold(ours: Organisation, at: datetime) -> Iterator[Found]:
    """It was decided to tell them, and some are still waiting after the hour."""
    waiting = [Affected.Way.WAITING, Affected.Way.BY_HAND]
    for breach in Breach.objects.of(ours).filter(drill=False, telling_at__isnull=False, closed_at=None):
        left = breach.people.filter(way__in=waiting).count()
        if left and at > breach_deadlines(breach.aware_at)[1]:
            yield Found(f"breach:{breach.pk}", {"title": breach.title, "people": left})


def chore_failed(ours: Organisation, at: datetime) -> Iterator[Found]:
    recent = Chore.objects.of(ours).filter(day__gte=localtime(at).date() - ROUND).exclude(error="")
    for chore in recent:
        yield Found(f"chore:{chore.pk}", {"chore": chore.name, "on": day(chore.day), "error": chore.error})


def round_missing(ours: Organisation, at: datetime) -> Iterator[Found]:
    """No worker has gone its round for two days: nothing was purged, recalled or checked."""
    done = Chore.objects.of(ours).filter(started_at__gt=at - ROUND)
    if ours.created_at < at - ROUND and not done.exists():
        yield Found()


CHECKS = (
    register_missing, register_drift, officer_missing, second_factor, account_asleep, auditor_unlimited, log_unreviewed,
    token_ownerless, processor_unusable,
    processor_keeps, export_large,
    ledger_broken, breach_late, breach_incomplete, breach_untold, chore_failed, round_missing,
)  # fmt: skip
