"""What a page asks of the member who opens it, and of the rows it shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from aval.accounts import permissions
from aval.accounts.permissions import Action
from aval.accounts.tenancy import Owned

View = Callable[..., HttpResponse]
Row = TypeVar("Row", bound=Owned)


def needs(action: Action) -> Callable[[View], View]:
    """A page only members who may do this can open; the others are told so (403)."""

    def closed(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            permissions.require(request.user, action)
            return view(request, *args, **kwargs)

        return page

    return closed


def mine(request: HttpRequest, model: type[Row], *related: str, **which: Any) -> Row:
    """The row of this organisation, or 404: what belongs to others does not exist here."""
    rows = model.objects.of(request.organisation)
    return get_object_or_404(rows.select_related(*related) if related else rows, **which)
