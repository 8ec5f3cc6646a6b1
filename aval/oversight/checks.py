"""The checks of the inspector, one function each: what is wrong now, about what, with the facts its sentence needs.

Each reads what the rooms already know; none has a rule of its own. Words, articles and gravity are in `checks.toml`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Count, F, Min, Q
from django.utils.timezone import localtime

from aval import evidence
from aval.accountability.breaches import clock, running
from aval.accountability.register import EEA, drift
from aval.accounts.models import Brand, Chore, Member, Organisation, Role
from aval.calls.models import Call
from aval.calls.notes import read_note
from aval.campaigns.models import Campaign
from aval.campaigns.offers import aim_of
from aval.clearance.holding import held
from aval.post.domains import last_check
from aval.post.exits import exit_answers
from aval.post.models import Attempt, Mailbox, MailServer, Return
from aval.prospects.models import Export, Provenance, Source, SupplierFile
from aval.prospects.sources import FROM_SOMEBODY
from aval.rights.models import Case
from aval.rights.retention import late

LARGE = 1_000  # people of one export
ASLEEP = timedelta(days=180)
READ_WITHIN = timedelta(days=1)
NEEDS_FACTOR = (Role.ADMINISTRATOR, Role.DPO, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong: `about` is an opaque code, `facts` fill the sentence of the check."""

    about: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def _day(value: object) -> str:
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)


def retention_late(ours: Organisation, at: datetime) -> Iterator[Found]:
    for one in late(ours, at):
        yield Found(one.what, {"table": one.what, "rows": one.rows, "oldest": _day(one.oldest)})


