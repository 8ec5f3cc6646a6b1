"""What leaves and what comes back: letters, calls, servers, mailboxes, and decisions that must hold when taken again."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import phonenumbers
from django.conf import settings
from django.db.models import Count, F, Min, Q
from django.utils.timezone import localdate, localtime

from aval.accounts.models import Brand, Organisation
from aval.calls.models import Call, CallList
from aval.campaigns.models import Campaign
from aval.campaigns.offers import aim_of
from aval.clearance.choosing import policy_facts
from aval.clearance.kept import kept_attempts
from aval.clearance.models import Clearance, Verdict
from aval.clearance.replaying import replay_kept
from aval.law.parameters import all_parameters
from aval.oversight.checks.finding import Found, day, drawn
from aval.post.domains import last_check
from aval.post.exits import exit_answers
from aval.post.models import Attempt, Mailbox, MailServer, Return
from aval.post.servers import is_local

READ_WITHIN = timedelta(days=1)
LATELY = timedelta(days=90)
A_SECOND = timedelta(seconds=1)


def _abroad(ours: Organisation) -> list[MailServer]:
    """The servers letters really leave this machine by."""
    return [one for one in MailServer.objects.of(ours) if one.provider or not is_local(one.host)]


def sender_unproved(ours: Organisation, at: datetime) -> Iterator[Found]:
    for brand in Brand.objects.of(ours).filter(pk__in=MailServer.objects.of(ours).values("brand")):
        check = last_check(brand)
        if check is None or not check.passed:
            domain = check.domain if check else brand.sender_email.rpartition("@")[2]
            yield Found(f"brand:{brand.pk}", {"domain": domain})


def server_clear(ours: Organisation, at: datetime) -> Iterator[Found]:
    for server in _abroad(ours):
        if not server.provider and server.security == MailServer.Security.NONE:
            yield Found(f"server:{server.pk}", {"host": server.host})


def pages_in_clear(ours: Organisation, at: datetime) -> Iterator[Found]:
    if _abroad(ours) and not settings.AVAL_URL.startswith("https://"):
        yield Found("", {"url": settings.AVAL_URL})


def exit_mute(ours: Organisation, at: datetime) -> Iterator[Found]:
    """The link is really opened, as a stranger would, when letters leave this machine."""
    if not exit_answers(local=not MailServer.objects.of(ours).exists()):
        yield Found()


def mailbox_missing(ours: Organisation, at: datetime) -> Iterator[Found]:
    read = set(Mailbox.objects.of(ours).values_list("brand", flat=True))
    for brand in Brand.objects.of(ours).filter(pk__in={one.brand_id for one in _abroad(ours)} - read):
        yield Found(f"brand:{brand.pk}", {"name": brand.name})


def mailbox_unread(ours: Organisation, at: datetime) -> Iterator[Found]:
    boxes = Mailbox.objects.of(ours).filter(Q(read_at=None) | Q(read_at__lt=at - READ_WITHIN))
    for box in boxes:
        yield Found(f"mailbox:{box.pk}", {"code": box.code, "on": day(box.read_at)})


def reply_waiting(ours: Organisation, at: datetime) -> Iterator[Found]:
    waiting = Return.objects.of(ours).filter(kind=Return.Kind.REPLY, sorting="", received_at__lt=at - READ_WITHIN)
    if count := waiting.count():
        oldest = waiting.aggregate(oldest=Min("received_at"))["oldest"]
        yield Found("", {"count": count, "on": day(oldest)})


def doubt_late(ours: Organisation, at: datetime) -> Iterator[Found]:
    """A refusal in doubt that nobody read by its hour."""
    rows = Return.objects.of(ours).filter(doubtful=True, sorting="", due_at__lt=at)
    if count := rows.count():
        yield Found("", {"count": count})


def objection_crossed(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Messages handed over more than a second after the objection that stopped them was stored, by campaign."""
    said = "person__objections__"
    brands = Q(**{said + "brand": None}) | Q(**{said + "brand": F("campaign__offer__brand")})
    crossed = Attempt.objects.of(ours).filter(
        brands,
        handed_at__gt=F(said + "recorded_at") + A_SECOND,
        clearance__message_type="prospecting",
        **{said + "channel__in": ["", "email"], said + "recorded_at__gt": at - LATELY},
    )
    counted = crossed.values("campaign", "campaign__name").annotate(count=Count("id", distinct=True))
    for one in counted:
        yield Found(f"campaign:{one['campaign']}", {"name": one["campaign__name"], "count": one["count"]})


