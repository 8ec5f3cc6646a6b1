"""What we say to her about her case: written, sent by a door, then kept with its proof. Only so does a case end."""

import hashlib
from datetime import datetime

from django.db import transaction

from aval.accounts.models import Member
from aval.prospects.models import Objection
from aval.rights.cases import NotForThisCase, add_step
from aval.rights.models import Answer, Case, CaseStep, Right
from aval.rights.origins import refuse_vague
from aval.rights.restricting import lift
from aval.rights.standing import paris, stand

Kind = Answer.Kind
ENDS = {Kind.DONE, Kind.REFUSED, Kind.NOTHING}
STEPS = {
    Kind.EXTENDED: CaseStep.Kind.EXTENDED,
    Kind.IDENTITY: CaseStep.Kind.DOUBTED,
    **dict.fromkeys(ENDS, CaseStep.Kind.ANSWERED),
}
NEVER_ASKED_WHO = {Right.OBJECTION, Right.COMPLAINT, Right.INFORMATION}
TELLS_ORIGINS = {Right.ACCESS, Right.INFORMATION}
ENOUGH_REASON = 20  # characters: a doubt or a delay is written, not ticked


def write_answer(
    case: Case,
    kind: str,
    *,
    subject: str,
    text: str,
    language: str,
    at: datetime,
    to: str = "",
    reasons: str = "",
    by: Member | None = None,
) -> Answer:
    """An answer as it will leave. Raises `NotForThisCase`: `ended`, `too-late`, `never-asked`, `reasons`…"""
    check(case, Kind(kind), reasons, at)
    return Answer.objects.create(
        organisation_id=case.organisation_id, case=case, kind=kind, language=language, to=to.strip(), subject=subject,
        text=text, digest=hashlib.sha256(text.encode()).hexdigest(), reasons=reasons.strip(), written_at=at, written_by=by,
    )  # fmt: skip


def check(case: Case, kind: str, reasons: str, at: datetime) -> None:
    """Whether such a word may be said about this case now; `NotForThisCase` says why not."""
    if kind in {Kind.REFUSED, Kind.EXTENDED, Kind.IDENTITY} and len(reasons.strip()) < ENOUGH_REASON:
        raise NotForThisCase("reasons")
    if kind == Kind.REFUSED and case.right == Right.OBJECTION:
        raise NotForThisCase("absolute")
    if kind == Kind.LIFTED:
        if case.person is None or case.person.restricted_at is None:
            raise NotForThisCase("not-restricted")
        return
    if case.answer_id is not None:
        raise NotForThisCase("ended")
    if kind == Kind.DONE:
        _check_done(case)
    if kind == Kind.IDENTITY and (case.right in NEVER_ASKED_WHO or case.due_on is None):
        raise NotForThisCase("never-asked" if case.right in NEVER_ASKED_WHO else "doubted")
    if kind == Kind.EXTENDED:
        _check_extension(case, at)


def _check_done(case: Case) -> None:
    """« C’est fait » is said of what was done; where the data come from is said by name."""
    if case.right in TELLS_ORIGINS:
        refuse_vague(case)
    if case.person is None:
        return
    if case.right == Right.ERASURE:
        raise NotForThisCase("not-erased")
    if case.right == Right.RESTRICTION and case.person.restricted_at is None:
        raise NotForThisCase("not-done")
    if case.right == Right.OBJECTION and not Objection.objects.filter(person=case.person).exists():
        raise NotForThisCase("not-done")


def _check_extension(case: Case, at: datetime) -> None:
    """Once, never past the first term, never against the day the CNIL set (art. 12(3))."""
    standing = stand(case.steps.order_by("pk"), set_due_on=case.set_due_on)
    if standing.extended or case.set_due_on:
        raise NotForThisCase("extended" if standing.extended else "set-by-cnil")
    if standing.due_on is None or paris(at) > standing.due_on:
        raise NotForThisCase("too-late" if standing.due_on else "doubted")


def record_sent(
    answer: Answer, *, way: str, proof: str, at: datetime, recorded_at: datetime | None = None, by: Member | None = None
) -> None:
    """The answer has left, at `at`: keep how, and what proves it; the case follows. Said twice, the first one stays.

    `proof`: the Message-ID, the number of the registered letter, to whom and when it was said. Raises `NotForThisCase`.
    """
    if not proof.strip():
        raise NotForThisCase("proof")
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=answer.case_id)
        answer.refresh_from_db()
        if answer.sent_at is not None:
            return
        check(case, answer.kind, answer.reasons, at)
        answer.way, answer.proof, answer.sent_at = Answer.Way(way), proof.strip(), at
        answer.save(update_fields=["way", "proof", "sent_at"])
        step = STEPS.get(Kind(answer.kind), CaseStep.Kind.TOLD)
        add_step(case, step, at=at, recorded_at=recorded_at, by=by, note=answer.reasons, answer=answer)
        if answer.kind == Kind.LIFTED:
            lift(case, at=recorded_at or at, by=by)
        if answer.kind in ENDS and case.person is None and case.who.startswith("person:"):
            _let_go(case)


def _let_go(case: Case) -> None:
    """She was erased while her case was open, and has now been told: where she was told goes too."""
    Case.objects.filter(pk=case.pk).update(contact="", said="", reference="")
    case.steps.update(note="")
    case.answers.update(to="", reasons="")
