"""A text asks for her consent, says who writes and how to stop, leaves in the daytime, and at most once."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from aval.evidence.models import Entry
from aval.post import worker as working
from aval.post.models import Return, SandboxMessage, Text, TextServer
from aval.post.returns.answering import answer, answers_to
from aval.post.servers import seal_password
from aval.post.single import NotWritable
from aval.post.sms import text_to
from aval.post.texts.gateways import SANDBOX_NUMBER
from aval.post.texts.spelling import encode, parts, plain
from aval.post.worker import Work
from aval.prospects.consenting import Box, Shown, consent_to
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import ContactPoint, Objection
from aval.prospects.objecting import object_to
from aval.rights.erasing import forget
from tests.cast import NOON
from tests.webserver import WebServer

MOBILE = "+33639980011"
SHOWN = Shown(version="v1", preticked=False, free=True, specific=True, names_us=True)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = SimpleNamespace(at=NOON)
    monkeypatch.setattr(working, "now", lambda: clock.at)
    return clock


@pytest.fixture
def work(db):
    work = Work()
    yield work
    work.leave()


@pytest.fixture
def mobile(dominique):
    return ContactPoint.objects.create(
        organisation=dominique.organisation,
        person=dominique,
        medium="phone",
        value="06 39 98 00 11",
        normal=MOBILE,
        fingerprint=fingerprint("phone", MOBILE),
        recipient_kind="pro_nominative",
        address_kind="mobile",
        confidence=0.9,
    )


@pytest.fixture
def agreed(mobile):
    box = Box(purpose="prospecting", channel="sms", wording="Oui, par SMS.", ticked=True)
    at = NOON - timedelta(days=30)
    consent_to(mobile.organisation, mobile.person, shown=SHOWN, boxes=[box], door="form", acted_at=at, at=at)
    return mobile


@pytest.fixture
def gateway(brand):
    with WebServer() as server:
        TextServer.objects.create(
            organisation=brand.organisation, brand=brand, url=server.url, username="nord", sender="AtelierNord",
            answers_to="36180", token="x", password=seal_password("s", brand.organisation_id), heard_at=NOON,
        )  # fmt: skip
        yield server


def text(brand, to, **facts):
    known = {"message_type": "transactional", "text": "Votre code : 482 913.", "about": "page:1", "at": NOON}
    return text_to(brand.organisation, brand=brand, to=to, **(known | facts))


def offered(brand, offer, to, **facts):
    return text(
        brand, to, message_type="prospecting", offer=offer, text="Paie claire : en parler dix minutes ?", **facts
    )


def again(row):
    return Text.objects.select_related("attempt__clearance").get(pk=row.pk)


def findings(row):
    return again(row).attempt.clearance.findings


def test_who_agreed_is_written_to_once_in_the_sandbox(work, brand, offer, agreed, organisation):
    row = offered(brand, offer, agreed)
    assert row.state == "waiting"
    assert work.turn() is True
    assert work.turn() is False
    kept = SandboxMessage.objects.get()
    assert (kept.envelope_to, kept.message_id) == (MOBILE, again(row).attempt.message_id)
    said = bytes(kept.raw).decode().partition("\r\n\r\n")[2]
    assert said == f"Atelier Nord: Paie claire : en parler dix minutes ?\nSTOP au {SANDBOX_NUMBER}"
    decision = again(row).attempt.clearance
    assert (again(row).state, decision.channel, decision.basis, decision.used_at) == ("sent", "sms", "consent", NOON)
    kinds = list(Entry.objects.filter(ledger=organisation.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds[-3:] == ["message:asked", "decision:contact:granted", "message:handed"]


def test_without_her_consent_nothing_leaves(work, brand, offer, mobile):
    row = offered(brand, offer, mobile)
    assert row.state == "refused"
    assert "l345-no-consent" in findings(row)
    assert work.turn() is False


def test_stop_by_any_channel_before_it_leaves_wins(work, brand, offer, agreed, organisation):
    row = offered(brand, offer, agreed)
    object_to(organisation, agreed.person, channel="sms", origin="phone", heard_at=NOON, at=NOON)
    work.turn()
    assert (again(row).state, SandboxMessage.objects.count()) == ("refused", 0)


def test_at_night_it_waits_for_the_morning(work, brand, offer, agreed, clock):
    clock.at = datetime(2026, 11, 23, 21, tzinfo=UTC)  # ten in the evening in Paris
    row = offered(brand, offer, agreed, at=clock.at)
    assert row.state == "waiting"
    assert work.turn() is False
    clock.at = again(row).attempt.not_before
    assert clock.at > datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert work.turn() is True
    assert again(row).state == "sent"


def test_a_service_text_passes_after_her_objection_and_to_whom_we_do_not_hold(work, brand, agreed, organisation):
    object_to(organisation, agreed.person, origin="phone", heard_at=NOON, at=NOON)
    row, stranger = text(brand, "06 39 98 00 11"), text(brand, "06 39 98 00 99", message_type="rights_answer")
    work.turn()
    assert (again(row).state, again(stranger).state) == ("sent", "sent")
    assert again(row).attempt.person == agreed.person
    assert "STOP" not in bytes(SandboxMessage.objects.first().raw).decode()


def test_an_offer_inside_a_service_text_is_refused(brand, mobile):
    row = text(brand, mobile, text="Profitez de notre offre spéciale : -20 % jusqu’à dimanche.")
    assert "offer-in-service-message" in findings(row)


@pytest.mark.parametrize(
    ("to", "words", "code"),
    [
        ("01 99 00 12 34", "Bonjour", "not-mobile"),
        ("nulle part", "Bonjour", "no-digits"),
        (MOBILE, " ", "empty-message"),
        (MOBILE, "bla " * 200, "too-long"),
    ],
)
def test_what_no_telephone_takes_is_said_at_once(brand, to, words, code):
    with pytest.raises(NotWritable) as refusal:
        text(brand, to, text=words)
    assert refusal.value.code == code


def test_erasing_her_leaves_neither_number_nor_words(work, brand, agreed):
    text(brand, agreed)
    work.turn()
    waiting = text(brand, agreed)
    forget(agreed.person, at=NOON)
    assert not Text.objects.filter(pk=waiting.pk).exists()
    assert list(Text.objects.values_list("number", "text")) == [("", "")]
    assert not SandboxMessage.objects.exists()


def test_jasmin_is_given_the_text_as_it_documents(work, brand, gateway, agreed, offer):
    gateway.answers = [(200, 'Success "07033084-5cfd-4812-90a4-e4d24ffb6e3d"')]
    row = offered(brand, offer, agreed)
    work.turn()
    ((path, asked),) = gateway.asked
    said = bytes.fromhex(asked["hex-content"]).replace(b"\x0a", b"\n")
    assert path == "/send"
    assert (asked["to"], asked["from"], asked["coding"], asked["password"]) == (MOBILE[1:], "AtelierNord", "0", "s")
    assert said.endswith(b"STOP au 36180")
    assert again(row).state == "sent"
    assert "07033084" in again(row).attempt.reply


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((412, 'Error "No route found"'), "failed"),
        ((400, 'Error "Argument to has an invalid value."'), "failed"),
        ((403, 'Error "Authentication failure for username:nord"'), "waiting"),
        ((500, 'Error "Cannot send submit_sm"'), "uncertain"),
        (None, "uncertain"),  # it hung up without a word: it may have been taken
    ],
)
def test_what_nobody_knows_is_never_sent_again(work, brand, gateway, mobile, answer, state):
    gateway.answers = [answer]
    row = text(brand, mobile)
    work.turn()
    assert again(row).state == state
    assert work.turn() is False
    assert len(gateway.asked) == 1


def test_a_gateway_nobody_answers_at_is_left_alone(work, brand, gateway, mobile, clock):
    gateway.close()
    first, second = text(brand, mobile), text(brand, mobile)
    work.turn()
    assert (again(first).state, again(second).state) == ("waiting", "waiting")
    assert again(first).attempt.tries == 0
    assert work.turn() is False


def test_no_prospecting_by_a_gateway_nothing_ever_came_back_from(brand, offer, gateway, agreed):
    TextServer.objects.update(heard_at=None)
    assert "msg-optout-broken" in findings(offered(brand, offer, agreed))


def test_letters_telephones_spell_cost_less():
    assert plain("L’offre « simple »…  à 20 €") == 'L\'offre "simple"... à 20 €'
    assert encode("à€") == (0, b"\x7f\x1b\x65")
    assert (parts("a" * 160), parts("a" * 161), parts("ê" * 70), parts("ê" * 71)) == (1, 2, 1, 2)


def came_back(client, words="STOP", number=MOBILE, at="x", **more):
    told = {"from": number.lstrip("+"), "to": "36180", "content": words, "id": f"id-{words}", "coding": "0"}
    return client.post(f"/api/sms/{at}", told | more)


def test_stop_comes_back_and_is_heard_at_once(client, brand, gateway, agreed, offer, organisation):
    TextServer.objects.update(heard_at=None)
    answer = came_back(client)
    assert (answer.status_code, answer.content) == (200, b"ACK/Jasmin")
    objection = Objection.objects.get(fingerprint=agreed.fingerprint)
    assert (objection.origin, objection.channel, objection.person_id) == ("reply", "", agreed.person_id)
    assert TextServer.objects.get().heard_at is not None
    assert "objected" in " ".join(findings(offered(brand, offer, agreed)))
    came_back(client)  # told twice, kept once
    row = Return.objects.get()
    assert (row.sorting, row.person_id, row.text) == ("stop", agreed.person_id, "STOP")


@pytest.mark.parametrize("words", ["stop", "STOP 36180", "Arrêt", "Stop AtelierNord.", "Arrêtez de m'écrire"])
def test_stop_is_heard_however_it_is_said(client, gateway, agreed, words):
    came_back(client, words)
    assert Objection.objects.filter(person=agreed.person).exists()


def test_a_stop_from_a_number_we_do_not_hold_is_kept_for_ever(client, gateway):
    came_back(client, number="+33639980077")
    assert Objection.objects.filter(fingerprint=fingerprint("phone", "+33639980077")).exists()


def test_a_question_waits_for_a_member_who_answers_by_text(client, gateway, agreed, alix, brand):
    words = "Combien ça coûte ? 👍"
    came_back(client, "?", coding="8", binary=words.encode("utf-16-be").hex())
    row = Return.objects.get()
    assert (row.text, row.waits, row.person_id) == (words, True, agreed.person_id)
    said = answer(row, subject="", text="12 € par mois.", at=NOON, by=alix)
    assert (said.number, said.state, said.about) == (MOBILE, "waiting", row.about)
    assert list(answers_to(row)) == [said]


def test_nobody_speaks_without_the_address(client, gateway):
    assert came_back(client, at="y").status_code == 404
    assert came_back(client, number="nobody").status_code == 400


def test_a_gateway_of_somebody_without_a_contract_is_off(work, brand, gateway, mobile):
    TextServer.objects.update(url="https://sms.ailleurs.example")
    row = text(brand, mobile)
    work.turn()
    assert (again(row).state, gateway.asked) == ("waiting", [])
    assert "art. 28" in again(row).attempt.reply
