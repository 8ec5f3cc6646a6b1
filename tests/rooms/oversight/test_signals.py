"""Weak signals: what drifts is seen, quiet houses are left alone, and the chance said is the chance there is."""

import math
import random
from datetime import timedelta
from fractions import Fraction

import pytest

from aval.campaigns.models import Campaign
from aval.oversight.models import Signal, Watch
from aval.oversight.signals.coming import announced, days_between, whom
from aval.oversight.signals.counting import questions
from aval.oversight.signals.drifting import Counts, chance, signals, tail
from aval.oversight.signals.watching import names, open_signals, say, watch
from aval.post.models import Attempt, Return
from aval.prospects.models import Source
from aval.prospects.objecting import object_to
from tests.cast import NOON, TODAY, make_campaign, make_person, make_source
from tests.rooms.oversight.planted import DAY, World, sent

once = pytest.mark.once


@once
def test_the_tail_is_the_binomial_one_computed_exactly():
    for trials, share in ((12, Fraction(1, 7)), (40, Fraction(3, 10))):
        for least in range(trials + 1):
            exact = sum(math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(least, trials + 1))
            assert tail(least, trials, float(share)) == pytest.approx(float(exact), rel=1e-9)
    assert chance(Counts(9, 0, 1, 100)) == 1.0


def poisson(rate, draw):
    """Knuth."""
    limit, count, product = math.exp(-rate), 0, draw.random()
    while product > limit:
        count, product = count + 1, product * draw.random()
    return count


def quiet_night(draw, keys=60):
    """Sixty lists, campaigns and members of every size, whose rates did not change."""
    for _ in range(keys):
        exposed, rate = int(10 ** draw.uniform(1, 4)), 10 ** draw.uniform(-3, -1)
        yield Counts(
            poisson(exposed * rate, draw), exposed, sum(poisson(exposed * rate, draw) for _ in range(12)), 12 * exposed
        )


@once
def test_quiet_houses_are_left_alone_and_a_doubled_rate_is_seen():
    draw = random.Random(8)  # noqa: S311  a simulation
    nights = [list(quiet_night(draw)) for _ in range(300)]
    false = sum(1 for night in nights if signals(night))
    assert false / 300 <= 0.02  # nights with any false signal; the bound promised is one in a hundred
    seen = 0
    for night in nights[:100]:
        drifted = Counts(poisson(60, draw), 3000, 360, 36_000)  # from one in a hundred to two
        seen += any(place == len(night) for place, _likely in signals([*night, drifted]))
    assert seen >= 80


@once
def test_one_person_among_few_letters_is_no_signal():
    assert signals([Counts(2, 10, 0, 5000)]) == []
    assert signals([Counts(30, 400, 30, 4000)])[0][0] == 0


@pytest.fixture
def world(organisation, brand, alix, bruno, source, offer):
    return World(organisation, brand, alix, bruno, source, offer)


def letters(world, campaign, count, at, *, objections=0):
    """Letters of a campaign that left at an instant, some of which were answered by an objection an hour later."""
    template = Attempt.objects.first()
    for number in range(count):
        her = make_person(campaign.source)
        Attempt.objects.create(
            organisation=world.organisation, campaign=campaign, person=her, contact_point=her.contact_points.get(),
            clearance=template.clearance, state="sent", handed_at=at,
        )  # fmt: skip
        if number < objections:
            object_to(world.organisation, her, origin="link", heard_at=at, at=at + timedelta(hours=1))


@pytest.mark.django_db
def test_objections_that_rise_on_one_list_are_a_signal_and_not_on_the_other(world, alix):
    sent(world, "modele")
    calm, bad = (make_source(world.organisation, code=code, name=code) for code in ("calme", "mauvaise"))
    for source in (calm, bad):
        campaign = make_campaign(world.offer, source, code=f"c-{source.code}", created_by=alix)
        letters(world, campaign, 110, NOON - 40 * DAY, objections=1)
        letters(world, campaign, 30, NOON - 2 * DAY, objections=12 if source == bad else 0)
    seen = watch(world.organisation, at=NOON)
    found = {(one.measure, one.dimension, one.key) for one in open_signals(world.organisation)}
    assert ("objections", "list", str(bad.pk)) in found
    assert ("objections", "list", str(calm.pk)) not in found
    assert seen.questions > 10
    signal = Signal.objects.get(measure="objections", dimension="list")
    assert (signal.events, signal.exposed, signal.past_events, signal.past_exposed) == (12, 30, 1, 110)
    text = say(signal, names(world.organisation)["list", signal.key])
    assert "mauvaise" in text
    assert "12" in text
    watch(world.organisation, at=NOON + 30 * DAY)
    assert open_signals(world.organisation) == []
    assert Watch.objects.count() == 2


@pytest.mark.django_db
def test_every_measure_has_its_question(world, alix):
    her, attempt = sent(world, "modele")
    Campaign.objects.update(created_by=alix)
    for kind, bounce in (("bounce", "hard"), ("complaint", "")):
        Return.objects.create(
            organisation=world.organisation, digest=kind, kind=kind, bounce=bounce, attempt=attempt, received_at=NOON, person=her
        )  # fmt: skip
    asked = {(one.measure, one.dimension): one.counts for one in questions(world.organisation, NOON)}
    assert {dimension for measure, dimension in asked if measure == "bounces"} == {
        "list",
        "campaign",
        "member",
        "domain",
    }
    assert asked["bounces", "domain"].events == asked["complaints", "list"].events == 1
    assert asked["objections", "member"].events == 0


@pytest.mark.django_db
def test_another_house_sees_none_of_it(world, maison_sud):
    sent(world, "modele")
    assert questions(maison_sud.organisation, NOON) == []


@pytest.mark.django_db
def test_the_law_ahead_says_whom_it_touches(organisation, dominique, offer, source):
    make_campaign(offer, source)
    bought = make_source(organisation, code="concours", basis=Source.Basis.CONSENT)
    make_person(bought)
    ahead = {one.touches: one for one in announced(organisation, TODAY)}
    assert ahead["bought"].touched == 1
    assert ahead["campaigns"].touched == 1
    assert ahead["campaigns"].on.isoformat() == "2027-10-31"
    assert announced(organisation, TODAY, "en")[0].title.startswith("Complaints")
    past = days_between(TODAY.replace(month=8, day=1), TODAY)
    assert past[0].changes
    assert all(change.before != change.after for change in past[0].changes)
    (name, seen), *_others = whom(organisation, TODAY + 365 * 4 * DAY, NOON)
    assert (name, seen.people, seen.touched) == ("Rentrée de la paie", 1, 1)
