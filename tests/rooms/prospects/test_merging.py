"""Two rows found to be one person (T15): whatever either said or suffered, the stricter of both stays, and nothing is lost."""

from datetime import timedelta

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aval.campaigns.offers import aim_of
from aval.clearance.asking import ask
from aval.clearance.gathering import Contact
from aval.clearance.models import Clearance
from aval.post.models import Attempt
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.importing import import_file
from aval.prospects.merging import merge_people
from aval.prospects.models import ContactPoint, Objection, Person
from aval.prospects.objecting import object_to
from aval.prospects.standing import consents_of
from aval.rights.access import read_access
from tests.cast import NOON, TODAY, make_campaign, make_person, make_source

DAY = timedelta(days=1)
BOX = Box(purpose="prospecting", channel="email", wording="Recevoir vos offres par courriel", ticked=True)
SHOWN = Shown(version="1", free=True, specific=True, names_us=True, preticked=False)


def unite(winner, loser):
    merge_people(winner.organisation_id, pl.DataFrame({"winner": [winner.pk], "loser": [loser.pk]}), NOON + 9 * DAY)
    return Person.objects.get(pk=winner.pk)


@pytest.fixture
def twin(source):
    return make_person(source, email="d.vasseur@kermeur.example", company="Kermeur")


def test_both_written_to_by_one_campaign_are_still_one(dominique, twin, offer, source):
    """A letter that waits does not leave twice; two that left are both hers, on her page and in her file."""
    waiting, sent = make_campaign(offer, source), make_campaign(offer, source)
    for campaign, states in ((waiting, ("sent", "waiting")), (sent, ("uncertain", "sent"))):
        for person, state in zip((dominique, twin), states, strict=True):
            Attempt.objects.create(
                organisation=source.organisation, campaign=campaign, person=person, contact_point=person.contact_points.get(),
                state="waiting",
            )  # fmt: skip
            Attempt.objects.filter(campaign=campaign, person=person).update(
                handed_at=NOON if state != "waiting" else None
            )
            if state != "waiting":
                _settle(campaign, person, state)
    hers = unite(dominique, twin)
    assert not Attempt.objects.filter(state="waiting").exists()
    told = [part for part in read_access(hers, at=NOON + 10 * DAY).parts if part.name == "post.attempt"]
    assert [len(part.rows) for part in told] == [3]


def _settle(campaign, person, state):
    kept = Clearance.objects.create(
        organisation=campaign.organisation, person=person, contact_point=person.contact_points.get(), channel="email",
        message_type="prospecting", offer_code="x", verdict="allow", basis="b2b-doctrine", findings=[], facts={}, law="0",
        decided_at=NOON,
    )  # fmt: skip
    Attempt.objects.filter(campaign=campaign, person=person).update(state=state, clearance=kept)


def test_what_was_done_by_a_number_both_have_is_told_of_the_one_that_stays(dominique, twin, source):
    points = [
        ContactPoint.objects.create(
            organisation=source.organisation, person=one, medium="phone", value="01 99 00 11 22", normal="+33199001122", fingerprint="f" * 32
        )
        for one in (dominique, twin)
    ]  # fmt: skip
    attempt = Attempt.objects.create(organisation=source.organisation, person=twin, contact_point=points[1])
    unite(dominique, twin)
    attempt.refresh_from_db()
    assert (attempt.contact_point, attempt.person) == (points[0], dominique)


