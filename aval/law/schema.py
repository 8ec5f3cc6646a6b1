"""The vocabulary as JSON Schema 2020-12: one line of facts, each described with what its absence means."""

from typing import Any

from aval.law.facts import CODE, EARLIEST, LARGEST, LATEST, VOCABULARY, Fact
from aval.law.tables import QUESTIONS

ABSENT = {
    "fr": {
        "unknown": "Absent : inconnu, et l’inconnu n’est jamais un oui.",
        "none": "Absent : il n’y en a pas.",
        "default": "Absent : {default}.",
    },
    "en": {
        "unknown": "Absent: unknown, and unknown is never a yes.",
        "none": "Absent: there is none.",
        "default": "Absent: {default}.",
    },
}


def schema(language: str = "fr") -> dict[str, Any]:
    """The schema of one line of `aval decide`, in one language."""
    french = language.startswith("fr")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Faits d’une décision" if french else "Facts of a decision",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "id": {
                "type": ["string", "integer", "null"],
                "description": "Rendu tel quel avec la réponse." if french else "Given back with the answer.",
            },
            "question": {
                "enum": [*QUESTIONS],
                "default": QUESTIONS[0],
                "description": "contact : peut-on la joindre ; message : ce message peut-il partir ; hold : peut-on garder."
                if french
                else "contact: may she be contacted; message: may this message leave; hold: may it be kept.",
            },
            **{name: _property(fact, "fr" if french else "en") for name, fact in VOCABULARY.items()},
        },
    }


def absence(fact: Fact, language: str) -> str:
    """What the absence of a fact means, in a sentence."""
    shown = {True: "true", False: "false"}.get(fact.default) if fact.kind == "bool" else fact.default
    return ABSENT[language][fact.absence].format(default="[]" if fact.kind == "codes" else shown)


def _property(fact: Fact, language: str) -> dict[str, Any]:
    said = f"{fact.fr if language == 'fr' else fact.en} {absence(fact, language)}"
    shapes: dict[str, dict[str, Any]] = {
        "bool": {"type": ["boolean", "null"]},
        "enum": {"enum": [*fact.values, None]},
        "int": {"type": ["integer", "null"], "minimum": 0, "maximum": LARGEST},
        "text": {"type": ["string", "null"], "pattern": f"^{CODE.pattern}$"},
        "codes": {"type": ["array", "null"], "items": {"type": "string", "pattern": f"^{CODE.pattern}$"}},
        "date": {"type": ["string", "null"], "format": "date"},
    }
    extra: dict[str, Any] = {"x-group": fact.group, "x-absence": fact.absence}
    if fact.kind == "date":
        extra |= {"x-from": EARLIEST.isoformat(), "x-before": LATEST.isoformat()}
    if fact.default is not None:
        extra["default"] = sorted(fact.default) if fact.kind == "codes" else fact.default
    return {"description": said, **shapes[fact.kind], **extra}
