"""Answering somebody who wrote: from the brand's own address, in her thread, decided by the law like any message."""

from datetime import datetime

from django.db.models import QuerySet

from aval.accounts.models import Brand, Member
from aval.post.models import Return, Single, Text, TextServer
from aval.post.single import NotWritable, write_to
from aval.post.sms import text_to


def brand_of(row: Return) -> Brand:
    """In whose name the answer leaves: the brand she was written to by, else that of the mailbox, else the first."""
    if row.attempt and row.attempt.campaign:
        return row.attempt.campaign.offer.brand
    if row.mailbox:
        return row.mailbox.brand
    if is_text(row) and (server := TextServer.objects.of(row.organisation_id).select_related("brand").first()):
        return server.brand
    return Brand.objects.of(row.organisation_id).order_by("pk").select_related("organisation")[0]


def answer(row: Return, *, subject: str, text: str, at: datetime, by: Member) -> Single | Text:
    """A message she asked for by writing: no objection to prospecting stops it, an offer inside it does. Raises `NotWritable`."""
    if not row.sender:
        raise NotWritable("empty-message")
    if is_text(row):
        return text_to(
            row.organisation, brand=brand_of(row), message_type=Text.Kind.TRANSACTIONAL, to=row.contact_point or row.sender,
            text=text, about=row.about, at=at, by=by,
        )  # fmt: skip
    point = row.contact_point if row.contact_point and row.contact_point.normal == row.sender else None
    return write_to(
        row.organisation, brand=brand_of(row), message_type=Single.Kind.TRANSACTIONAL, to=point or row.sender, subject=subject,
        text=text, in_reply_to=row.message_id[:200], about=row.about, at=at, by=by,
    )  # fmt: skip


def is_text(row: Return) -> bool:
    """Whether it came by text: it is answered by text."""
    return row.sender.startswith("+")


def answers_to(row: Return) -> "QuerySet[Single] | QuerySet[Text]":
    """What was answered, first to last."""
    if is_text(row):
        return Text.objects.of(row.organisation_id).filter(about=row.about).select_related("attempt").order_by("pk")
    return Single.objects.of(row.organisation_id).filter(about=row.about).select_related("attempt").order_by("pk")
