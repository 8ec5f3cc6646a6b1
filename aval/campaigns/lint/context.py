"""What a file alone cannot say: given beside it, every field optional; absent means unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MESSAGE_TYPES = (
    "first_contact",
    "follow_up",
    "newsletter",
    "transactional",
    "double_opt_in",
    "breach_notice",
    "rights_answer",
    "notice_only",
    "retention_question",
)


class BadContext(ValueError):
    """A field of the context that cannot be read: `field`, and what was expected, in two languages."""

    def __init__(self, name: str, fr: str, en: str) -> None:
        super().__init__(f"{name}: {en}")
        self.field, self.fr, self.en = name, fr, en


@dataclass(frozen=True, slots=True)
class Advertiser:
    """For whom the message speaks."""

    legal_name: str | None = None
    siren: str | None = None
    postal_address: str | None = None
    domains: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page the message links to."""

    status: int | None = None
    requires_login: bool | None = None
    mandatory_fields: tuple[str, ...] | None = None
    language: str | None = None
    notice_items: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """All that is known beside the message. None is unknown."""

    message_type: str | None = None
    advertiser: Advertiser = Advertiser()
    sent_by_agency: bool | None = None
    recipient: str | None = None
    recipient_language: str | None = None
    recipient_function: str | None = None
    data_source_on_record: str | None = None
    notice_already_delivered: bool | None = None
    tracking_consent: bool | None = None
    existing_thread_with_recipient: bool | None = None
    linked_pages: Mapping[str, Page] = field(default_factory=dict)

    def page(self, url: str) -> Page | None:
        """What is known of a page, by its address with or without fragment and final slash."""
        bare = url.partition("#")[0]
        for candidate in (url, bare, bare.rstrip("/"), bare.rstrip("/") + "/"):
            if candidate in self.linked_pages:
                return self.linked_pages[candidate]
        return None


def read_context(given: object) -> Context:
    """The context of a JSON object. Raises BadContext; fields of another age are left alone."""
    known = _object("context", given)
    told: dict[str, Any] = {
        "advertiser": _advertiser(_object("advertiser", known.get("advertiser") or {})),
        "linked_pages": {
            str(url): _page(f"linked_pages.{url}", _object(f"linked_pages.{url}", page or {}))
            for url, page in _object("linked_pages", known.get("linked_pages") or {}).items()
        },
        "recipient": _address("recipient", known.get("recipient")),
        "recipient_language": _language("recipient_language", known.get("recipient_language")),
        "recipient_function": _named("recipient_function", known.get("recipient_function")),
        "data_source_on_record": _named("data_source_on_record", known.get("data_source_on_record")),
        "message_type": _message_type(known.get("message_type")),
    }
    for name in ("notice_already_delivered", "existing_thread_with_recipient", "sent_by_agency", "tracking_consent"):
        told[name] = _truth(name, known.get(name))
    return Context(**told)


def _advertiser(given: Mapping[str, Any]) -> Advertiser:
    domains = given.get("domains")
    siren = _text("advertiser.siren", given.get("siren"))
    return Advertiser(
        legal_name=_text("advertiser.legal_name", given.get("legal_name")),
        siren="".join(filter(str.isdigit, siren))[:9] if siren else None,
        postal_address=_named("advertiser.postal_address", given.get("postal_address")),
        domains=None
        if domains is None
        else tuple(d.lower().strip(".@ ") for d in _texts("advertiser.domains", domains)),
    )


def _page(name: str, given: Mapping[str, Any]) -> Page:
    status = given.get("status")
    if status is not None and (isinstance(status, bool) or not isinstance(status, int)):
        raise BadContext(f"{name}.status", "un nombre est attendu", "a number is expected")
    fields, items = given.get("mandatory_fields"), given.get("notice_items")
    if isinstance(fields, bool | int):
        fields = ["?"] * int(fields)
    if isinstance(items, Mapping):
        items = [item for item, there in items.items() if there]
    return Page(
        status=status,
        requires_login=_truth(f"{name}.requires_login", given.get("requires_login")),
        mandatory_fields=None if fields is None else _texts(f"{name}.mandatory_fields", fields),
        language=_language(f"{name}.language", given.get("language")),
        notice_items=None if items is None else _texts(f"{name}.notice_items", items),
    )


def _object(name: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadContext(name, "un objet JSON est attendu", "a JSON object is expected")
    return given


def _text(name: str, given: object) -> str | None:
    if given is None or isinstance(given, str):
        return given.strip() or None if given else None
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise BadContext(name, "un texte est attendu", "a text is expected")


def _texts(name: str, given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, list | tuple) or not all(isinstance(item, str) for item in given):
        raise BadContext(name, "une liste de textes est attendue", "a list of texts is expected")
    return tuple(given)


def _named(name: str, given: object) -> str | None:
    """A text, or an object whose texts are put end to end (a source with its name and holder, an address in parts)."""
    if isinstance(given, Mapping):
        return " ".join(str(value) for value in given.values() if isinstance(value, str | int)) or None
    return _text(name, given)


def _truth(name: str, given: object) -> bool | None:
    """True or false; a text (an agency's name) or an object is true when it is not empty."""
    if given is None or isinstance(given, bool):
        return given
    if isinstance(given, str | Mapping):
        return bool(given) and str(given).lower() not in {"false", "none", "no"}
    raise BadContext(name, "vrai ou faux est attendu", "true or false is expected")


def _language(name: str, given: object) -> str | None:
    text = _text(name, given)
    return text.lower().replace("_", "-").partition("-")[0] if text else None


def _address(name: str, given: object) -> str | None:
    if isinstance(given, Mapping):
        given = given.get("email") or given.get("address")
    text = _text(name, given)
    return text.lower() if text else None


def _message_type(given: object) -> str | None:
    text = _text("message_type", given)
    if text is None or text in MESSAGE_TYPES:
        return text
    expected = ", ".join(MESSAGE_TYPES)
    raise BadContext("message_type", f"une de ces valeurs est attendue : {expected}", f"one of: {expected}")
