"""What a form says and asks, as data: read from JSON, written back to it. What the law makes of it is in `requirements`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

FIELDS = ("email", "first_name", "last_name", "company", "siren", "title", "phone", "mobile", "message", "question_1",
          "question_2", "question_3")  # fmt: skip
PURPOSES = ("prospecting", "partners", "mail_tracking")
CHANNELS = ("email", "sms", "voice_human", "post")
PROSPECTING = ("none", "consent", "legitimate_interest")
LONG, SHORT = 2000, 200


class BadDraft(ValueError):
    """What was given is no form: `place` says where (fields.2.name), `code` what."""

    def __init__(self, place: str, code: str) -> None:
        super().__init__(f"{place}: {code}")
        self.place, self.code = place, code


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing asked, and why: the reason is told beside it."""

    name: str
    label: str
    reason: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box. `ticked` and `required` are here only so that a form that wants them can be refused, and told why."""

    purpose: str
    channel: str
    wording: str
    confirm: bool = True
    ticked: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A company the data may go to, by its legal name and SIREN."""

    name: str
    siren: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A whole form. `use`: what is done with what she sends, in one sentence. `prospecting`: on which basis we then write."""

    title: str = ""
    intro: str = ""
    use: str = ""
    submit: str = ""
    thanks: str = ""
    gift: str = ""
    prospecting: str = "none"
    objection: bool = True
    scored: bool = False
    fields: tuple[Field, ...] = ()
    boxes: tuple[Box, ...] = ()
    partners: tuple[Partner, ...] = ()
    partners_on: str = ""

    @classmethod
    def read(cls, given: object) -> Self:
        """From JSON. Raises `BadDraft`; nothing unknown is let in."""
        told = _object("", given, cls)
        rows = {
            name: tuple(
                kind(**_object(f"{name}.{place}", one, kind))
                for place, one in enumerate(_list(name, told.get(name, ())))
            )
            for name, kind in (("fields", Field), ("boxes", Box), ("partners", Partner))
        }
        draft = cls(**{**told, **rows})
        for place, one in enumerate(draft.fields):
            _among(f"fields.{place}.name", one.name, FIELDS)
        for place, box in enumerate(draft.boxes):
            _among(f"boxes.{place}.purpose", box.purpose, PURPOSES)
            _among(f"boxes.{place}.channel", box.channel, CHANNELS)
        _among("prospecting", draft.prospecting, PROSPECTING)
        if len({one.name for one in draft.fields}) < len(draft.fields):
            raise BadDraft("fields", "twice")
        return draft

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {
            name: [asdict(one) for one in getattr(self, name)] for name in ("fields", "boxes", "partners")
        }

    @property
    def asked(self) -> frozenset[str]:
        """The names of the fields."""
        return frozenset(one.name for one in self.fields)


def _object(place: str, given: object, kind: Any) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise BadDraft(place or "form", "not-an-object")
    known = kind.__dataclass_fields__
    told: dict[str, Any] = {}
    for name, value in given.items():
        where = f"{place}.{name}".strip(".")
        if name not in known:
            raise BadDraft(where, "unknown")
        if known[name].type in {str, "str"}:
            if (
                not isinstance(value, str)
                or "\x00" in value
                or len(value) > (LONG if name in {"intro", "wording", "thanks"} else 500)
            ):
                raise BadDraft(where, "not-a-text")
        elif known[name].type in {bool, "bool"} and not isinstance(value, bool):
            raise BadDraft(where, "not-a-boolean")
        told[name] = value
    for name, one in known.items():
        if name not in told and one.default is field().default and one.default_factory is field().default_factory:
            raise BadDraft(f"{place}.{name}".strip("."), "missing")
    return told


def _list(place: str, given: object) -> list[Any]:
    if not isinstance(given, list | tuple) or len(given) > 30:
        raise BadDraft(place, "not-a-list")
    return list(given)


def _among(place: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BadDraft(place, "unknown")
