"""No statute caps mail between professionals; too much of it feeds complaints, the first trigger of controls.

House rule, which the organisation may drop: a week between two messages, three without answer and then a rest, three
people of a company at a time, and nobody is written to while her answer waits.
"""

from aval.law.expressions import known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, table

RULE = Rule(
    code="frequency",
    title=Said(
        "Fréquence",
        "Frequency",
    ),
    says=Said(
        "Règle de maison : on laisse du temps entre deux messages, et on se tait après trois sans réponse.",
        "House rule: time between two messages, and silence after three without answer.",
    ),
    article=Said(
        "règle de maison",
        "house rule",
    ),
    mark="D",
    sources=("https://www.cnil.fr/fr/les-regles-dor-de-la-prospection-par-courrier-electronique-0",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    last = f.last_contacted_on
    rested = known(last) & (f.on >= last + p.rest_after_sequence)
    worn = (f.unanswered_messages >= p.messages_without_answer) & ~rested
    soon = known(last) & (f.on < last + p.between_messages)
    return table(
        first("answer-waiting", when=f.answer_waiting),
        first("rest-period", when=worn, until=last + p.rest_after_sequence),
        first("too-soon", when=soon, until=last + p.between_messages),
        first("company-crowded", when=f.open_contacts_at_company >= p.contacts_at_company),
        scope=f.prospecting & (f.frequency_policy == "house"),
    )
