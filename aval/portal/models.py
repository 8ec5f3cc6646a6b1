"""What is asked on the page « Retrouver mes données », for as long as it takes to answer, and the links that answer."""

from typing import ClassVar

from django.db import models

from aval.accounts.tenancy import Owned
from aval.prospects.models import ContactPoint


class Ask(Owned):
    """Somebody typed an address, to see what is held about it or to be left alone. Gone once answered."""

    address = models.CharField(max_length=254)
    fingerprint = models.CharField(max_length=32)
    language = models.CharField(max_length=2, default="fr")
    stop = models.BooleanField()
    entry = models.PositiveBigIntegerField(null=True)
    asked_at = models.DateTimeField()


class Opening(Owned):
    """A link sent to an address we hold. It opens one visit, once, within a day."""

    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)


class Knock(Owned):
    """Somebody asked, from that address or about that one: keyed marks of both, gone within the hour."""

    mark = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mark", "at"])]
