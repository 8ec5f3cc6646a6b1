"""Every page, and every answer to a program, that showed somebody's data is noted once it was shown."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aval.calls.models import Call
from aval.post.models import Return
from aval.prospects.consulting import note
from aval.rights.models import Case

LEADS = {"case": Case, "case_access": Case, "case_file": Case, "reply": Return, "call": Call}  # to a person
PAGES = {"person", "people", "screening_people", "evidence_entry", "breach", *LEADS}
ROUTES = {  # of the API
    "people/<int:number>": "person",
    "people": "people",
    "cases/<int:number>": "case",
    "cases/<int:number>/access": "case_access",
    "replies/<int:number>": "reply",
}
OK = 200


class Noted:
    """Writes the consultation after the page: what was refused, or not found, showed nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        match = request.resolver_match
        if request.method != "GET" or answer.status_code != OK or match is None:
            return answer
        if "desk" in match.app_names and match.url_name in PAGES:
            self._note(request, str(match.url_name), match.kwargs, request.user, by_program=False)
        elif what := ROUTES.get(match.route.rpartition("v1/")[2]) if match.route.startswith("api/") else None:
            self._note(request, what, match.kwargs, getattr(request, "member", None), by_program=True)
        return answer

    def _note(self, request: HttpRequest, what: str, kwargs: dict, member: object, *, by_program: bool) -> None:
        key = next(iter(kwargs.values()), None)
        ours, person, about = request.organisation, None, ""
        if what == "person":
            person = key
        elif what in LEADS:
            row = LEADS[what].objects.of(ours).filter(pk=key).values_list("person", flat=True).first()
            person, about = row, f"{LEADS[what].__name__.lower()}:{key}"
        elif key is not None:
            about = f"{what}:{key}"
        note(ours, member=member, what=what, person=person, about=about, by_program=by_program, at=timezone.now())
