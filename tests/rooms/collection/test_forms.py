"""A form is frozen, what arrives is stored once, settled once, and confirmed by her hand alone."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from aval.collection.confirming import (
    ask,
    confirmation_token,
    may_ask,
    open_confirmation,
    purposes_of,
    say_no,
    say_yes,
)
from aval.collection.models import FormVersion, Submission
from aval.collection.picturing import refilled
from aval.collection.publishing import NotPublishable, change_draft, close, open_form, publish
from aval.collection.puzzles import challenge, solve, solved, stamp_of
from aval.collection.receiving import TooMany, Unacceptable, is_trapped, receive
from aval.collection.settling import forget_unconfirmed, settle
from aval.post.welcoming import welcome
from aval.prospects.models import Consent, Person
from aval.prospects.objecting import object_to
from aval.prospects.standing import consents_of
from tests.cast import NOON
from tests.rooms.collection.conftest import EMAIL, make_draft, make_form, sent

LATER = NOON + timedelta(minutes=5)


def come(version, *, door="form", **given):
    """She sends the form, the worker settles it: her submission."""
    one = receive(version, sent(version, **given), door=door, at=NOON, circumstances={"page": "/f/x"})
    settle(NOON)
    one.refresh_from_db()
    return one


def where(person):
    return {one.purpose: one.state for one in consents_of(person)}


def test_a_published_version_never_changes(brand, version):
    with pytest.raises(DatabaseError), transaction.atomic():
        FormVersion.objects.update(picture="autre")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()
    assert publish(version.form, by=None, at=LATER) == version
    change_draft(version.form, make_draft(title="Autre titre"))
    assert publish(version.form, by=None, at=LATER).number == 2
    assert open_form(version.form.code)[1].number == 2
    close(version.form, by=None, at=LATER)
    assert open_form(version.form.code) is None


def test_what_breaks_a_rule_is_not_published(brand):
    form = make_form(brand, boxes=[{"purpose": "prospecting", "channel": "email", "wording": "Oui", "ticked": True}])
    with pytest.raises(NotPublishable) as refused:
        publish(form, by=None, at=NOON)
    assert "box-preticked" in {fault.code for fault in refused.value.faults}
    assert open_form(form.code) is None


def test_the_picture_is_the_page_and_boxes_are_empty(version):
    assert "checked" not in version.picture
    assert version.picture.count('type="checkbox"') == 2
    assert "Atelier Nord, SIREN" in version.picture
    back = refilled(version.picture, {"email": '"><script>', "box-1": "yes"}, ["Adresse : à remplir."])
    assert "<script>" not in back
    assert (back.count("checked"), back.count("errorlist")) == (1, 1)


def test_a_submission_becomes_a_person_informed_with_every_box(version):
    one = come(version, first_name="Nadia", **{"box-0": "yes"})
    person = one.person
    assert (one.state, person.first_name, person.informed_at) == ("settled", "Nadia", NOON)
    acts = list(Consent.objects.filter(person=person).order_by("pk"))
    assert [(act.purpose, act.act, act.version, act.preticked, act.free) for act in acts] == [
        ("prospecting", "given", version.name, False, True),
        ("mail_tracking", "refused", version.name, False, True),
    ]
    assert (where(person), one.confirmation_due) == ({"prospecting": "pending", "mail_tracking": "refused"}, True)


def test_sent_twice_it_is_one(version):
    given = sent(version)
    first, second = (receive(version, given, door="form", at=NOON) for _ in range(2))
    assert first == second
    assert settle(NOON) == 1
    assert settle(NOON) == 0


def test_only_what_the_form_asks_is_kept(version):
    one = receive(version, sent(version, phone="0639981234", age="40", **{"box-7": "yes"}), door="form", at=NOON)
    assert one.given == {"email": "nadia.belkacem@orme.example"}


@pytest.mark.parametrize(
    ("given", "field"),
    [({"email": ""}, "email"), ({"email": "nadia@"}, "email"), ({"first_name": "x" * 201}, "first_name")],
)
def test_what_cannot_be_read_is_said_and_nothing_kept(version, given, field):
    with pytest.raises(Unacceptable) as refused:
        receive(version, sent(version, **given), door="form", at=NOON)
    assert [wrong.field for wrong in refused.value.wrongs] == [field]
    assert not Submission.objects.exists()


def test_robots(version):
    assert is_trapped({"website": "https://spam.example"})
    puzzle = challenge(version.name, NOON)
    answer = solve(puzzle)
    assert solved(puzzle, answer)
    assert not solved(puzzle + "x", answer)
    assert stamp_of(puzzle, version.name, LATER)
    assert stamp_of(puzzle, "autre@1", LATER) is None
    assert stamp_of(puzzle, version.name, NOON + timedelta(days=2)) is None
    assert stamp_of(puzzle.replace(puzzle[-1], "0" if puzzle[-1] != "0" else "1"), version.name, NOON) is None


def test_without_the_puzzle_nothing_happens_before_she_confirms(version):
    one = receive(version, {"email": "nadia.belkacem@orme.example", "box-0": "yes"}, door="form", at=NOON)
    assert (one.state, settle(NOON), Person.objects.count()) == ("held", 0, 0)
    one = open_confirmation(confirmation_token(one), LATER)
    say_yes(one, [], at=LATER, circumstances={})
    assert (one.state, where(one.person)["prospecting"]) == (
        "settled",
        "pending",
    )  # each purpose is still hers to confirm


def test_unsolved_ones_are_counted(version):
    for number in range(30):
        receive(version, {"email": f"p{number}@orme.example"}, door="form", at=NOON)
    with pytest.raises(TooMany):
        receive(version, {"email": "p30@orme.example"}, door="form", at=NOON)
    receive(version, {"email": "p30@orme.example"}, door="form", at=NOON + timedelta(minutes=1))


def test_each_purpose_is_confirmed_for_itself(version):
    one = come(version, **{"box-0": "yes", "box-1": "yes"})
    one = open_confirmation(confirmation_token(one), LATER)
    (offers, _), (tracking, _) = purposes_of(one)
    say_yes(one, [offers.pk], at=LATER, circumstances={"page": "/f/confirmer"})
    assert where(one.person) == {"prospecting": "given", "mail_tracking": "pending"}
    assert [done for _, done in purposes_of(one)] == [True, False]
    say_yes(one, [tracking.pk], at=LATER, circumstances={})
    assert set(where(one.person).values()) == {"given"}


def test_it_was_not_she(version):
    one = come(version, **{"box-0": "yes"})
    one = open_confirmation(confirmation_token(one), LATER)
    say_no(one, at=LATER)
    one.refresh_from_db()
    assert (one.state, one.given, where(one.person)["prospecting"]) == ("denied", {}, "withdrawn")
    assert say_yes(one, [], at=LATER, circumstances={}) == []


def test_a_link_is_ours_and_dies_after_a_month(version):
    one = come(version)
    token = confirmation_token(one)
    assert open_confirmation(token, NOON + timedelta(days=29)) == one
    for bad in (token[:-2] + "AA", "x" * 40, "", token + "A"):
        assert open_confirmation(bad, NOON) is None
    assert open_confirmation(token, NOON + timedelta(days=31)) is None


def test_the_question_promises_nothing(version):
    one = come(version, **{"box-0": "yes"})
    asked = ask(one)
    assert "Atelier Nord m’envoie ses offres" in asked.text
    assert confirmation_token(one) in asked.text
    assert may_ask(one, NOON)
    Submission.objects.update(confirmation_asked_at=NOON)
    for number in range(2):
        come(version, first_name=f"N{number}")
    Submission.objects.update(confirmation_asked_at=NOON)
    assert not may_ask(one, LATER)


def test_a_copied_form_always_asks_again_on_our_page(version):
    one = come(version, door="html", **{"box-0": "yes"})
    act = Consent.objects.get(person=one.person, act="given")
    assert (act.preticked, act.awaits_confirmation, where(one.person)["prospecting"]) == (None, True, "pending")
    one = open_confirmation(confirmation_token(one), LATER)
    say_yes(one, [act.pk], at=LATER, circumstances={})
    kept = Consent.objects.get(act="confirmed")
    assert (kept.preticked, kept.free, kept.specific, kept.names_us) == (False, True, True, True)


def test_on_legitimate_interest_she_may_object_at_once(brand, organisation):
    version = publish(make_form(brand, prospecting="legitimate_interest", boxes=[], fields=[EMAIL]), by=None, at=NOON)
    assert 'name="objection"' in version.picture
    one = come(version, objection="yes")
    assert one.person.objections.first().origin == "form"


def test_who_objected_stays_so_whatever_form_she_fills(organisation, version, dominique):
    object_to(organisation, dominique, origin="phone", heard_at=NOON, at=NOON)
    one = come(version, email="dominique.vasseur@kermeur.example", **{"box-0": "yes"})
    assert (one.person, dominique.objections.exists()) == (dominique, True)


def test_a_form_of_another_house_is_another(version, maison_sud):
    one = come(version)
    assert not Person.objects.of(maison_sud.organisation).filter(pk=one.person_id).exists()
    assert Submission.objects.of(maison_sud.organisation).count() == 0


def test_one_that_cannot_be_read_stops_nobody_else(version, monkeypatch):
    """A submission nobody foresaw is set aside and said so; the others are settled."""
    bad = receive(version, sent(version, email="omar@orme.example"), door="form", at=NOON)
    good = receive(version, sent(version), door="form", at=NOON)
    Submission.objects.filter(pk=bad.pk).update(given={"email": "omar@orme.example", "mobile": "pas un numéro"})
    welcome(NOON)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (good.state, bad.state, Person.objects.count()) == ("settled", "refused", 1)


def test_what_nobody_confirms_is_forgotten_after_a_month(version, organisation):
    for number in range(2):
        receive(version, {"email": f"p{number}@orme.example"}, door="form", at=NOON + timedelta(days=20 * number))
    assert forget_unconfirmed(organisation, NOON + timedelta(days=31)) == 1
    assert Submission.objects.get().given["email"] == "p1@orme.example"
