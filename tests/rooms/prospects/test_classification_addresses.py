"""Whose mailbox is it? Law.md, ch-b2b-generic, ch-webmail, ch-sole-trader, ch-b2b-email-nominative."""

import polars as pl
import pytest

from aval.prospects.classification import ADDRESS_KINDS, RECIPIENT_KINDS, classify_addresses, say

pytestmark = pytest.mark.once

LEGAL, TRADER, TOWN = "5710", "1000", "7210"
CASES = [
    # address, first name, last name, company, legal form -> recipient, address, one of the whys
    ("contact@acme.example", "", "", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("CONTACT@Acme.Example", "", "", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("contact+salon@acme.example", "", "", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("service.client@acme.example", "", "", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("sav-lyon@acme.example", "", "", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("info2@acme.example", "", "", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("contact@société.example", "", "", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("achats@acme.example", "Service", "Achats", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("transport@acme.example", "Luc", "Port", "Acme", LEGAL, "generic_legal_person", "role", "local-role"),
    ("acme@acme.example", "", "", "Acme", LEGAL, "generic_legal_person", "company_name_role", "company-name"),
    ("urbanisme@mairie-vaux.example", "", "", "Mairie de Vaux", TOWN, "generic_legal_person", "role", "local-role"),
    ("contact@mairie-vaux.fr", "", "", "", "", "generic_legal_person", "role", "public-body-domain"),
    ("jean.dupont@acme.example", "Jean", "Dupont", "Acme", LEGAL, "pro_nominative", "person_name", "name-matches"),
    ("j.dupont@acme.example", "Jean", "Dupont", "Acme", LEGAL, "pro_nominative", "person_name", "name-matches"),
    ("dupontj@acme.example", "Jean", "Dupont", "Acme", LEGAL, "pro_nominative", "person_name", "name-matches"),
    ("legoff@acme.example", "Yann", "Le Goff", "Acme", LEGAL, "pro_nominative", "person_name", "name-matches"),
    ("helene.beaute@acme.example", "Hélène", "Beauté", "Acme", LEGAL, "pro_nominative", "person_name", "name-matches"),
    ("contact.dupont@acme.example", "", "Dupont", "Acme", LEGAL, "pro_nominative", "person_name", "name-matches"),
    (
        "contact.sophie@acme.example",
        "",
        "",
        "Acme",
        LEGAL,
        "pro_nominative",
        "person_name",
        "local-name-in-role-mailbox",
    ),
    ("sophie@acme.example", "", "", "Acme", LEGAL, "pro_nominative", "person_name", "local-first-name"),
    ("m.verdier@acme.example", "", "", "Acme", LEGAL, "pro_nominative", "person_name", "local-two-words"),
    ("jd@acme.example", "Jean", "Dupont", "Acme", LEGAL, "pro_nominative", "initials", "initials-match"),
    ("kzt@acme.example", "", "", "Acme", LEGAL, "pro_nominative", "initials", "local-initials"),
    ("durand@durand.example", "Luc", "Durand", "SARL Durand", "5499", "pro_nominative", "person_name", "name-matches"),
    (
        "gerant@acme.example",
        "",
        "",
        "Acme",
        LEGAL,
        "pro_nominative",
        "function_of_one_person",
        "local-one-person-function",
    ),
    (
        "direction@acme.example",
        "",
        "",
        "Acme",
        LEGAL,
        "pro_nominative",
        "function_of_one_person",
        "local-one-person-function",
    ),
    (
        "maire@vaux.example",
        "",
        "",
        "Vaux",
        TOWN,
        "pro_nominative",
        "function_of_one_person",
        "local-one-person-function",
    ),
    (
        "directeur.general@acme.example",
        "",
        "",
        "Acme",
        LEGAL,
        "pro_nominative",
        "function_of_one_person",
        "local-one-person-function",
    ),
    (
        "proviseur@lycee.example",
        "",
        "",
        "Lycée",
        "7331",
        "pro_nominative",
        "function_of_one_person",
        "local-one-person-function",
    ),
    ("contact@durand-plomberie.example", "", "", "Durand Plomberie", TRADER, "sole_trader", "role", "legal-form-1000"),
    (
        "luc.durand@durand-plomberie.example",
        "Luc",
        "Durand",
        "",
        TRADER,
        "sole_trader",
        "person_name",
        "legal-form-1000",
    ),
    ("contact@indivision.example", "", "", "Indivision", "2110", "sole_trader", "role", "legal-form-2110"),
    ("contact@luc-durand.example", "Luc", "Durand", "", "", "sole_trader", "role", "domain-bears-name"),
    (
        "contact@plomberie.example",
        "Luc",
        "Durand",
        "Luc Durand Plomberie",
        "",
        "sole_trader",
        "role",
        "company-bears-name",
    ),
    ("contact@sb-conseil.example", "", "", "Sophie Bernard", "", "sole_trader", "role", "company-is-a-name"),
    (
        "luc.durand@orange.fr",
        "Luc",
        "Durand",
        "Acme",
        LEGAL,
        "personal_mailbox",
        "private_provider",
        "private-provider",
    ),
    ("luc.durand@bbox.fr", "", "", "", "", "personal_mailbox", "private_provider", "private-provider"),
    ("boulangerie.durand@wanadoo.fr", "", "", "", "", "personal_mailbox", "private_provider", "private-provider"),
    ("mairie@orange.fr", "", "", "Mairie de Vaux", TOWN, "personal_mailbox", "role", "private-provider"),
    ("luc@sub.numericable.fr", "", "", "", "", "personal_mailbox", "private_provider", "private-provider"),
    ("luc@boite-perso.example", "", "", "", "", "personal_mailbox", "private_provider", "private-provider"),
    ("mairie.saint-martin@orange.fr", "", "", "Mairie", TOWN, "personal_mailbox", "role", "private-provider"),
    ("x@jetable.example", "", "", "Acme", LEGAL, "personal_mailbox", "disposable", "disposable-domain"),
    ("x@yopmail.com", "", "", "Acme", LEGAL, "personal_mailbox", "disposable", "disposable-domain"),
    ("contact@acme.example", "", "", "Particulier", "", "consumer", "role", "consumer-word"),
    ("xk12@acme.example", "", "", "Acme", LEGAL, "unknown", "unknown", "local-unread"),
    ("xk12@acme.example", "Jo", "Dubois", "Acme", LEGAL, "pro_nominative", "unknown", "person-given"),
    ("pas une adresse", "", "", "Acme", LEGAL, "unknown", "unknown", "address-no-at"),
    (None, None, None, None, None, "unknown", "unknown", "address-empty"),
]


def frame(*cases):
    return pl.DataFrame(
        [case[:5] for case in cases],
        dict.fromkeys(["email", "first_name", "last_name", "company", "legal_form"], pl.String),
        orient="row",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[4]}")
def test_whose_mailbox(case):
    answer = classify_addresses(frame(case)).row(0, named=True)
    assert (answer["recipient_kind"], answer["address_kind"]) == case[5:7]
    assert case[7] in answer["why"]
    assert 0 <= answer["confidence"] <= 1
    assert answer["recipient_kind"] in RECIPIENT_KINDS
    assert answer["address_kind"] in ADDRESS_KINDS


def test_a_list_is_its_lines():
    """A frame of all the cases answers each as alone, in order."""
    together = classify_addresses(frame(*CASES))
    alone = pl.concat([classify_addresses(frame(case)) for case in CASES])
    assert together.equals(alone)


def test_every_reason_has_its_words():
    codes = set(classify_addresses(frame(*CASES))["why"].explode())
    for code in codes:
        assert say(code) != code
        assert say(code, "en") not in {code, say(code)} or code.startswith("legal-form")


def test_an_unknown_legal_form_lowers_confidence():
    known, unknown = frame(CASES[0]), frame((*CASES[0][:4], None))
    assert classify_addresses(known)["confidence"][0] > 0.9
    assert classify_addresses(unknown)["confidence"][0] < 0.6
    assert classify_addresses(unknown)["recipient_kind"][0] == "generic_legal_person"


def test_a_grouping_without_personality_is_not_sure_to_be_a_legal_person():
    answer = classify_addresses(frame(("contact@indivision.example", "", "", "Indivision", "2120")))
    assert answer["confidence"][0] < 0.6
    assert "no-legal-personality" in answer["why"][0]


def test_a_colleague_s_name_in_a_role_mailbox():
    known = pl.DataFrame({"domain": ["acme.example"], "name": ["kervadec"]})
    lines = frame(
        ("contact-kervadec@acme.example", "", "", "Acme", LEGAL), ("contact-kervadec@autre.example", "", "", "", LEGAL)
    )
    answer = classify_addresses(lines, known)
    assert answer["recipient_kind"].to_list() == ["pro_nominative", "generic_legal_person"]
    assert "name-known-in-company" in answer["why"][0]


def test_no_line_no_answer():
    assert classify_addresses(frame()).height == 0
    assert classify_addresses(pl.DataFrame({"email": pl.Series([], dtype=pl.String)})).height == 0


def test_the_registrable_domain():
    lines = frame(*((f"contact@{host}", "", "", "", "") for host in ("mail.acme.co.uk", "acme.fr", "a.b.acme.asso.fr")))
    assert classify_addresses(lines)["domain"].to_list() == ["acme.co.uk", "acme.fr", "acme.asso.fr"]
