"""The choices the law leaves to the organisation, read and changed at the desk."""

import pytest
from django.urls import reverse

from aval.accounts.models import Member, Organisation, Policy
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db


def test_the_page_is_read_by_all_and_changed_by_those_who_answer(
    organisation: Organisation, ines: Member, alix: Member
) -> None:
    page = signed_in(alix).get(reverse("desk:policies")).content.decode()
    assert "Écrire à un entrepreneur individuel" in page
    assert reverse("desk:policy", args=["hours_policy"]) not in page
    where = reverse("desk:policy", args=["hours_policy"])
    sent = {"hours_policy-value": "decree_for_consumers", "hours_policy-starts_on": "2099-01-01"}
    assert signed_in(alix).post(where, sent).status_code == 403
    client = signed_in(ines)
    assert client.get(where).status_code == 200
    assert client.get(reverse("desk:policy", args=["shoe_policy"])).status_code == 404
    refused = client.post(where, {**sent, "hours_policy-starts_on": "2020-01-01"})
    assert refused.status_code == 200
    assert "passé" in refused.content.decode()
    assert client.post(where, sent).status_code == 302
    kept = Policy.objects.get()
    assert (kept.organisation, kept.decided_by, kept.value) == (organisation, ines, "decree_for_consumers")
    told = client.get(reverse("desk:policies")).content.decode()
    assert "À venir" in told
    assert "2099" in told
