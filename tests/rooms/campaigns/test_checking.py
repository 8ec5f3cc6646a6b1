"""Our own letters pass the lint without a word, whatever people and companies are called."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from aval.campaigns.checking import check_letter, letter_facts
from aval.campaigns.facts import DENIED_BY
from aval.campaigns.lint import lint_message, read_context
from aval.campaigns.lint.report import wording
from aval.campaigns.running import refuse_faults
from aval.law.facts import VOCABULARY
from tests.rooms.campaigns.stationery import AT, ORIGIN, SENDER, URL, letter, prepared, somebody

NAMES = st.text(
    alphabet=st.characters(whitelist_categories=["Lu", "Ll", "Lo", "Mn", "Nd"], whitelist_characters=" '’-.,&\"<>()«»"),
    max_size=40,
)
KINDS = ["own_form", "hand", "own_file", "bought", "rented", "partner", "acquired", "public_register", "public_web"]


def context_for(made, her, language):
    page = {"status": 200, "requires_login": False, "mandatory_fields": [], "language": language}
    return read_context(
        {
            "message_type": "first_contact",
            "advertiser": {
                "legal_name": SENDER.legal_name,
                "siren": SENDER.siren,
                "postal_address": SENDER.postal_address,
                "domains": ["atelier-nord.example"],
            },
            "recipient": her.email,
            "recipient_language": language,
            "recipient_function": her.function,
            "data_source_on_record": ORIGIN.name,
            "notice_already_delivered": False,
            "tracking_consent": False,
            "existing_thread_with_recipient": False,
            "linked_pages": {f"{URL}/d/{made.token}": page},
        }
    )


@pytest.mark.once
@settings(max_examples=60)
@given(NAMES, NAMES, NAMES, NAMES, NAMES, st.sampled_from(["fr", "en"]))
def test_no_name_makes_a_letter_unlawful(first_name, last_name, function, company, city, language):
    her = somebody(
        first_name=first_name, last_name=last_name, function=function, company=company, city=city, language=language
    )
    made = letter(her, language)
    assert lint_message(made.raw, context_for(made, her, language), "en").as_json() == {"ok": True, "findings": []}


@pytest.mark.once
@pytest.mark.parametrize("basis", ["legitimate_interest", "consent", "soft_opt_in"])
@pytest.mark.parametrize("kind", [*KINDS, "social_network"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_source_is_told_lawfully(kind, basis, language):
    for holder in ("Éditions Quai Sud", ""):
        origin = replace(ORIGIN, kind=kind, basis=basis, holder=holder)
        report = check_letter(prepared(language, origin=origin), AT, "en")
        assert report.as_json() == {"ok": True, "findings": []}


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        ({"subject": "Re: votre paie"}, "subject", "imite une réponse"),
        ({"subject": "Votre facture n° 12"}, "subject", "fait croire à autre chose"),
        ({"subject": "Météo marine à Ouessant"}, "subject", "sans rapport"),
        ({"body": "Notre paie. Appelez le 0899 70 12 34."}, "body", "surtaxé"),
        ({"body": "Notre paie : https://x.example/?rid=a8f3k29dk2"}, "body", "suit ses clics"),
        ({"body": "La paie. Ceci n’est pas une publicité."}, "body", "n’est pas commercial"),
        ({"body": "La paie pour {{{{nom}}}}"}, "body", "pas été rempli"),
    ],
)
def test_words_the_law_refuses_are_refused(words, field, told):
    with pytest.raises(ValidationError) as refused:
        refuse_faults(prepared(**words), AT)
    assert told in " ".join(refused.value.message_dict[field])


@pytest.mark.once
def test_a_way_out_that_is_not_https_is_refused_unless_it_is_this_machine():
    codes = {one.code for one in check_letter(prepared(url="http://aval.atelier-nord.example"), AT).findings}
    assert codes == {"unsubscribe-not-https", "one-click-not-https"}
    local = check_letter(prepared(url="http://localhost:8000"), AT)
    assert local.ok
    assert {one.code for one in local.findings} == {"link-on-this-machine"}


@pytest.mark.once
def test_the_law_is_told_what_it_asks():
    facts = letter_facts(prepared(), AT)
    asked = {name for name, fact in VOCABULARY.items() if fact.group == "message"}
    assert set(facts) <= asked
    assert "optout_works" not in facts
    faults = {"premium_number", "tracking_pixel", "tracking_link", "sent_by_agency"}
    assert {name for name, value in facts.items() if not value} == faults


@pytest.mark.once
def test_facts_are_denied_by_findings_that_exist():
    assert {code for codes in DENIED_BY.values() for code in codes} <= set(wording())


@pytest.mark.once
def test_a_fault_denies_its_fact():
    assert letter_facts(prepared(subject="Re: votre paie"), AT)["honest_subject"] is False
    facts = letter_facts(prepared(body="La paie, 0899 70 12 34, https://x.example/?rid=a8f3k29dk2"), AT)
    assert facts["premium_number"] is True
    assert facts["tracking_link"] is True
