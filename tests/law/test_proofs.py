"""What the solver proves over every combination of facts, in every stretch of the law; and that it can fail."""

from types import SimpleNamespace

import pytest

from aval.law import rules
from aval.law.claims import CLAIMS
from aval.law.deciding import decide_one
from aval.law.expressions import ALWAYS, known
from aval.law.facts import admit
from aval.law.parameters import eras
from aval.law.proofs import dead_findings
from aval.law.readings import plain
from aval.law.readings.symbols import ORIGIN, Symbols
from aval.law.rulebook import in_force, read
from aval.law.tables import forbid, grant, table

pytestmark = pytest.mark.once
TODAY = eras()[-1]
BY_CODE = {claim.code: claim for claim in CLAIMS}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.code)
def test_nothing_breaks(claim):
    for begins_on in eras():
        broken = claim.counter_example(in_force(begins_on))
        assert broken is None, f"{claim.said.fr}\nContre-exemple sous la loi du {begins_on} :\n{broken}"


def test_no_branch_is_dead():
    assert list(dead_findings()) == []


def with_rule(code, check):
    """The law of today, one rule told otherwise."""
    files = tuple(
        SimpleNamespace(RULE=file.RULE, check=check) if file.RULE.code == code else file for file in rules.FILES
    )
    return read(files, TODAY)


def deaf(f, p):
    """The objection rule of someone who forgot that an employer may object."""
    original = rules.objection.check(f, p)
    branch = original.branches[0]
    heard = f.objected_all | f.objected_person | f.objected_address | f.objected_channel | f.objected_brand
    return table(type(branch)(branch.effect, branch.code, heard), scope=original.scope)


def generous(f, p):
    """An e-mail rule that lets a private offer pass because it was public."""
    return table(
        grant("consent", when=f.visible_to_everyone), *rules.email.check(f, p).branches, scope=f.channel == "email"
    )


def everywhere(f, p):
    """A letter rule that forgot it speaks of letters."""
    return table(grant("postal-interest", when=ALWAYS), scope=f.prospecting & f.source_named)


@pytest.mark.parametrize(
    ("code", "check", "claim", "shown"),
    [
        ("objection", deaf, "objection-stops", "objected_domain"),
        ("email", generous, "basis-needed", "visible_to_everyone"),
        ("letter", everywhere, "one-basis", "source_named"),
    ],
)
def test_a_rule_told_wrongly_is_shown_by_a_counter_example(code, check, claim, shown):
    broken = BY_CODE[claim].counter_example(with_rule(code, check))
    assert broken is not None
    assert broken[shown] is True
    print(f"\n{BY_CODE[claim].said.fr}\n{broken}")  # noqa: T201  what a person who breaks a rule reads


def test_a_rule_that_trusts_the_unknown_is_shown():
    def hopeful(f, p):
        return table(forbid("erased", when=known(f.erased) & f.erased), scope=rules.erasure.check(f, p).scope)

    assert BY_CODE["unknown-never-allows"].counter_example(with_rule("erasure", hopeful)) is not None


def test_what_the_solver_says_of_a_case_the_law_says_too():
    """Models of the solver, replayed: each finding is live, dead or unknown for one person as it is for the solver."""
    book, symbols = in_force(TODAY), Symbols()
    z3, findings = symbols.z3, book.findings("message")
    trits = [symbols.read(finding.live) for finding in findings]
    for target in trits[::8]:
        search = z3.Solver()
        search.add(target.yes, symbols.fact("on")[1] >= (TODAY - ORIGIN).days, *symbols.everything())
        model = symbols.model(search)
        facts = admit(symbols.facts(model))
        for finding, trit in zip(findings, trits, strict=True):
            said = [z3.is_true(model.eval(side, model_completion=True)) for side in (trit.yes, trit.no)]
            assert said == [plain.read(finding.live, facts) is answer for answer in (True, False)], finding.code


def test_a_counter_example_can_be_replayed():
    broken = BY_CODE["objection-stops"].counter_example(with_rule("objection", deaf))
    assert decide_one(broken).verdict == "refuse"
