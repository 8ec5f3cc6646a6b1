"""By hand: the door says what happened, no more, and when she must be told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from aval.collection.by_hand import DOORS, LABELS, write_down
from aval.collection.cards import NotACard, read_card
from aval.prospects.models import Person, Source
from aval.rights.informing import note_told, owed
from tests.cast import NOON, TODAY

NADIA = {
    "email": "nadia.belkacem@orme.example",
    "first_name": "Nadia",
    "last_name": "Belkacem",
    "company": "Orme SAS",
    "title": "DRH",
}


def write(organisation, door="card", *, told=True, on=TODAY, **more):
    return write_down(organisation, door, NADIA, given_on=on, told=told, by=None, at=NOON, **more)


def test_told_on_the_spot_she_is_informed(organisation):
    done = write(organisation)
    person = Person.objects.get(pk=done.person)
    assert (done.notice_due_on, person.informed_at, person.last_contact_from_at) == (None, NOON, NOON)
    assert (done.source.kind, done.source.collection_mode, done.source.optout_offered) == ("hand", "direct", True)


def test_not_told_she_is_to_be_told_at_once(organisation):
    done = write(organisation, told=False, on=TODAY - timedelta(days=2))
    assert done.notice_due_on == TODAY - timedelta(days=2)
    assert (Person.objects.get().informed_at, done.source.optout_offered) == (None, False)


def test_a_referral_is_no_word_of_hers(organisation):
    """T16: nothing says that she wrote, called or agreed; who gave her name is named, and the month runs."""
    with pytest.raises(ValidationError):
        write(organisation, "referred")
    done = write(organisation, "referred", referrer="Jeanne Morel, Orme SAS", told=True)
    person = Person.objects.get()
    assert (person.informed_at, person.last_contact_from_at) == (None, None)
    assert (done.source.collection_mode, done.notice_due_on) == ("indirect", date(2026, 12, 23))
    assert "Jeanne Morel" in done.source.name


def test_the_same_door_is_the_same_source(organisation, maison_sud):
    assert write(organisation).source == write(organisation).source
    assert write(organisation, told=False).source != write(organisation).source
    assert Person.objects.of(organisation).count() == 1
    assert set(DOORS) == set(LABELS)
    assert not Source.objects.of(maison_sud.organisation).filter(code__startswith="main-").exists()


def test_what_cannot_be_is_refused(organisation):
    for wrong in ({"on": TODAY + timedelta(days=1)}, {"door": "referred", "referrer": " "}):
        with pytest.raises(ValidationError):
            write(organisation, **wrong)
    with pytest.raises(ValidationError):
        write_down(organisation, "card", {"email": "nadia@"}, given_on=TODAY, told=True, by=None, at=NOON)
    assert not Person.objects.exists()


CARD = """BEGIN:VCARD
VERSION:3.0
N:Belkacem;Nadia;;;
FN:Nadia Belkacem
ORG:Orme SAS;Paie
TITLE:Directrice des
  ressources humaines
EMAIL;TYPE=INTERNET:nadia.belkacem@orme.example
TEL;TYPE=CELL:06 39 98 12 34
TEL;TYPE=WORK,FAX:01 99 00 12 35
END:VCARD
BEGIN:VCARD
EMAIL:autre@orme.example
END:VCARD
"""


def test_a_card_is_read():
    assert read_card(CARD.replace("\n", "\r\n").encode()) == {
        "last_name": "Belkacem", "first_name": "Nadia", "company": "Orme SAS", "title": "Directrice des ressources humaines",
        "email": "nadia.belkacem@orme.example", "mobile": "06 39 98 12 34",
    }  # fmt: skip
    old = b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:L=C3=A9ger;Zo=C3=A9\nEMAIL:zoe@orme.example\nEND:VCARD"
    assert read_card(old)["last_name"] == "Léger"
    assert read_card("BEGIN:VCARD\nFN:Zoé Léger\nEND:VCARD".encode("windows-1252"))["first_name"] == "Zoé"


def test_the_code_of_a_badge_is_read():
    """What a telephone reads in a QR code: a MeCard, commas in the name, a backslash before what would end a field."""
    code = b"MECARD:N:Belkacem,Nadia;ORG:Orme\\; Paie;TITLE:DRH;TEL:0199001234;EMAIL:nadia@orme.example;URL:https://orme.example;;"
    assert read_card(code) == {
        "last_name": "Belkacem", "first_name": "Nadia", "company": "Orme; Paie", "title": "DRH", "phone": "0199001234",
        "email": "nadia@orme.example",
    }  # fmt: skip
    assert read_card(b" mecard:N:Morel;EMAIL:j@orme.example;") == {"last_name": "Morel", "email": "j@orme.example"}


@pytest.mark.parametrize("raw", [b"", b"MECARDS:", b"\x89PNG", "nom;prénom".encode(), b"\xff\xfe\x00"])
def test_what_is_no_card_is_said_so(raw):
    with pytest.raises(NotACard):
        read_card(raw)


def test_who_was_not_told_is_on_the_list_of_who_must_be(organisation, alix):
    """At once when she gave it herself, within the month when somebody else did; told, she leaves it."""
    write(organisation, told=True)
    assert owed(organisation, NOON) == []
    days = TODAY - timedelta(days=2)
    done = write_down(organisation, "called_us", {**NADIA, "email": "j.morel@orme.example", "first_name": "Jeanne", "last_name": "Morel"}, given_on=days, told=False, by=None, at=NOON)  # fmt: skip
    other = {"email": "p.petit@lilas.example", "first_name": "Paul", "last_name": "Petit"}
    write_down(organisation, "referred", other, given_on=TODAY, told=False, referrer="Jeanne Morel", by=None, at=NOON)
    rows = owed(organisation, NOON)
    assert [(row.people, row.due_on, row.late) for row in rows] == [(1, days, True), (1, date(2026, 12, 23), False)]
    assert note_told(done.source, days, told_at=NOON, how="rappelée le 23", at=NOON, by=alix) == 1
    assert Person.objects.get(pk=done.person).informed_at == NOON
    assert [row.due_on for row in owed(organisation, NOON)] == [date(2026, 12, 23)]
