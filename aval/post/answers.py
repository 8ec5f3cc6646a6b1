"""Answers to what people ask, by e-mail: handed to the one way out, and kept as sent once they have left."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from aval.accounts.models import Brand, Member
from aval.post.models import Attempt, Single
from aval.post.single import write_to
from aval.rights.answering import check, record_sent
from aval.rights.cases import NotForThisCase
from aval.rights.models import Answer

AT_ONCE = 50


def send_answer(answer: Answer, *, brand: Brand, at: datetime, by: Member | None = None) -> Single:
    """Have an answer leave by e-mail, once; the case follows when it has left. Raises `NotForThisCase`, `NotWritable`."""
    with transaction.atomic():
        answer = Answer.objects.select_for_update(of=("self",)).select_related("case__organisation").get(pk=answer.pk)
        check(answer.case, answer.kind, answer.reasons, at)
        if single := Single.objects.of(answer.organisation_id).filter(about=about(answer)).first():
            return single
        single = write_to(
            answer.case.organisation, brand=brand, message_type=Single.Kind.RIGHTS_ANSWER, to=answer.to,
            subject=answer.subject, text=answer.text, language=answer.language, about=about(answer), at=at, by=by,
        )  # fmt: skip
        answer.way = Answer.Way.EMAIL
        answer.save(update_fields=["way"])
    return single


def about(answer: Answer) -> str:
    """The code a message carries of the answer it is."""
    return f"answer:{answer.pk}"


def settle_answers(at: datetime) -> bool:
    """Keep as sent the answers that have left since; whether there was one. A job of the worker, each turn."""
    code = Concat(Value("answer:"), Cast("pk", CharField()), output_field=CharField())
    left = Single.objects.filter(
        about=OuterRef("code"), organisation=OuterRef("organisation"), attempt__state=Attempt.State.SENT
    )
    waiting = Answer.objects.filter(way=Answer.Way.EMAIL, sent_at=None).annotate(code=code)
    gone = list(waiting.filter(Exists(left)).select_related("written_by").order_by("pk")[:AT_ONCE])
    for answer in gone:
        _settle(answer, at)
    return bool(gone)


def _settle(answer: Answer, at: datetime) -> None:
    singles = Single.objects.of(answer.organisation_id).filter(about=about(answer))
    sent = singles.select_related("attempt").get(attempt__state=Attempt.State.SENT)
    try:
        record_sent(
            answer, way=Answer.Way.EMAIL, proof=sent.attempt.message_id, at=sent.attempt.handed_at or at,
            recorded_at=at, by=answer.written_by,
        )  # fmt: skip
    except NotForThisCase:  # another door answered meanwhile: this word left too, the case does not change
        Answer.objects.filter(pk=answer.pk).update(sent_at=sent.attempt.handed_at, proof=sent.attempt.message_id)
