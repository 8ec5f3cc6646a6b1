"""What keeps a form from being published is said beside the field, with its article."""

import pytest

from aval.collection.drafts import BadDraft, Draft
from aval.collection.requirements import all_requirements, check
from tests.rooms.collection.conftest import EMAIL, LAWFUL, OFFERS, TRACKING, make_draft

PARTNER = {"name": "Orme Conseil", "siren": "732829320"}
SHARING = {
    "purpose": "partners",
    "channel": "email",
    "wording": "J’accepte que mes coordonnées aillent aux sociétés listées.",
}
PHONE = {"name": "phone", "label": "Téléphone", "reason": "pour vous rappeler"}


def says(wording, **changes):
    return {"boxes": [{**OFFERS, "wording": wording, **changes}]}


FAULTY = {
    "box-preticked": {"boxes": [{**OFFERS, "ticked": True}]},
    "box-required": {"boxes": [{**OFFERS, "required": True}]},
    "box-empty": says(" "),
    "box-names-nobody": says("J’accepte de recevoir des offres par courriel."),
    "box-names-no-channel": says("J’accepte les offres d’Atelier Nord."),
    "box-several-channels": says("J’accepte les offres d’Atelier Nord par courriel et par SMS."),
    "box-bundles-partners": says("J’accepte les courriels d’Atelier Nord et de ses partenaires."),
    "box-bundles-tracking": says("J’accepte les courriels d’Atelier Nord et la mesure de mes clics."),
    "box-in-terms": says("J’accepte les conditions générales et les courriels d’Atelier Nord."),
    "box-inverted": says("Je ne souhaite pas recevoir les courriels d’Atelier Nord."),
    "box-twice": {"boxes": [OFFERS, OFFERS]},
    "call-box-incomplete": {
        "fields": [EMAIL, PHONE], **says("J’accepte qu’Atelier Nord me téléphone.", channel="voice_human"),
    },
    "field-no-reason": {"fields": [{**EMAIL, "reason": ""}]},
    "field-unlabelled": {"fields": [{**EMAIL, "label": " "}]},
    "field-excess": {"fields": [EMAIL, {"name": "question_1", "label": "Date de naissance", "reason": "statistiques"}]},
    "field-sensitive": {"fields": [EMAIL, {"name": "question_1", "label": "Appartenance syndicale", "reason": "étude"}]},
    "no-contact": {"fields": [{"name": "company", "label": "Société", "reason": "savoir"}], "boxes": [], "prospecting": "none"},
    "channel-without-contact": says("J’accepte les SMS d’Atelier Nord.", channel="sms"),
    "no-title": {"title": ""},
    "no-use": {"use": ""},
    "no-consent-box": {"boxes": [TRACKING]},
    "consent-box-unused": {"prospecting": "none"},
    "no-objection": {"prospecting": "legitimate_interest", "objection": False},
    "partners-missing": {"boxes": [OFFERS, SHARING]},
    "partner-vague": {"boxes": [OFFERS, SHARING], "partners": [{"name": "Nos partenaires", "siren": ""}], "partners_on": "2026-11-01"},
    "partners-undated": {"boxes": [OFFERS, SHARING], "partners": [PARTNER]},
    "gift-not-https": {"gift": "http://atelier-nord.example/livre.pdf"},
}  # fmt: skip


def codes(organisation, brand, **changes):
    return [fault.code for fault in check(make_draft(**changes), organisation, brand.name)]


def test_a_lawful_form_has_no_fault(organisation, brand):
    assert codes(organisation, brand) == []
    assert codes(organisation, brand, boxes=[OFFERS, SHARING], partners=[PARTNER], partners_on="2026-11-01") == []
    calls = says(
        "J’accepte qu’Atelier Nord me téléphone pour son logiciel de paie, pendant un an.", channel="voice_human"
    )
    assert codes(organisation, brand, fields=[EMAIL, PHONE], **calls) == []
    assert codes(organisation, brand, prospecting="legitimate_interest", boxes=[]) == []


@pytest.mark.parametrize("code", FAULTY)
def test_each_rule_broken_is_said(organisation, brand, code):
    assert codes(organisation, brand, **FAULTY[code]) == [code]


def test_every_requirement_is_tried_and_said_in_both_languages(organisation, brand):
    assert set(all_requirements()) == {*FAULTY, "identity-missing"}
    organisation.telephone = ""
    (fault,) = check(make_draft(), organisation, brand.name)
    assert "téléphone" in fault.say("fr")
    assert fault.say("en") != fault.say("fr")
    assert all(one.keys() == {"article", "fr", "en"} for one in all_requirements().values())


def test_a_company_named_after_a_channel_is_no_fault(organisation, brand):
    organisation.legal_name = "Courriel & SMS Partenaires"
    wording = "J’accepte que Courriel & SMS Partenaires m’envoie ses offres par courriel."
    assert check(make_draft(boxes=[{**OFFERS, "wording": wording}]), organisation, brand.name) == []


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ([], "form"),
        ({"fields": {}}, "fields"),
        ({"fields": [{"name": "email"}]}, "fields.0.label"),
        ({"fields": [{"name": "birth", "label": "x"}]}, "fields.0.name"),
        ({"boxes": [{**OFFERS, "channel": "fax"}]}, "boxes.0.channel"),
        ({"title": 3}, "title"),
        ({"colour": "red"}, "colour"),
        ({"fields": [EMAIL, EMAIL]}, "fields"),
        ({"boxes": [{**OFFERS, "ticked": "oui"}]}, "boxes.0.ticked"),
    ],
)
def test_what_is_no_form_says_where(given, place):
    with pytest.raises(BadDraft) as refused:
        Draft.read(given)
    assert refused.value.place == place


def test_a_draft_is_read_as_it_was_told():
    assert Draft.read(make_draft().told()) == make_draft()
    assert Draft.read(LAWFUL).asked == {"email", "first_name"}
