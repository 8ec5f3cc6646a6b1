"""Faults are planted: each is found, none is invented; what is mended goes; what is grave is stopped."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from aval.accountability.register import sign_register
from aval.accounts.models import Member, Role, Token
from aval.calls.notes import read_note
from aval.campaigns.models import Campaign
from aval.evidence.models import Entry
from aval.oversight.checks import CHECKS, persons
from aval.oversight.inspecting import assign_fault, inspect, open_faults
from aval.oversight.models import Fault, Inspection, Sanction
from aval.oversight.sanctioning import lift, sanction
from aval.oversight.scale import choose_scale
from aval.oversight.stopping import NotSuspendable
from aval.oversight.wording import say, sentences
from aval.post.models import MailServer
from aval.post.servers import bars
from aval.prospects.models import Source
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_person, make_source, make_supplier_file
from tests.rooms.oversight.planted import DAY, PLANTED, World, called, sent, written_after_no

pytestmark = pytest.mark.django_db
triggers = import_module("aval.evidence.migrations.0002_triggers")
REASON = "La liste vient d’un tiers et son dossier est vide depuis un mois."


def found(organisation, at=NOON):
    inspect(organisation, at=at)
    return {(fault.check_code, fault.about) for fault in open_faults(organisation)}


@pytest.fixture
def clean(organisation, source, dominique, ines):
    """A house in order: what is left is what nobody did yet in it, second factors above all."""
    sign_register(organisation, by=ines, at=NOON)
    left = found(organisation)
    assert {code for code, _about in left} == {"second-factor"}
    return left


@pytest.fixture
def world(organisation, brand, alix, bruno, source, offer, clean, settings):
    settings.AVAL_URL = "http://127.0.0.1:9"  # nobody answers there
    return World(organisation, brand, alix, bruno, source, offer)


def test_each_fault_planted_is_found_and_none_invented(world, clean):
    planted = {(check, plant(world)) for check, plant in PLANTED}
    seen = found(world.organisation)
    assert planted - seen == set()
    assert seen - planted - clean == set()
    assert len(planted) >= 40
    assert Inspection.objects.latest("id").failed == []


def test_every_check_has_its_fault_planted(world):
    """Those that need a broken ledger or an unsigned register have a test of their own."""
    assert set(CHECKS) - {check for check, _plant in PLANTED} == {"second-factor", "ledger-broken", "register-missing"}


def test_a_house_without_a_signed_register_is_told(organisation, ines):
    assert ("register-missing", "") in found(organisation)


def test_letters_that_left_as_the_law_says_are_no_fault(world, clean):
    for number in range(3):
        sent(world, f"saine-{number}")
    assert {check for check, _about in found(world.organisation)} == {"second-factor"}


def test_notes_read_once_are_not_read_again_and_those_found_are(world, monkeypatch):
    wrong = called(world, "sante", note="En arrêt maladie, rappeler")
    for number in range(3):
        called(world, f"calme-{number}", note="Rappeler mardi", opened_at=NOON - 3 * DAY, closed_at=NOON - 3 * DAY)
    inspect(world.organisation, at=NOON)
    heard = []
    monkeypatch.setattr(persons, "read_note", lambda note: heard.append(note) or read_note(note))
    inspect(world.organisation, at=NOON + DAY)
    assert heard == [wrong.note]
    assert ("note-sensitive", f"call:{wrong.pk}") in found(world.organisation, NOON + DAY)
    type(wrong).objects.filter(pk=wrong.pk).update(note="Rappeler lundi")
    assert ("note-sensitive", f"call:{wrong.pk}") not in found(world.organisation, NOON + DAY)
    heard.clear()
    monkeypatch.setattr(persons, "notes_digest", lambda: "other words")
    inspect(world.organisation, at=NOON + DAY)
    assert len(heard) == 4


def test_a_fault_has_an_owner_whom_a_member_may_change(world, ines, bruno, maison_sud):
    called(world, "sante", note="En arrêt maladie, rappeler")
    inspect(world.organisation, at=NOON)
    fault = Fault.objects.get(check_code="note-sensitive")
    assert fault.owner == ines  # no manager here: the officer
    assign_fault(fault, bruno, by=ines, at=NOON)
    assert Fault.objects.get(pk=fault.pk).owner == bruno
    assert Entry.objects.filter(kind="fault:assigned").count() == 1
    with pytest.raises(Member.DoesNotExist):
        assign_fault(fault, maison_sud.members["chloe"], by=ines, at=NOON)


def test_what_is_mended_goes_and_comes_back_as_another(organisation, clean):
    bare = make_source(organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT)
    make_person(bare)
    first = inspect(organisation, at=NOON)
    make_supplier_file(bare)
    second = inspect(organisation, at=NOON + timedelta(days=1))
    assert (first.appeared >= 1, second.gone >= 1) == (True, True)
    assert Fault.objects.get(check_code="source-without-file").gone_at == NOON + timedelta(days=1)


def test_a_message_before_the_no_or_a_no_to_another_channel_crosses_nothing(world, clean):
    for number, (channel, hours) in enumerate((("", 1), ("sms", -1))):
        her, _attempt = sent(world, f"avant-{number}")
        at = NOON + timedelta(hours=hours)
        object_to(world.organisation, her, origin="link", channel=channel, heard_at=at, at=at)
    assert found(world.organisation) == clean


def test_a_suspension_stops_a_running_campaign_at_once(world):
    written_after_no(world)
    campaign = Campaign.objects.get(code="croise")
    Campaign.objects.filter(pk=campaign.pk).update(state="running")
    inspect(world.organisation, at=NOON)
    campaign.refresh_from_db()
    assert campaign.state == "paused"
    assert Sanction.objects.get(about=f"campaign:{campaign.pk}").by is None
    assert Entry.objects.filter(kind="sanction:given").exists()


@pytest.mark.parametrize(
    ("scale", "days"),
    [("brisk", ["warning", "notice", "suspension"]), ("notice", ["notice", "suspension"]), ("at_once", ["suspension"])],
)
def test_the_house_sets_its_scale_and_none_softer(organisation, ines, clean, scale, days):
    choose_scale(organisation, scale, by=ines, at=NOON)
    bare = make_source(organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT)
    make_person(bare)
    for day in range(8):
        inspect(organisation, at=NOON + timedelta(days=day))
    given = Sanction.objects.filter(about=f"source:{bare.pk}").order_by("id")
    assert list(given.values_list("kind", flat=True)) == days
    with pytest.raises(ValueError, match="never"):
        choose_scale(organisation, "never", by=ines, at=NOON)


def test_a_server_and_a_key_are_suspended(organisation, brand, alix, ines):
    server = MailServer.objects.create(organisation=organisation, brand=brand, host="smtp.kermeur.example")
    given = sanction(organisation, "suspension", f"server:{server.pk}", reason=REASON, by=ines, at=NOON)
    server.refresh_from_db()
    assert [one.code for one in bars(server, NOON.date())] == ["suspended"]
    MailServer.objects.update(rests_until=None)  # it answers again: what a human stopped, only a human starts
    server.refresh_from_db()
    assert bars(server, NOON.date())[0].say("fr") == f"smtp.kermeur.example est suspendu : {REASON}"
    lift(given, because=REASON, by=alix, at=NOON)
    server.refresh_from_db()
    assert "suspended" not in {one.code for one in bars(server, NOON.date())}
    key = Token.objects.create(
        organisation=organisation, name="CRM", digest="d", member=alix, created_at=NOON, expires_at=NOON + DAY
    )
    sanction(organisation, "suspension", f"token:{key.pk}", reason=REASON, by=ines, at=NOON)
    key.refresh_from_db()
    assert key.revoked_at == NOON


def test_the_scale_warns_gives_notice_then_suspends(organisation, clean):
    bare = make_source(organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT)
    make_person(bare)
    kinds = []
    for days in (0, 1, 7, 8, 14, 15):
        inspect(organisation, at=NOON + timedelta(days=days))
        kinds.append(
            list(Sanction.objects.filter(about=f"source:{bare.pk}").order_by("id").values_list("kind", flat=True))
        )
    assert kinds == [
        ["warning"],
        ["warning"],
        ["warning", "notice"],
        ["warning", "notice"],
        ["warning", "notice"],
        ["warning", "notice", "suspension"],
    ]
    bare.refresh_from_db()
    assert bare.suspended_at is not None


def test_a_second_person_lifts_with_a_reason(organisation, source, alix, ines):
    given = sanction(organisation, "suspension", f"source:{source.pk}", reason=REASON, by=alix, at=NOON)
    for who, because in ((alix, REASON), (ines, "ok")):
        with pytest.raises(ValidationError):
            lift(given, because=because, by=who, at=NOON)
    lift(given, because="Le contrat et les preuves sont arrivés ce matin.", by=ines, at=NOON)
    source.refresh_from_db()
    assert source.suspended_at is None
    with pytest.raises(ValidationError):
        lift(given, because=REASON, by=ines, at=NOON)


def test_a_member_is_suspended_and_comes_back(organisation, bruno, ines, alix):
    given = sanction(organisation, "suspension", f"member:{bruno.pk}", reason=REASON, by=ines, at=NOON)
    bruno.refresh_from_db()
    assert not bruno.is_active
    lift(given, because=REASON, by=alix, at=NOON)
    bruno.refresh_from_db()
    assert bruno.is_active


def test_nothing_of_another_house_is_stopped(organisation, maison_sud):
    theirs = make_source(maison_sud.organisation)
    with pytest.raises(NotSuspendable):
        sanction(organisation, "suspension", f"source:{theirs.pk}", reason=REASON, at=NOON)
    theirs.refresh_from_db()
    assert theirs.suspended_at is None


def test_a_check_that_fails_is_told_and_forgets_nothing(organisation, clean, monkeypatch):
    def broken(ours, at):
        raise RuntimeError("base muette")

    before = set(clean)
    monkeypatch.setitem(CHECKS, "second-factor", broken)
    round_ = inspect(organisation, at=NOON)
    assert [one["check"] for one in round_.failed] == ["second-factor"]
    assert {(f.check_code, f.about) for f in open_faults(organisation)} == before


def test_a_mute_exit_and_an_unproved_sender_are_seen(organisation, brand, clean, settings):
    settings.AVAL_URL = "http://127.0.0.1:9"  # nobody answers there
    MailServer.objects.create(organisation=organisation, brand=brand, host="smtp.kermeur.example")
    seen = found(organisation)
    assert {("exit-mute", ""), ("sender-unproved", f"brand:{brand.pk}")} <= seen


def test_a_forged_ledger_is_seen(organisation, clean):
    triggers.remove(connection)  # as an intruder would
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evidence_entry SET kind = 'offer:changed' WHERE ledger = %s AND seq = 1", [organisation.pk]
        )
    assert ("ledger-broken", "") in found(organisation)


def test_every_check_has_its_words_in_both_languages():
    assert set(sentences()) == set(CHECKS)
    facts = dict.fromkeys(
        "rows table oldest name people count first case right due bad size country email role days on call family domain title until code chore error host url number site fault why why_en why why_en".split(),  # noqa: SIM905
        "x",
    )
    for code in CHECKS:
        for language in ("fr", "en"):
            said = say(code, facts, language)
            assert said.label and said.text and said.mend and said.article  # noqa: PT018


def test_the_roles_that_need_a_second_factor(clean, organisation):
    roles = {Fault.objects.get(check_code=code, about=about).facts["role"] for code, about in clean}
    assert roles <= {Role.ADMINISTRATOR, Role.DPO, Role.MANAGER}
