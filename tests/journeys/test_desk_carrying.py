"""Letters, private messages and texts through the pages: written, judged, printed, posted, copied, come back."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member
from aval.campaigns.tasks import open_task
from aval.post.missives import ask_missive, make_ready
from aval.post.models import Missive, Text, TextServer
from aval.prospects.models import ContactPoint
from aval.prospects.reaching import add_contact_point
from tests.browsing import find_barriers, overflows
from tests.cast import NOON, TODAY
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Bonjour {prenom}, en parler dix minutes ?"


@pytest.fixture
def alix_in(alix: Member, monkeypatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 11, tzinfo=UTC))
    return signed_in(alix)


@pytest.fixture
def second_factor(administrator: Member, chloe: Member) -> None:
    """Administrators show one before anything else."""
    for member in (administrator, chloe):
        TOTP.activate(member, generate_totp_secret())


def write(client: Client, person, point, offer, **more):
    given = {"point": point.pk, "offer": offer.code, "subject": "La paie", "text": WORDS}
    return client.post(reverse("desk:person_write", args=[person.pk]), given | more)


def test_a_letter_from_her_page_to_the_post_and_back(alix_in: Client, dominique, offer, brand) -> None:
    answer = alix_in.post(reverse("desk:person_reach", args=[dominique.pk]), {"medium": "post", "value": "12 rue X"})
    assert "code postal" in answer.content.decode()
    alix_in.post(
        reverse("desk:person_reach", args=[dominique.pk]), {"medium": "post", "value": "12 rue des Lilas\n59000 Lille"}
    )
    where = write(alix_in, dominique, ContactPoint.objects.get(medium="post"), offer)["Location"]
    assert "attend d’être imprimée" in alix_in.get(where).content.decode()
    assert "Imprimer la lettre d" in alix_in.get(reverse("desk:missives")).content.decode()
    alix_in.post(reverse("desk:letters_print", args=[brand.code]))
    row = Missive.objects.get()
    pdf = alix_in.get(reverse("desk:printing_pdf", args=[row.printing_id]))
    assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")
    alix_in.post(reverse("desk:printing_posted", args=[row.printing_id]))
    page = alix_in.get(where).content.decode()
    assert "C’est parti." in page
    assert "Bonjour Dominique," in page
    alix_in.post(reverse("desk:missive_act", args=[row.pk]), {"act": "returned", "why": "npai"})
    assert "Ce courrier est revenu." in alix_in.get(where).content.decode()
    assert ContactPoint.objects.get(medium="post").unreachable_since is not None


def test_a_private_message_is_copied_by_hand(alix_in: Client, dominique, offer, organisation) -> None:
    point = add_contact_point(dominique, "dm", "linkedin.com/in/dominique-v", by=None, at=NOON)
    task = open_task(organisation, kind="private_message", what="Dire bonjour", due_on=TODAY, person=dominique, at=NOON)
    assert f"?task={task.pk}" in alix_in.get(reverse("desk:missives")).content.decode()
    where = write(alix_in, dominique, point, offer)["Location"]
    act = where + "suite/"
    alix_in.post(act, {"act": "sent"})
    assert Missive.objects.get().state == "waiting"  # not before it was shown
    alix_in.post(act, {"act": "ready"})
    page = alix_in.get(where).content.decode()
    assert "Copiez ce texte" in page
    assert "SIREN 000 000 018" in page
    alix_in.post(act, {"act": "sent"})
    assert Missive.objects.get().state == "sent"


def test_a_text_without_consent_is_refused_with_its_reason(alix_in: Client, dominique, offer) -> None:
    point = ContactPoint.objects.create(
        organisation=dominique.organisation, person=dominique, medium="phone", value="06 39 98 00 11",
        normal="+33639980011", fingerprint="0" * 32, recipient_kind="pro_nominative", address_kind="mobile", confidence=1,
    )  # fmt: skip
    answer = alix_in.post(
        reverse("desk:person_write", args=[dominique.pk]),
        {"point": point.pk, "offer": offer.code, "text": "Parlons paie."},
        follow=True,
    )
    assert "La loi dit non" in answer.content.decode()
    assert Text.objects.get().state == "refused"


def test_the_gateway_is_set_and_told_where_to_speak(administrator: Member, brand, second_factor) -> None:
    client = signed_in(administrator)
    where = reverse("desk:sending_texts", args=[brand.code])
    assert "vont au bac à sable" in client.get(where).content.decode()
    given = {
        "url": "https://sms.ailleurs.example",
        "username": "nord",
        "secret": "s",
        "sender": "Nord",
        "answers_to": "36180",
    }
    page = client.post(where, given, follow=True).content.decode()
    assert f"/api/sms/{TextServer.objects.get().token}" in page
    assert "Rien ne part par cette passerelle." in page
    client.post(where, {"forget": "1"})
    assert not TextServer.objects.exists()


def test_another_house_sees_nothing_of_it(chloe: Member, dominique, offer, second_factor) -> None:
    add_contact_point(dominique, "dm", "linkedin.com/in/dominique-v", by=None, at=NOON)
    client = signed_in(chloe)
    assert client.get(reverse("desk:person_write", args=[dominique.pk])).status_code == 404
    assert "Aucun courrier encore" in client.get(reverse("desk:missives")).content.decode()


def test_the_room_asks_its_rows_once(alix_in: Client, dominique, offer, django_assert_max_num_queries) -> None:
    point = add_contact_point(dominique, "dm", "linkedin.com/in/dominique-v", by=None, at=NOON)
    for _ in range(3):
        write(alix_in, dominique, point, offer)
    with django_assert_max_num_queries(12):
        assert alix_in.get(reverse("desk:missives")).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_its_pages_bar_nobody(open_page, alix: Member, dominique, offer, width: str) -> None:
    page_of_hers = add_contact_point(dominique, "dm", "linkedin.com/in/dominique-v", by=None, at=NOON)
    postal = add_contact_point(dominique, "post", "12 rue des Lilas\n59000 Lille", by=None, at=NOON)
    message = ask_missive(page_of_hers, offer=offer, text=WORDS, at=NOON, by=alix)
    make_ready(message, by=alix, at=NOON)
    ask_missive(postal, offer=offer, text=WORDS, at=NOON, by=alix)
    for name, args in (("missives", []), ("missive", [message.pk]), ("person_write", [dominique.pk])):
        page = open_page(reverse(f"desk:{name}", args=args), member=alix, width=width)
        assert find_barriers(page) == []
        assert not overflows(page), name
