"""Corrections, the ledger and the sandbox, as members see them."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from aval import evidence
from aval.accounts.models import Member, Organisation, Role
from aval.post.models import SandboxMessage
from aval.prospects.models import Correction, Person
from tests.cast import NOON, House
from tests.journeys.test_desk import signed_in

RAW = (
    b"From: Atelier Nord <bonjour@atelier-nord.example>\r\nTo: dominique@kermeur.example\r\n"
    b"Subject: Deux jours de moins\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    b"Bonjour Dominique.\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<p>Bonjour <b>Dominique</b>.</p><script>alert(1)</script>\r\n--x--\r\n"
)


@pytest.fixture
def manager(organisation: Organisation) -> Member:
    return Member.objects.create_user("maud@atelier-nord.example", organisation=organisation, role=Role.MANAGER)


@pytest.fixture
def message(organisation: Organisation) -> SandboxMessage:
    return SandboxMessage.objects.create(
        organisation=organisation,
        received_at=NOON,
        envelope_from="bonjour@atelier-nord.example",
        envelope_to="dominique@kermeur.example",
        subject="Deux jours de moins",
        raw=RAW,
    )


def test_a_member_corrects_a_function(alix: Member, dominique: Person) -> None:
    client = signed_in(alix)
    page = client.get(reverse("desk:person", args=[dominique.pk]))
    form = page.context["corrections"][0]
    given = {form.add_prefix(name): form[name].value() for name in ("about", "subject", "field")}
    given |= {form.add_prefix("value"): "rh", form.add_prefix("reason"): "Elle tient aussi la paie."}
    client.post(reverse("desk:person_correct", args=[dominique.pk]), given)
    dominique.refresh_from_db()
    assert dominique.function == "rh"
    assert "corrected" not in client.get(reverse("desk:person", args=[dominique.pk])).content.decode()


@pytest.mark.parametrize(
    "wrong", [{}, {"c0-about": "title"}, {"c0-about": "title", "c0-field": "function", "c0-value": "roi"}]
)
def test_a_correction_nobody_can_read_changes_nothing(alix: Member, dominique: Person, wrong: dict[str, str]) -> None:
    answer = signed_in(alix).post(reverse("desk:person_correct", args=[dominique.pk]), wrong)
    assert answer.status_code == 302
    assert not Correction.objects.of(alix.organisation).exists()


def test_the_ledger_is_verified_and_its_receipt_holds(manager: Member, dominique: Person) -> None:
    client = signed_in(manager)
    assert "vérifié" in client.post(reverse("desk:evidence_verify")).content.decode()
    receipt = client.get(reverse("desk:evidence_receipt", args=[0]))
    assert evidence.check_receipt(json.loads(receipt.content)) == "ok"
    assert client.get(reverse("desk:evidence_receipt", args=[10_000])).status_code == 404
    assert "Organisation créée" in client.get(reverse("desk:evidence_entry", args=[0])).content.decode()


def test_a_byte_changed_behind_our_back_is_named(manager: Member) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'evidence_entry'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE evidence_entry SET kind = 'member:changed' WHERE seq = 1 AND ledger = %s", [manager.organisation_id]
        )
        if connection.vendor != "sqlite":
            cursor.execute("SET session_replication_role = DEFAULT")
    answer = signed_in(manager).post(reverse("desk:evidence_verify"))
    assert answer.context["report"].first_bad == 1
    assert "faux" in answer.content.decode()


def test_who_may_not_read_the_ledger_is_told_so(alix: Member) -> None:
    assert signed_in(alix).get(reverse("desk:evidence")).status_code == 403
    assert signed_in(alix).post(reverse("desk:evidence_export")).status_code == 403


def test_the_control_file_is_handed_out(manager: Member, tmp_path: object) -> None:
    answer = signed_in(manager).post(reverse("desk:evidence_export"))
    path = tmp_path / "journal.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    assert evidence.check_file(path).ok


def test_a_sandbox_message_is_read_as_text_first_and_its_html_behind_a_wall(
    alix: Member, message: SandboxMessage
) -> None:
    client = signed_in(alix)
    assert "Deux jours de moins" in client.get(reverse("desk:sandbox")).content.decode()
    page = client.get(reverse("desk:sandbox_message", args=[message.pk])).content.decode()
    assert "Bonjour Dominique." in page
    assert 'sandbox=""' in page
    assert "alert" not in page
    html = client.get(reverse("desk:sandbox_html", args=[message.pk]))
    assert "<b>Dominique</b>" in html.content.decode()
    policy = html["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert html["X-Frame-Options"] == "SAMEORIGIN"


def test_another_house_reads_no_message(message: SandboxMessage, maison_sud: House) -> None:
    stranger = Member.objects.create_user(
        "cyril@maison-sud.example", organisation=maison_sud.organisation, role="manager"
    )
    client = signed_in(stranger)
    for page in ("sandbox_message", "sandbox_html"):
        assert client.get(reverse(f"desk:{page}", args=[message.pk])).status_code == 404
    assert "Deux jours" not in client.get(reverse("desk:sandbox")).content.decode()


def test_a_stranger_reads_nothing(message: SandboxMessage) -> None:
    assert Client().get(reverse("desk:sandbox_html", args=[message.pk])).status_code == 302
