"""A request from any door: one case, one history, one deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.models import Person
from aval.rights.cases import NotForThisCase, add_step, assign, cases_of, confirm_identity, note, open_case
from aval.rights.models import Case, CaseStep, Right
from aval.rights.standing import stand
from tests.cast import NOON, House, make_person

DAY = timedelta(days=1)


def ask(organisation: Organisation, right: str = "access", **more: object) -> Case:
    return open_case(organisation, right, **{"door": "letter", "received_at": NOON, "at": NOON, **more})


def test_a_case_has_a_deadline_an_owner_and_an_entry(
    organisation: Organisation, dominique: Person, ines: Member
) -> None:
    case = ask(organisation, person=dominique, said="Je veux tout savoir.")
    assert (case.due_on, case.owner, case.person) == (date(2026, 12, 23), ines, dominique)
    assert [step.kind for step in case.steps.order_by("pk")] == ["received", "assigned"]
    entries = evidence.models.Entry.objects.filter(subject=f"person:{dominique.pk}", kind__startswith="case:")
    assert [entry.kind for entry in entries.order_by("seq")] == ["case:opened", "case:assigned"]
    assert "savoir" not in "".join(entry.payload for entry in entries)


def test_asked_again_by_another_door_she_has_one_case(organisation: Organisation, dominique: Person) -> None:
    first = ask(organisation, person=dominique)
    again = ask(
        organisation,
        door="telephone",
        contact="DOMINIQUE.vasseur@kermeur.example",
        received_at=NOON + DAY,
        at=NOON + DAY,
    )
    assert again == first
    assert Case.objects.count() == 1
    assert first.steps.filter(kind="received").count() == 2
    assert ask(organisation, "erasure", person=dominique) != first


def test_first_reception_by_anyone_counts(organisation: Organisation, dominique: Person, bruno: Member) -> None:
    ask(organisation, person=dominique)
    case = ask(organisation, person=dominique, door="colleague", received_at=NOON - 10 * DAY, by=bruno)
    assert case.received_at == NOON - 10 * DAY
    assert case.due_on == date(2026, 12, 14)  # 13 December is a Sunday


def test_a_day_is_a_day_in_paris(organisation: Organisation) -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 23 November, half past midnight in Paris
    assert ask(organisation, contact="x@kermeur.example", received_at=late).due_on == date(2026, 12, 23)


def test_somebody_unknown_is_recognised_by_her_address_without_it(organisation: Organisation) -> None:
    first = ask(organisation, contact="Nadia.Perrin@inconnue.example")
    assert first.person is None
    assert "nadia" not in first.who
    assert ask(organisation, contact="nadia.perrin@inconnue.example") == first
    assert ask(organisation, contact="12 rue des Lilas, Lille") != ask(organisation, contact="12 rue des Lilas, Lille")


def test_a_shared_number_names_nobody(organisation: Organisation, dominique: Person, source: object) -> None:
    for first in ("Rose", "Yves"):
        person = make_person(source, email=f"{first}.b@kermeur.example".lower(), first_name=first, last_name="B")
        person.contact_points.create(
            organisation=organisation, medium="phone", value="01 99 00 56 78", normal="+33199005678",
            fingerprint="f" * 32,
        )  # fmt: skip
    assert ask(organisation, door="telephone", contact="01 99 00 56 78").person is None


def test_nobody_is_found_in_the_house_of_another(
    organisation: Organisation, maison_sud: House, dominique: Person
) -> None:
    case = ask(maison_sud.organisation, contact="dominique.vasseur@kermeur.example")
    assert case.person is None
    assert not cases_of(Person.objects.filter(pk=dominique.pk)).exists()


def test_the_past_alone_is_received(organisation: Organisation) -> None:
    with pytest.raises(ValueError, match="future"):
        ask(organisation, received_at=NOON + DAY)
    with pytest.raises(ValueError, match="telepathy"):
        ask(organisation, door="telepathy")


def test_the_day_set_by_the_cnil_is_the_day(organisation: Organisation, dominique: Person) -> None:
    case = ask(
        organisation, "complaint", door="cnil", person=dominique, reference="26-014412", due_on=date(2026, 12, 5)
    )
    assert case.due_on == date(2026, 12, 5)  # a Saturday stays: it is a date they wrote


def test_a_case_is_given_to_a_colleague_never_to_a_stranger(
    organisation: Organisation, dominique: Person, bruno: Member, chloe: Member
) -> None:
    case = ask(organisation, person=dominique)
    assign(case, bruno, at=NOON)
    assert Case.objects.get().owner == bruno
    with pytest.raises(NotForThisCase, match="stranger"):
        assign(case, chloe, at=NOON)


def test_the_columns_repeat_the_history(organisation: Organisation, dominique: Person, bruno: Member) -> None:
    case = ask(organisation, person=dominique)
    note(case, "Elle rappelle lundi.", at=NOON, by=bruno)
    assign(case, bruno, at=NOON)
    case = Case.objects.get()
    standing = stand(case.steps.order_by("pk"))
    assert (standing.due_on, standing.owner, standing.received_at) == (case.due_on, bruno.pk, case.received_at)


def test_there_is_no_identity_to_confirm_without_a_doubt(organisation: Organisation, dominique: Person) -> None:
    with pytest.raises(NotForThisCase, match="no-doubt"):
        confirm_identity(ask(organisation, person=dominique), "Elle a rappelé.", at=NOON)


@pytest.mark.parametrize(
    "meddle",
    [
        lambda case: case.steps.all().delete(),
        lambda case: case.steps.update(kind="noted"),
        lambda case: case.steps.update(at=NOON - DAY),
        lambda case: case.steps.update(note="autre chose"),
        lambda case: case.delete(),
    ],
)
def test_the_base_keeps_the_history_of_an_open_case(organisation: Organisation, meddle: object) -> None:
    case = ask(organisation, contact="x@kermeur.example", said="mot")
    with pytest.raises(DatabaseError), transaction.atomic():
        meddle(case)
    assert CaseStep.objects.filter(case=case, note="mot", at=NOON, kind="received").count() == 1


def test_the_base_lets_no_case_begin_twice(organisation: Organisation, dominique: Person) -> None:
    case = ask(organisation, person=dominique)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.create(
            organisation=organisation, right=Right.ACCESS, door="api", who=case.who, received_at=NOON, recorded_at=NOON
        )


def test_steps_go_on_after_the_person_is_gone(organisation: Organisation, dominique: Person) -> None:
    case = ask(organisation, "erasure", person=dominique)
    dominique.delete()
    case.refresh_from_db()
    add_step(case, CaseStep.Kind.DONE, at=NOON, act="erased")
    assert case.person is None
