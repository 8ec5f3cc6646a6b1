"""What is owed to people: told in time, kept no longer than said, erased when asked, answered by the day."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, QuerySet
from django.utils.timezone import localtime

from aval.accounts.models import Organisation
from aval.calls.models import Call
from aval.calls.notes import notes_digest, read_note
from aval.clearance.holding import held
from aval.clearance.models import HumanDecision
from aval.collection.models import Submission
from aval.evidence.models import Entry
from aval.oversight.checks.finding import Found, day, drawn, read_until, still_wrong
from aval.post.models import Return
from aval.prospects.models import Consent, Person, Provenance
from aval.rights.models import Answer, Case, CaseStep, Right, Telling
from aval.rights.retention import late

AT_ONCE = 1_000
RECENT = timedelta(days=90)
UNUSED = timedelta(days=90)  # in quarantine: held for nothing


def retention_late(ours: Organisation, at: datetime) -> Iterator[Found]:
    for one in late(ours, at):
        yield Found(one.what, {"table": one.what, "rows": one.rows, "oldest": day(one.oldest)})


def notice_overdue(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Those the law's own question about holding finds told too late, by list."""
    late_ones: list[int] = []
    for window in held(ours.pk, at):
        told_late = window.filter(window["findings"].list.contains("inform-or-delete"))
        late_ones += told_late["person"].to_list()
    counted: dict[tuple[int, str], int] = {}
    for start in range(0, len(late_ones), AT_ONCE):
        lines = Provenance.objects.of(ours).filter(person__in=late_ones[start : start + AT_ONCE])
        for source, name, people in lines.values_list("source", "source__name").annotate(
            n=Count("person", distinct=True)
        ):
            counted[source, name] = counted.get((source, name), 0) + people
    for (source, name), people in counted.items():
        yield Found(f"source:{source}", {"name": name, "people": people})


def person_sourceless(ours: Organisation, at: datetime) -> Iterator[Found]:
    if people := Person.objects.of(ours).filter(provenances=None).count():
        yield Found("", {"people": people})


def quarantine_long(ours: Organisation, at: datetime) -> Iterator[Found]:
    rows = Provenance.objects.of(ours).filter(person__quarantined=True, received_at__lt=at - UNUSED)
    for pk, name, people in rows.values_list("source", "source__name").annotate(n=Count("person", distinct=True)):
        yield Found(f"source:{pk}", {"name": name, "people": people})


def sign_unproved(ours: Organisation, at: datetime) -> Iterator[Found]:
    """People drawn at random whose retention starts again from a sign of theirs: is there anything of theirs at all?"""
    people = set(drawn(Person.objects.of(ours).filter(last_contact_from_at__isnull=False), at))
    told = {f"person:{pk}" for pk in people}
    proved = Entry.objects.filter(ledger=ours.pk, subject__in=told, kind__in=("sign:heard", "call:closed", "person:written", "person:merged"))  # fmt: skip
    found = {int(subject.removeprefix("person:")) for subject in proved.values_list("subject", flat=True)}
    for model in (Consent, Submission, Case, Return, Call):
        found |= set(model.objects.of(ours).filter(person__in=people).values_list("person", flat=True))
    if bad := len(people - found):
        yield Found("", {"bad": bad, "size": len(people)})


def consent_void(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Consents on which nothing can rest: box already ticked, not free, several purposes in one."""
    given = Consent.objects.of(ours).filter(act=Consent.Act.GIVEN, purpose=Consent.Purpose.PROSPECTING)
    for fault in ("preticked", "free", "specific"):
        if count := given.filter(**{fault: fault == "preticked"}).count():
            yield Found(fault, {"count": count, "fault": fault})


def erasure_undone(ours: Organisation, at: datetime) -> Iterator[Found]:
    """She was told that she is erased, and she is still there."""
    said = Case.objects.of(ours).filter(right=Right.ERASURE, answer__kind=Answer.Kind.DONE, person__isnull=False)
    for case in said:
        yield Found(f"case:{case.pk}", {"case": case.pk})


def case_overdue(ours: Organisation, at: datetime) -> Iterator[Found]:
    open_ones = Case.objects.of(ours).filter(answer__isnull=True, due_on__lt=localtime(at).date())
    for case in open_ones:
        yield Found(f"case:{case.pk}", {"case": case.pk, "right": case.right, "due": day(case.due_on)})


def case_answered_late(ours: Organisation, at: datetime) -> Iterator[Found]:
    rows = Case.objects.of(ours).filter(
        answer__sent_at__gt=at - timedelta(days=30), due_on__isnull=False, answer__sent_at__date__gt=F("due_on")
    )
    for case in rows.select_related("answer"):
        yield Found(f"case:{case.pk}", {"case": case.pk, "due": day(case.due_on), "on": day(case.answer.sent_at)})


def identity_asked(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Nobody proves who she is to say no."""
    rows = CaseStep.objects.of(ours).filter(
        kind=CaseStep.Kind.DOUBTED, case__right=Right.OBJECTION, recorded_at__gt=at - RECENT
    )
    for pk in rows.values_list("case", flat=True).distinct():
        yield Found(f"case:{pk}", {"case": pk})


def telling_overdue(ours: Organisation, at: datetime) -> Iterator[Found]:
    rows = Telling.objects.of(ours).filter(told_at=None, due_on__lt=localtime(at).date()).select_related("recipient")
    for one in rows:
        yield Found(f"telling:{one.pk}", {"name": one.recipient.name, "people": one.people, "on": day(one.due_on)})


def note_sensitive(ours: Organisation, at: datetime) -> Iterator[Found]:
    """Notes of calls closed since the last reading, and those found wrong before."""
    closed = Call.objects.of(ours).exclude(note="")
    for call in _unread(ours, "note-sensitive", "call", closed, "closed_at"):
        if warned := read_note(call.note):
            yield Found(f"call:{call.pk}", {"call": call.pk, "family": ", ".join(one.label for one in warned)})


def text_sensitive(ours: Organisation, at: datetime) -> Iterator[Found]:
    """What members wrote elsewhere about somebody: why they decided, what they noted on a request."""
    kinds: tuple[tuple[str, QuerySet, str, Callable], ...] = (
        ("decision", HumanDecision.objects.of(ours), "decided_at", lambda one: one.reason),
        ("step", CaseStep.objects.of(ours).filter(by__isnull=False).exclude(note=""), "recorded_at", lambda one: one.note),
    )  # fmt: skip
    for what, rows, since, text in kinds:
        for one in _unread(ours, "text-sensitive", what, rows, since):
            if warned := read_note(text(one)):
                yield Found(f"{what}:{one.pk}", {"family": ", ".join(family.label for family in warned)})


def _unread(ours: Organisation, check: str, what: str, rows: QuerySet, since: str) -> Iterator:
    until = read_until(ours, check, notes_digest())
    if until is None:
        yield from rows.order_by("pk").iterator()
        return
    again = still_wrong(ours, check, what)
    yield from rows.filter(pk__in=again)
    yield from rows.filter(**{f"{since}__gte": until}).exclude(pk__in=again).order_by("pk").iterator()


CHECKS = (
    retention_late, notice_overdue, person_sourceless, quarantine_long, sign_unproved, consent_void, erasure_undone,
    case_overdue, case_answered_late, identity_asked, telling_overdue, note_sensitive, text_sensitive,
)  # fmt: skip
