"""What a form alone cannot say: given beside it, every field optional; absent means unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AUDIENCES = ("b2b", "b2c", "mixed")
BASES = ("consent", "legitimate_interest", "soft_opt_in", "none")


class BadContext(ValueError):
    """A field of the context that cannot be read: `field`, and what was expected, in two languages."""

    def __init__(self, name: str, fr: str, en: str) -> None:
        super().__init__(f"{name}: {en}")
        self.field, self.fr, self.en = name, fr, en


@dataclass(frozen=True, slots=True)
class LinkedPage:
    """A page the form links to, as somebody read it."""

    status: int | None = None
    requires_login: bool | None = None
    language: str | None = None
    notice_items: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """All that is known beside the form. None is unknown."""

    form_kind: str | None = None
    audience: str | None = None
    mailing_basis: str | None = None
    file_encoding: str | None = None
    linked_pages: Mapping[str, LinkedPage] = field(default_factory=dict)
    address: str | None = None

    def page(self, url: str) -> LinkedPage | None:
        """What is known of a page, by its address as written, with or without fragment and final slash."""
        bare = url.strip().partition("#")[0]
        for candidate in (url.strip(), bare, bare.rstrip("/"), bare.rstrip("/") + "/"):
            if candidate in self.linked_pages:
                return self.linked_pages[candidate]
        return None


def read_context(given: object) -> Context:
    """The context of a JSON object. Raises BadContext; fields of another age are left alone."""
    known = _object("context", given)
    pages = _object("linked_pages", known.get("linked_pages") or {})
    return Context(
        form_kind=_text("form_kind", known.get("form_kind")),
        audience=_one_of("audience", known.get("audience"), AUDIENCES),
        mailing_basis=_one_of("mailing_basis", known.get("mailing_basis"), BASES),
        file_encoding=_text("file_encoding", known.get("file_encoding")),
        linked_pages={str(url): _page(f"linked_pages.{url}", page) for url, page in pages.items()},
    )


def _page(name: str, given: object) -> LinkedPage:
    page = _object(name, given or {})
    status, items, language = page.get("status"), page.get("notice_items"), page.get("language")
    if status is not None and (isinstance(status, bool) or not isinstance(status, int)):
        raise BadContext(f"{name}.status", "un nombre est attendu", "a number is expected")
    login = page.get("requires_login")
    if login is not None and not isinstance(login, bool):
        raise BadContext(f"{name}.requires_login", "vrai ou faux est attendu", "true or false is expected")
    if isinstance(items, Mapping):
        items = [item for item, there in items.items() if there]
    if items is not None and (not isinstance(items, list) or not all(isinstance(item, str) for item in items)):
        raise BadContext(f"{name}.notice_items", "une liste de textes est attendue", "a list of texts is expected")
    spoken = _text(f"{name}.language", language)
    return LinkedPage(
        status=status,
        requires_login=login,
        language=spoken.lower().replace("_", "-").partition("-")[0] if spoken else None,
        notice_items=None if items is None else tuple(items),
    )


def _object(name: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise BadContext(name, "un objet JSON est attendu", "a JSON object is expected")
    return given


def _text(name: str, given: object) -> str | None:
    if given is None or isinstance(given, str):
        return given.strip() or None if given else None
    raise BadContext(name, "un texte est attendu", "a text is expected")


def _one_of(name: str, given: object, expected: tuple[str, ...]) -> str | None:
    text = _text(name, given)
    if text is None or text in expected:
        return text
    listed = ", ".join(expected)
    raise BadContext(name, f"une de ces valeurs est attendue : {listed}", f"one of: {listed}")
