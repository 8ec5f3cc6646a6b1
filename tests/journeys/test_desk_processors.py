"""Processors at the desk: declared, completed clause by clause, suspended; a server names one or says it is ours."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from aval.accounts.models import Brand, Member, Processor
from aval.accounts.processors import clauses, usable
from aval.post.models import MailServer
from tests.cast import TODAY
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_factor(administrator: Member, chloe: Member) -> None:
    for member in (administrator, chloe):
        TOTP.activate(member, generate_totp_secret())


def test_a_processor_is_declared_completed_and_suspended(brand: Brand, administrator: Member, chloe: Member) -> None:
    client = signed_in(administrator)
    client.post(reverse("desk:processor_new"), {"name": "Routeur Ouest", "service": "mail"})
    found = Processor.objects.get()
    page = client.get(reverse("desk:processor", args=[found.code])).content.decode()
    assert "aucun contrat signé" in page
    assert page.count("manque") == len(clauses())
    MailServer.objects.create(organisation=brand.organisation, brand=brand, host="smtp.ro.example", processor=found)
    assert "coupé" in client.get(reverse("desk:processors")).content.decode()
    whole = {"name": "Routeur Ouest", "service": "mail", "contract_reference": "RO-12", "signed_on": "2026-01-05",
             "clauses": list(clauses()), "country": "fr"}  # fmt: skip
    where = reverse("desk:processor_form", args=[found.code])
    assert "Deux lettres" in client.post(where, whole | {"country": "F"}).content.decode()
    assert client.post(where, whole).status_code == 302
    found.refresh_from_db()
    assert not usable(found, TODAY)
    page = client.get(reverse("desk:processors")).content.decode()
    assert 'no">coupé' not in page
    assert "smtp.ro.example" in page
    client.post(reverse("desk:processor_suspend", args=[found.code]), {"why": "Il garde un vieux fichier."})
    assert "Rien ne peut passer" in client.get(reverse("desk:processor", args=[found.code])).content.decode()
    assert signed_in(chloe).get(reverse("desk:processor", args=[found.code])).status_code == 404


def test_a_seller_reads_and_changes_nothing(alix: Member) -> None:
    client = signed_in(alix)
    assert client.get(reverse("desk:processors")).status_code == 200
    assert client.post(reverse("desk:processor_new"), {"name": "X", "service": "mail"}).status_code == 403


def test_a_server_is_somebody_s_or_ours_never_both(brand: Brand, administrator: Member, chloe: Member) -> None:
    client = signed_in(administrator)
    client.post(reverse("desk:processor_new"), {"name": "Routeur Ouest", "service": "mail"})
    given = {"host": "127.0.0.1", "port": "9", "security": "none", "connections": "1", "warm_first": "50"}
    where = reverse("desk:sending_server_new", args=[brand.code])
    both = {**given, "processor": Processor.objects.get().pk, "ours": "on"}
    assert "pas les deux" in client.post(where, both).content.decode()
    hers = Processor.objects.create(organisation=chloe.organisation, code="x", name="X", service="mail", created_at="2026-01-01T00:00Z")  # fmt: skip
    assert "Routeur Ouest" in client.get(where).content.decode()
    assert client.post(where, {**given, "processor": hers.pk}).status_code == 200
    assert not MailServer.objects.exists()