def notice_overdue(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Those the law's own question about holding finds told too late, by list."""
    late_ones: list[int] = []
    for window in held(ours.pk, at):
        told_late = window.filter(window["findings"].list.contains("inform-or-delete"))
        late_ones += told_late["person"].to_list()
    counted: dict[tuple[int, str], int] = {}
    for start in range(0, len(late_ones), LARGE):
        lines = Provenance.objects.of(ours).filter(person__in=late_ones[start : start + LARGE])
        for source, name, people in lines.values_list("source", "source__name").annotate(
            n=Count("person", distinct=True)
        ):
            counted[source, name] = counted.get((source, name), 0) + people
    for (source, name), people in counted.items():
        yield Found(f"source:{source}", {"name": name, "people": people})


def register_drift(ours: Organisation, at: datetime) -> Iterator[Found]:
    if found := drift(ours, at=at):
        yield Found("", {"count": len(found), "first": found[0].what})


def case_overdue(ours: Organisation, at: datetime) -> Iterator[Found]:
    open_ones = Case.objects.of(ours).filter(answer__isnull=True, due_on__lt=localtime(at).date())
    for case in open_ones:
        yield Found(f"case:{case.pk}", {"case": case.pk, "right": case.right, "due": _day(case.due_on)})


def source_without_file(ours: Organisation, at: datetime) -> Iterator[Found]:
    bare = Q(supplier_file__isnull=True) | Q(supplier_file__contract_reference="") | Q(supplier_file__contract_on=None)
    sources = Source.objects.of(ours).filter(bare, kind__in=FROM_SOMEBODY, suspended_at=None)
    for source in sources.exclude(imports=None, provenances=None).distinct():
        yield Found(f"source:{source.pk}", {"name": source.name})


def sample_failed(ours: Organisation, at: datetime) -> Iterator[Found]:
    bad = SupplierFile.objects.of(ours).filter(sample_valid__lt=F("sample_size"), source__suspended_at=None)
    for file in bad.select_related("source"):
        facts = {
            "name": file.source.name,
            "bad": (file.sample_size or 0) - (file.sample_valid or 0),
            "size": file.sample_size,
        }
        yield Found(f"source:{file.source_id}", facts)


def transfer_bare(ours: Organisation, at: datetime) -> Iterator[Found]:
    files = SupplierFile.objects.of(ours).filter(safeguard="", source__suspended_at=None)
    for file in files.exclude(processing_country__in=EEA).select_related("source"):
        yield Found(f"source:{file.source_id}", {"name": file.source.name, "country": file.processing_country})


def second_factor(ours: Organisation, at: datetime) -> Iterator[Found]:
    armed = Authenticator.objects.values("user")
    members = Member.objects.filter(organisation=ours, is_active=True, role__in=NEEDS_FACTOR)
    for member in members.exclude(pk__in=armed):
        yield Found(f"member:{member.pk}", {"email": member.email, "role": member.role})


def account_asleep(ours: Organisation, at: datetime) -> Iterator[Found]:
    members = Member.objects.filter(organisation=ours, is_active=True, last_login__lt=at - ASLEEP)
    for member in members:
        yield Found(f"member:{member.pk}", {"email": member.email, "days": (at - member.last_login).days})


def export_large(ours: Organisation, at: datetime) -> Iterator[Found]:
    recent = Export.objects.of(ours).filter(at__gt=at - timedelta(days=7), count__gte=LARGE).select_related("by")
    for one in recent:
        email = one.by.email if one.by else "—"
        yield Found(f"export:{one.pk}", {"people": one.count, "on": _day(one.at), "email": email})


def note_sensitive(ours: Organisation, at: datetime) -> Iterator[Found]:
    for call in Call.objects.of(ours).exclude(note="").only("pk", "note").iterator():
        if warned := read_note(call.note):
            yield Found(f"call:{call.pk}", {"call": call.pk, "family": ", ".join(one.label for one in warned)})


def sender_unproved(ours: Organisation, at: datetime) -> Iterator[Found]:
    for brand in Brand.objects.of(ours).filter(pk__in=MailServer.objects.of(ours).values("brand")):
        check = last_check(brand)
        if check is None or not check.passed:
            domain = check.domain if check else brand.sender_email.rpartition("@")[2]
            yield Found(f"brand:{brand.pk}", {"domain": domain})


def exit_mute(ours: Organisation, at: datetime) -> Iterator[Found]:
    """The link is really opened, as a stranger would, when letters leave this machine."""
    if not exit_answers(local=not MailServer.objects.of(ours).exists()):
        yield Found()


def objection_crossed(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Messages handed over more than a second after the objection that stopped them was stored, by campaign."""
    said = "person__objections__"
    brands = Q(**{said + "brand": None}) | Q(**{said + "brand": F("campaign__offer__brand")})
    crossed = Attempt.objects.of(ours).filter(
        brands,
        handed_at__gt=F(said + "recorded_at") + timedelta(seconds=1),
        clearance__message_type="prospecting",
        **{said + "channel__in": ["", "email"], said + "recorded_at__gt": at - timedelta(days=90)},
    )
    counted = crossed.values("campaign", "campaign__name").annotate(count=Count("id", distinct=True))
    for one in counted:
        yield Found(f"campaign:{one['campaign']}", {"name": one["campaign__name"], "count": one["count"]})


def assessment_expired(ours: Organisation, at: datetime) -> Iterator[Found]:
    running_ones = Campaign.objects.of(ours).filter(state=Campaign.State.RUNNING).select_related("offer")
    for campaign in running_ones:
        review = aim_of(campaign.offer, localtime(at).date()).assessment_review_on
        if review is None or review <= localtime(at).date():
            yield Found(f"campaign:{campaign.pk}", {"name": campaign.name, "on": _day(review) if review else "—"})


def ledger_broken(ours: Organisation, at: datetime) -> Iterator[Found]:
    report = evidence.verify_live(ours.pk)
    if not report.ok:
        yield Found("", {"first": report.first_bad if report.first_bad is not None else "—"})


def breach_late(ours: Organisation, at: datetime) -> Iterator[Found]:
    for breach in running(ours):
        left = clock(breach, at)
        hours = [one for one in (left.notify_hours, left.tell_hours) if one is not None]
        if not breach.drill and min(hours) < 0:
            yield Found(f"breach:{breach.pk}", {"title": breach.title, "until": _day(left.notify_until)})


def mailbox_unread(ours: Organisation, at: datetime) -> Iterator[Found]:
    boxes = Mailbox.objects.of(ours).filter(Q(read_at=None) | Q(read_at__lt=at - READ_WITHIN))
    for box in boxes:
        yield Found(f"mailbox:{box.pk}", {"code": box.code, "on": _day(box.read_at) if box.read_at else "—"})


def reply_waiting(ours: Organisation, at: datetime) -> Iterator[Found]:
    waiting = Return.objects.of(ours).filter(kind=Return.Kind.REPLY, sorting="", received_at__lt=at - READ_WITHIN)
    if count := waiting.count():
        oldest = waiting.aggregate(oldest=Min("received_at"))["oldest"]
        yield Found("", {"count": count, "on": _day(oldest)})


def chore_failed(ours: Organisation, at: datetime) -> Iterator[Found]:
    recent = Chore.objects.of(ours).filter(day__gte=localtime(at).date() - timedelta(days=2)).exclude(error="")
    for chore in recent:
        yield Found(f"chore:{chore.pk}", {"chore": chore.name, "on": _day(chore.day), "error": chore.error})


CHECKS: dict[str, Callable[[Organisation, datetime], Iterator[Found]]] = {
    check.__name__.replace("_", "-"): check
    for check in (
        retention_late, notice_overdue, register_drift, case_overdue, source_without_file, sample_failed, transfer_bare,
        second_factor, account_asleep, export_large, note_sensitive, sender_unproved, exit_mute, objection_crossed,
        assessment_expired, ledger_broken, breach_late, mailbox_unread, reply_waiting, chore_failed,
    )
}  # fmt: skip
