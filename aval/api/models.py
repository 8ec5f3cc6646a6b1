"""What a key was answered, kept a day: the same call made again is answered the same, and done once."""

from typing import ClassVar

from django.db import models

from aval.accounts.models import Token
from aval.accounts.tenancy import Owned


class Answer(Owned):
    """One call that named itself by an `Idempotency-Key`. Without a `status` it is under way, or died on the way.

    `digest` is the SHA-256 of what was asked; `body` the JSON answered.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_a_key")]
