"""From an offer to a launched campaign, and every way in which it is not ready."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from aval.accounts.models import Brand, Member
from aval.campaigns.models import Campaign, Offer
from aval.campaigns.offers import aim_of, assess, describe_offer
from aval.campaigns.running import NotReady, draft_campaign, launch, pause, prepared_letters, resume, save_letter
from aval.evidence.models import Entry
from aval.prospects.models import Source
from tests.cast import NOON, TODAY, make_offer

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Votre paie", "body": "Bonjour {prenom|à vous},\n\nDix minutes pour en parler ?"}


def described(brand: Brand, **other: object) -> Offer:
    known = {
        "code": "paie", "name": "Paie claire", "category": "logiciel", "functions": ["rh", "finance"], "sectors": ["J"],
        "reason": "vous tenez la paie, et nous la rendons simple", "private_life": False, "by": None, "at": NOON,
    }  # fmt: skip
    return describe_offer(brand, **{**known, **other})


def test_an_offer_is_described_then_assessed(brand: Brand, ines: Member) -> None:
    offer = described(brand)
    assert aim_of(offer, TODAY).assessed_on is None
    text = "Une phrase assez longue pour être une raison."
    assess(
        offer, interest=text, necessity=text, balance=text, safeguards=text, outcome="favourable",
        review_on=date(2027, 11, 23), by=ines, at=NOON,
    )  # fmt: skip
    aim = aim_of(offer, TODAY)
    assert (aim.functions, aim.sectors, aim.assessed_on) == (("finance", "rh"), ("J",), TODAY)
    kinds = Entry.objects.filter(ledger=brand.organisation_id).values_list("kind", flat=True)
    assert {"offer:declared", "offer:assessed"} <= set(kinds)


def test_an_unfavourable_assessment_takes_the_basis_away(brand: Brand, ines: Member) -> None:
    offer = make_offer(brand)
    text = "Une phrase assez longue pour être une raison."
    assess(
        offer, interest=text, necessity=text, balance=text, safeguards=text, outcome="unfavourable",
        review_on=date(2027, 11, 23), by=ines, at=NOON,
    )  # fmt: skip
    assert aim_of(offer, TODAY).assessed_on is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("functions", []), ("functions", ["astrologie"]), ("sectors", ["ZZ"]), ("reason", "court"), ("name", "")],
)
def test_an_offer_says_which_field_is_wrong(brand: Brand, field: str, wrong: object) -> None:
    with pytest.raises(ValidationError) as refused:
        described(brand, **{field: wrong})
    assert field in refused.value.message_dict


def test_a_letter_is_read_before_it_is_kept(offer: Offer, source: Source, alix: Member) -> None:
    campaign = draft_campaign(offer, source, name="Rentrée", by=alix, at=NOON)
    with pytest.raises(ValidationError) as refused:
        save_letter(campaign, language="fr", subject="Votre paie", body="Bonjour {mot_de_passe}", by=alix, at=NOON)
    assert "Ligne 1" in " ".join(refused.value.message_dict["body"])
    assert not campaign.letters.exists()
    save_letter(campaign, language="fr", **WORDS, by=alix, at=NOON)
    assert set(prepared_letters(campaign, TODAY)) == {(1, "a", "fr")}


def test_nothing_leaves_without_letter_nor_assessment(brand: Brand, source: Source, alix: Member) -> None:
    campaign = draft_campaign(make_offer(brand, assessed=False), source, name="Rentrée", by=alix, at=NOON)
    with pytest.raises(NotReady, match="lettre"):
        launch(campaign, by=alix, at=NOON)
    save_letter(campaign, language="fr", **WORDS, by=alix, at=NOON)
    with pytest.raises(NotReady, match="intérêt légitime"):
        launch(campaign, by=alix, at=NOON)
    assert Campaign.objects.get(pk=campaign.pk).state == Campaign.State.DRAFT


def test_launched_once_paused_resumed(offer: Offer, source: Source, alix: Member) -> None:
    campaign = draft_campaign(offer, source, name="Rentrée", by=alix, at=NOON)
    save_letter(campaign, language="fr", **WORDS, by=alix, at=NOON)
    launch(campaign, by=alix, at=NOON)
    with pytest.raises(NotReady):
        launch(campaign, by=alix, at=NOON)
    with pytest.raises(ValidationError):
        save_letter(campaign, language="fr", **WORDS, by=alix, at=NOON)
    pause(campaign, why="relire l’objet", by=alix, at=NOON)
    assert campaign.paused_why == "relire l’objet"
    resume(campaign, by=alix, at=NOON)
    assert campaign.state == Campaign.State.RUNNING


def test_two_campaigns_of_one_name_have_two_codes(offer: Offer, source: Source, alix: Member) -> None:
    codes = {draft_campaign(offer, source, name="Été", by=alix, at=NOON).code for _ in range(3)}
    assert codes == {"ete", "ete-2", "ete-3"}


def test_the_list_of_another_house_cannot_be_aimed_at(offer: Offer, chloe: Member, alix: Member) -> None:
    hers = Source.objects.of(chloe.organisation).first()
    with pytest.raises(Source.DoesNotExist):
        draft_campaign(offer, hers, name="Rentrée", by=alix, at=NOON)
