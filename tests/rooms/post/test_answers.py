"""An answer leaves by e-mail once, objection or not; only when it has left is the case answered."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from aval.accounts.models import Brand, Organisation
from aval.post import worker as working
from aval.post.answers import send_answer, settle_answers
from aval.post.models import SandboxMessage, Single
from aval.post.worker import Work
from aval.prospects.models import Person
from aval.prospects.objecting import object_to
from aval.rights.answering import record_sent, write_answer
from aval.rights.cases import open_case
from aval.rights.composing import compose_answer
from aval.rights.erasing import forget
from aval.rights.models import Answer, Case, Right
from aval.rights.restricting import restrict
from tests.cast import NOON


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(at=NOON)
    monkeypatch.setattr(working, "now", lambda: clock.at)
    return clock


@pytest.fixture
def work(db: None):
    work = Work()
    yield work
    work.leave()


def answered(case: Case, kind: str = "done") -> Answer:
    told = compose_answer(case, kind, at=NOON)
    return write_answer(case, kind, subject=told.subject, text=told.text, to=told.to, language="fr", at=NOON)


def ask(organisation: Organisation, right: str, **more: object) -> Case:
    return open_case(organisation, right, door="reply", received_at=NOON, at=NOON, **more)


@pytest.mark.parametrize("right", Right.values)
def test_every_answer_passes_the_gate_even_after_an_objection(
    organisation: Organisation, brand: Brand, dominique: Person, work: Work, right: str
) -> None:
    object_to(organisation, dominique, origin="reply", heard_at=NOON, at=NOON)
    case = ask(organisation, right, person=dominique)
    if right == "restriction":
        restrict(case, at=NOON)
    answer = answered(case, "received" if right == "erasure" else "done")
    assert send_answer(answer, brand=brand, at=NOON).state == "waiting"
    assert send_answer(answer, brand=brand, at=NOON).pk == Single.objects.get().pk
    assert Case.objects.get().answer is None
    assert not settle_answers(NOON)
    work.turn()
    assert SandboxMessage.objects.count() == 1
    assert settle_answers(NOON + timedelta(minutes=1))
    assert not settle_answers(NOON + timedelta(minutes=1))
    answer.refresh_from_db()
    assert Case.objects.get().answer == (None if right == "erasure" else answer)
    assert answer.proof.startswith("<")


def test_the_erased_are_told_and_nothing_of_them_stays(
    organisation: Organisation, brand: Brand, dominique: Person, work: Work
) -> None:
    case = ask(organisation, "erasure", person=dominique)
    forget(dominique, at=NOON)
    case.refresh_from_db()
    send_answer(answered(case), brand=brand, at=NOON)
    work.turn()
    settle_answers(NOON)
    case = Case.objects.get()
    assert case.answer is not None
    assert "vasseur" not in str(Case.objects.values().get()).lower()
    assert "vasseur" not in str(list(Answer.objects.values())).lower()


def test_another_door_was_faster(organisation: Organisation, brand: Brand, dominique: Person, work: Work) -> None:
    case = ask(organisation, "information", person=dominique)
    mail, spoken = answered(case), answered(case)
    send_answer(mail, brand=brand, at=NOON)
    record_sent(spoken, way="spoken", proof="Au téléphone, à elle-même.", at=NOON)
    work.turn()
    settle_answers(NOON)
    assert Case.objects.get().answer == spoken
    mail.refresh_from_db()
    assert mail.sent_at is not None
    assert not settle_answers(NOON)
