"""From « an ordinateur was stolen » to the register, the CNIL's form and the persons told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from aval.accountability.affected import count_touched, groups
from aval.accountability.breaches import (
    clock,
    close_breach,
    declare_breach,
    describe_breach,
    note_notification,
    running,
    waive_telling,
)
from aval.accountability.models import Affected
from aval.accountability.notification import cnil_form, form_pdf, form_text, missing
from aval.accountability.telling import decide_telling, message, tell_all, tell_next, told_otherwise
from aval.evidence.models import Entry
from aval.post.models import Single
from aval.prospects.exporting import people_in, record_export
from aval.prospects.models import Person
from aval.prospects.objecting import object_to
from aval.rights.erasing import forget
from tests.cast import NOON, make_person, make_source

pytestmark = pytest.mark.django_db
WORDS = {
    "facts": "Un ordinateur portable a été volé dans un train avec le fichier exporté mardi.",
    "nature_told": "Un ordinateur qui contenait un fichier de contacts professionnels a été volé lundi soir.",
    "consequences": "Vous pourriez recevoir des messages ou des appels qui se servent de votre nom et de votre société.",
    "measures": "L’ordinateur a été effacé à distance, les mots de passe changés, une plainte déposée le jour même.",
    "advice": "Méfiez-vous d’un message qui parle de nous et demande un paiement ; appelez-nous en cas de doute.",
}


def touched(breach):
    """Whom it touches, walked two at a time; the count agrees."""
    found = [one for some in groups(breach, 2) for one in some]
    assert count_touched(breach) == len(found)
    return found


@pytest.fixture
def breach(organisation, alix):
    return declare_breach(organisation, title="Ordinateur volé", aware_at=NOON, by=alix, at=NOON)


@pytest.fixture
def two(source):
    return [make_person(source, email=f"p{n}@kermeur.example", first_name="Léa") for n in range(2)]


@pytest.fixture
def export(organisation, two, alix):
    columns = ("first_name", "last_name", "email", "phone")
    at = NOON - timedelta(days=6)
    return record_export(organisation, what="people", columns=columns, people=[p.pk for p in two], by=alix, at=at)


def exported(breach, export, by):
    scope = [{"kind": "export", "key": str(export.pk)}]
    return describe_breach(breach, {**WORDS, "scope": scope, "confidentiality": True}, by=by, at=NOON)


def test_the_clock_runs_in_hours_through_a_week_end(organisation, alix):
    friday = datetime(2026, 11, 20, 17, tzinfo=UTC)
    breach = declare_breach(organisation, title="Vol", aware_at=friday, by=alix, at=friday)
    assert clock(breach, friday).notify_until == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert clock(breach, datetime(2026, 11, 23, 16, 30, tzinfo=UTC)).notify_hours == 0
    assert clock(breach, datetime(2026, 11, 23, 18, tzinfo=UTC)).notify_hours == -1
    assert running(organisation) == [breach]


def test_it_is_not_known_tomorrow(organisation, alix):
    with pytest.raises(ValidationError) as refusal:
        declare_breach(organisation, title=" ", aware_at=NOON + timedelta(hours=1), by=alix, at=NOON)
    assert set(refusal.value.message_dict) == {"title", "aware_at"}


def test_who_is_affected_is_read_from_the_file_that_left(breach, export, two, alix, source):
    make_person(source, email="autre@kermeur.example")
    assert people_in(export).tolist() == sorted(person.pk for person in two)
    exported(breach, export, alix)
    assert touched(breach) == sorted(person.pk for person in two)
    describe_breach(breach, {"scope": [{"kind": "member", "key": str(alix.pk)}]}, by=alix, at=NOON)
    assert touched(breach) == sorted(person.pk for person in two)
    describe_breach(breach, {"scope": [{"kind": "base", "key": ""}]}, by=alix, at=NOON)
    assert len(touched(breach)) == Person.objects.filter(organisation=breach.organisation).count() == 3


def test_a_file_of_another_house_is_no_scope(breach, maison_sud, chloe, alix):
    theirs = record_export(maison_sud.organisation, what="people", columns=[], people=[], by=chloe, at=NOON)
    with pytest.raises(ValidationError):
        describe_breach(breach, {"scope": [{"kind": "export", "key": str(theirs.pk)}]}, by=alix, at=NOON)
    with pytest.raises(KeyError):
        describe_breach(breach, {"notified_at": NOON}, by=alix, at=NOON)


def test_a_vague_message_does_not_leave(breach, export, alix):
    exported(breach, export, alix)
    describe_breach(breach, {"measures": "Toutes les mesures ont été prises."}, by=alix, at=NOON)
    with pytest.raises(ValidationError) as refusal:
        decide_telling(breach, by=alix, at=NOON)
    assert set(refusal.value.message_dict) == {"measures"}


def test_each_is_told_what_she_lost_even_after_an_objection(breach, export, two, alix, organisation):
    exported(breach, export, alix)
    object_to(organisation, two[0], origin="link", heard_at=NOON, at=NOON)
    assert decide_telling(breach, by=alix, at=NOON) == 2
    assert tell_all(NOON)
    assert not tell_all(NOON)
    singles = Single.objects.order_by("id")
    assert [one.message_type for one in singles] == ["breach_notice", "breach_notice"]
    assert {one.attempt.state for one in singles} == {"waiting"}
    assert "votre adresse électronique" in singles[0].text
    assert "téléphone" not in singles[0].text.partition("Ce que cela")[0]
    assert all(words in singles[0].text for name, words in WORDS.items() if name != "facts")
    assert Entry.objects.filter(kind="breach:told").count() == 2


def test_in_english_to_who_reads_english(breach, export, alix):
    exported(breach, export, alix)
    subject, text = message(breach, ["email"], language="en")
    assert "personal data breach" in subject
    assert "your e-mail address" in text


def test_a_drill_tells_nobody(organisation, two, export, alix):
    drill = declare_breach(organisation, title="Exercice", aware_at=NOON, by=alix, at=NOON, drill=True)
    exported(drill, export, alix)
    assert decide_telling(drill, by=alix, at=NOON) == 2
    assert tell_next(drill, at=NOON) == 0
    assert not tell_all(NOON)
    assert not Single.objects.exists()


def test_without_an_address_she_is_told_by_hand(breach, export, two, alix):
    exported(breach, export, alix)
    two[0].contact_points.all().delete()
    decide_telling(breach, by=alix, at=NOON)
    tell_next(breach, at=NOON)
    row = Affected.objects.get(way="by_hand")
    assert row.person == two[0]
    told_otherwise(row, by=alix, at=NOON)
    assert Affected.objects.get(pk=row.pk).told_at == NOON


def test_whoever_is_erased_meanwhile_is_not_written_to(breach, export, two, alix):
    exported(breach, export, alix)
    decide_telling(breach, by=alix, at=NOON)
    forget(two[0], at=NOON)
    tell_next(breach, at=NOON)
    assert Single.objects.count() == 1
    assert Affected.objects.get(person=None).way == "gone"  # nobody claims she was told


def test_late_needs_its_reasons(breach, alix):
    late = NOON + timedelta(hours=73)
    with pytest.raises(ValidationError) as refusal:
        note_notification(breach, reference="", by=alix, at=late)
    assert set(refusal.value.message_dict) == {"late_because"}
    describe_breach(breach, {"late_because": "Panne de courant de deux jours."}, by=alix, at=late)
    note_notification(breach, reference="FR-1", by=alix, at=late)
    note_notification(breach, reference="", by=alix, at=late + timedelta(days=3))
    assert (breach.notified_at, breach.completed_at, breach.reference) == (late, late + timedelta(days=3), "FR-1")


def test_a_waiver_needs_a_reason_and_a_risk_unlikely(breach, alix):
    with pytest.raises(ValidationError):
        waive_telling(breach, reason="x" * 60, by=alix, at=NOON)
    describe_breach(breach, {"risk": "unlikely"}, by=alix, at=NOON)
    with pytest.raises(ValidationError):
        waive_telling(breach, reason="Trop court.", by=alix, at=NOON)
    waive_telling(breach, reason="Le fichier était chiffré et la clé n’a pas quitté le coffre.", by=alix, at=NOON)
    assert Entry.objects.filter(kind="breach:waived").exists()


def test_it_is_closed_when_whole(breach, export, alix):
    with pytest.raises(ValidationError) as refusal:
        close_breach(breach, by=alix, at=NOON)
    assert "CNIL" in str(refusal.value)
    exported(breach, export, alix)
    note_notification(breach, reference="FR-1", by=alix, at=NOON)
    decide_telling(breach, by=alix, at=NOON)
    with pytest.raises(ValidationError):
        close_breach(breach, by=alix, at=NOON)
    tell_next(breach, at=NOON)
    close_breach(breach, by=alix, at=NOON)
    assert running(breach.organisation) == []


def test_the_form_of_the_cnil_is_filled_and_says_what_lacks(breach, export, alix):
    assert "Ce qui s’est passé" in {one.label for one in missing(breach)}
    exported(breach, export, alix)
    told = {one.label: one.value for one in cnil_form(breach)}
    assert told["Nombre approximatif de personnes"] == "2"
    assert told["Nature"] == "perte de confidentialité"
    assert told["SIREN"] == breach.organisation.siren
    assert "votre numéro de téléphone" in told["Catégories de données"]


def test_a_list_names_its_people(organisation, alix, breach):
    bought = make_source(organisation, code="achat")
    her = make_person(bought, email="a@kermeur.example")
    describe_breach(breach, {"scope": [{"kind": "source", "key": "achat"}]}, by=alix, at=NOON)
    assert touched(breach) == [her.pk]


def test_the_whole_base_is_counted_and_not_read(breach, two, source, alix, django_assert_num_queries):
    describe_breach(breach, {"scope": [{"kind": "base", "key": ""}]}, by=alix, at=NOON)
    with django_assert_num_queries(1):
        assert count_touched(breach) == 2
    describe_breach(breach, {"scope": [{"kind": "source", "key": source.code}]}, by=alix, at=NOON)
    with django_assert_num_queries(1):
        assert count_touched(breach) == 2


def test_the_form_is_on_paper_and_to_be_copied_whole(breach, export, alix):
    exported(breach, export, alix)
    text = form_text(breach)
    assert WORDS["facts"] in text
    assert all(one.label in text for one in cnil_form(breach))
    assert form_pdf(breach).startswith(b"%PDF")
    assert form_pdf(breach, "en").startswith(b"%PDF")
