"""From nothing to lawful: each step ticks from its own fact, and from nothing else."""

import io
import zipfile
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from odfdo import Document

from aval.accountability.breaches import declare_breach
from aval.accountability.papers import PAPERS, as_odt, paper
from aval.accountability.register import sign_register
from aval.accounts.models import Role
from aval.accounts.processors import clauses
from aval.desk.urls import urlpatterns
from aval.oversight.readiness import readiness
from tests.cast import NOON, make_house, make_offer, make_source

pytestmark = pytest.mark.django_db


def done(organisation, at=NOON) -> set[str]:
    return {step.code for step in readiness(organisation, at, "fr") if step.done}


@pytest.fixture
def bare(db):
    house = make_house(
        legal_name="Neuve",
        siren="000 000 034",
        domain="neuve.example",
        city="Lyon",
        members={"ana": Role.ADMINISTRATOR},
    )
    house.organisation.dpo_name = ""
    house.organisation.save()
    return house


def test_each_step_ticks_from_its_own_fact(bare) -> None:
    ours, ana = bare.organisation, bare.members["ana"]
    ana.trainings.all().delete()
    nothing_to_mend = {"supplier", "domain", "mailbox", "processors", "round"}
    assert done(ours) == nothing_to_mend
    ours.dpo_name = "Inès Ferrand"
    ours.save()
    assert done(ours) - nothing_to_mend == {"officer"}
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert "second-factor" in done(ours)
    sign_register(ours, by=ana, at=NOON)
    assert "register" in done(ours)
    make_source(ours)
    assert "source" in done(ours)
    make_offer(bare.brand)
    assert "offer" in done(ours)
    assert "offer" not in done(ours, NOON + timedelta(days=800))


def test_who_may_neither_write_nor_call_needs_no_training(organisation, alix, ines) -> None:
    ines.trainings.all().delete()
    assert "trained" in done(organisation)
    alix.trainings.filter(subject="call").delete()
    assert "trained" not in done(organisation)
    alix.is_active = False
    alix.save()
    assert "trained" in done(organisation)


def test_a_drill_counts_and_a_true_breach_does_not(organisation, ines) -> None:
    declare_breach(organisation, title="Un portable", aware_at=NOON, at=NOON, by=ines)
    assert "drill" not in done(organisation)
    declare_breach(organisation, title="Exercice", aware_at=NOON, at=NOON, by=ines, drill=True)
    assert "drill" in done(organisation)


def test_every_step_leads_to_a_page_that_needs_no_number(organisation) -> None:
    plain = {one.name for one in urlpatterns if "<" not in str(one.pattern)}
    assert {step.where for step in readiness(organisation, NOON, "en")} <= plain


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", PAPERS)
def test_a_model_names_us_and_opens_in_a_word_processor(organisation, code, language) -> None:
    whole = paper(code, organisation, language)
    text = Document(io.BytesIO(as_odt(whole, language))).get_formatted_text()
    assert whole.title.split()[0] in text
    assert "{" not in text
    assert ("Atelier Nord" in text) is (code != "answers")


def test_the_contract_holds_every_clause_the_register_checks(organisation) -> None:
    told = "".join("".join(part.lists) for part in paper("processor", organisation, "fr").parts)
    assert all(one["fr"] in told and one["article"] in told for one in clauses().values())


def test_a_name_that_looks_like_markup_is_only_a_name(organisation) -> None:
    organisation.legal_name = "<b>&{siren}</b>"
    content = zipfile.ZipFile(io.BytesIO(as_odt(paper("charter", organisation, "fr"), "fr"))).read("content.xml")
    assert b"&lt;b&gt;&amp;{siren}&lt;/b&gt;" in content
