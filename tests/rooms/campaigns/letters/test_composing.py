"""From a granted clearance to the bytes that leave: whole, valid, and nothing a name could break."""

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from aval.campaigns.letters.composing import (
    IncompleteSender,
    Letter,
    NotCleared,
    compose,
    show,
    signable_headers,
    specimen,
    try_on,
)
from aval.campaigns.letters.encoding import CannotBeWritten
from aval.prospects.links import Link, read_token
from tests.rooms.campaigns.stationery import (
    AT,
    DOMINIQUE,
    MESSAGE_ID,
    SENDER,
    URL,
    Clearance,
    letter,
    prepared,
    somebody,
)

pytestmark = pytest.mark.once
NAMES = st.text(max_size=60)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert not message.defects
    return message


def body(raw: bytes, kind: str = "plain") -> str:
    return read(raw).get_body((kind,)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "clearance",
    [
        Clearance(verdict="review"),
        Clearance(verdict="refuse"),
        Clearance(channel="sms"),
        Clearance(offer_code="autre"),
        Clearance(organisation_id=2),
        Clearance(contact_point_id=8),
        Clearance(contact_point_id=None),
    ],
)
def test_no_clearance_no_letter(clearance):
    with pytest.raises(NotCleared):
        compose(prepared(), DOMINIQUE, clearance, message_id=MESSAGE_ID, at=AT)


def test_a_letter_has_no_other_maker():
    with pytest.raises(NotCleared):
        Letter(7, "x@y.example", "a@b.example", MESSAGE_ID, "t", b"", Clearance())
    with pytest.raises(NotCleared):
        replace(letter(), seal=object())


@pytest.mark.parametrize("part", ["plain", "html"])
def test_what_the_law_asks_is_around_the_words(part):
    told = body(letter().raw, part)
    for piece in (
        "Message commercial",
        "pour le compte de la société Atelier Nord SAS",
        "Notre logiciel de paie prépare vos bulletins.",
        "opposer à tout moment",
        "la fonction « Directrice financière » chez Kermeur",
        "s’adresse aux directions financières",
        "Salon Finance 2026",
        "acheté à Éditions Quai Sud",
        "depuis le 3 novembre 2026",
        "catégories de données",
        "prospection commerciale",
        "intérêt légitime à faire connaître",
        "Destinataires",
        "3 ans",
        "accès, de rectification, d’effacement et de limitation",
        "dpo@atelier-nord.example",
        "CNIL",
        "SIREN 000 000 018",
        "12 rue des Lilas, 59000 Lille",
        "01 99 00 12 34",
        "contact@atelier-nord.example",
    ):
        assert piece in told.replace("\u00a0", " "), piece


def test_the_link_leads_to_her_page_and_one_click_stops():
    made = letter()
    message = read(made.raw)
    assert read_token(made.token) == Link(1, 7, 3)
    page = f"{URL}/d/{made.token}"
    assert page in body(made.raw)
    assert f'href="{page}"' in body(made.raw, "html")
    unsubscribe = message["List-Unsubscribe"]
    assert f"<{page}/stop>" in unsubscribe
    assert f"<mailto:contact@atelier-nord.example?subject=STOP%20{made.token}>" in unsubscribe
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_headers_say_who_and_to_whom():
    message = read(letter().raw)
    assert message["From"] == '"Alix Martin (Paie claire)" <alix@atelier-nord.example>'
    assert message["Reply-To"] == "alix@atelier-nord.example"
    assert message["To"] == "dominique.vasseur@kermeur.example"
    assert message["Subject"] == "Votre paie à Kermeur, deux jours de moins"
    assert message["Message-ID"] == MESSAGE_ID
    assert message["Date"].datetime == AT
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_english_readers_read_english():
    told = body(letter(somebody(language="en", function="Finance director"), "en").raw)
    assert "You may object at any time" in told
    assert "you work as “Finance director” at Kermeur" in told
    assert "since 3 November 2026" in told
    assert "Vous" not in told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"function": ""}, "cette adresse est celle de Kermeur"),
        ({"company": ""}, "la fonction « Directrice financière ». Notre"),
        ({"function": "", "company": ""}, "notre offre concerne votre activité. Notre"),
    ],
)
def test_why_you_says_what_is_known(facts, told):
    assert told in body(letter(somebody(**facts)).raw).replace("\u00a0", " ")


