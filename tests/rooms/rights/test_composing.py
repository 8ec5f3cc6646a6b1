"""The words of an answer: for each right, in both languages, with the facts of the case and the ways to complain."""

import pytest

from aval.accounts.models import Organisation
from aval.prospects.models import Person, Source
from aval.rights.answering import write_answer
from aval.rights.cases import NotForThisCase, open_case
from aval.rights.composing import FIELD, compose_answer, facts_of, templates
from aval.rights.models import Answer, Case, Door, Right
from tests.cast import NOON, make_person, make_source

WHY = "Les archives de trois anciens logiciels doivent être relues."


def ask(organisation: Organisation, right: str, **more: object) -> Case:
    return open_case(organisation, right, **{"door": "letter", "received_at": NOON, "at": NOON, **more})


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("right", Right.values)
def test_each_right_has_its_answer(organisation: Organisation, dominique: Person, right: str, language: str) -> None:
    told = compose_answer(ask(organisation, right, person=dominique), "done", at=NOON, language=language)
    assert told.to == "dominique.vasseur@kermeur.example"
    assert "Atelier Nord" in told.text
    assert "CNIL" in told.text
    assert "23/11/2026" in told.text or "23 November 2026" in told.text
    assert not FIELD.search(told.text + told.subject)
    assert ("Dominique Vasseur" in told.text) == (right != "erasure")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", [kind for kind in Answer.Kind.values if kind != "done"])
def test_each_word_on_the_way_has_its_template(
    organisation: Organisation, dominique: Person, kind: str, language: str
) -> None:
    told = compose_answer(ask(organisation, "access", person=dominique), kind, at=NOON, language=language, reasons=WHY)
    assert not FIELD.search(told.text)
    assert (WHY in told.text) == (kind in {"refused", "extended", "identity", "lifted"})


def test_a_refusal_says_where_to_complain_and_no_identity_paper_is_asked(
    organisation: Organisation, dominique: Person
) -> None:
    case = ask(organisation, "erasure", person=dominique)
    refusal = compose_answer(case, "refused", at=NOON, reasons=WHY).text
    assert "CNIL" in refusal
    assert "tribunal" in refusal
    assert "N’envoyez pas de pièce d’identité" in compose_answer(case, "identity", at=NOON, reasons=WHY).text


def test_templates_name_facts_that_exist(organisation: Organisation, dominique: Person) -> None:
    known = set(facts_of(ask(organisation, "access", person=dominique), NOON, "fr")) | {"reasons"}
    words = " ".join(
        line
        for chapter, rights in templates().items()
        for languages in rights.values()
        for line in (
            [*languages.values()]
            if chapter in {"common", "door", "right"}
            else [said for one in languages.values() for said in [one["subject"], *one["text"]]]
        )
        if isinstance(line, str)
    )
    assert set(FIELD.findall(words)) <= known
    for language in ("fr", "en"):
        assert set(templates()["door"][language]) == set(Door.values)


def test_a_source_that_names_nobody_holds_the_answer_back(organisation: Organisation) -> None:
    vague: Source = make_source(
        organisation, code="vague", name="Un organisme spécialisé dans l’enrichissement", holder=""
    )
    case = ask(
        organisation,
        "access",
        person=make_person(vague, email="rose@kermeur.example", first_name="Rose", last_name="B"),
    )
    with pytest.raises(NotForThisCase, match="vague-source"):
        compose_answer(case, "done", at=NOON)
    with pytest.raises(NotForThisCase, match="vague-source"):
        write_answer(case, "done", subject="Vos données", text="Voici.", language="fr", at=NOON)
    assert compose_answer(case, "extended", at=NOON, reasons=WHY).text


def test_somebody_we_do_not_hold_is_told_so(organisation: Organisation) -> None:
    told = compose_answer(ask(organisation, "access", contact="nadia@inconnue.example"), "nothing", at=NOON)
    assert told.to == "nadia@inconnue.example"
    assert "nous ne détenons rien sur vous" in told.text
