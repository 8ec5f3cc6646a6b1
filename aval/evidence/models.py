"""The ledger's rows. Triggers of the first migration forbid changing or deleting them."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One leaf of the tree of one ledger (a ledger is an organisation's id; no key points up from here).

    leaf = SHA-256(0x00 || salt || payload), payload in canonical JSON (RFC 8785). Erasure empties payload and salt,
    never the leaf. `subject` names whom it is about, as an opaque code, so that erasure finds it.
    """

    ledger = models.BigIntegerField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    payload = models.TextField(null=True)
    salt = models.BinaryField(null=True, max_length=16)
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ledger", "seq"], name="one_entry_a_place")]
        indexes: ClassVar = [models.Index(fields=["ledger", "subject"]), models.Index(fields=["ledger", "kind", "seq"])]


class Head(models.Model):
    """The signed root of a ledger at a size: what two strangers compare."""

    ledger = models.BigIntegerField()
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ledger", "size"], name="one_head_a_size")]


class Frontier(models.Model):
    """Where the next entry of a ledger goes: its size and the roots of its complete subtrees, largest first."""

    ledger = models.BigIntegerField(primary_key=True)
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
