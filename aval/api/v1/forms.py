"""Forms: built, published when the law allows, and what came through them."""

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from aval.accounts.models import Brand
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.problems import problem
from aval.api.shapes import Asked, Code, Line
from aval.collection.drafts import BadDraft, Draft
from aval.collection.models import Form, Submission
from aval.collection.publishing import NotPublishable, change_draft, close, declare_form, publish

router = Router(tags=["forms"])


class NewForm(Asked):
    """A form; `draft` says all it shows and asks (title, use, prospecting, fields, boxes, partners…)."""

    name: Line
    kind: Form.Kind
    brand: Code
    language: Literal["fr", "en"] = "fr"
    draft: dict[str, Any]


class ChangedForm(Asked):
    """The whole draft again."""

    draft: dict[str, Any]


class FormShown(Schema):
    """A form; `url` is its public page once it is open."""

    code: str
    name: str
    kind: str
    state: str
    language: str
    source: str
    url: str
    draft: dict[str, Any]

    @staticmethod
    def resolve_source(form: Form) -> str:
        return form.source.code

    @staticmethod
    def resolve_url(form: Form) -> str:
        return f"{settings.AVAL_URL}/f/{form.code}"


class VersionShown(Schema):
    """A frozen version; `digest` seals what was shown."""

    number: int
    digest: str
    notice_version: str
    published_at: datetime
    entry: int

    @staticmethod
    def resolve_entry(version: Any) -> int:
        return version.evidence


class SubmissionShown(Schema):
    """What somebody sent: every field and box, how it came, where it stands."""

    id: int
    version: str
    door: str
    state: str
    given: dict[str, str]
    acted_at: datetime
    received_at: datetime
    confirmed_at: datetime | None
    person: int | None

    @staticmethod
    def resolve_version(row: Submission) -> str:
        return f"{row.form.code}@{row.version.number}"

    @staticmethod
    def resolve_person(row: Submission) -> int | None:
        return row.person_id


def _bad_draft(why: BadDraft) -> HttpResponse:
    errors = [{"field": f"draft.{why.place}", "detail": why.code}]
    return problem(422, "bad-draft", _("Ce brouillon n’est pas un formulaire."), errors)


@router.get("", response=Page[FormShown])
@needs("read")
def list_forms(request: HttpRequest, cut: Slice) -> Any:
    """Every form, oldest first."""
    return page(Form.objects.of(request.organisation).select_related("source"), cut)


@router.post("", response={201: FormShown})
@needs("write", Action.BUILD_FORM)
def add_form(request: HttpRequest, asked: NewForm) -> Any:
    """A new form, as a draft."""
    brand = get_object_or_404(Brand.objects.of(request.organisation).select_related("organisation"), code=asked.brand)
    try:
        draft = Draft.read(asked.draft)
    except BadDraft as why:
        return _bad_draft(why)
    made = declare_form(
        brand,
        name=asked.name,
        kind=asked.kind,
        language=asked.language,
        draft=draft,
        by=request.member,
        at=timezone.now(),
    )
    return Status(201, made)


@router.put("/{code}", response=FormShown)
@needs("write", Action.BUILD_FORM)
def change_form(request: HttpRequest, code: str, asked: ChangedForm) -> Any:
    """Another draft; what is published stays until it is published again."""
    form = get_object_or_404(Form.objects.of(request.organisation).select_related("source"), code=code)
    try:
        change_draft(form, Draft.read(asked.draft))
    except BadDraft as why:
        return _bad_draft(why)
    return form


@router.post("/{code}/publish", response=VersionShown)
@needs("write", Action.BUILD_FORM)
def publish_form(request: HttpRequest, code: str) -> Any:
    """Freeze the draft and open it; refused with each rule it breaks, where, and its article."""
    form = get_object_or_404(Form.objects.of(request.organisation), code=code)
    try:
        return publish(form, by=request.member, at=timezone.now())
    except NotPublishable as why:
        language = language_of(request)
        errors = [
            {"field": f"draft.{one.place}", "code": one.code, "detail": one.say(language), "article": one.article}
            for one in why.faults
        ]
        return problem(422, "not-publishable", _("Ce formulaire ne peut pas être publié."), errors)


@router.post("/{code}/close", response=FormShown)
@needs("write", Action.BUILD_FORM)
def close_form(request: HttpRequest, code: str) -> Any:
    """Take it down."""
    form = get_object_or_404(Form.objects.of(request.organisation).select_related("source"), code=code)
    close(form, by=request.member, at=timezone.now())
    form.refresh_from_db(fields=["state"])
    return form


@router.get("/{code}/submissions", response=Page[SubmissionShown])
@needs("read", Action.EXPORT)
def list_submissions(request: HttpRequest, code: str, cut: Slice) -> Any:
    """What came through it, oldest first."""
    form = get_object_or_404(Form.objects.of(request.organisation), code=code)
    return page(Submission.objects.of(request.organisation).filter(form=form).select_related("form", "version"), cut)
