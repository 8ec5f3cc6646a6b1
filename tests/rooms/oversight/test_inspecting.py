"""Faults are planted: each is found, none is invented; what is mended goes; what is grave is stopped."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from aval.accountability.breaches import declare_breach
from aval.accountability.register import sign_register
from aval.accounts.models import Chore, Role
from aval.calls.models import Call, Callee, CallList
from aval.clearance.models import Clearance
from aval.evidence.models import Entry
from aval.oversight.checks import CHECKS
from aval.oversight.inspecting import inspect, open_faults
from aval.oversight.models import Fault, Sanction
from aval.oversight.sanctioning import NotSuspendable, lift, sanction
from aval.oversight.wording import say, sentences
from aval.post.models import Attempt, Mailbox, MailServer, Return
from aval.prospects.exporting import record_export
from aval.prospects.models import Provenance, Source, SupplierFile
from aval.prospects.objecting import object_to
from aval.rights.cases import open_case
from tests.cast import NOON, make_campaign, make_person, make_source, make_supplier_file

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


def clearance_of(person, offer="paie", **facts):
    return Clearance.objects.create(
        **{
            "organisation": person.organisation, "person": person, "contact_point": person.contact_points.first(),
            "channel": "email", "message_type": "prospecting", "offer_code": offer, "verdict": "allow", "findings": [],
            "facts": {}, "law": "", "decided_at": NOON, "used_at": NOON,
        } | facts
    )  # fmt: skip


def plant_source_faults(organisation):
    bare = make_source(organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT)
    make_person(bare)
    abroad = make_source(organisation, code="ailleurs", supplier=False, kind=Source.Kind.BOUGHT)
    make_supplier_file(abroad, processing_country="MA", safeguard="")
    bad = make_source(organisation, code="preuves", supplier=False, kind=Source.Kind.BOUGHT)
    make_supplier_file(bad, sample_size=20, sample_valid=11)
    late = make_source(organisation, code="tard", notice_given_on=None, collection_mode=Source.Mode.INDIRECT)
    her = make_person(late, informed_at=None)
    Provenance.objects.filter(person=her).update(
        collected_on=NOON.date() - timedelta(days=60), received_at=NOON - timedelta(days=60)
    )
    SupplierFile.objects.filter(source=late).exists() or make_supplier_file(late)
    return {
        ("source-without-file", f"source:{bare.pk}"),
        ("transfer-bare", f"source:{abroad.pk}"),
        ("sample-failed", f"source:{bad.pk}"),
        ("notice-overdue", f"source:{late.pk}"),
    }


def plant_house_faults(organisation, brand, alix, source, offer):
    case = open_case(
        organisation, "access", door="letter", received_at=NOON - timedelta(days=50), at=NOON, contact="x@y.example"
    )
    export = record_export(
        organisation, what="people", columns=[], people=range(1, 1200), by=alix, at=NOON - timedelta(days=1)
    )
    breach = declare_breach(organisation, title="Vol", aware_at=NOON - timedelta(hours=80), by=alix, at=NOON)
    box = Mailbox.objects.create(organisation=organisation, brand=brand, code="retours", host="imap.kermeur.example")
    Return.objects.create(
        organisation=organisation, digest="d", kind="reply", received_at=NOON - timedelta(days=2), text="Non merci"
    )
    chore = Chore.objects.create(
        organisation=organisation,
        name="purge",
        day=NOON.date(),
        worker="w",
        started_at=NOON,
        finished_at=NOON,
        error="x",
    )
    type(alix).objects.filter(pk=alix.pk).update(last_login=NOON - timedelta(days=200))
    expired = make_campaign(make_offer_expired(offer), source, state="running")
    return {
        ("case-overdue", f"case:{case.pk}"),
        ("export-large", f"export:{export.pk}"),
        ("breach-late", f"breach:{breach.pk}"),
        ("mailbox-unread", f"mailbox:{box.pk}"),
        ("reply-waiting", ""),
        ("chore-failed", f"chore:{chore.pk}"),
        ("account-asleep", f"member:{alix.pk}"),
        ("assessment-expired", f"campaign:{expired.pk}"),
        ("register-drift", ""),
    }


def make_offer_expired(offer):
    offer.assessments.update(review_on=NOON.date() - timedelta(days=1))
    return offer


def plant_note(organisation, offer, source, alix):
    her = make_person(source, first_name="Léa")
    call_list = CallList.objects.create(
        organisation=organisation, code="a", name="a", offer=offer, source=source, pitch="x", caller_number="+33199001234", created_at=NOON
    )  # fmt: skip
    callee = Callee.objects.create(
        organisation=organisation, call_list=call_list, person=her, contact_point=her.contact_points.first()
    )
    call = Call.objects.create(
        organisation=organisation, callee=callee, person=her, clearance=clearance_of(her, channel="voice_human"), member=alix,
        opened_at=NOON, closed_at=NOON, outcome="not_interested", note="En arrêt maladie, rappeler",
    )  # fmt: skip
    return ("note-sensitive", f"call:{call.pk}")


def plant_crossed(organisation, offer, source):
    her = make_person(source, first_name="Maud")
    campaign = make_campaign(offer, source, code="croise", state="running")
    object_to(organisation, her, origin="link", heard_at=NOON - timedelta(hours=1), at=NOON - timedelta(hours=1))
    Attempt.objects.create(
        organisation=organisation, campaign=campaign, person=her, contact_point=her.contact_points.first(),
        clearance=clearance_of(her), state="sent", handed_at=NOON,
    )  # fmt: skip
    return campaign, ("objection-crossed", f"campaign:{campaign.pk}")


def test_each_fault_planted_is_found_and_none_invented(organisation, brand, alix, source, offer, clean):
    planted = plant_source_faults(organisation) | plant_house_faults(organisation, brand, alix, source, offer)
    planted.add(plant_note(organisation, offer, source, alix))
    _campaign, crossed = plant_crossed(organisation, offer, source)
    planted.add(crossed)
    seen = found(organisation)
    assert planted - seen == set()
    assert seen - planted - clean == {("assessment-expired", crossed[1])}  # the same offer


def test_what_is_mended_goes_and_comes_back_as_another(organisation, clean):
    bare = make_source(organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT)
    make_person(bare)
    first = inspect(organisation, at=NOON)
    make_supplier_file(bare)
    second = inspect(organisation, at=NOON + timedelta(days=1))
    assert (first.appeared >= 1, second.gone >= 1) == (True, True)
    assert Fault.objects.get(check_code="source-without-file").gone_at == NOON + timedelta(days=1)


def test_a_message_before_the_no_or_a_no_to_another_channel_crosses_nothing(organisation, offer, source, clean):
    campaign = make_campaign(offer, source, code="avant")
    for name, channel, hours in (("Léa", "", 1), ("Ana", "sms", -1)):
        her = make_person(source, first_name=name)
        at = NOON + timedelta(hours=hours)
        object_to(organisation, her, origin="link", channel=channel, heard_at=at, at=at)
        Attempt.objects.create(
            organisation=organisation, campaign=campaign, person=her, contact_point=her.contact_points.first(),
            clearance=clearance_of(her), state="sent", handed_at=NOON,
        )  # fmt: skip
    assert found(organisation) == clean


def test_a_suspension_stops_a_running_campaign_at_once(organisation, offer, source, clean):
    campaign, _crossed = plant_crossed(organisation, offer, source)
    inspect(organisation, at=NOON)
    campaign.refresh_from_db()
    assert campaign.state == "paused"
    given = Sanction.objects.get(kind="suspension")
    assert given.by is None
    assert "croise" in campaign.code
    assert Entry.objects.filter(kind="sanction:given").exists()


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
        "rows table oldest name people count first case right due bad size country email role days on call family domain title until code chore error".split(),  # noqa: SIM905
        "x",
    )
    for code in CHECKS:
        for language in ("fr", "en"):
            said = say(code, facts, language)
            assert said.label and said.text and said.mend and said.article  # noqa: PT018


def test_the_roles_that_need_a_second_factor(clean, organisation):
    roles = {Fault.objects.get(check_code=code, about=about).facts["role"] for code, about in clean}
    assert roles <= {Role.ADMINISTRATOR, Role.DPO, Role.MANAGER}
