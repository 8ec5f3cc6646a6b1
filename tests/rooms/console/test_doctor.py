"""`aval doctor` says what stops one from writing, and how to mend it."""

import json
from argparse import Namespace

import pytest

from aval.console import command, doctor
from aval.console.command import DONE, NO
from aval.post.models import Attempt, DomainCheck, MailServer
from aval.post.single import write_to
from aval.post.workers import arrive
from tests.cast import NOON
from tests.dnsserver import DnsServer
from tests.mailserver import MailServer as Mail

pytestmark = pytest.mark.django_db
ANYWHERE = "0.0.0.0"  # noqa: S104  reached like this machine, and not taken for it


@pytest.fixture
def worker(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    return arrive(NOON)


def consult(capsys, *, language="fr", as_json=True):
    command.speak(language)
    code = doctor.run(Namespace(organisation=None, json=as_json, lang=language))
    said = capsys.readouterr().out
    return code, json.loads(said) if as_json else said


def test_a_healthy_machine_in_its_sandbox(organisation, worker, capsys):
    code, answer = consult(capsys)
    assert (code, answer["ok"]) == (DONE, True)
    codes = [check["code"] for check in answer["checks"]]
    assert codes == ["keys-ok", "base-ok", "worker-ok", "address-not-https", "server-none"]


def test_nobody_works(organisation, capsys):
    code, answer = consult(capsys)
    assert code == NO
    (found,) = (check for check in answer["checks"] if check["code"] == "worker-none")
    assert "aval serve" in found["mend"]


def test_a_domain_is_asked_about_and_mended(organisation, brand, worker, capsys, settings):
    settings.AVAL_URL = "http://127.0.0.1:1"
    with DnsServer() as dns, Mail() as mail:
        settings.AVAL_DNS = dns.address
        dns.text("atelier-nord.example", "v=spf1 -all")
        MailServer.objects.create(
            organisation=organisation, brand=brand, host=ANYWHERE, port=mail.port, security="none"
        )
        code, answer = consult(capsys, language="en")
        found = {check["code"]: check for check in answer["checks"]}
        assert code == NO
        assert found["server-ok"]["ok"]
        assert found["dkim-nobody"]["mend"].startswith("Make a key")
        assert found["dmarc-missing"]["ok"] is False
        assert found["way-out-mute"]["ok"] is False
        code, said = consult(capsys, as_json=False)
    assert "✗ Le domaine ne publie pas d’enregistrement DMARC." in said
    assert "→ Publiez un TXT" in said
    assert DomainCheck.objects.count() == 2
    command.speak("fr")


def test_a_silent_dns_and_a_doubt_are_no_fault(organisation, brand, worker, capsys, monkeypatch):
    monkeypatch.setattr("aval.post.dns.PATIENCE", 0.2)
    with Mail() as mail:
        MailServer.objects.create(
            organisation=organisation, brand=brand, host=ANYWHERE, port=mail.port, security="none"
        )
        single = write_to(
            organisation,
            brand=brand,
            message_type="rights_answer",
            to="camille.perrin@ailleurs.example",
            subject="Votre demande",
            text="Rien.",
            at=NOON,
        )
        Attempt.objects.filter(pk=single.attempt_id).update(state="refused")
        code, answer = consult(capsys)
    found = {check["code"]: check["ok"] for check in answer["checks"]}
    assert code == DONE
    assert found["dns-silent"] is None