@given(NAMES, NAMES, NAMES, NAMES)
def test_no_name_breaks_a_letter(first_name, last_name, function, company):
    her = somebody(first_name=first_name, last_name=last_name, function=function, company=company)
    raw = letter(her).raw
    message = read(raw)
    assert set(message.keys()) == set(read(letter().raw).keys())
    assert len(message.keys()) == len(read(letter().raw).keys())
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)
    assert raw.isascii()
    page = body(raw, "html")
    assert page.count("<") == body(letter().raw, "html").count("<")
    assert message["To"] == DOMINIQUE.email
    assert "opposer à tout moment" in body(raw)


@pytest.mark.parametrize(
    "address",
    ["a b@x.example", "a@x.example\r\nBcc: z@x.example", "élise@x.example", "a@b@x.example", "", "a,b@x.example", "@x"],
)
def test_an_address_no_server_carries_is_refused(address):
    with pytest.raises(CannotBeWritten):
        letter(somebody(email=address))


def test_an_accented_domain_travels_in_ascii():
    assert read(letter(somebody(email="a@société.example")).raw)["To"] == "a@xn--socit-esab.example"


@pytest.mark.parametrize("given_id", ["x", "<a@b", "<a b@c>", "<a@b>\r\nBcc: x", "<ab>"])
def test_a_bad_message_id_is_refused(given_id):
    with pytest.raises(CannotBeWritten):
        compose(prepared(), DOMINIQUE, Clearance(), message_id=given_id, at=AT)


@pytest.mark.parametrize("part", ["legal_name", "siren", "postal_address", "telephone", "mailbox", "brand"])
def test_a_sender_who_hides_something_writes_nothing(part):
    with pytest.raises(IncompleteSender) as refused:
        prepared(sender=replace(SENDER, **{part: ""}))
    assert refused.value.missing == (part,)


def test_a_trial_acts_on_nobody():
    trial = try_on(prepared(), DOMINIQUE, "alix@atelier-nord.example", message_id=MESSAGE_ID, at=AT)
    message = read(trial.raw)
    assert message["To"] == trial.recipient == "alix@atelier-nord.example"
    assert message["Subject"].startswith("[Essai] ")
    assert "List-Unsubscribe" not in message
    assert DOMINIQUE.email not in trial.raw.decode()
    assert f"{URL}/d/essai" in body(trial.raw)
    assert "à son auteur seul" in body(trial.raw)


def test_what_is_shown_is_what_leaves():
    shown, made = show(prepared(), DOMINIQUE), letter()
    assert body(made.raw).replace(f"/d/{made.token}", "/d/essai").strip() == shown.text.strip()
    assert shown.subject == read(made.raw)["Subject"]


def test_words_are_words_in_the_page_too():
    page = body(letter(body='Notre <script>paie</script> & {prenom|"nous"} : https://x.example/?a=1&b="2').raw, "html")
    assert "Notre &lt;script&gt;paie&lt;/script&gt; &amp; Dominique" in page
    assert '<a href="https://x.example/?a=1&amp;b=">' in page
    assert "<script>" not in page


def test_a_specimen_goes_to_nobody():
    message = read(specimen(prepared(), AT))
    assert message["To"].endswith(".example")
    assert read_token("specimen") is None


def test_the_signature_covers_both_unsubscribe_headers():
    """T4: changing, removing or adding one of them breaks the signature; dkimpy is the judge."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    raw = letter().raw
    headers = [name.lower().encode() for name in signable_headers()]
    signature = dkim.sign(raw, b"s", b"atelier-nord.example", private, include_headers=headers)

    def verified(message: bytes) -> bool:
        return bool(dkim.verify(message, dnsfunc=lambda *_, **__: record))

    assert verified(signature + raw)
    for name in (b"List-Unsubscribe", b"List-Unsubscribe-Post"):
        assert not verified(signature + raw.replace(name + b":", b"X-" + name + b":", 1))
        assert not verified(signature + name + b": <https://evil.example>\r\n" + raw)
