"""Letters and private messages: decided when asked and again when printed or shown, carried by a human, heard back."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from aval.clearance.models import Clearance
from aval.evidence.models import Entry
from aval.post.missives import (
    NotSo,
    ask_missive,
    came_back,
    drop,
    find_code,
    make_ready,
    page_of,
    print_letters,
    read_missive,
    say_code,
    say_posted,
    say_sent,
)  # fmt: skip
from aval.post.models import Missive
from aval.post.printing import print_pdf
from aval.prospects.models import ContactPoint, Objection, Person, Source
from aval.prospects.objecting import object_to
from aval.prospects.reaching import add_contact_point, read_postal, read_profile
from aval.rights.erasing import forget
from tests.cast import NOON, make_person

ADDRESS = "Immeuble Les Lilas\n12, rue des Lilas\n59000 Lille"
WORDS = "Bonjour {prenom},\n\nPaie claire prépare vos bulletins. En parler dix minutes ?"


@pytest.fixture
def home(dominique):
    return add_contact_point(dominique, "post", ADDRESS, by=None, at=NOON)


@pytest.fixture
def page(dominique):
    return add_contact_point(dominique, "dm", "linkedin.com/in/dominique-v/?trk=x", by=None, at=NOON)


def asked(point, offer, **facts):
    return ask_missive(point, offer=offer, **({"text": WORDS, "subject": "La paie", "at": NOON, "by": None} | facts))


def again(row):
    return Missive.objects.select_related("clearance", "contact_point", "person").get(pk=row.pk)


def test_an_address_reads_as_an_envelope_shows_it():
    assert read_postal(ADDRESS) == "Immeuble Les Lilas\n12 rue des Lilas\n59000 LILLE"
    assert read_profile("http://x.example/in/a".replace("http", "https") + "/?utm=1") == "https://x.example/in/a"
    for wrong in ("", "12 rue des Lilas", "a\nb\nc\nd\ne\n59000 Lille", "x" * 39 + "\n59000 Lille"):
        with pytest.raises(ValidationError):
            read_postal(wrong)
    for wrong in ("linkedin.com", "javascript:alert(1)", "http://x.example/in/a"):
        with pytest.raises(ValidationError):
            read_profile(wrong)


def test_a_letter_is_printed_posted_and_counted(home, offer, brand, alix, dominique, organisation):
    Source.objects.update(notice_given_on=None)
    row = asked(home, offer, by=alix)
    assert (row.state, row.clearance) == ("waiting", None)
    printing = print_letters(brand, by=alix, at=NOON)
    row = again(row)
    assert (row.state, row.printing, row.clearance.channel, row.clearance.used_at) == ("ready", printing, "post", NOON)
    subject, text = read_missive(row, NOON)
    assert subject == "La paie"
    for said in ("Bonjour Dominique,", "SIREN 000 000 018", "Éditions Quai Sud", "opposer", page_of(row)):
        assert said in text, said
    assert Person.objects.get(pk=dominique.pk).informed_at is None  # printed is not posted
    assert say_posted(printing, by=alix, at=NOON) == 1
    assert again(row).state == "sent"
    assert Person.objects.get(pk=dominique.pk).informed_at == NOON
    kinds = list(Entry.objects.filter(ledger=organisation.pk).order_by("seq").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith(("missive", "letters"))] == [
        "missive:asked", "missive:ready", "letters:printed", "missive:sent",
    ]  # fmt: skip


def test_a_second_letter_too_soon_waits_for_nobody_and_is_refused(home, offer, brand):
    first, second = asked(home, offer), asked(home, offer)
    print_letters(brand, by=None, at=NOON)
    assert {again(first).state, again(second).state} == {"ready", "refused"}
    assert "too-soon" in again(second).clearance.findings


def test_an_objection_between_the_asking_and_the_printing_wins(home, offer, brand, dominique, organisation):
    row = asked(home, offer)
    object_to(organisation, dominique, channel="post", origin="post", heard_at=NOON, at=NOON)
    assert print_letters(brand, by=None, at=NOON) is None
    assert (again(row).state, Clearance.objects.filter(used_at__isnull=False).count()) == ("refused", 0)


def test_an_objection_from_the_letter_is_hers_and_not_her_neighbours(home, source, organisation, offer):
    neighbour = make_person(source, company="Kermeur", first_name="Anne", last_name="Le Bihan")
    theirs = add_contact_point(neighbour, "post", ADDRESS, by=None, at=NOON)
    object_to(organisation, home, channel="post", origin="link", heard_at=NOON, at=NOON)
    assert asked(home, offer).state == "refused"
    assert asked(theirs, offer).state == "waiting"
    assert "post" in Objection.objects.values_list("kind", flat=True)


def test_what_comes_back_unknown_at_the_address_stops_the_address(home, offer, brand, alix):
    row = asked(home, offer)
    with pytest.raises(NotSo):
        came_back(row, why="npai", by=alix, at=NOON)
    say_posted(print_letters(brand, by=alix, at=NOON), by=alix, at=NOON)
    came_back(again(row), why="npai", by=alix, at=NOON)
    assert (again(row).state, again(row).returned_why) == ("returned", "npai")
    assert ContactPoint.objects.get(pk=home.pk).unreachable_since == NOON
    assert "address-unreachable" in asked(home, offer).clearance.findings


def test_what_she_did_not_fetch_says_nothing_of_the_address(home, offer, brand):
    row = asked(home, offer)
    say_posted(print_letters(brand, by=None, at=NOON), by=None, at=NOON)
    came_back(again(row), why="unclaimed", by=None, at=NOON)
    assert ContactPoint.objects.get(pk=home.pk).unreachable_since is None


def test_the_code_on_the_paper_leads_to_her_page(home, offer, client):
    row = asked(home, offer)
    assert find_code(say_code(row.code).lower().replace("-", " ")) == row
    assert find_code("ABCD") is None
    answer = client.get(f"/d/c/{say_code(row.code)}")
    assert (answer.status_code, answer["Location"]) == (302, f"/d/{page_of(row).rpartition('/')[2]}")
    assert client.get("/d/c/AAAA-AAAA-AAAA").status_code == 404


def test_a_private_message_is_shown_cleared_and_said_sent_by_hand(page, offer, alix, dominique):
    row = asked(page, offer)
    assert make_ready(row, by=alix, at=NOON) is True
    assert again(row).clearance.facts["platform_automated"] is False
    assert "Bonjour Dominique," in read_missive(again(row), NOON)[1]
    say_sent(again(row), by=alix, at=NOON)
    assert again(row).state == "sent"
    with pytest.raises(NotSo):
        say_sent(again(row), by=alix, at=NOON)
    with pytest.raises(NotSo):
        make_ready(row, by=alix, at=NOON)


def test_what_was_shown_and_not_sent_counts_no_more(page, offer):
    row = asked(page, offer)
    make_ready(row, by=None, at=NOON)
    drop(again(row), by=None, at=NOON)
    assert not Clearance.objects.filter(used_at__isnull=False).exists()


def test_words_that_cannot_be_read_and_nobody_else_s_rows(page, offer, maison_sud):
    with pytest.raises(ValidationError):
        asked(page, offer, text="Bonjour {prénom")
    with pytest.raises(PermissionError):
        asked(page, SimpleNamespace(organisation_id=maison_sud.organisation.pk))


def test_erasing_her_empties_what_was_written_and_stops_what_was_ready(home, page, offer, dominique):
    letter, message = asked(home, offer), asked(page, offer)
    make_ready(message, by=None, at=NOON)
    forget(dominique, at=NOON)
    assert {(row.state, row.text, row.person_id) for row in Missive.objects.all()} == {("dropped", "", None)}
    assert {letter.pk, message.pk} == set(Missive.objects.values_list("pk", flat=True))
    assert find_code(letter.code) is None


def test_the_paper_shows_her_address_in_the_window_and_the_way_out(home, offer, brand):
    row = asked(home, offer)
    printing = print_letters(brand, by=None, at=NOON)
    pdf = print_pdf([again(row)], NOON)
    assert pdf.startswith(b"%PDF")
    assert printing.letters.count() == 1
    assert pdf.count(b"/Type /Page\n") >= 1
