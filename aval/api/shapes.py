"""What may come in: strict bodies, texts both engines can hold, JSON that says each thing once."""

import json
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=5_000, pattern=r"^[^\x00]*$")]
Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00\r\n]*$")]
Code = Annotated[str, StringConstraints(max_length=60, pattern=r"^[-\w]+$")]
Number = Annotated[int, Field(ge=0, lt=2**53)]


class Asked(Schema):
    """A body: what it does not know is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class Json(Parser):
    """JSON, strictly: a key given twice, NaN and infinities are refused."""

    def parse_body(self, request: HttpRequest) -> Any:
        return strictly(request.body)


def strictly(text: str | bytes) -> Any:
    """What this JSON says; `ValueError` when it is none, or says a thing twice."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_strange)
    except RecursionError as why:
        raise ValueError("too deep") from why


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(f"duplicate key: {next(name for name in names if names.count(name) > 1)}")
    return found


def _strange(text: str) -> Any:
    raise ValueError(text)


def explain_shape(error: dict[str, Any]) -> dict[str, str]:
    """What is wrong with one field, in words."""
    place, *where = map(str, error["loc"])
    inside = where[1:] if place == "body" else where  # the name of a route's own argument is nobody's concern
    return {"field": ".".join(inside), "detail": _said(error["type"], error.get("ctx", {}))}


def _said(kind: str, ctx: dict[str, Any]) -> str:
    if kind == "missing":
        return _("À renseigner.")
    if kind == "extra_forbidden":
        return _("Ce champ n’existe pas.")
    if kind == "string_too_long":
        return _("Trop long : %(most)s caractères au plus.") % {"most": ctx["max_length"]}
    if kind == "too_long":
        return _("Trop d’éléments : %(most)s au plus.") % {"most": ctx["max_length"]}
    if kind in {"enum", "literal_error"}:
        return _("Une de ces valeurs est attendue : %(known)s.") % {"known": ctx["expected"]}
    if kind.startswith("bool"):
        return _("Vrai ou faux est attendu.")
    if kind.startswith("int") or kind in {"greater_than_equal", "less_than", "less_than_equal"}:
        return _("Un nombre entier, dans les bornes, est attendu.")
    if kind.startswith(("datetime", "timezone")):
        return _("Un instant ISO 8601 avec son décalage est attendu, comme 2026-11-23T10:42+01:00.")
    if kind.startswith("date"):
        return _("Une date est attendue, comme 2026-11-23.")
    if kind.startswith("string"):
        return _("Un texte est attendu, sans caractère interdit.")
    if kind.startswith(("list", "dict", "model")):
        return _("Une autre forme est attendue : une liste ou un objet.")
    return _("Cette valeur n’est pas celle attendue.")
