"""The information given when data are collected from the person (art. 13 GDPR): every item, put together from the draft."""

import tomllib
from functools import cache
from hashlib import sha256
from importlib import resources

from aval.accounts.models import Organisation
from aval.collection.drafts import Draft

Notice = list[list[str]]  # pairs of title and text, in order


@cache
def sentences(language: str) -> dict[str, str]:
    """The sentences of a language, fr or en."""
    return tomllib.loads(resources.files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8"))[language]


def notice_of(draft: Draft, organisation: Organisation, language: str) -> Notice:
    """The whole notice of a form."""
    told = sentences(language)
    dpo = ", ".join(filter(None, (organisation.dpo_name, organisation.dpo_email)))
    required = [one.label for one in draft.fields if one.required]
    known = {
        "legal_name": organisation.legal_name, "siren": organisation.siren, "address": " ".join(organisation.postal_address.split()),
        "telephone": organisation.telephone, "mailbox": organisation.mailbox, "dpo": dpo, "use": draft.use,
        "required": told["and"].join(f"«\u00a0{one}\u00a0»" if language == "fr" else f"“{one}”" for one in required),
        "partners": ", ".join(f"{one.name} (SIREN {one.siren})" for one in draft.partners), "partners_on": draft.partners_on,
    }  # fmt: skip
    sections = {
        "who": ["who", *(["dpo"] if dpo else [])],
        "why": ["why", *([f"why_{draft.prospecting}"] if draft.prospecting != "none" else []), *(["why_scored"] if draft.scored else [])],
        "basis": ["basis_request", *([f"basis_{draft.prospecting}"] if draft.prospecting != "none" else [])],
        "data": ["data_required" if required else "data_none"],
        "recipients": ["recipients", "recipients_partners" if draft.partners else "recipients_nobody"],
        "retention": ["retention"],
        "rights": ["rights"],
        **({"calls": ["calls"]} if draft.asked & {"phone", "mobile"} else {}),
        "automated": ["automated"],
    }  # fmt: skip
    return [
        [told[f"{name}_title"], "".join(_filled(told[part], known) for part in parts)]
        for name, parts in sections.items()
    ]


def say(name: str, organisation: Organisation, language: str) -> str:
    """One sentence, with our name in it."""
    return _filled(sentences(language)[name], {"legal_name": organisation.legal_name})


def notice_version(notice: Notice) -> str:
    """Which text it was: SHA-256 of it, in hexadecimal."""
    return sha256("\n".join(text for section in notice for text in section).encode()).hexdigest()


def _filled(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text
