"""Decisions kept: one attempt at a time, whole lists screened, and what humans decided."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models import ContactPoint, Person, Segment, Source


class Verdict(models.TextChoices):
    """What a decision comes to, for the outside."""

    ALLOW = "allow", _("aval")
    REVIEW = "review", _("à voir")
    REFUSE = "refuse", _("refus")


class Clearance(Owned):
    """One decision about one attempt: question, facts, findings, version of the law, instant. Never edited, save `used_at`.

    `used_at` is set when the message is handed over: the frequency of contacts is counted on it.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="clearances")
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="clearances")
    company_key = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=20)
    message_type = models.CharField(max_length=20)
    question = models.CharField(max_length=8, default="message")
    offer_code = models.CharField(max_length=60)
    verdict = models.CharField(max_length=8, choices=Verdict)
    basis = models.CharField(max_length=40, blank=True)
    findings = models.JSONField()
    obligations = models.JSONField(default=list)
    facts = models.JSONField()
    law = models.CharField(max_length=64)
    decided_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "used_at"]),
            models.Index(fields=["organisation", "company_key", "used_at"]),
        ]


class Asking(Owned):
    """What a program asked at one instant, about people of the base or about facts given, and every answer. Never edited.

    `lines` is a Parquet table, one row a line: `decision` (its number in `decisions`, null for a line without answer),
    `question`, and the facts the decision was taken on; those that all lines share are in `facts`. Neither address, name
    nor number of a person is in it: `AskedAbout` leads to people.
    """

    token = models.ForeignKey("accounts.Token", null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    offer_code = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    decisions = models.JSONField(default=list)
    lines = models.BinaryField()
    asked_at = models.DateTimeField()
    evidence = models.PositiveBigIntegerField(null=True)


class AskedAbout(Owned):
    """The person one line of an asking is about; the line itself is in the asking, at `place` (the first is 0)."""

    asking = models.ForeignKey(Asking, on_delete=models.CASCADE, related_name="about", db_index=False)
    place = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["asking", "place"], name="one_answer_a_line")]


class Screening(Owned):
    """A list read for an offer and a channel: how many may be contacted, how many not, why. Nothing is sent.

    `lines` is a Parquet table: contact_point, person (ids), verdict (code), findings (list of codes). No address in it.
    """

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="screenings")
    segment = models.ForeignKey(Segment, null=True, on_delete=models.PROTECT, related_name="+")
    offer_code = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()
    law = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    allow = models.PositiveIntegerField()
    review = models.PositiveIntegerField()
    refuse = models.PositiveIntegerField()
    reasons = models.JSONField()
    lines = models.BinaryField()
    asked_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "at"])]


class HumanDecision(Owned):
    """A review settled by a named member, with a reason; it answers the finding it names and no other.

    With a `title_key` it is reused for every person of that title and offer.
    """

    offer_code = models.CharField(max_length=60)
    finding = models.CharField(max_length=60)
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.CASCADE, related_name="+")
    title_key = models.CharField(max_length=200, blank=True)
    allow = models.BooleanField()
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "offer_code"])]
