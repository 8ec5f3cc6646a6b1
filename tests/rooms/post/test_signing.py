"""Signatures judged by another program (dkimpy); keys made, published, used, retired."""

from email import message_from_bytes, policy

import dkim as judge
import pytest

from aval.campaigns.models import Campaign
from aval.evidence.models import Entry
from aval.post import worker as working
from aval.post.dkim import sign
from aval.post.models import MailServer, SigningKey
from aval.post.sealing import Unsealable
from aval.post.signing import AlreadyRetired, make_signing_key, name_of, record, retire_key, signers_of, use_key
from aval.post.single import write_to
from aval.post.worker import Work
from tests.cast import NOON, make_campaign
from tests.mailserver import MailServer as Server

pytestmark = pytest.mark.django_db
ALGORITHMS = ["rsa-sha256", "ed25519-sha256"]


def published(*keys):
    """What a DNS says of these keys."""
    records = {f"{name_of(key)}.".encode(): record(key).encode() for key in keys}
    return lambda name, **_: records.get(name)


def verified(raw, key):
    return judge.verify(raw, dnsfunc=published(key))


def used(brand, algorithm="rsa-sha256"):
    key = make_signing_key(brand, algorithm, by=None, at=NOON)
    use_key(key, by=None, at=NOON)
    return key


@pytest.fixture
def received(brand, offer, source, dominique, monkeypatch):
    """What a mail server gets of a campaign and of an answer, signed with whatever keys are in use."""

    def send():
        monkeypatch.setattr(working, "now", lambda: NOON)
        make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)
        write_to(
            brand.organisation,
            brand=brand,
            message_type="rights_answer",
            to="camille.perrin@ailleurs.example",
            subject="Votre demande",
            text="Rien n’est détenu sur vous.\n\n  Deux espaces,  une ligne vide à la fin.\n\n",
            at=NOON,
        )
        with Server() as server:
            MailServer.objects.create(
                organisation=brand.organisation, brand=brand, host="127.0.0.1", port=server.port, security="none"
            )
            work = Work()
            while work.turn():
                pass
            work.leave()
        return [raw for _recipient, raw in server.received]

    return send


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_leaves_bears_a_signature_a_stranger_verifies(brand, received, algorithm):
    key = used(brand, algorithm)
    raws = received()
    assert len(raws) == 2
    assert all(verified(raw, key) for raw in raws)


def test_both_unsubscribe_headers_are_signed_and_none_can_be_added(brand, received):
    """T4."""
    key = used(brand)
    letter = next(raw for raw in received() if b"\r\nList-Unsubscribe-Post: " in raw)
    signature = message_from_bytes(letter, policy=policy.default)["DKIM-Signature"]
    signed = "".join(signature.split("h=")[1].split(";")[0].split()).lower().split(":")
    for name in ("list-unsubscribe", "list-unsubscribe-post", "from", "subject"):
        assert signed.count(name) == 2
    assert not verified(letter.replace(b"List-Unsubscribe:", b"X-Gone:"), key)
    for more in (b"List-Unsubscribe: <https://ailleurs.example>\r\n", b"From: <x@ailleurs.example>\r\n"):
        assert not verified(letter.replace(b"To: ", more + b"To: ", 1), key)
    assert not verified(letter.replace(b"Bonjour", b"Bonsoir", 1), key)


def test_two_keys_make_two_signatures(brand, received):
    keys = [used(brand, algorithm) for algorithm in ALGORITHMS]
    letter = received()[0]
    assert letter.count(b"DKIM-Signature:") == 2
    for place in range(2):
        assert judge.DKIM(letter).verify(idx=place, dnsfunc=published(*keys))


def test_nothing_is_signed_before_a_key_is_used_nor_after(brand):
    key = make_signing_key(brand, "rsa-sha256", by=None, at=NOON)
    assert signers_of(brand) == ()
    assert sign(b"A: b\r\n\r\nc\r\n", signers_of(brand), 0) == b"A: b\r\n\r\nc\r\n"
    use_key(key, by=None, at=NOON)
    assert [one.selector for one in signers_of(brand)] == [key.selector]
    later = used(brand)  # takes its place
    assert [one.selector for one in signers_of(brand)] == [later.selector]
    assert later.selector != key.selector
    key.refresh_from_db()
    with pytest.raises(AlreadyRetired):
        use_key(key, by=None, at=NOON)
    retire_key(later, by=None, at=NOON)
    assert signers_of(brand) == ()
    kinds = Entry.objects.filter(kind__startswith="signing-key").values_list("kind", flat=True)
    assert sorted(kinds) == [*["signing-key:made"] * 2, *["signing-key:retired"] * 2, *["signing-key:used"] * 2]


def test_a_key_is_sealed_for_its_domain(brand, maison_sud):
    key = used(brand)
    moved = SigningKey.objects.get(pk=key.pk)
    SigningKey.objects.filter(pk=key.pk).update(brand=maison_sud.brand, organisation=maison_sud.organisation)
    type(brand).objects.filter(pk=maison_sud.brand.pk).update(sender_email="x@atelier-nord.example")
    maison_sud.brand.refresh_from_db()
    assert b"PRIVATE" not in bytes(moved.private)
    with pytest.raises(Unsealable):
        signers_of(maison_sud.brand)


@pytest.mark.parametrize("body", [b"", b"\r\n", b"a\r\n\r\n\r\n", b"a  b\t\r\nc", b" \r\n"])
def test_any_body_is_signed_as_the_judge_reads_it(brand, body):
    key = used(brand, "ed25519-sha256")
    head = b"From: a@atelier-nord.example\r\nSubject: a\r\n  folded   twice\r\n\tlike this\r\nTO:  b@c.example \r\n\r\n"
    assert verified(sign(head + body, signers_of(brand), 1_700_000_000), key)
