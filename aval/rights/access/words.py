"""Any value of any table in words: codes as sentences, instants with their zone, links as names, JSON as lines."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from aval import evidence
from aval.clearance.wording import say
from aval.law.facts import VOCABULARY
from aval.prospects.classification import functions
from aval.prospects.classification import say as say_class
from aval.prospects.classification.companies import section_names
from aval.prospects.models import Source
from aval.prospects.refusals import explain
from aval.rights.standing import PARIS

DOT = " · "
NBSP = "\u00a0"


def tell(row: Model, field: Field, language: str) -> str:
    """The value of one field of one row, as a person reads it; empty when there is nothing."""
    value = getattr(row, field.name)
    if value is None or value in ("", [], {}):
        return ""
    special = SPECIAL.get(field.name)
    if special is not None and not field.choices:
        return special(value, language, row)
    if field.choices:
        return choices_of(field, language).get(value, str(value))
    if field.name in CODES:
        return CODES[field.name](str(value), language)
    return tell_plainly(value, language)


@lru_cache(maxsize=512)
def choices_of(field: Field, _language: str) -> Mapping[object, str]:
    """What each value of a field is called, in the active language, which is this one."""
    return {value: str(label) for value, label in field.flatchoices}


def as_data(row: Model, field: Field) -> Any:
    """The same value for a machine: JSON types, ISO dates."""
    value = getattr(row, field.name)
    if isinstance(value, Model):
        return {"id": value.pk, "name": name_of(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if field.name == "payload" and isinstance(value, str):
        return json.loads(value)
    return value


def tell_plainly(value: Any, language: str) -> str:
    """A value of which only the type is known."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, datetime):
        return value.astimezone(PARIS).strftime(
            f"%d/%m/%Y à %H{NBSP}h{NBSP}%M" if language == "fr" else "%d %b %Y, %H:%M"
        )
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y" if language == "fr" else "%d %b %Y")
    if isinstance(value, Model):
        return name_of(value)
    if isinstance(value, Mapping):
        return DOT.join(
            f"{name}{NBSP}: {tell_plainly(one, language)}"
            for name, one in value.items()
            if one not in (None, "", [], {})
        )
    if isinstance(value, list | tuple):
        return ", ".join(tell_plainly(one, language) for one in value)
    return str(value)


def name_of(row: Model) -> str:
    """What a row is called; a source with whoever handed it over."""
    for attribute in ("name", "legal_name", "title", "email", "code"):
        if value := getattr(row, attribute, ""):
            holder = row.holder if isinstance(row, Source) else ""
            return f"{value}, {holder}" if holder and holder not in value else str(value)
    return f"{row._meta.verbose_name} {row.pk}"  # noqa: SLF001


@lru_cache(maxsize=4096)
def tell_finding(code: str, language: str) -> str:
    """A reason of a decision, with its article; the code itself for one of another age of the law."""
    try:
        said = say(code, language)
    except KeyError:
        return code
    return f"{said.label} ({said.article})" if said.article else said.label


@lru_cache(maxsize=8192)
def tell_fact(name: str, value: Any, language: str) -> str:
    """One fact a decision was taken on, with its value."""
    fact = VOCABULARY.get(name)
    if fact is None:
        return f"{name}{NBSP}: {value}"
    said = fact.labels(language).get(value, "") if isinstance(value, str) else ""
    return f"{fact.name_in(language)}{NBSP}: {said or tell_plainly(value, language)}"


def _findings(value: Any, language: str, _row: Model) -> str:
    codes = (one["code"] if isinstance(one, Mapping) else one for one in value)
    return "; ".join(tell_finding(str(code), language) for code in codes)


def _facts(value: Any, language: str, _row: Model) -> str:
    told = (tell_fact(name, tuple(one) if isinstance(one, list) else one, language) for name, one in value.items())
    return "\n".join(told)