def call_crossed(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Calls opened more than a second after an objection, by member."""
    said = "person__objections__"
    brands = Q(**{said + "brand": None}) | Q(**{said + "brand": F("callee__call_list__offer__brand")})
    rows = Call.objects.of(ours).filter(
        brands,
        opened_at__gt=F(said + "recorded_at") + A_SECOND,
        **{said + "channel__in": ["", "voice_human"], said + "recorded_at__gt": at - LATELY},
    )
    for one in rows.values("member", "member__email").annotate(count=Count("id", distinct=True)):
        about = f"member:{one['member']}" if one["member"] else ""
        yield Found(about, {"email": one["member__email"] or "—", "count": one["count"]})


def decision_unsound(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Contacts drawn at random among those that were made: decided again on their own facts, under the law of their day."""
    used = Clearance.objects.of(ours).filter(verdict=Verdict.ALLOW, used_at__gt=at - LATELY)
    rows = kept_attempts(list(Clearance.objects.of(ours).filter(pk__in=drawn(used, at))))
    bad = [one for one in replay_kept(rows) if one.state in {"altered", "broken", "unreadable"}]
    if bad:
        yield Found("", {"bad": len(bad), "size": len(rows), "first": bad[0].kept.number})


def notice_language(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Letters that left in none of the languages their campaign was written in for whoever received it."""
    sent = Attempt.objects.of(ours).filter(state=Attempt.State.SENT, handed_at__gt=at - LATELY, person__isnull=False)
    foreign = sent.exclude(campaign=None).exclude(campaign__letters__language=F("person__language"))
    for one in foreign.values("campaign", "campaign__name").annotate(count=Count("id")):
        yield Found(f"campaign:{one['campaign']}", {"name": one["campaign__name"], "count": one["count"]})


def country_outside(ours: Organisation, at: datetime) -> Iterator[Found]:
    today = localdate(at)
    if policy_facts(ours, today).get("country_policy"):
        return
    here = all_parameters()["french_territories"].on(today)
    sent = Attempt.objects.of(ours).filter(state=Attempt.State.SENT, handed_at__gt=at - LATELY, person__isnull=False)
    abroad = sent.exclude(campaign=None).exclude(person__country__in=list(here))
    for one in abroad.values("campaign", "campaign__name").annotate(count=Count("id")):
        yield Found(f"campaign:{one['campaign']}", {"name": one["campaign__name"], "count": one["count"]})


def attempt_uncertain(ours: Organisation, at: datetime) -> Iterator[Found]:
    rows = Attempt.objects.of(ours).filter(state=Attempt.State.UNCERTAIN, claimed_at__lt=at - READ_WITHIN)
    if count := rows.count():
        yield Found("", {"count": count})


def assessment_expired(ours: Organisation, at: datetime) -> Iterator[Found]:
    running_ones = Campaign.objects.of(ours).filter(state=Campaign.State.RUNNING).select_related("offer")
    for campaign in running_ones:
        review = aim_of(campaign.offer, localtime(at).date()).assessment_review_on
        if review is None or review <= localtime(at).date():
            yield Found(f"campaign:{campaign.pk}", {"name": campaign.name, "on": day(review)})


def caller_hidden(ours: Organisation, at: datetime) -> Iterator[Found]:
    for one in CallList.objects.of(ours).filter(caller_number="hidden", closed_at=None):
        yield Found(f"call_list:{one.pk}", {"name": one.name})


def phone_premium(ours: Organisation, at: datetime) -> Iterator[Found]:
    try:
        number = phonenumbers.parse(ours.telephone, "FR")
    except phonenumbers.NumberParseException:
        return
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        yield Found("", {"number": ours.telephone})


CHECKS = (
    sender_unproved, server_clear, pages_in_clear, exit_mute, mailbox_missing, mailbox_unread, reply_waiting, doubt_late,
    objection_crossed, call_crossed, decision_unsound, notice_language, country_outside, attempt_uncertain,
    assessment_expired, caller_hidden, phone_premium,
)  # fmt: skip
