"""A letter on paper has no link to click: the short word printed on it leads to the same page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from aval.post.missives import find_code
from aval.prospects.links import link_token


def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Her page, as the link of a letter opens it: it shows nothing the letter did not say."""
    row = find_code(code)
    if row is None:
        raise Http404
    return redirect("portal:page", token=link_token(row.organisation_id, row.contact_point_id))
