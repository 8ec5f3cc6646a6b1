"""Who looked at whose record, and when: never what was read."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models.people import Person


class Consultation(Owned):
    """One page or answer that showed somebody's data to a member (art. 32 GDPR; délibération 2021-122 of the CNIL).

    `what` names the page; `about` what was shown when it is not a person's own page ("case:3"); a list names nobody.
    """

    member = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="consultations")
    what = models.CharField(_("ce qui a été ouvert"), max_length=40)
    about = models.CharField(max_length=60, blank=True)
    by_program = models.BooleanField(_("par un programme"), default=False)
    at = models.DateTimeField(_("consultée le"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "at"], name="consultations_by_date")]
