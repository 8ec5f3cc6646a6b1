"""Looking for people: by words, list, kind and function, alone and together, each person once."""

import itertools

import pytest

from aval.accounts.models import Organisation
from aval.desk.finding import Wanted, people_page
from aval.prospects.classification.folding import fold
from aval.prospects.models import ContactPoint, Person, Source
from tests.cast import House, make_person, make_source

KINDS = ("pro_nominative", "sole_trader")
FUNCTIONS = ("finance", "rh")


@pytest.fixture
def crowd(organisation: Organisation, source: Source) -> list[Source]:
    """Two lists; in each, somebody of each kind and function; one woman with two addresses of one kind."""
    lists = [source, make_source(organisation, code="autre")]
    for place, (where, kind, function) in enumerate(itertools.product(lists, KINDS, FUNCTIONS)):
        make_person(where, first_name="Ada", last_name=f"Nom{place}", recipient_kind=kind, function=function)
    twice = make_person(source, first_name="Zoe", last_name="Double", email="zoe@double.example")
    other = ContactPoint.objects.get(person=twice)
    other.pk, other.value, other.normal, other.fingerprint = None, "z@double.example", "z@double.example", "f" * 32
    other.save()
    return lists


def walk(organisation: Organisation, wanted: Wanted) -> list[int]:
    seen, after = [], ""
    while True:
        page = people_page(organisation, wanted, after)
        seen += [person.pk for person in page.rows]
        if not page.after:
            return seen
        after = page.after


@pytest.mark.parametrize(
    ("words", "listed", "kind", "function"),
    list(itertools.product(["", "Nom"], [False, True], ["", *KINDS], ["", *FUNCTIONS])),
)
def test_each_person_wanted_comes_once(
    organisation: Organisation,
    crowd: list[Source],
    maison_sud: House,
    words: str,
    listed: bool,
    kind: str,
    function: str,
) -> None:
    expected = Person.objects.of(organisation)
    if words:
        expected = expected.filter(last_name__startswith=words)
    if listed:
        expected = expected.filter(provenances__source=crowd[0])
    if kind:
        expected = expected.filter(contact_points__recipient_kind=kind)
    if function:
        expected = expected.filter(function=function)
    wanted = Wanted(words=words, source=crowd[0] if listed else None, kind=kind, function=function)
    found = walk(organisation, wanted)
    assert sorted(found) == sorted(expected.values_list("pk", flat=True).distinct())


@pytest.mark.parametrize("words", ["zoe double", "DOUBLE", "double zoe", "z@doub", "zoe@double.example"])
def test_words_find_by_name_and_by_address(organisation: Organisation, crowd: list[Source], words: str) -> None:
    assert [person.first_name for person in people_page(organisation, Wanted(words=words), "").rows] == ["Zoe"]


def test_a_company_is_found_without_its_accents(organisation: Organisation, source: Source) -> None:
    company = make_person(source, company="Établissements Kérouanton", first_name="Ada").company
    company.key = fold(company.name)  # as an import writes it
    company.save()
    page = people_page(organisation, Wanted(words="etablissements kero"), "")
    assert [person.first_name for person in page.rows] == ["Ada"]
