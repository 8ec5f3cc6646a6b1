"""Which stocks of Sirene were read, and what they changed."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.prospects.models import Stock
from aval.prospects.sirene import reread_on

router = Router(tags=["sirene"])


class StockShown(Schema):
    """A stock read through; from `until` on its statuses are too old to be used."""

    name: str
    digest: str
    stock_on: date
    read_at: datetime
    companies: int
    refused: int
    opened: int
    missing: int
    until: date

    @staticmethod
    def resolve_until(row: Stock) -> date:
        return reread_on(row)


@router.get("", response=Page[StockShown])
@needs("read")
def list_stocks(request: HttpRequest, cut: Slice) -> Any:
    """Every stock read."""
    return page(Stock.objects.of(request.organisation), cut)
