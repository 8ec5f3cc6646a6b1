"""Writing somebody down: the page says what really happened, and a paper form is typed with its boxes."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from aval.accounts.models import Brand, Member
from aval.collection.publishing import publish
from aval.prospects.models import Consent, Person
from tests.cast import NOON
from tests.journeys.test_desk import signed_in
from tests.rooms.collection.conftest import make_form
from tests.rooms.collection.test_by_hand import CARD


def test_a_card_is_written_down(alix: Member) -> None:
    client, today = signed_in(alix), timezone.localdate()
    given = {"door": "card", "given_on": today, "told": "on", "card": SimpleUploadedFile("nadia.vcf", CARD.encode())}
    page = client.post(reverse("desk:person_new"), given, follow=True).content.decode()
    assert "Elle a été informée sur le moment." in page
    person = Person.objects.get()
    assert (person.first_name, person.function, person.informed_at is not None) == ("Nadia", "rh", True)


def test_a_referral_without_a_name_is_refused_beside_the_field(alix: Member) -> None:
    client, today = signed_in(alix), timezone.localdate()
    given = {"door": "referred", "given_on": today, "email": "nadia.belkacem@orme.example"}
    assert "elle a le droit de le savoir" in client.post(reverse("desk:person_new"), given).content.decode()
    page = client.post(
        reverse("desk:person_new"), given | {"referrer": "Jeanne Morel, Orme SAS"}, follow=True
    ).content.decode()
    assert "Informez-la avant le" in page
    assert "Jeanne Morel" in page
    bad = client.post(reverse("desk:person_new"), {"door": "card", "given_on": today, "email": "nadia@"})
    assert "errorlist" in bad.content.decode()


def test_only_those_who_bring_people_in_write(ines: Member) -> None:
    assert signed_in(ines).get(reverse("desk:person_new")).status_code == 403


def test_a_paper_form_is_typed_with_its_boxes(alix: Member, brand: Brand) -> None:
    version = publish(make_form(brand), by=None, at=NOON)
    client, url = signed_in(alix), reverse("desk:form_type", args=[version.form.code])
    day = timezone.localdate() - timedelta(days=3)
    given = {
        "email": "nadia.belkacem@orme.example",
        "acted_on": day,
        "kept_as": "classeur salon, page 3",
        "box-0": "yes",
    }
    assert client.get(url).status_code == 200
    assert client.post(url, given | {"email": ""}).status_code == 200
    client.post(url, given)
    acts = {act.purpose: act for act in Consent.objects.all()}
    assert (acts["prospecting"].act, acts["mail_tracking"].act) == ("given", "refused")
    assert (acts["prospecting"].door, acts["prospecting"].recorded_by) == ("paper", alix)
    assert timezone.localdate(acts["prospecting"].acted_at) == day
    assert acts["prospecting"].circumstances == {"paper": "classeur salon, page 3"}
