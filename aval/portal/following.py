"""What a letter that she agreed to have measured tells us: an opening, a click; and the link by which she takes it back.

Her consent is read at each request: taken back, letters sent before tell nothing more.
"""

from base64 import b64decode
from hmac import compare_digest
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aval.accounts.models import Organisation
from aval.collection.following import drop_withdrawn, follow, site_at
from aval.collection.models import Behaviour
from aval.portal.opening import nobody
from aval.portal.visits import OWN
from aval.prospects.consenting import withdraw
from aval.prospects.links import FOLLOWED, mark_url, seal, unseal
from aval.prospects.models import Consent, ContactPoint, Person

DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def _whose(token: str) -> tuple[Person | None, int, int, int] | None:
    """The person, and the organisation, contact point and campaign of the word; None for a word not ours."""
    numbers = unseal(FOLLOWED, token)
    if numbers is None:
        return None
    organisation, point, campaign = numbers
    found = ContactPoint.objects.of(organisation).filter(pk=point).select_related("person__organisation").first()
    return (found.person if found else None), organisation, point, campaign


@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The image: the same whatever the word, and an opening kept while her consent stands."""
    whose = _whose(token)
    if whose and whose[0] and request.method == "GET":
        follow(whose[0], Behaviour.Kind.OPENING, "", f"campaign:{whose[3]}", timezone.now())
    answer = HttpResponse(DOT, content_type="image/gif")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
def clicked(request: HttpRequest, token: str, mark: str) -> HttpResponse:
    """A link of the letter: she goes where it says, whatever becomes of her consent; only to addresses we wrote."""
    url, whose = request.GET.get("vers", ""), _whose(token)
    if whose is None or not compare_digest(mark_url(url), mark):
        return nobody(request)
    person, organisation, point, campaign = whose
    kept = person is not None and request.method == "GET"
    kept = kept and follow(person, Behaviour.Kind.CLICK, url, f"campaign:{campaign}", timezone.now())
    if kept and site_at(organisation, urlsplit(url)) and "#" not in url:
        url += f"#aval={seal(OWN, organisation, point, campaign)}"
    return HttpResponseRedirect(url)


@csrf_exempt  # the word is the key, and mail programs hold nothing else
@require_http_methods(["GET", "HEAD", "POST"])
def stopped(request: HttpRequest, token: str) -> HttpResponse:
    """GET: one button. POST: measured no more, letters already sent included, and what was kept is deleted."""
    whose = _whose(token)
    if whose is None:
        return nobody(request)
    person, organisation = whose[0], Organisation.objects.get(pk=whose[1])
    if request.method == "POST":
        if person is not None:
            at = timezone.now()
            withdraw(
                organisation, person, purpose=Consent.Purpose.MAIL_TRACKING, door=Consent.Door.LINK, acted_at=at, at=at
            )
            drop_withdrawn(Person.objects.of(organisation).filter(pk=person.pk))
        return redirect(f"{request.path}?fait=1")
    page = {"organisation": organisation, "done": "fait" in request.GET}
    return render(request, "portal/unfollow.html", page)
