"""Why we keep silent towards somebody for a time: what she said waits for a human, or for a day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models.people import Person


class Silence(Owned):
    """One reason not to write to her now. It is ended once, by a member or by what answered it, and never erased.

    `about` is an opaque code of what it comes from ("return:12"). `until_on`: the first day we may write again, for an
    absence; the others wait for a human.
    """

    class Why(models.TextChoices):
        DOUBT = "doubt", _("sa réponse est peut-être un refus")
        ANSWER = "answer", _("sa réponse n’a pas été lue")
        AWAY = "away", _("elle est absente")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="silences")
    why = models.CharField(_("pourquoi"), max_length=6, choices=Why)
    since = models.DateTimeField(_("depuis"))
    until_on = models.DateField(_("jusqu’au"), null=True)
    about = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(_("fini le"), null=True)
    ended_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(why="away") ^ Q(until_on__isnull=True), name="an_absence_has_its_end")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "person"], condition=Q(ended_at=None), name="silences_kept"),
            models.Index(fields=["organisation", "about"]),
        ]
