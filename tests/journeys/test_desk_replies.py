"""The shared inbox: what may be a refusal first, one key to say what each wants, an answer from the brand's own address."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from aval.accounts.models import Member, Role
from aval.post.models import Mailbox, Return, Single
from aval.post.returns.receiving import receive
from aval.post.returns.sorting import late_returns
from aval.prospects.models import Objection, Silence
from aval.rights.models import Case
from tests.browsing import find_barriers, overflows
from tests.cast import NOON, make_person
from tests.journeys.test_desk import signed_in
from tests.rooms.post.returns.conftest import answer, sent  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
DOUBT = "Encore un spam. Je n’ai rien demandé."


@pytest.fixture
def get(organisation, sent):  # noqa: F811
    """Receive a message at noon."""
    number = iter(range(1, 100))

    def receive_one(body, **more):
        raw = answer(body, own=f"<answer-{next(number)}@kermeur.example>", **more)
        return receive(organisation, raw, received_at=NOON, at=NOON)

    return receive_one


@pytest.fixture(autouse=True)
def second_factor(administrator, chloe):
    """Administrators have one."""
    for member in (administrator, chloe):
        TOTP.activate(member, generate_totp_secret())


def read(member, name, *keys, **query):
    return signed_in(member).get(reverse(f"desk:{name}", args=keys), query).content.decode()


def test_an_empty_inbox_says_the_next_step(alix):
    assert "Personne n’attend votre réponse" in read(alix, "replies")


def test_what_may_be_a_refusal_comes_first(alix, get, source):
    noe = make_person(source, email="noe.brun@kermeur.example", first_name="Noé", last_name="Brun")
    get(DOUBT)
    get("Oui, cela m’intéresse.", sender="noe.brun@kermeur.example")
    page = read(alix, "replies")
    assert "2 personnes attendent" in page
    assert page.index("Dominique Vasseur") < page.index("Noé Brun")
    assert "refus possible" in page
    assert noe.silences.get().why == "answer"


def test_one_key_stops(alix, get, dominique):
    row = get(DOUBT)
    assert signed_in(alix).post(reverse("desk:reply_sort", args=[row.pk]), {"sorting": "stop"}).status_code == 302
    objection = Objection.objects.of(alix.organisation).filter(kind="email").get()
    assert (objection.origin, objection.recorded_by, objection.person) == ("reply", alix, dominique)
    row.refresh_from_db()
    assert (row.sorting, row.sorted_by, row.waits) == ("stop", alix, False)
    assert Silence.objects.get().ended_by == alix


@pytest.mark.parametrize("sorting", ["interested", "later", "not_me", "seen"])
def test_reading_ends_the_silence_and_does_nothing_else(alix, get, sorting):
    row = get("Oui, cela m’intéresse.")
    signed_in(alix).post(reverse("desk:reply_sort", args=[row.pk]), {"sorting": sorting})
    assert Silence.objects.get().ended_at is not None
    assert not Objection.objects.of(alix.organisation).exists()


def test_a_request_opens_its_case(alix, get, dominique):
    row = get("Bonjour, une question sur mes données")
    signed_in(alix).post(reverse("desk:reply_sort", args=[row.pk]), {"sorting": "request", "right": "access"})
    case = Case.objects.get()
    assert (case.right, case.door, case.person, case.received_at) == ("access", "reply", dominique, NOON)


@pytest.mark.parametrize("sent_in", [{"sorting": "shout"}, {}, {"sorting": "request", "right": "party"}])
def test_what_is_no_sorting_is_nothing(alix, get, sent_in):
    row = get(DOUBT)
    assert signed_in(alix).post(reverse("desk:reply_sort", args=[row.pk]), sent_in).status_code == 404


def test_the_answer_leaves_from_the_brand_in_her_thread(alix, get, brand):
    row = get("Pouvez-vous m’en dire plus ?")
    where = reverse("desk:reply_answer", args=[row.pk])
    assert (
        signed_in(alix)
        .post(where, {"subject": "Re: La paie", "text": "Bonjour, avec plaisir. Voici le détail."})
        .status_code
        == 302
    )
    single = Single.objects.get()
    assert (single.brand, single.in_reply_to, single.about) == (brand, row.message_id, row.about)
    assert (single.message_type, single.asked_by, single.attempt.contact_point) == (
        "transactional",
        alix,
        row.contact_point,
    )
    assert "avec plaisir" in read(alix, "reply", row.pk)
    assert signed_in(alix).post(where, {"subject": "", "text": ""}).status_code == 200


def test_what_waits_too_long_is_counted(organisation, alix, get):
    get("Oui, volontiers")
    assert late_returns(organisation, NOON + timedelta(hours=23)) == 0
    assert late_returns(organisation, NOON + timedelta(hours=25)) == 1
    get(DOUBT)
    assert late_returns(organisation, NOON + timedelta(minutes=59)) == 0
    assert late_returns(organisation, NOON + timedelta(minutes=61)) == 1


def test_an_auditor_reads_and_sorts_nothing(organisation, get):
    auditor = Member.objects.create_user("a@atelier-nord.example", organisation=organisation, role=Role.AUDITOR)
    row = get(DOUBT)
    assert "Que veut-elle" not in read(auditor, "reply", row.pk)
    assert signed_in(auditor).post(reverse("desk:reply_sort", args=[row.pk]), {"sorting": "seen"}).status_code == 403


def test_chloe_sees_nothing_of_it(chloe, get):
    row = get(DOUBT)
    for name in ("reply", "reply_raw"):
        assert signed_in(chloe).get(reverse(f"desk:{name}", args=[row.pk])).status_code == 404
    assert signed_in(chloe).post(reverse("desk:reply_sort", args=[row.pk]), {"sorting": "stop"}).status_code == 404
    assert "Dominique" not in read(chloe, "replies")


def test_the_message_as_it_came(alix, get):
    row = get(DOUBT)
    told = signed_in(alix).get(reverse("desk:reply_raw", args=[row.pk]))
    assert told["Content-Type"] == "message/rfc822"
    assert b"In-Reply-To" in told.content
    assert "attachment" in told["Content-Disposition"]


def test_the_list_asks_the_base_the_same_whatever_its_length(alix, get, source, django_assert_max_num_queries):
    client = signed_in(alix)
    for number in range(12):
        make_person(source, email=f"p{number}@kermeur.example", first_name=f"P{number}", last_name="Le Goff")
        get("Oui, volontiers", sender=f"p{number}@kermeur.example")
    with django_assert_max_num_queries(12):
        client.get(reverse("desk:replies"))
    Return.objects.update(waits=False)
    with django_assert_max_num_queries(12):
        client.get(reverse("desk:replies"), {"state": "handled"})


def test_a_mailbox_is_set_its_password_sealed(administrator, alix, brand):
    where = reverse("desk:mailbox_new")
    told = {"code": "reponses", "brand": brand.pk, "kind": "imap", "host": "127.0.0.1", "port": 1, "security": "none",
            "username": "bonjour", "secret": "lande", "folder": "INBOX"}  # fmt: skip
    assert signed_in(alix).get(where).status_code == 403
    assert signed_in(administrator).post(where, told).status_code == 302
    kept = Mailbox.objects.get()
    assert b"lande" not in bytes(kept.password)
    assert kept.check_result
    page = read(administrator, "mailbox", "reponses")
    assert "lande" not in page
    sealed = bytes(kept.password)
    signed_in(administrator).post(
        reverse("desk:mailbox", args=["reponses"]), told | {"secret": "", "folder": "Retours"}
    )
    kept.refresh_from_db()
    assert (bytes(kept.password), kept.folder) == (sealed, "Retours")
    assert signed_in(administrator).post(reverse("desk:mailbox_check", args=["reponses"])).status_code == 302
    assert "reponses" in read(administrator, "settings")
    refused = signed_in(administrator).post(where, told | {"kind": "maildir", "code": "autre"})
    assert refused.status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [("wide", False), ("narrow", True)])
def test_every_page_of_it_in_a_browser(open_page, administrator, get, width, dark):
    row = get(DOUBT)
    get("Pouvez-vous m’en dire plus sur vos tarifs ?")
    for where in (
        reverse("desk:replies"),
        reverse("desk:reply", args=[row.pk]),
        reverse("desk:mailbox_new"),
        reverse("desk:settings"),
    ):
        page = open_page(where, member=administrator, width=width, dark=dark)
        assert find_barriers(page) == []
        assert not overflows(page)
    page = open_page(reverse("desk:reply", args=[row.pk]), member=administrator, scripts=False, width=width)
    page.get_by_role("button", name="Stop").click()
    assert "plus rien ne lui sera envoyé" in page.content()