def _payload(value: Any, language: str, row: Model) -> str:
    """An entry of the ledger: what is told of decisions elsewhere in the file is not told twice."""
    payload = json.loads(value)
    told = {name: one for name, one in payload.items() if name not in {"facts", "key", "law", "by", "owner"}}
    if "findings" in told:
        told["findings"] = _findings(told["findings"], language, row)
    for name in ("channel", "message_type", "basis", "verdict"):
        if isinstance(told.get(name), str):
            told[name] = _coded(name)(told[name], language) if told[name] else ""
    return tell_plainly({payload_names(language).get(name, name): one for name, one in told.items()}, language)


@lru_cache(maxsize=4)
def payload_names(_language: str) -> Mapping[str, str]:
    """What the names of a payload are called, in the active language, which is this one."""
    return {
        "channel": _("moyen"), "message_type": _("nature du message"), "verdict": _("décision"), "basis": _("base"),
        "findings": _("raisons"), "campaign": _("campagne"), "server": _("serveur"), "reply": _("réponse du serveur"),
        "message_id": _("numéro du message"), "origin": _("par"), "scope": _("étendue"), "case": _("demande"),
        "right": _("droit"), "door": _("arrivée par"), "at": _("le"), "heard_at": _("entendue le"), "due_on": _("échéance"),
        "act": _("acte"), "way": _("envoyée par"), "attempt": _("envoi"), "contact_point": _("adresse no"),
        "clearance": _("décision no"), "question": _("question"), "kept": _("fiche gardée"), "merged": _("fiche réunie"),
        "answer": _("empreinte de la réponse"), "sha256": _("empreinte du message"), "about": _("au sujet de"),
        "marks": _("empreintes"), "brand": _("marque"), "obligations": _("obligations"),
    }  # fmt: skip


def _cells(value: Any, language: str, _row: Model) -> str:
    """A refused line, its cells as they were."""
    try:
        cells = json.loads(value)
    except ValueError:
        return str(value)
    return DOT.join(str(cell) for cell in cells if cell) if isinstance(cells, list) else tell_plainly(cells, language)


def _because(value: Any, language: str, _row: Model) -> str:
    return ", ".join(say_class(code, language) for code in str(value).split(",") if code)


def _reason(value: Any, language: str, row: Model) -> str:
    """A reason a member wrote is told as written; a code of a refusal in its sentence."""
    if row._meta.model_name == "refusedline":  # noqa: SLF001
        return explain(str(value), language)
    return str(value)


def _kind(value: Any, language: str, row: Model) -> str:
    return evidence.label(str(value), language) if row._meta.model_name == "entry" else str(value)  # noqa: SLF001


@lru_cache(maxsize=256)
def fact_labels(name: str, language: str) -> Mapping[str, str]:
    """What each value of a fact is called."""
    return VOCABULARY[name].labels(language)


def _coded(name: str) -> Callable[[str, str], str]:
    def told(value: str, language: str) -> str:
        if name == "basis":
            return tell_finding(value, language)
        if name == "verdict":
            return {"allow": _("contact autorisé"), "refuse": _("contact refusé"), "review": _("à voir par un humain")}.get(value, value)  # fmt: skip
        return fact_labels(name, language).get(value, value) if name in VOCABULARY else value

    return told


CODES: dict[str, Callable[[str, str], str]] = {
    "channel": _coded("channel"),
    "message_type": _coded("message_type"),
    "basis": _coded("basis"),
    "function": lambda value, language: functions(language).get(value, value),
    "sector": lambda value, language: section_names(language).get(value, value),
    "language": lambda value, _language: {"fr": "français", "en": "English"}.get(value, value),
}
SPECIAL: dict[str, Callable[[Any, str, Model], str]] = {
    "findings": _findings,
    "facts": _facts,
    "payload": _payload,
    "content": _cells,
    "why": _because,
    "function_why": _because,
    "reason": _reason,
    "kind": _kind,
}
