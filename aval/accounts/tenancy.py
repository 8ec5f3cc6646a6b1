"""Every row belongs to one organisation; every query says which.

`Owned` is the parent of all rows that hold something of an organisation. Reading starts with
`Model.objects.of(organisation)`; an architecture test refuses doors that read otherwise.
"""

from typing import Self

from django.db import models


class OwnedQuerySet(models.QuerySet):
    """A queryset that begins by naming its owner."""

    def of(self, organisation: "models.Model | int") -> Self:
        """The rows of this organisation (row or id) and of no other."""
        return self.filter(organisation=organisation)


class Owned(models.Model):
    """A row that belongs to an organisation and dies with it."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
