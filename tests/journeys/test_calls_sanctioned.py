"""The sanction record of the telephone (rows 23 to 27 of the record), replayed by those who would repeat it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from aval.accounts.processors import change_processor, clauses, declare_processor
from aval.calls.calling import next_call
from aval.calls.listing import make_call_list
from aval.calls.models import Call, CallList
from aval.clearance.answering import answer
from aval.evidence.models import Entry
from aval.prospects.models import Objection, Person
from aval.prospects.objecting import object_to
from tests.cast import NOON
from tests.journeys.test_desk import signed_in
from tests.rooms.calls.test_calling import ALL, three  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
CENTRE = {"name": "Centre du Sud", "service": "telephony", "contract_reference": "C-1", "signed_on": NOON.date()}


@pytest.fixture
def seller(alix, three, offer, source, monkeypatch) -> Client:  # noqa: F811
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 11, tzinfo=UTC))
    client = signed_in(alix)
    client.post(
        reverse("desk:call_list_new"),
        {"name": "Relance", "caller_number": "01 99 00 12 34", "pitch": "La paie.", "offer": offer.code,
         "source": source.code},
    )  # fmt: skip
    return client


def call_of(client: Client) -> Call:
    client.post(reverse("desk:call_next", args=["relance"]))
    return Call.objects.order_by("-pk")[0]


def test_23_futura_a_spoken_stop_is_on_the_list_before_the_call_is_closed(seller: Client) -> None:
    call = call_of(seller)
    seller.post(reverse("desk:call_objection", args=[call.pk]))
    assert Objection.objects.filter(person=call.person, origin="phone").exists()
    assert Call.objects.get(pk=call.pk).closed_at is None
    order = list(Entry.objects.order_by("seq").values_list("kind", flat=True))
    assert order.index("objection:recorded") > order.index("call:opened")
    assert "call:closed" not in order


def test_23_futura_health_and_insults_do_not_enter_the_file_unread(seller: Client) -> None:
    call = call_of(seller)
    for note in ("Quelle conne", "Elle a un cancer", "Syndiquée CGT"):
        seller.post(
            reverse("desk:call", args=[call.pk]),
            {"outcome": "not_interested", "said": ALL, "note": note, "scope": "all"},
        )
        assert Call.objects.get(pk=call.pk).closed_at is None, note


@pytest.mark.usefixtures("three")
def test_23_futura_a_call_centre_outside_the_union_needs_its_safeguard(offer, source, alix, organisation) -> None:
    centre = declare_processor(organisation, **CENTRE, clauses=sorted(clauses()), country="MA", at=NOON, by=None)
    asked = {"name": "Sud", "pitch": "La paie.", "caller_number": "01 99 00 12 34", "by": alix, "at": NOON}
    with pytest.raises(ValidationError) as refusal:
        make_call_list(offer, source, **asked, processor=centre)
    assert set(refusal.value.message_dict) == {"processor"}
    change_processor(
        centre, safeguard="clauses", safeguard_reference="2021/914", assessed_on=NOON.date(), at=NOON, by=None
    )
    made = make_call_list(offer, source, **asked, processor=centre)
    assert next_call(made, alix, at=NOON).call is not None
    change_processor(centre, safeguard="", safeguard_reference="", at=NOON, by=None)
    Call.objects.update(closed_at=NOON, outcome="no_answer")
    turn = next_call(CallList.objects.get(), alix, at=NOON)
    assert turn.call is None
    assert all("transfer" in callee.refused_for for callee in turn.refused)


def test_24_ag2r_a_call_whose_script_was_not_said_is_not_logged_as_valid(seller: Client) -> None:
    call = call_of(seller)
    answered = seller.post(
        reverse("desk:call", args=[call.pk]), {"outcome": "interested", "said": ["who"], "scope": "all"}
    )
    assert "Il manque à ce qui a été dit" in answered.content.decode()
    assert Call.objects.get(pk=call.pk).outcome == ""


def test_24_ag2r_whoever_is_kept_too_long_is_not_called(seller: Client) -> None:
    Person.objects.get(pk=call_of(seller).person_id).provenances.update(collected_on="2022-01-03")
    Call.objects.update(closed_at=NOON, outcome="hung_up")
    waiting = CallList.objects.get().callees.filter(state="waiting")
    for callee in waiting:
        callee.person.provenances.update(collected_on="2022-01-03")
    seller.post(reverse("desk:call_next", args=["relance"]))
    assert not Call.objects.filter(closed_at=None).exists()
    refused = [code for callee in CallList.objects.get().callees.filter(state="refused") for code in callee.refused_for]
    assert any("retention" in code or "art14" in code for code in refused), refused


def test_25_total_an_objection_heard_elsewhere_stops_the_next_call(seller: Client) -> None:
    first = CallList.objects.get().callees.order_by("pk")[0]
    object_to(first.organisation, first.person, origin="post", heard_at=NOON, at=NOON)
    assert call_of(seller).person_id != first.person_id
    first.refresh_from_db()
    assert first.state == "refused"


def test_26_calls_recorded_whole_and_always_are_refused_whatever_is_announced() -> None:
    facts = {
        "channel": "voice_human", "message_type": "prospecting", "recipient_kind": "pro_nominative", "line_kind": "professional",
        "recorded": True, "recording_announced": True, "recording_systematic": True, "question": "message",
    }  # fmt: skip
    assert "recording-systematic" in {one.code for one in answer(facts, at=NOON).reasons}
    assert "recording-unannounced" in {
        one.code
        for one in answer(facts | {"recording_announced": False, "recording_systematic": False}, at=NOON).reasons
    }


def test_27_inter_confort_the_list_is_checked_when_the_number_is_dialled(seller: Client) -> None:
    call = call_of(seller)
    assert call.clearance.decided_at == call.opened_at
    for callee in CallList.objects.get().callees.filter(state="waiting"):
        object_to(callee.organisation, callee.contact_point, origin="phone", heard_at=NOON, at=NOON)
    Call.objects.update(closed_at=NOON, outcome="no_answer")
    seller.post(reverse("desk:call_next", args=["relance"]))
    assert not Call.objects.filter(closed_at=None).exists()
