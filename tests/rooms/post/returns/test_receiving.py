"""What each return does, once: to the address, to the person, to the case, to the gate."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aval.evidence.models import Entry
from aval.post.envelopes import bounce_address
from aval.post.models import Return
from aval.post.returns.keeping import empty_raw
from aval.post.returns.receiving import receive
from aval.prospects.links import link_token
from aval.prospects.models import Objection, Person, Silence
from aval.rights.models import Case
from tests.cast import NOON
from tests.rooms.post.returns.conftest import answer, bounce, complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(organisation, sent):
    """Receive a message at noon."""
    return lambda raw, at=NOON: receive(organisation, raw, received_at=at, at=at)


def refreshed(row):
    row.refresh_from_db()
    return row


def point_of(person):
    return person.contact_points.get(medium="email")


def test_a_dead_address_is_stopped(get, sent, dominique):
    row = get(bounce())
    assert (row.kind, row.bounce, row.reason, row.attempt, row.person) == ("bounce", "hard", "unknown", sent, dominique)
    assert point_of(dominique).unreachable_since == NOON
    assert not Objection.objects.exists()


@pytest.mark.parametrize("said", ["452 4.2.2 Mailbox full", "550 5.7.1 Blocked using Spamhaus", "550 5.0.0 No"])
def test_soft_and_undetermined_stop_nothing(get, dominique, said):
    assert get(bounce(said)).bounce in {"soft", "undetermined"}
    assert point_of(dominique).unreachable_since is None


def test_a_bounce_about_nothing_we_sent_stops_nobody(get, dominique, sent):
    sent.delete()
    get(bounce(about="<other@elsewhere.example>"))
    assert point_of(dominique).unreachable_since is None


def test_a_bounce_is_matched_by_address_and_time(get, sent):
    assert get(bounce(about="<unknown@elsewhere.example>")).attempt == sent


def test_a_bounce_is_matched_by_the_address_made_for_it(get, sent):
    raw = bounce(about="<unknown@elsewhere.example>", address="alias@kermeur.example")
    to = bounce_address("retours@atelier-nord.example", sent.pk)
    assert get(raw.replace(b"To: bonjour@atelier-nord.example", f"To: {to}".encode())).attempt == sent
    assert sent.contact_point.__class__.objects.get(pk=sent.contact_point_id).unreachable_since == NOON


def test_a_complaint_is_an_objection_and_a_case(get, dominique, sent):
    row = get(complaint())
    assert (row.kind, row.stop, row.person) == ("complaint", True, dominique)
    case = Case.objects.get()
    assert (case.right, case.door, case.person, case.campaign) == (
        "complaint",
        "feedback_loop",
        dominique,
        sent.campaign.code,
    )
    assert set(Objection.objects.values_list("origin", flat=True)) == {"complaint"}
    assert not row.waits


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_reports_in_which_nobody_complains_do_nothing(get, kind):
    assert not get(complaint(kind=kind)).stop
    assert not Objection.objects.exists()
    assert not Case.objects.exists()


def test_an_absence_waits_for_its_day_and_adds_nobody(get, dominique):
    people = Person.objects.count()
    row = get(
        answer(
            "Absente, de retour le 3 décembre. Contactez marie@kermeur.example", subject="Réponse automatique : La paie"
        )
    )
    assert (row.kind, row.until_on, row.waits) == ("auto_reply", date(2026, 12, 3), False)
    silence = Silence.objects.get()
    assert (silence.why, silence.until_on, silence.person) == ("away", date(2026, 12, 3), dominique)
    assert Person.objects.count() == people
    assert Person.objects.get(pk=dominique.pk).last_contact_from_at is None  # a machine wrote it


def test_a_clear_refusal_is_applied_at_once(get, dominique):
    row = get(
        answer(
            "Merci de ne plus me contacter.\n\nLe lun. 23 nov. 2026 à 10:00, Alix <bonjour@atelier-nord.example> a écrit :\n> Bonjour"
        )
    )
    objection = Objection.objects.filter(kind="email").get()
    assert (objection.channel, objection.brand, objection.origin, objection.heard_at) == ("", None, "reply", NOON)
    row = refreshed(row)
    assert (row.sorting, row.waits) == ("stop", False)
    assert Person.objects.get(pk=dominique.pk).last_contact_from_at == NOON


def test_what_limits_itself_to_calls_stops_calls(get):
    get(answer("Ne m'appelez plus"))
    assert set(Objection.objects.values_list("channel", flat=True)) == {"voice_human"}


def test_an_employer_speaks_for_its_domain(get):
    get(answer("Merci de retirer tout notre domaine de vos envois"))
    assert "domain" in set(Objection.objects.values_list("kind", flat=True))


@pytest.mark.parametrize(
    "said", ["Encore un spam...", "Merci de ne plus écrire à ma collègue", "Surtout ne me retirez pas !"]
)
def test_what_may_be_a_refusal_silences_us_until_a_human_reads_it(get, dominique, said):
    row = refreshed(get(answer(said)))
    assert (row.waits, row.due_at, row.sorting) == (True, NOON + timedelta(hours=1), "")
    assert Silence.objects.get().why == "doubt"
    assert not Objection.objects.exists()


def test_interest_waits_to_be_read(get):
    row = refreshed(get(answer("Oui, cela m'intéresse. Pouvez-vous m'appeler ?")))
    assert (row.intent, row.waits, row.due_at) == ("interest", True, None)
    assert Silence.objects.get().why == "answer"


def test_a_right_found_in_an_answer_opens_its_case(get, dominique):
    row = refreshed(get(answer("D'où tenez-vous mon adresse ? Et ne m'écrivez plus.")))
    case = Case.objects.get()
    assert (case.right, case.door, case.person, case.received_at) == ("access", "reply", dominique, NOON)
    assert Objection.objects.exists()
    assert row.sorting == "request"


def test_somebody_else_answering_stops_her_own_address_and_a_human_reads_it(get, dominique):
    row = refreshed(get(answer("STOP", sender="noe.brun@kermeur.example")))
    assert not Objection.objects.filter(person=dominique).exists()
    assert Objection.objects.filter(kind="email").count() == 1
    assert row.waits
    assert Silence.objects.get().person == dominique


def test_the_unsubscribe_button_finds_her_by_its_link(get, organisation, dominique):
    token = link_token(organisation.pk, point_of(dominique).pk, 1)
    row = get(answer("", sender="autre@kermeur.example", subject=f"STOP {token}", to=""))
    assert (row.kind, row.person) == ("unsubscribe", dominique)
    assert set(Objection.objects.values_list("channel", "origin")) == {("email", "one_click")}


def test_the_same_message_read_twice_has_its_effect_once(get):
    raw = answer("Merci de ne plus me contacter.")
    assert get(raw) is not None
    entries = Entry.objects.count()
    assert get(raw) is None
    assert get(b"Received: by another way\r\n" + raw.replace(b"\r\n", b"\n")) is None
    assert Entry.objects.count() == entries
    assert Return.objects.count() == 1


def test_our_own_follow_up_is_no_reply(get, dominique):
    row = get(answer("Je me permets de revenir vers vous.", sender="bonjour@atelier-nord.example"))
    assert row.kind == "other"
    assert not Silence.objects.exists()
    assert Person.objects.get(pk=dominique.pk).last_contact_from_at is None


def test_the_cnil_forwards_a_complaint(get):
    row = refreshed(get(answer("Nous vous transmettons la plainte no 26-12345.", sender="plaintes@cnil.fr", to="")))
    case = Case.objects.get()
    assert (case.right, case.door, row.waits) == ("complaint", "cnil", True)


def test_a_date_in_the_future_is_not_believed(organisation, sent):
    receive(organisation, answer("STOP"), received_at=datetime(2030, 1, 1, tzinfo=UTC), at=NOON)
    assert Objection.objects.filter(kind="email").get().heard_at == NOON


def test_chloe_sees_nothing_of_it(get, maison_sud):
    get(answer("Merci de ne plus me contacter."))
    assert not Return.objects.of(maison_sud.organisation).exists()
    assert receive(maison_sud.organisation, answer("STOP"), received_at=NOON, at=NOON).person is None


def test_nothing_readable_is_kept_too(get):
    assert get(b"\0\xff" * 50).kind == "other"
    assert get(answer("Bonjour \0 \udcff".encode("utf-8", "surrogateescape").decode("latin-1"))).kind == "reply"


def test_the_message_as_it_came_is_kept_for_its_time(get, organisation):
    machine, words = get(bounce()), get(answer("Merci de ne plus me contacter."))
    waiting = get(answer("Encore un spam.", own="<answer-2@kermeur.example>"))
    assert empty_raw(organisation, NOON + timedelta(days=89)) == 0
    assert empty_raw(organisation, NOON + timedelta(days=91)) == 1
    assert refreshed(machine).raw is None
    assert empty_raw(organisation, NOON + timedelta(days=366)) == 1
    assert refreshed(words).raw is None
    assert refreshed(words).text
    assert refreshed(waiting).raw is not None
