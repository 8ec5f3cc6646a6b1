"""Saved filters over what is known of people: whom one means, never whom one may contact."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned


class Segment(Owned):
    """A named filter. `rules` is a list of conditions in the closed grammar of `aval.prospects.segments`; all must hold.

    `people` is how many it held when it was last counted in full, at `counted_at`.
    """

    code = models.SlugField(max_length=60)
    name = models.CharField(_("segment"), max_length=120)
    rules = models.JSONField(default=list)
    people = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "code"], name="one_segment_a_code")]
