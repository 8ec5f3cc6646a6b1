"""The open vocabulary names everything the law can say, once, and points only where the DPV has a term."""

import json
import re
from argparse import Namespace

import pytest

from aval.clearance.vocabulary import ANSWER, PREFIXES, codes, context, matches, vocabulary
from aval.console import law
from aval.console.main import build_parser
from aval.law.facts import VOCABULARY
from aval.law.rulebook import RULES

# Terms of the DPV 2.3 and of its GDPR extension that we point to, as its release of 2026 lists them.
DPV = {
    "dpv:Child",
    "dpv:Consent",
    "dpv:ConsentGiven",
    "dpv:ConsentWithdrawn",
    "dpv:Consumer",
    "dpv:Country",
    "dpv:CrossBorderTransfer",
    "dpv:DataBreachNotice",
    "dpv:DataSource",
    "dpv:DataSubjectDataSource",
    "dpv:DirectMarketing",
    "dpv:HumanInvolvementForDecision",
    "dpv:Lawful",
    "dpv:LawfulnessUnknown",
    "dpv:LegalBasis",
    "dpv:LegalEntity",
    "dpv:LegitimateInterestAssessment",
    "dpv:LegitimateInterestObjected",
    "dpv:Obligation",
    "dpv:Permission",
    "dpv:PrivacyNotice",
    "dpv:Profiling",
    "dpv:Prohibition",
    "dpv:PublicDataSource",
    "dpv:Purpose",
    "dpv:RightsFulfilment",
    "dpv:Rule",
    "dpv:Sector",
    "dpv:ServiceProvision",
    "dpv:StorageCondition",
    "dpv:StorageDuration",
    "dpv:ThirdPartyDataSource",
    "dpv:Tracking",
    "dpv:hasLegalBasis",
    "dpv:hasObligation",
    "dpv:hasRule",
    "eu-gdpr:A14",
    "eu-gdpr:A17",
    "eu-gdpr:A18",
    "eu-gdpr:A21",
    "eu-gdpr:A6-1-a",
    "eu-gdpr:A6-1-c",
    "eu-gdpr:A6-1-f-controller",
    "eu-gdpr:A7-3",
}


def nodes() -> dict[str, dict]:
    return {node["@id"]: node for node in vocabulary()["@graph"]}


def test_everything_the_law_says_is_named_once() -> None:
    graph = vocabulary()["@graph"]
    assert len(graph) == len(nodes())
    named = set(nodes())
    assert {f"aval:fact:{name}" for name in VOCABULARY} <= named
    assert {f"aval:{name}:{value}" for name, fact in VOCABULARY.items() for value in fact.values} <= named
    assert {f"aval:rule:{code}" for code in RULES} <= named
    assert {f"aval:{kind}:{code}" for kind, code in codes()} <= named
    spoken = {code for chapter in RULES.values() for code in chapter.codes}
    assert spoken <= {code for _kind, code in codes()}


def test_each_concept_speaks_both_languages_and_its_rules_exist() -> None:
    for iri, node in nodes().items():
        assert set(node["prefLabel"]) == {"fr", "en"}, iri
        assert all(node["prefLabel"].values()), iri
        for rule in node.get("inRule", []):
            assert rule in nodes(), iri
        if iri.startswith("aval:rule:"):
            assert node["article"]["fr"]
            assert node["mark"] in "PSKD"


def test_a_base_rests_on_a_legal_basis() -> None:
    bases = [node for iri, node in nodes().items() if iri.startswith("aval:basis:")]
    assert len(bases) > 10
    assert all(node["broadMatch"] == "dpv:LegalBasis" or "A6-1" in node["broadMatch"] for node in bases)
    assert nodes()["aval:basis:consent"]["broadMatch"] == "eu-gdpr:A6-1-a"


def test_only_terms_the_dpv_has_are_pointed_to() -> None:
    assert set(re.findall(r'"((?:dpv|eu-gdpr):[\w-]+)"', json.dumps(vocabulary()))) <= DPV


def test_no_match_is_for_a_word_we_do_not_have() -> None:
    table = matches()
    assert set(table["rules"]) <= set(RULES)
    assert set(table["facts"]) <= set(VOCABULARY)
    assert set(table["bases"]) == {code for kind, code in codes() if kind == "basis"}
    for name, values in table["values"].items():
        assert set(values) <= set(VOCABULARY[name].values)


def test_the_context_covers_a_line_of_facts_and_a_decision() -> None:
    terms = context()
    assert set(VOCABULARY) | set(ANSWER) | {"law", "reasons"} <= set(terms)
    assert not set(VOCABULARY) & (set(ANSWER) | set(PREFIXES) | {"law", "reasons", "mark", "article", "source", "note"})
    prefixes = {term["@id"].partition(":")[0] for term in terms.values() if isinstance(term, dict) and "@id" in term}
    assert prefixes <= set(PREFIXES)
    assert terms["channel"]["@context"] == {"@vocab": "urn:aval:channel:"}


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    args = build_parser(law.COMMANDS).parse_args(["law", "vocabulary"], Namespace(lang="fr", organisation=None))
    assert law.run(args) == 0
    assert json.loads(capsys.readouterr().out) == vocabulary()
