"""Our words as an open format: a JSON-LD context and the concepts it names, on the W3C Data Privacy Vocabulary.

A line of facts or a decision that names this document as its `@context` reads as linked data, without other change.
Everything is drawn from the tables the machine runs; `vocabulary.toml` alone says where our words meet the DPV.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from aval.clearance.wording import say
from aval.law.decided import NO_BASIS
from aval.law.facts import VOCABULARY, Fact
from aval.law.parameters import eras
from aval.law.rulebook import RULES, in_force
from aval.law.schema import absence
from aval.law.tables import VERDICTS, Effect

LANGUAGES = ("fr", "en")
NAMESPACE = "urn:aval:"
PREFIXES = {
    "aval": NAMESPACE,
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TYPES = {"bool": "xsd:boolean", "date": "xsd:date", "int": "xsd:integer", "text": "xsd:string", "codes": "xsd:string"}
# What a decision says beside its reasons.
ANSWER: Mapping[str, Any] = {
    "verdict": ("aval:verdict", "verdict"),
    "basis": ("dpv:hasLegalBasis", "basis"),
    "findings": ("dpv:hasRule", "finding"),
    "obligations": ("dpv:hasObligation", "finding"),
    "code": ("dpv:hasRule", "finding"),
}


def vocabulary() -> dict[str, Any]:
    """The whole document: context, then concepts in the order of the tables."""
    return {"@context": context(), "@id": "aval:vocabulary", "@graph": [*_answers(), *_rules(), *_codes(), *_facts()]}


def context() -> dict[str, Any]:
    """The context: each name of a line of facts, or of a decision, and what its values are."""
    return {
        "@version": 1.1,
        **PREFIXES,
        "id": None,
        "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
        "definition": {"@id": "skos:definition", "@container": "@language"},
        "note": {"@id": "skos:note", "@container": "@language"},
        "broadMatch": {"@id": "skos:broadMatch", "@type": "@id"},
        "relatedMatch": {"@id": "skos:relatedMatch", "@type": "@id"},
        "inRule": {"@id": "dcterms:isPartOf", "@type": "@id", "@container": "@set"},
        "source": {"@id": "dcterms:source", "@type": "@id", "@container": "@set"},
        "article": {"@id": "dcterms:bibliographicCitation", "@container": "@language"},
        "mark": "aval:mark",
        "law": {"@id": "aval:law", "@type": "xsd:string"},
        "reasons": {"@id": "aval:reason", "@container": "@set"},
        **{name: _coded(iri, kind) for name, (iri, kind) in ANSWER.items()},
        **{name: _term(fact) for name, fact in VOCABULARY.items()},
    }


def _coded(iri: str, kind: str) -> dict[str, Any]:
    """A name whose values are codes of one kind."""
    return {"@id": iri, "@type": "@vocab", "@context": {"@vocab": f"{NAMESPACE}{kind}:"}}


def _term(fact: Fact) -> dict[str, Any]:
    if fact.kind == "enum":
        return _coded(f"aval:fact:{fact.name}", fact.name)
    several = {"@container": "@set"} if fact.kind == "codes" else {}
    return {"@id": f"aval:fact:{fact.name}", "@type": TYPES[fact.kind], **several}


def _concept(iri: str, kind: str, *, label: Mapping[str, str], **more: Any) -> dict[str, Any]:
    said = {name: value for name, value in more.items() if value}
    return {"@id": iri, "@type": ["skos:Concept", *filter(None, [kind])], "prefLabel": dict(label), **said}


def _answers() -> Iterator[dict[str, Any]]:
    for verdict in dict.fromkeys(VERDICTS):
        said = matches()["verdicts"][verdict]
        label = {language: said[language] for language in LANGUAGES}
        yield _concept(f"aval:verdict:{verdict}", "", label=label, relatedMatch=said["near"])


def _rules() -> Iterator[dict[str, Any]]:
    for code, chapter in RULES.items():
        rule = chapter.rule
        yield _concept(
            f"aval:rule:{code}",
            "dpv:Rule",
            label={language: rule.title.say(language) for language in LANGUAGES},
            definition={language: rule.says.say(language) for language in LANGUAGES},
            article={language: rule.article.say(language) for language in LANGUAGES},
            source=[source for source in rule.sources if source],
            mark=rule.mark,
            relatedMatch=matches()["rules"].get(code),
        )


def _codes() -> Iterator[dict[str, Any]]:
    """Findings and bases: what they say, the rules that say them."""
    for (kind, code), (effect, rules) in codes().items():
        words = {language: say(code, language) for language in LANGUAGES}
        basis = kind == "basis"
        yield _concept(
            f"aval:{kind}:{code}",
            "dpv:LegalBasis" if basis else matches()["effects"][effect],
            label={language: one.label for language, one in words.items()},
            definition={language: one.text for language, one in words.items()},
            note={language: one.unlock for language, one in words.items() if one.unlock},
            inRule=[f"aval:rule:{rule}" for rule in rules if rule in RULES],
            broadMatch=matches()["bases"][code] if basis else None,
        )


def codes() -> dict[tuple[str, str], tuple[Effect, list[str]]]:
    """Every code of every stretch of the law: its kind (basis or finding), its effect, the rules that find it."""
    found: dict[tuple[str, str], tuple[Effect, list[str]]] = {("finding", NO_BASIS): ("forbid", [NO_BASIS])}
    for begins_on in eras():
        for rule, table in in_force(begins_on).tables:
            for branch in table.branches:
                key = ("basis" if branch.effect == "grant" else "finding", branch.code)
                rules = found.setdefault(key, (branch.effect, []))[1]
                if rule.code not in rules:
                    rules.append(rule.code)
    return found


def _facts() -> Iterator[dict[str, Any]]:
    for name, fact in VOCABULARY.items():
        yield _concept(
            f"aval:fact:{name}",
            "",
            label={"fr": fact.name_in("fr"), "en": fact.name_in("en")},
            definition={"fr": fact.fr, "en": fact.en},
            note={language: absence(fact, language) for language in LANGUAGES},
            relatedMatch=matches()["facts"].get(name),
        )
        near = matches()["values"].get(name, {})
        for value in fact.values:
            said = {language: fact.labels(language)[value] for language in LANGUAGES}
            yield _concept(f"aval:{name}:{value}", "", label=said, relatedMatch=near.get(value))


@cache
def matches() -> Mapping[str, Any]:
    """Where our words meet the DPV."""
    text = resources.files("aval.clearance").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