def test_the_line_that_shows_they_are_one_keeps_what_each_said(organisation, offer, source, tmp_path, alix):
    """The journey: known by an address without a name, who objects to calls; by name elsewhere, who was restricted; then a list."""

    def bring(name, lines):
        path = tmp_path / name
        path.write_text("Prénom;Nom;Société;Fonction;Email\n" + lines)
        assert import_file(organisation, make_source(organisation), path, at=NOON).state == "done"

    bring("a.csv", ";;;;claire.vie@kermeur.example\n")
    bring("b.csv", "Claire;Vie;Kermeur;DAF;c.vie@kermeur.example\n")
    object_to(
        organisation,
        "claire.vie@kermeur.example",
        channel="voice_human",
        origin="phone",
        heard_at=NOON,
        at=NOON,
        by=alix,
    )
    Person.objects.filter(last_name="Vie").update(restricted_at=NOON)
    bring("c.csv", "Claire;Vie;Kermeur;DAF;claire.vie@kermeur.example\n")
    person = Person.objects.get(last_name="Vie")
    assert set(person.contact_points.values_list("normal", flat=True)) == {"claire.vie@kermeur.example", "c.vie@kermeur.example"}  # fmt: skip
    assert person.restricted_at == NOON
    assert set(Objection.objects.filter(person=person).values_list("recorded_by", flat=True)) == {alix.pk}
    assert verdicts(organisation, offer, person) == {"refuse"}


def verdicts(organisation, offer, person):
    values = list(person.contact_points.filter(medium="email").values_list("normal", flat=True))
    contact = Contact(
        aim=aim_of(offer, TODAY), channel="email", message_type="prospecting", at=NOON + 9 * DAY, message={}
    )
    answers = ask(contact, values)
    return {answers.decisions[number].verdict for number in answers.lines["decision"]}


def test_what_one_took_back_the_other_no_longer_agrees_to(organisation, dominique, twin):
    for person, day in ((dominique, 0), (twin, 1)):
        consent_to(
            organisation, person, shown=SHOWN, boxes=[BOX], door="form", acted_at=NOON + day * DAY, at=NOON + day * DAY
        )
    withdraw(organisation, twin, door="phone", acted_at=NOON + 2 * DAY, at=NOON + 2 * DAY)
    hers = unite(dominique, twin)
    assert {one.state for one in consents_of(hers)} == {"withdrawn"}


def test_what_she_agrees_to_afterwards_stands(organisation, dominique, twin):
    consent_to(organisation, twin, shown=SHOWN, boxes=[BOX], door="form", acted_at=NOON, at=NOON)
    withdraw(organisation, twin, door="phone", acted_at=NOON + DAY, at=NOON + DAY)
    consent_to(
        organisation, dominique, shown=SHOWN, boxes=[BOX], door="form", acted_at=NOON + 2 * DAY, at=NOON + 2 * DAY
    )
    hers = unite(dominique, twin)
    assert {one.act.fingerprint: one.state for one in consents_of(hers)} == {
        hers.contact_points.get(normal="d.vasseur@kermeur.example").fingerprint: "withdrawn",
        hers.contact_points.get(normal="dominique.vasseur@kermeur.example").fingerprint: "given",
    }


INSTANT = st.none() | st.integers(-1200, 5).map(lambda days: NOON + days * DAY)
STATE = st.fixed_dictionaries(
    dict.fromkeys(("restricted_at", "informed_at", "last_contact_from_at", "asked_to_stay_at"), INSTANT)
    | {"quarantined": st.booleans(), "objects": st.booleans()}
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=STATE, second=STATE)
def test_merging_never_opens_what_either_closed(organisation, offer, source, first, second):
    """Whatever both are: who was refused alone is refused together, in either order."""
    with transaction.atomic():
        both = []
        for state in (first, second):
            facts = dict(state)
            objects = facts.pop("objects")
            person = make_person(source, **facts)
            if objects:
                object_to(organisation, person, origin="phone", heard_at=NOON, at=NOON)
            both.append(person)
        alone = [verdicts(organisation, offer, one) for one in both]
        hers = unite(*both)
        for name in ("restricted_at", "asked_to_stay_at"):
            assert (getattr(hers, name) is None) == (first[name] is None and second[name] is None)
        for name in ("informed_at", "last_contact_from_at"):
            assert (getattr(hers, name) is None) == (first[name] is None or second[name] is None)
        if {"refuse"} in alone and (
            first["restricted_at"] or second["restricted_at"] or first["objects"] or second["objects"]
        ):
            assert verdicts(organisation, offer, hers) == {"refuse"}
        transaction.set_rollback(True)
