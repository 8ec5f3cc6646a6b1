"""Consent is a record of acts: nobody changes it, and where she stands is read from it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from aval.evidence.models import Entry
from aval.prospects.consenting import Box, Shown, confirm, consent_to, waiting_at, withdraw
from aval.prospects.models import Consent
from aval.prospects.objecting import NotObjectable
from aval.prospects.standing import consents_of
from tests.cast import NOON

SHOWN = Shown(version="lettre@1", version_digest="0" * 64, preticked=False, free=True, specific=True, names_us=True)
WORDING = "Oui, Atelier Nord peut m’envoyer ses offres par courriel."


def box(*, ticked=True, purpose="prospecting", channel="email", confirm=False):
    return Box(purpose=purpose, channel=channel, wording=WORDING, ticked=ticked, confirm=confirm)


def agree(organisation, who, *boxes, on=NOON):
    return consent_to(
        organisation,
        who,
        shown=SHOWN,
        boxes=boxes or [box()],
        door="form",
        acted_at=on,
        at=on,
        circumstances={"page": "/f/x"},
    )


def where(person):
    return {(one.purpose, one.channel): one.state for one in consents_of(person)}


def take_back(organisation, who, *, after=timedelta(days=1), **what):
    return withdraw(organisation, who, door="her_page", acted_at=NOON + after, at=NOON + after, **what)


def test_every_box_is_kept_ticked_or_not_in_one_entry(organisation, dominique):
    acts = agree(organisation, dominique, box(), box(purpose="mail_tracking", ticked=False))
    assert where(dominique) == {("prospecting", "email"): "given", ("mail_tracking", "email"): "refused"}
    assert {act.evidence for act in acts} == {Entry.objects.get(kind="consent:recorded").seq}
    assert [one["ticked"] for one in acts[1].boxes] == [True, False]


def test_an_unconfirmed_tick_is_no_consent_and_confirms_each_purpose_alone(organisation, dominique):
    offers, tracking = agree(organisation, dominique, box(confirm=True), box(purpose="mail_tracking", confirm=True))
    assert set(where(dominique).values()) == {"pending"}
    confirm(organisation, offers.evidence, [offers.pk], at=NOON + timedelta(minutes=5))
    assert where(dominique) == {("prospecting", "email"): "given", ("mail_tracking", "email"): "pending"}
    again = confirm(organisation, offers.evidence, [offers.pk], at=NOON + timedelta(minutes=9))
    assert [one.acted_at for one in again] == [NOON + timedelta(minutes=5)]
    assert [one.pk for one in waiting_at(organisation, offers.evidence)] == [offers.pk, tracking.pk]


def test_taking_back_is_one_act_and_said_twice_writes_once(organisation, dominique):
    agree(organisation, dominique, box(), box(purpose="mail_tracking"))
    assert len(take_back(organisation, dominique)) == 1
    assert where(dominique) == {("prospecting", "email"): "withdrawn", ("mail_tracking", "email"): "given"}
    assert take_back(organisation, dominique, after=timedelta(days=2)) == []


def test_a_tick_typed_by_a_stranger_neither_revives_nor_stops_anything(organisation, dominique):
    agree(organisation, dominique)
    agree(organisation, dominique, box(confirm=True), on=NOON + timedelta(hours=1))
    assert where(dominique)["prospecting", "email"] == "given"
    take_back(organisation, dominique)
    agree(organisation, dominique, box(confirm=True), on=NOON + timedelta(days=3))
    assert where(dominique)["prospecting", "email"] == "withdrawn"


def test_what_was_taken_back_meanwhile_cannot_be_confirmed(organisation, dominique):
    (offers,) = agree(organisation, dominique, box(confirm=True))
    take_back(organisation, dominique)
    assert confirm(organisation, offers.evidence, [offers.pk], at=NOON + timedelta(days=2)) == []


def test_an_older_act_brought_in_later_does_not_revive(organisation, dominique):
    agree(organisation, dominique)
    take_back(organisation, dominique)
    agree(organisation, dominique, on=NOON - timedelta(days=40))
    assert where(dominique)["prospecting", "email"] == "withdrawn"


def test_what_a_file_claims_is_taken_back_too(organisation, dominique):
    dominique.provenances.update(consent_at=NOON, consent_wording=WORDING, consent_version="v1")
    (act,) = take_back(organisation, dominique)
    assert (act.act, act.channel, where(dominique)) == ("withdrawn", "email", {("prospecting", "email"): "withdrawn"})


def test_known_by_her_address_alone_and_only_to_us(organisation, dominique, maison_sud):
    agree(organisation, " Dominique.VASSEUR@kermeur.example ")
    assert where(dominique)["prospecting", "email"] == "given"
    assert take_back(maison_sud.organisation, "dominique.vasseur@kermeur.example") == []
    with pytest.raises(NotObjectable):
        agree(organisation, "pas une adresse")


@pytest.mark.parametrize(
    "change", [{"wording": "autre"}, {"act": "given"}, {"acted_at": NOON}, {"circumstances": {"a": 1}}]
)
def test_nobody_changes_the_record(organisation, dominique, change):
    agree(organisation, dominique, box(ticked=False))
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.all().delete()


def test_an_erased_person_leaves_the_proof_without_her(organisation, dominique):
    agree(organisation, dominique)
    Consent.objects.update(circumstances={})
    dominique.delete()
    (act,) = Consent.objects.all()
    assert (act.person, act.circumstances, act.wording) == (None, {}, WORDING)
