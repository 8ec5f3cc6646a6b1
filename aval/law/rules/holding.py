"""May we still hold this record? The rule that blocks a letter is the one that purges (settled point 10).

Kept while retention runs, while the one question may leave or its answer is awaited, or as mere storage under a
restriction. Otherwise deleted. Data that should have been told of and were not: inform alone, or delete.
"""

from aval.law.expressions import ALWAYS, known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, forbid, grant, table

RULE = Rule(
    code="holding",
    title=Said(
        "Conserver",
        "Holding",
    ),
    says=Said(
        "Une fiche se garde le temps de sa durée, puis le temps d’une question, puis plus.",
        "A record is kept for its period, then for one question, then no more.",
    ),
    article=Said(
        "art. 5(1)(e), 17 et 18 RGPD",
        "GDPR art. 5(1)(e), 17 and 18",
    ),
    mark="S",
    sources=("https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000045538574",),
    answers=("hold",),
)


def check(f: Terms, p: Parameters) -> Table:
    awaited = known(f.retention_question_on) & (f.on < f.retention_question_on + p.question_answer_awaited)
    overdue = (f.collection_mode == "indirect") & (f.on >= f.collected_on + p.notice_due)
    return table(
        forbid("erased", when=f.erased),
        grant("stored-only", when=f.restricted),
        first("inform-or-delete", when=f.uninformed & overdue),
        grant("retention-running", when=~f.retention_over),
        grant("answer-awaited", when=awaited),
        grant("question-open", when=f.question_open),
        forbid("retention-expired", when=ALWAYS),
    )
