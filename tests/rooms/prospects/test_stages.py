"""Where the conversation stands: one stage at a time, and the law reads what was bought, never the stage."""

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from aval.prospects.merging import merge_people
from aval.prospects.models import Stage
from aval.prospects.relations import Fact, tie_of
from aval.prospects.stages import Code, Sale, follow, move_to, stage_of, words
from tests.cast import NOON, TODAY, make_person

pytestmark = pytest.mark.django_db
SALE = Sale(fact=Fact.CONTRACT, happened_on=TODAY, refusal_offered=True)
CHANGES = ("analogous", "kept-as-customer", "contract", "contract-over", "end-runs")


def test_from_prospect_to_customer_and_out(dominique, alix):
    assert stage_of(dominique) is None
    move_to(dominique, Code.TALKING, at=NOON, by=alix, product="Logiciel de paie", amount=Decimal(4800))
    move_to(dominique, Code.MEETING, at=NOON, by=alix, meeting_at=NOON + timedelta(days=2))
    won = move_to(dominique, Code.CUSTOMER, at=NOON + timedelta(days=3), by=alix, sale=SALE, reason="le prix")
    assert (won.stage.amount, won.stage.product, won.stage.owner) == (Decimal(4800), "Logiciel de paie", alix)
    assert won.changes == ("analogous", "kept-as-customer", "contract")
    assert tie_of(dominique, TODAY).current
    left = move_to(dominique, Code.FORMER, at=NOON + timedelta(days=4), by=alix, reason="parti chez un autre")
    assert set(left.changes) == {"contract-over", "end-runs"}
    assert Stage.objects.filter(person=dominique).count() == 4
    assert stage_of(dominique) == left.stage


@pytest.mark.parametrize(
    ("code", "more", "field"),
    [
        (Code.CUSTOMER, {}, "fact"),
        (Code.CUSTOMER, {"sale": Sale(fact=Fact.ACCOUNT, happened_on=TODAY), "product": "paie"}, "fact"),
        (Code.CUSTOMER, {"sale": SALE}, "product"),
        (Code.MEETING, {"meeting_at": NOON}, "meeting_at"),
        (Code.FORMER, {"reason": "fini"}, "code"),
        (Code.NOT_NOW, {}, "reason"),
        (Code.TALKING, {"amount": Decimal(-1)}, "amount"),
        ("elsewhere", {}, "code"),
    ],
)
def test_a_stage_asks_what_it_rests_on(dominique, alix, code, more, field):
    with pytest.raises(ValidationError) as refused:
        move_to(dominique, code, at=NOON, by=alix, **more)
    assert field in refused.value.message_dict
    assert stage_of(dominique) is None


def test_an_answer_only_moves_forward(dominique, alix):
    assert follow(dominique, Code.TALKING, at=NOON, by=alix)
    assert follow(dominique, Code.MEETING, at=NOON, by=alix, meeting_at=NOON + timedelta(days=1))
    assert follow(dominique, Code.TALKING, at=NOON, by=alix) is None
    move_to(dominique, Code.CUSTOMER, at=NOON, by=alix, sale=SALE, product="paie")
    assert follow(dominique, Code.TALKING, at=NOON, by=alix) is None
    assert stage_of(dominique).code == Code.CUSTOMER


def test_two_who_are_one_have_one_stage(dominique, source, alix):
    twin = make_person(source, first_name="Dominique", last_name="Autre", email="d.autre@papeterie-nord.example")
    move_to(dominique, Code.TALKING, at=NOON, by=alix)
    move_to(twin, Code.PROPOSAL, at=NOON, by=alix)
    merge_people(dominique.organisation_id, pl.DataFrame({"winner": [dominique.pk], "loser": [twin.pk]}), NOON)
    assert stage_of(dominique).code == Code.TALKING
    assert Stage.objects.filter(person=dominique).count() == 2


def test_each_change_is_said_in_both_languages():
    for code in CHANGES:
        with override("fr"):
            french = words(code)
        with override("en"):
            assert words(code) != french
