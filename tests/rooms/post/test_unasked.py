"""The notice of article 14 alone and the question before the end of retention: their way out, once, as the house chose."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest

from aval.clearance.choosing import choose
from aval.post import worker as working
from aval.post.models import MailServer, Single
from aval.post.month_end import ask_to_stay, end_month
from aval.post.single import write_to
from aval.post.unasked import NOTICE, QUESTION, Asked, write_each
from aval.post.worker import Work
from aval.prospects.models import ContactPoint, Person
from aval.prospects.objecting import object_to
from aval.prospects.signs import Sign, hear_from
from aval.rights.informing import owed
from aval.rights.retention import purge
from tests.cast import NOON, TODAY, make_person, make_source
from tests.mailserver import MailServer as Server


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = SimpleNamespace(at=NOON)
    monkeypatch.setattr(working, "now", lambda: clock.at)
    return clock


@pytest.fixture
def server(brand):
    with Server() as server:
        MailServer.objects.create(
            organisation=brand.organisation, brand=brand, host="127.0.0.1", port=server.port, security="none", connections=1
        )  # fmt: skip
        yield server


@pytest.fixture
def work(db):
    work = Work()
    yield work
    work.leave()


def untold(organisation, day, **facts):
    source = make_source(
        organisation,
        collected_on=day,
        kind="bought",
        holder="Fichiers du Nord",
        name="Annuaire Finance 2026",
        notice_given_on=None,
    )
    return make_person(source, **facts)


def chosen(organisation, code, value):
    choose(organisation, code=code, value=value, starts_on=TODAY, by=None, at=NOON)


def quiet():
    """No beat to hear."""


def test_the_notice_leaves_alone_with_its_way_out_and_counts_as_told(work, organisation, server):
    her = untold(organisation, date(2026, 10, 28))
    chosen(organisation, "untold_policy", "tell")
    done = end_month(organisation, at=NOON, tick=quiet)
    assert (done.asked, done.deleted) == (Asked(written=1), 0)
    assert work.turn() is True
    ((_to, raw),) = server.received
    message = message_from_bytes(raw, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/stop>" in message["List-Unsubscribe"]
    assert message["Auto-Submitted"] == "auto-generated"
    said = message.get_content()
    for part in ("Annuaire Finance 2026", "Fichiers du Nord", "VOTRE DROIT D’OPPOSITION", "CNIL", "SIREN 000 000 018"):
        assert part in said
    her.refresh_from_db()
    assert her.informed_at == NOON
    assert owed(organisation, NOON) == []
    assert end_month(organisation, at=NOON, tick=quiet).asked == Asked()
    single = Single.objects.get()
    assert single.attempt.clearance.basis == "information-duty"


def test_nothing_chosen_nothing_done(organisation):
    untold(organisation, date(2026, 10, 24))
    assert end_month(organisation, at=NOON, tick=quiet).asked == Asked()
    assert Person.objects.count() == 1


def test_who_cannot_be_told_goes_on_the_eve_and_who_is_being_told_stays(organisation):
    told, mute, objecting, frozen = (untold(organisation, date(2026, 10, 24)) for _ in range(4))
    mute.contact_points.filter(medium="email").update(unreachable_since=NOON)
    object_to(organisation, objecting, origin="phone", heard_at=NOON, at=NOON)
    Person.objects.filter(pk=frozen.pk).update(restricted_at=NOON)
    chosen(organisation, "untold_policy", "tell")
    done = end_month(organisation, at=NOON, tick=quiet)
    assert (done.asked.written, done.asked.refused, done.asked.unreachable) == (1, 2, 1)
    assert set(Person.objects.values_list("pk", flat=True)) == {told.pk, frozen.pk}
    assert done.deleted == 2


def test_deleted_when_the_house_says_so_and_never_before_the_eve(organisation):
    early = untold(organisation, date(2026, 10, 27))
    untold(organisation, date(2026, 10, 24))
    chosen(organisation, "untold_policy", "delete")
    assert end_month(organisation, at=NOON, tick=quiet).deleted == 1
    assert list(Person.objects.all()) == [early]


def test_an_objection_stops_the_notice_and_an_offer_never_rides_on_it(organisation, brand):
    her = untold(organisation, date(2026, 10, 28))
    object_to(organisation, her, origin="phone", heard_at=NOON, at=NOON)
    assert write_each(organisation, [her.pk], NOTICE, at=NOON) == Asked(refused=1)
    assert "objected" in Single.objects.get().attempt.clearance.findings


def test_one_question_before_the_end_and_only_her_yes_keeps_her(work, organisation, server):
    source = make_source(organisation, collected_on=date(2023, 12, 10), notice_given_on=date(2023, 12, 12))
    yes, silent = make_person(source), make_person(source)
    later = make_person(make_source(organisation, collected_on=date(2024, 6, 1), notice_given_on=date(2024, 6, 2)))
    assert ask_to_stay(organisation, at=NOON, tick=quiet) == Asked()
    chosen(organisation, "stay_policy", "ask")
    assert ask_to_stay(organisation, at=NOON, tick=quiet) == Asked(written=2)
    assert ask_to_stay(organisation, at=NOON, tick=quiet) == Asked(before=2)
    work.turn()
    assert len(server.received) == 2
    assert "10 décembre 2023" in message_from_bytes(server.received[0][1], policy=policy.default).get_content()
    assert Person.objects.filter(asked_to_stay_at=NOON).count() == 2
    assert write_each(organisation, [later.pk], QUESTION, at=NOON) == Asked(refused=1)  # not at the end yet
    hear_from(yes, Sign.STAY, heard_at=NOON + timedelta(days=2), at=NOON + timedelta(days=2))
    purge(organisation, at=NOON + timedelta(days=20))
    assert Person.objects.filter(pk=silent.pk).exists()  # her answer is awaited
    purge(organisation, at=NOON + timedelta(days=60))
    assert set(Person.objects.values_list("pk", flat=True)) == {yes.pk, later.pk}


def test_an_unasked_message_goes_to_a_contact_point_in_words_alone(organisation, brand, dominique):
    point = ContactPoint.objects.get(person=dominique, medium="email")
    for wrong in ({"to": point.value}, {"to": point, "html": "<p>x</p>"}):
        with pytest.raises(ValueError, match="notice_only"):
            write_to(organisation, brand=brand, message_type="notice_only", subject="x", text="x", at=NOON, **wrong)
