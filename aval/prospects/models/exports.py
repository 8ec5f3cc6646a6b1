"""What was handed out of the base: whose data, which columns, to whom, when."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned


class Export(Owned):
    """One file that left with people in it. `people` are their ids, packed: a breach asks who was in a file that is lost."""

    class What(models.TextChoices):
        PEOPLE = "people", _("liste de personnes")
        SCREENING = "screening", _("filtrage")
        FINGERPRINTS = "fingerprints", _("empreintes d’opposition")

    what = models.CharField(max_length=12, choices=What)
    columns = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    people = models.BinaryField()
    by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="exports")
    at = models.DateTimeField()
    evidence = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "at"], name="exports_by_date")]
