"""The servers of brands: secrets sealed, answers in words, a letter tried on oneself."""

import pytest

from aval.campaigns.letters.parties import Recipient
from aval.post.models import MailServer, SandboxMessage
from aval.post.servers import Unsealable, check_server, open_password, seal_password, ways_of
from aval.post.trying import send_test
from tests.cast import NOON, TODAY, make_campaign
from tests.mailserver import MailServer as Server


def make_server(brand, **facts):
    return MailServer.objects.create(
        **{"organisation": brand.organisation, "brand": brand, "host": "127.0.0.1", "security": "none", "ours": True}
        | facts
    )


@pytest.fixture
def campaign(offer, source):
    return make_campaign(offer, source)


def reader(person):
    return Recipient.of(person.contact_points.get(), TODAY)


def test_a_password_is_sealed_for_one_organisation(brand, maison_sud):
    server = make_server(brand, password=seal_password("secret", brand.organisation_id))
    assert b"secret" not in bytes(server.password)
    assert open_password(server) == "secret"
    server.organisation = maison_sud.organisation
    with pytest.raises(Unsealable):
        open_password(server)
    assert open_password(MailServer(organisation=brand.organisation)) == ""


def test_a_check_connects_logs_in_and_sends_nothing(brand):
    with Server(users={"alix": "correct"}) as mail:
        server = make_server(
            brand, port=mail.port, username="alix", password=seal_password("correct", brand.organisation_id)
        )
        assert check_server(server, NOON)
        server.refresh_from_db()
        assert (server.checked_at, server.check_result[:11]) == (NOON, "Le serveur ")
        assert mail.logged_in == ["alix"]
        assert not [line for line in mail.commands if line.startswith("MAIL")]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"port": 1}, "Aucun serveur ne répond"),
        ({"security": "starttls"}, "n’offre pas STARTTLS"),
        ({"security": "tls"}, "Le chiffrement échoue"),
        ({"username": "alix", "password": b"x" * 40}, "clé « vault »"),
        ({"host": "mail.example", "username": "alix"}, "ne part pas en clair"),
    ],
)
def test_a_check_says_what_is_wrong(brand, facts, said):
    with Server() as mail:
        server = make_server(brand, **{"port": mail.port} | facts)
        assert not check_server(server, NOON)
    assert said in server.check_result


def test_the_ways_of_a_brand_follows_its_server(brand):
    make_server(brand, host="mail.example", port=465, security="tls", per_second=5)
    (way,) = ways_of(brand, TODAY)
    assert (way.server, way.security, way.per_second) == ("mail.example:465", "tls", 5)
    assert way.ehlo == "atelier-nord.example"


def test_a_letter_tried_on_oneself_goes_to_the_member_alone(campaign, dominique, alix):
    receipt = send_test(campaign, reader(dominique), alix, NOON)
    assert receipt.outcome == "accepted"
    kept = SandboxMessage.objects.get()
    assert (kept.organisation_id, kept.envelope_to) == (alix.organisation_id, alix.email)
    assert b"List-Unsubscribe" not in bytes(kept.raw)


def test_a_trial_takes_the_ways_of_the_campaign(campaign, dominique, alix, brand):
    with Server() as mail:
        make_server(brand, port=mail.port)
        send_test(campaign, reader(dominique), alix, NOON)
        assert [to for to, _ in mail.received] == [alix.email]
    assert not SandboxMessage.objects.exists()


def test_nobody_tries_the_letter_of_another_house(campaign, dominique, chloe):
    with pytest.raises(PermissionError):
        send_test(campaign, reader(dominique), chloe, NOON)
