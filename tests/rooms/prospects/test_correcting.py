"""A correction is kept, applied to everybody it is about, and proved."""

import pytest

from aval.accounts.models import Member, Organisation
from aval.evidence.models import Entry
from aval.prospects.correcting import NotCorrectable, correct
from aval.prospects.models import Correction, Person, Source
from tests.cast import NOON, House, make_person


def say(organisation: Organisation, by: Member, **what: str) -> Correction:
    known = {"about": "title", "field": "function", "value": "rh", "reason": "Elle me l’a dit."}
    return correct(organisation, by=by, at=NOON, **{**known, **what})


def test_a_title_is_corrected_for_everybody_who_bears_it(alix: Member, source: Source, maison_sud: House) -> None:
    one = make_person(source, title="Responsable paie")
    same = make_person(source, title="responsable  Paie")
    other = make_person(source, title="Directeur financier")
    hers = Person.objects.filter(organisation=maison_sud.organisation).update(title="Responsable paie")
    say(source.organisation, alix, subject=one.title)
    for person in (one, same, other):
        person.refresh_from_db()
    assert (one.function, one.function_why, one.function_confidence) == ("rh", "corrected", 1.0)
    assert same.function == "rh"
    assert other.function == "finance"
    assert hers
    assert not Person.objects.filter(organisation=maison_sud.organisation, function="rh").exists()


def test_an_address_is_corrected_by_its_normal_form(alix: Member, dominique: Person) -> None:
    point = dominique.contact_points.get()
    say(alix.organisation, alix, about="address", subject=point.normal, field="recipient_kind", value="sole_trader")
    point.refresh_from_db()
    assert (point.recipient_kind, point.classified_by, point.confidence) == ("sole_trader", "member", 1.0)


def test_said_again_the_last_word_is_kept(alix: Member, dominique: Person) -> None:
    say(alix.organisation, alix, subject=dominique.title)
    say(alix.organisation, alix, subject=dominique.title, value="finance", reason="Je me suis trompée.")
    assert Correction.objects.of(alix.organisation).get().value == "finance"
    kinds = Entry.objects.filter(ledger=alix.organisation_id).values_list("kind", flat=True)
    assert list(kinds).count("classification:corrected") == 2


@pytest.mark.parametrize(
    "what", [{"subject": ""}, {"subject": "x", "field": "recipient_kind"}, {"subject": "x", "about": "shoe"}]
)
def test_nothing_that_is_not_there_is_corrected(alix: Member, what: dict[str, str]) -> None:
    with pytest.raises(NotCorrectable):
        say(alix.organisation, alix, **what)
    assert not Correction.objects.of(alix.organisation).exists()
