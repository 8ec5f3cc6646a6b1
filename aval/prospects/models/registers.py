"""The public register read again: which stock, of which day, and what it changed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned


class Stock(Owned):
    """A stock file of Sirene read through: counts only. `stock_on` is its own day, not the day it was read."""

    name = models.CharField(_("fichier"), max_length=200)
    digest = models.CharField(max_length=64)
    stock_on = models.DateField(_("stock du"))
    read_at = models.DateTimeField(_("relu le"))
    read_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    companies = models.PositiveIntegerField(_("sociétés retrouvées"))
    refused = models.PositiveIntegerField(_("passées en diffusion partielle"))
    opened = models.PositiveIntegerField(_("redevenues diffusibles"))
    missing = models.PositiveIntegerField(_("absentes du stock"))
    evidence = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["-stock_on", "-id"]
