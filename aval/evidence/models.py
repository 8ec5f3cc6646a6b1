"""The ledger's rows. Triggers of the second migration forbid changing or deleting them.

A ledger is an organisation's id, as a plain number: no key points up from here. Rows are written by
`aval.evidence.ledger` alone, in SQL; these models are for reading and for the schema.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One leaf of the tree of one ledger; `seq` counts from 0 without a gap.

    `seal` commits to payload and subject under a salt, `leaf` to ledger, seq, at, kind and seal (the formulas are in
    `verifier`). Erasure empties payload, salt and subject; the seal and the leaf stay. `subject` names whom the
    entry is about, as an opaque code, so that erasure finds it.
    """

    pk = models.CompositePrimaryKey("ledger", "seq")
    ledger = models.BigIntegerField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    payload = models.TextField(null=True)
    salt = models.BinaryField(null=True, max_length=16)
    seal = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ledger", "subject"], name="entries_about", condition=~Q(subject="")),
            models.Index(fields=["ledger", "kind", "seq"], name="entries_of_a_kind"),
        ]


class Head(models.Model):
    """The signed root of a ledger at a size: what two strangers compare."""

    pk = models.CompositePrimaryKey("ledger", "size")
    ledger = models.BigIntegerField()
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=64)


class Block(models.Model):
    """The root of a complete subtree of 256 entries (level 8), 65 536 (level 16)…: a receipt reads these, not millions."""

    pk = models.CompositePrimaryKey("ledger", "level", "place")
    ledger = models.BigIntegerField()
    level = models.PositiveSmallIntegerField()
    place = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)


class Frontier(models.Model):
    """Where the next entry of a ledger goes: its size and the roots of its complete subtrees, largest first."""

    ledger = models.BigIntegerField(primary_key=True)
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
