"""A case ends by an answer that left, and in no other way; extension, doubt and lifting are said to her."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from aval.accounts.models import Member, Organisation
from aval.prospects.models import Person
from aval.rights.answering import record_sent, write_answer
from aval.rights.cases import NotForThisCase, confirm_identity, open_case
from aval.rights.erasing import forget
from aval.rights.models import Answer, Case
from tests.cast import NOON

DAY = timedelta(days=1)
WHY = "Les archives de trois anciens logiciels doivent être relues."


@pytest.fixture
def case(organisation: Organisation, dominique: Person) -> Case:
    return open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, person=dominique)


def write(case: Case, kind: str = "done", **more: object) -> Answer:
    told = {
        "subject": "Votre demande",
        "text": "Madame, voici.",
        "language": "fr",
        "to": "12 rue des Lilas",
        "at": NOON,
    }
    return write_answer(case, kind, **told | more)


def send(answer: Answer, at: object = NOON, **more: object) -> None:
    record_sent(answer, **{"way": "letter", "proof": "1A 234 567 8901 2", "at": at, **more})


def test_an_answer_that_left_ends_the_case(case: Case, ines: Member) -> None:
    answer = write(case, by=ines)
    assert Case.objects.get().answer is None
    send(answer, NOON + DAY, by=ines)
    ended = Case.objects.get()
    assert ended.answer == answer
    assert ended.steps.order_by("-pk")[0].kind == "answered"
    send(answer, NOON + 2 * DAY, proof="autre")
    answer.refresh_from_db()
    assert (answer.sent_at, answer.proof) == (NOON + DAY, "1A 234 567 8901 2")


def test_nothing_left_without_proof(case: Case) -> None:
    with pytest.raises(NotForThisCase, match="proof"):
        send(write(case), proof=" ")
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.update(sent_at=NOON)


def test_the_base_ends_no_case_without_an_answer_that_left(case: Case, organisation: Organisation) -> None:
    answer = write(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(answer=answer)
    other = open_case(organisation, "erasure", door="page", received_at=NOON, at=NOON, contact="x@kermeur.example")
    send(answer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=other.pk).update(answer=answer)


def test_the_base_does_not_reopen_nor_rewrite(case: Case) -> None:
    answer = write(case)
    send(answer)
    for meddle in (
        lambda: Case.objects.update(answer=None),
        lambda: Answer.objects.update(text="Madame, rien."),
        lambda: Answer.objects.update(sent_at=NOON - DAY),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            meddle()


def test_the_file_of_an_ended_case_may_go_whole(case: Case) -> None:
    send(write(case))
    case.refresh_from_db()
    case.delete()
    assert not Answer.objects.exists()


def test_after_the_answer_a_new_request_is_a_new_case(
    case: Case, organisation: Organisation, dominique: Person
) -> None:
    send(write(case))
    again = open_case(organisation, "access", door="page", received_at=NOON + DAY, at=NOON + DAY, person=dominique)
    assert again != case


def test_an_extension_is_told_with_its_reasons_before_the_first_term(case: Case) -> None:
    with pytest.raises(NotForThisCase, match="reasons"):
        write(case, "extended", reasons="complexe")
    late = write(case, "extended", reasons=WHY)
    assert Case.objects.get().due_on == date(2026, 12, 23)  # written is not told
    with pytest.raises(NotForThisCase, match="too-late"):
        send(late, NOON + 31 * DAY)
    send(late, NOON + 30 * DAY)
    assert Case.objects.get().due_on == date(2027, 2, 23)
    with pytest.raises(NotForThisCase, match="extended"):
        write(case, "extended", reasons=WHY)


def test_a_reasonable_doubt_is_written_and_pauses_the_clock(case: Case, organisation: Organisation) -> None:
    with pytest.raises(NotForThisCase, match="reasons"):
        write(case, "identity", reasons="")
    send(write(case, "identity", reasons="L’adresse qui demande n’est pas celle que nous détenons."), NOON + DAY)
    assert Case.objects.get().due_on is None
    case.refresh_from_db()
    confirm_identity(case, "Elle a répondu depuis son adresse professionnelle.", at=NOON + 6 * DAY)
    assert Case.objects.get().due_on == date(2026, 12, 28)  # 23 December and five days
    objection = open_case(
        organisation, "objection", door="page", received_at=NOON, at=NOON, contact="x@kermeur.example"
    )
    with pytest.raises(NotForThisCase, match="never-asked"):
        write(objection, "identity", reasons="L’adresse qui demande n’est pas celle que nous détenons.")
    with pytest.raises(NotForThisCase, match="absolute"):
        write(objection, "refused", reasons="Elle nous intéresse pourtant beaucoup.")


def test_a_restriction_is_lifted_only_once_she_is_told(case: Case, dominique: Person) -> None:
    with pytest.raises(NotForThisCase, match="not-restricted"):
        write(case, "lifted")
    dominique.restricted_at = NOON
    dominique.save()
    case.refresh_from_db()
    word = write(case, "lifted")
    dominique.refresh_from_db()
    assert dominique.restricted_at
    send(word)
    dominique.refresh_from_db()
    assert dominique.restricted_at is None
    assert Case.objects.get().answer is None


def test_erased_then_told_nothing_says_where(organisation: Organisation, dominique: Person) -> None:
    case = open_case(
        organisation, "erasure", door="reply", received_at=NOON, at=NOON, contact="dominique.vasseur@kermeur.example",
        said="Effacez-moi, Dominique Vasseur.",
    )  # fmt: skip
    forget(dominique, at=NOON)
    case.refresh_from_db()
    assert case.contact
    send(write(case, to=case.contact, text="Vos données sont effacées."), way="email")
    row = str(Case.objects.values().get()) + str(list(Answer.objects.values())) + str(list(case.steps.values()))
    assert "vasseur" not in row.lower()
    assert "effacées" in row


@pytest.mark.parametrize("right", ["erasure", "restriction", "objection"])
def test_done_is_said_of_what_is_done(organisation: Organisation, dominique: Person, right: str) -> None:
    case = open_case(organisation, right, door="letter", received_at=NOON, at=NOON, person=dominique)
    with pytest.raises(NotForThisCase, match="not-"):
        write(case)
