"""A member builds a form, publishes it, closes it. What was published never changes; what breaks a rule is never published."""

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Brand, Member, Organisation
from aval.collection.drafts import Draft
from aval.collection.models import Form, FormVersion
from aval.collection.notices import notice_of, notice_version
from aval.collection.picturing import digest_of, picture_of
from aval.collection.requirements import Fault, check
from aval.prospects.models import Source
from aval.prospects.sources import declare_source

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


class NotPublishable(Exception):
    """Rules are broken: `faults` says which, where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{fault.place}: {fault.code}" for fault in faults))
        self.faults = faults


@transaction.atomic
def declare_form(
    brand: Brand, *, name: str, kind: str, language: str = "fr", draft: Draft, by: Member | None, at: datetime
) -> Form:
    """A new form and the source its people will come from. Raises `ValidationError` beside `name`."""
    organisation = brand.organisation
    if not name.strip():
        raise ValidationError({"name": _("Donnez un nom à ce formulaire.")})
    code = f"{slugify(name)[:40].strip('-') or 'formulaire'}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"
    source = declare_source(
        organisation, by=by, at=at, code=code, name=_("Formulaire « {name} », {who}").format(name=name, who=brand.name)[:200],
        kind=Source.Kind.OWN_FORM, collection_mode=Source.Mode.DIRECT, basis=_basis(draft), address_origin=Source.AddressOrigin.GIVEN,
        collected_on=localdate(at), optout_offered=_offers_objection(draft),
    )  # fmt: skip
    form = Form.objects.create(
        organisation=organisation, code=code, name=name, kind=kind, brand=brand, source=source, language=language,
        draft=draft.told(), created_at=at, created_by=by,
    )  # fmt: skip
    evidence.record(organisation.pk, "form:declared", {"form": code, "kind": kind, "by": by.pk if by else None}, at=at)
    return form


def _basis(draft: Draft) -> str:
    return Source.Basis.CONSENT if draft.prospecting == "consent" else Source.Basis.LEGITIMATE_INTEREST


def _offers_objection(draft: Draft) -> bool:
    return draft.prospecting == "legitimate_interest" and draft.objection


def change_draft(form: Form, draft: Draft, **fields: Any) -> None:
    """Keep what the member is working on; nobody sees it before it is published."""
    for name, value in fields.items():
        setattr(form, name, value)
    form.draft = draft.told()
    form.save(update_fields=["draft", *fields])


def faults_of(form: Form) -> list[Fault]:
    """What keeps the draft from being published."""
    return check(Draft.read(form.draft), form.organisation, form.brand.name)


@transaction.atomic
def publish(form: Form, *, by: Member | None, at: datetime) -> FormVersion:
    """Freeze the draft as a version and open the form. Raises `NotPublishable`; the same draft twice is the same version."""
    form = Form.objects.select_for_update().select_related("organisation", "brand", "source").get(pk=form.pk)
    draft, organisation = Draft.read(form.draft), form.organisation
    if faults := check(draft, organisation, form.brand.name):
        raise NotPublishable(faults)
    notice = notice_of(draft, organisation, form.language)
    picture = picture_of(draft, notice, organisation, form.language)
    digest = digest_of(draft.told(), notice, picture)
    last = form.versions.order_by("-number").first()
    if last is None or last.digest != digest:
        last = _freeze(form, draft, notice, picture, digest, by, at)
    form.state = Form.State.OPEN
    form.save(update_fields=["state"])
    Source.objects.filter(pk=form.source_id).update(basis=_basis(draft), optout_offered=_offers_objection(draft))
    return last


def _freeze(
    form: Form, draft: Draft, notice: list[list[str]], picture: str, digest: str, by: Member | None, at: datetime
) -> FormVersion:
    number = (form.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = notice_version(notice)
    payload = {"form": form.code, "version": number, "digest": digest, "notice": version, "by": by.pk if by else None}
    entry = evidence.record(form.organisation_id, "form:published", payload, at=at)
    return FormVersion.objects.create(
        organisation=form.organisation, form=form, number=number, definition=draft.told(), notice=notice, notice_version=version,
        picture=picture, digest=digest, published_at=at, published_by=by, evidence=entry,
    )  # fmt: skip


@transaction.atomic
def close(form: Form, *, by: Member | None, at: datetime) -> None:
    """Take the form down: nobody can send it any more. What came through it stays."""
    Form.objects.of(form.organisation_id).filter(pk=form.pk).update(state=Form.State.CLOSED)
    payload = {"form": form.code, "by": by.pk if by else None}
    evidence.record(form.organisation_id, "form:closed", payload, at=at)


def open_form(code: str, *, shown: bool = True) -> tuple[Form, FormVersion] | None:
    """The form at this public address with its last version (without its picture unless `shown`); None when nothing is open there."""
    rows = FormVersion.objects.filter(form__code=code, form__state=Form.State.OPEN)
    rows = rows.select_related("form__organisation", "form__brand").order_by("-number")
    version = (rows if shown else rows.defer("picture", "notice")).first()
    return (version.form, version) if version else None


_drafts: dict[str, Draft] = {}  # by the digest of their version, which never changes


def draft_of(version: FormVersion) -> Draft:
    """What a version asks, read once a process."""
    draft = _drafts.get(version.digest)
    if draft is None:
        if len(_drafts) > 500:
            _drafts.clear()
        draft = _drafts[version.digest] = Draft.read(version.definition)
    return draft


def version_of(organisation: Organisation, name: str) -> FormVersion | None:
    """The version a consent names (code@number)."""
    code, _at, number = name.rpartition("@")
    rows = FormVersion.objects.of(organisation).filter(form__code=code, number=number if number.isdigit() else 0)
    return rows.select_related("form").first()
