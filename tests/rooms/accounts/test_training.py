"""Before a first campaign or call: ten lessons that cover every rule, and questions that are really marked."""

from datetime import date, timedelta

import pytest

from aval.accounts.lessons import SUBJECTS, lesson_of, lessons, rules_of
from aval.accounts.models import Training
from aval.accounts.training import Untrained, answer, draw, held, law_of, require_training
from aval.campaigns.running import NotReady, launch
from aval.evidence.models import Entry
from aval.law.rulebook import RULES
from tests.cast import NOON, TODAY, make_campaign


def test_ten_lessons_say_the_same_in_both_languages() -> None:
    french, english = lessons("fr"), lessons("en")
    assert len(french) == 10
    for one, other in zip(french, english, strict=True):
        assert (one.code, len(one.says), len(one.questions)) == (other.code, len(other.says), len(other.questions))
        assert one.title != other.title
        for asked, told in zip(one.questions, other.questions, strict=True):
            assert (len(asked.choices), asked.right) == (len(told.choices), told.right)
            assert 0 <= asked.right < len(asked.choices) == 3
            assert asked.asks != told.asks


def test_every_refusal_has_its_lesson() -> None:
    """One lesson a rule, and no rule without one."""
    taught = [rule for one in lessons("fr") for rule in one.rules]
    assert sorted(taught) == sorted(RULES)
    assert lesson_of("objection", "en").title == "No means no, at once"
    assert lesson_of("nothing", "fr") is None


def test_the_right_choice_is_not_always_at_the_same_place() -> None:
    for subject in SUBJECTS:
        places = [question.right for one in lessons("fr", subject) for question in one.questions]
        assert max(places.count(place) for place in range(3)) <= len(places) * 0.55


@pytest.fixture
def novice(alix):
    alix.trainings.all().delete()
    return alix


def test_a_year_when_everything_is_right(novice) -> None:
    right = [question.right for _code, question in draw(novice, "call", "fr")]
    done = answer(novice, "call", right, at=NOON)
    assert (done.wrong, done.until_on) == ([], date(2027, 11, 23))
    require_training(novice, "call", done.until_on - timedelta(days=1))
    for subject, on in (("call", done.until_on), ("write", TODAY)):
        with pytest.raises(Untrained):
            require_training(novice, subject, on)
    told = Entry.objects.get(ledger=novice.organisation_id, seq=done.evidence)
    assert told.kind == "training:answered"


def test_one_wrong_answer_is_a_lesson_to_read_again_and_other_questions(novice) -> None:
    first = draw(novice, "write", "fr")
    right = [question.right for _code, question in first]
    done = answer(novice, "write", [(right[0] + 1) % 3, *right[1:]], at=NOON)
    assert (done.wrong, done.until_on) == ([first[0][0]], None)
    assert held(novice, TODAY) == {}
    again = draw(novice, "write", "fr")
    assert [code for code, _question in again] == [code for code, _question in first]
    assert all(new != old for (_, new), (_, old) in zip(again, first, strict=True))


def test_too_few_answers_keep_nothing(novice) -> None:
    with pytest.raises(ValueError, match="argument 2"):
        answer(novice, "write", [0], at=NOON)
    assert not Training.objects.filter(member=novice).exists()


def test_it_falls_when_a_rule_it_draws_on_changes() -> None:
    """Consent to be called came on 11 August 2026: who learnt to call before it learns again; who writes too, for consent."""
    assert "call-hours" in rules_of("call") - rules_of("write")
    before, after = date(2026, 8, 10), date(2026, 8, 11)
    assert law_of("call", before) != law_of("call", after)
    assert law_of("call", after) == law_of("call", TODAY)


def test_who_learnt_under_the_old_rules_learns_again(novice) -> None:
    at = NOON.replace(month=8, day=10)
    answer(novice, "call", [question.right for _code, question in draw(novice, "call", "fr")], at=at)
    require_training(novice, "call", date(2026, 8, 10))
    with pytest.raises(Untrained):
        require_training(novice, "call", date(2026, 8, 11))


def test_no_campaign_leaves_before(novice, offer, source) -> None:
    with pytest.raises(NotReady) as refusal:
        launch(make_campaign(offer, source), by=novice, at=NOON)
    assert refusal.value.code == "untrained"
