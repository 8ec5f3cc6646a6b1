"""The picture of a version: the very HTML that is served, frozen; only what she typed is ever put back into it."""

import json
from collections.abc import Mapping
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from aval.accounts.models import Organisation
from aval.collection.drafts import Draft
from aval.collection.notices import Notice, say, sentences

TYPES = {"email": ("email", "email"), "first_name": ("text", "given-name"), "last_name": ("text", "family-name"),
         "company": ("text", "organization"), "title": ("text", "organization-title"), "phone": ("tel", "tel"),
         "mobile": ("tel", "tel")}  # fmt: skip


def picture_of(draft: Draft, notice: Notice, organisation: Organisation, language: str) -> str:
    """The inside of the form, as everybody will see it."""
    fields = [
        {"name": one.name, "label": one.label, "reason": one.reason, "required": one.required,
         "type": TYPES.get(one.name, ("text", ""))[0], "autocomplete": TYPES.get(one.name, ("", ""))[1]}
        for one in draft.fields
    ]  # fmt: skip
    with translation.override(language):
        return render_to_string(
            "collection/picture.html",
            {
                "draft": draft,
                "fields": fields,
                "notice": notice,
                "submit": draft.submit or sentences(language)["default_submit"],
                "free_text": sentences(language)["free_text"],
                "objection": say("objection", organisation, language)
                if draft.prospecting == "legitimate_interest"
                else "",
            },
        )


def digest_of(definition: Mapping[str, object], notice: Notice, picture: str) -> str:
    """What seals a version: SHA-256 of its definition, notice and picture, in hexadecimal."""
    told = json.dumps([definition, notice, picture], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()


def refilled(picture: str, given: Mapping[str, str], errors: list[str]) -> str:
    """The same picture with what she had typed and ticked, and what was wrong above it."""
    for name, value in given.items():
        if not name.replace("-", "_").replace("_", "").isalnum():
            continue
        kept = escape(value[:2000])
        picture = picture.replace(f'name="{name}" value=""', f'name="{name}" value="{kept}"', 1)
        if name.startswith("box-") or name == "objection":
            picture = picture.replace(f'name="{name}" value="yes"', f'name="{name}" value="yes" checked', 1)
        start = picture.find(f'name="{name}" rows="4"')
        if start >= 0:
            end = picture.index("</textarea>", start)
            picture = picture[:end] + kept + picture[end:]
    told = "".join(f"<li>{escape(error)}</li>" for error in errors)
    return picture.replace("<!--errors-->", f'<ul class="errorlist" role="alert">{told}</ul>' if told else "", 1)
