"""What came through our forms, and what it calls for: submissions settled, confirmations asked, by the worker between letters."""

import logging
from datetime import datetime

from django.db import transaction

from aval.collection.confirming import ask, may_ask
from aval.collection.models import Submission
from aval.collection.settling import UNREADABLE, settle, settle_apart
from aval.post.models import Single
from aval.post.single import NotWritable, write_to

AT_ONCE = 20  # confirmations asked between two looks at what came
log = logging.getLogger(__name__)


def welcome(at: datetime) -> bool:
    """Settle a batch, ask some confirmations; whether anything was done."""
    try:
        settled = settle(at)
    except UNREADABLE:
        settled = settle_apart(at)
    return bool(settled) | bool(ask_confirmations(at))


def ask_confirmations(at: datetime) -> int:
    """Write to those whose confirmation is due, each once; how many were looked at."""
    due = Submission.objects.filter(confirmation_due=True).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    for number in list(due):
        with transaction.atomic():
            _ask(number, at)
    return len(due)


def _ask(number: int, at: datetime) -> None:
    """One confirmation, in the transaction that says it was asked: the message is written with it, or not at all."""
    mine = Submission.objects.filter(pk=number, confirmation_due=True)
    if not mine.update(confirmation_due=False):
        return
    one = Submission.objects.select_related("form__organisation", "form__brand", "version__form").get(pk=number)
    if not may_ask(one, at) or "email" not in one.given:
        return
    asked = ask(one)
    try:
        write_to(
            one.form.organisation, brand=one.form.brand, message_type=Single.Kind.DOUBLE_OPT_IN, to=one.given["email"],
            subject=asked.subject, text=asked.text, language=one.form.language, about=f"submission:{one.pk}", at=at,
        )  # fmt: skip
    except NotWritable as why:
        log.info("submission %s: %s", one.pk, why.code)
        return
    Submission.objects.filter(pk=number).update(confirmation_asked_at=at)
