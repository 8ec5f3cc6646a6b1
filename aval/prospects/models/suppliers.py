"""What was shown and checked about a supplier: forms of collection, lists of partners, proofs drawn at random.

None of these holds a person: pages, lists of companies, numbers of lines.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models.sources import Source


class Capture(Owned):
    """A form by which the supplier collected, on one site for one period, as it was, with what its audit said."""

    class Verdict(models.TextChoices):
        PASS = "pass", _("sans faute")
        FAIL = "fail", _("en faute")
        UNDETERMINED = "undetermined", _("non jugé en entier")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="captures")
    site = models.CharField(_("site"), max_length=253)
    from_on = models.DateField(_("à partir du"))
    until_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    page = models.TextField(_("page"))
    words = models.TextField()
    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=12, choices=Verdict)
    findings = models.JSONField(default=list)
    audited_at = models.DateTimeField()
    audited_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["site", "from_on", "id"]


class PartnerList(Owned):
    """A list of partners as people could read it from a day on; `line` is the one that names us, if any."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="partner_lists")
    dated_on = models.DateField(_("datée du"))
    text = models.TextField(_("liste"))
    line = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["dated_on", "id"]


class Sample(Owned):
    """Lines drawn by us at random, whose proofs the supplier must show: numbers of provenances, and what was found.

    `seed` and the ids draw the same lines again, for whoever doubts it. `problems`: what is wrong, line by line.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="samples")
    seed = models.CharField(max_length=32)
    population = models.PositiveIntegerField()
    lines = models.JSONField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(null=True)
    valid = models.PositiveIntegerField(null=True)
    problems = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-id"]


class Rental(Owned):
    """A campaign sent by the renter of a file, whose addresses never reached us: what proves our name was given."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="rentals")
    sent_on = models.DateField(_("envoyée le"))
    recipients = models.PositiveIntegerField(_("destinataires"))
    message = models.TextField(_("message tel qu’envoyé"))
    digest = models.CharField(max_length=64)
    names_us = models.BooleanField()
    objections = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["-sent_on", "-id"]
