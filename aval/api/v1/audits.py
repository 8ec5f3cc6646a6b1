"""The audit of a form that collects people, of any site. Nothing is kept."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.problems import Problem
from aval.api.shapes import Asked
from aval.collection.auditing import Audit, BadContext, read_context
from aval.collection.auditing.asking import audit_address, audit_file, explain
from aval.collection.auditing.fetching import CannotFetch

router = Router(tags=["audits"])
LARGEST = 3_000_000  # letters of a page


class FormAsked(Asked):
    """A page of HTML, or the address of one; what is known beside it, every field optional."""

    html: Annotated[str, Field(max_length=LARGEST)] | None = None
    url: Annotated[str, Field(max_length=2_000)] | None = None
    context: dict[str, Any] = {}


class FormFinding(Schema):
    """Where, why, on which article, how to mend. `outcome`: fault, unknown (could not be told), note."""

    code: str
    where: str
    line: int | None
    article: str
    text: str
    mend: str
    outcome: str
    part: str


class FormAudited(Schema):
    """pass, fail or undetermined, in whole and by part, and every finding."""

    verdict: str
    consent: str
    notice: str
    fields: str
    trackers: str
    forms: list[str]
    rendered: bool
    findings: list[FormFinding]


@router.post("", response=FormAudited)
@needs("read")
def audit(request: HttpRequest, asked: FormAsked) -> Any:
    """Audit a form, like `aval audit-form`."""
    return audited(asked, request)[0].as_json()


def audited(asked: FormAsked, request: HttpRequest) -> tuple[Audit, bytes]:
    """The audit and the page it read."""
    language = language_of(request)
    try:
        context = read_context(asked.context)
    except BadContext as why:
        raise Problem(422, "bad-context", f"{why.field}: {why.en if language == 'en' else why.fr}") from why
    if asked.url:
        try:
            return audit_address(asked.url, context, language)
        except CannotFetch as why:
            raise Problem(422, "page-not-read", explain(why, language)) from why
    page = (asked.html or "").encode()
    return audit_file(page, context, language), page
