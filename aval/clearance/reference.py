"""The law as pages: rules, parameters and facts, written from what the machine runs, in French and in English."""

from collections.abc import Iterator, Mapping
from datetime import date

from aval.clearance.wording import say
from aval.law.cases import cases
from aval.law.deciding import decide_one
from aval.law.expressions import Node
from aval.law.facts import VOCABULARY
from aval.law.notions import NOTIONS
from aval.law.parameters import CHECKED_FOR, all_parameters, eras
from aval.law.readings.page import Line, Page, notions_in, shown
from aval.law.rulebook import Rulebook, in_force
from aval.law.schema import absence
from aval.law.tables import Branch, Rule, Table

Words = Mapping[str, str]
VERDICTS: Mapping[str, Words] = {
    "fr": {"allow": "aval", "review": "à voir", "refuse": "refus"},
    "en": {"allow": "allowed", "review": "review", "refuse": "refused"},
}
WORDS: Mapping[str, Words] = {
    "fr": {
        "rules": "Règles",
        "intro": "Écrites depuis les tables que la machine exécute, dans leur état du {on}. Lecture d’ingénieur de la loi, pas un conseil juridique.",
        "order": "Les lignes d’une table se lisent dans l’ordre\u00a0: une ligne joue si sa condition tient et qu’aucune d’avant ne tient. Un fait inconnu n’est jamais un oui.",
        "marks": "Confiance\u00a0: P source officielle lue, S source seconde, K connaissance à confirmer, D choix d’Aval, du côté strict.",
        "scope": "Ne parle que si",
        "grant": "permet",
        "forbid": "interdit",
        "review": "à revoir",
        "first": "d’abord",
        "oblige": "oblige",
        "sending": "à l’envoi",
        "when": "quand",
        "unlock": "Débloque",
        "notions": "Notions",
        "parameters": "Paramètres",
        "facts": "Faits",
        "mark": "confiance",
        "contact": "joindre",
        "message": "envoyer",
        "hold": "conserver",
        "asks": "Répond à",
        "sources": "Sources",
        "again": "À relire",
        "yearly": "Une valeur se compare à sa source une fois l’an. Passé le jour dit, `aval law show --stale` la nomme et le bureau la signale.",
    },
    "en": {
        "rules": "Rules",
        "intro": "Written from the tables the machine runs, as they stand on {on}. An engineering reading of the law, not legal advice.",
        "order": "The lines of a table are read in order: a line counts if its condition holds and none before it does. An unknown fact is never a yes.",
        "marks": "Confidence: P official source read, S secondary source, K knowledge to confirm, D Aval's choice, on the strict side.",
        "scope": "Speaks only if",
        "grant": "allows",
        "forbid": "forbids",
        "review": "review",
        "first": "first",
        "oblige": "obliges",
        "sending": "when sending",
        "when": "when",
        "unlock": "Unlocks",
        "notions": "Notions",
        "parameters": "Parameters",
        "facts": "Facts",
        "mark": "confidence",
        "contact": "contact",
        "message": "send",
        "hold": "hold",
        "asks": "Answers",
        "sources": "Sources",
        "again": "To be read again",
        "yearly": "A value is compared with its source once a year. After the day given, `aval law show --stale` names it and the desk shows it.",
    },
}


def rules_page(language: str, on: date | None = None) -> Iterator[str]:
    """Every rule of a day (by default the last stretch of the law that is written), line by line of Markdown."""
    words, begins_on = WORDS[language], on or eras()[-1]
    book = in_force(begins_on)
    yield f"# {words['rules']}\n"
    yield words["intro"].format(on=book.begins_on.isoformat()) + "\n"
    yield words["order"] + "\n"
    yield words["marks"] + "\n"
    for rule, table in book.tables:
        yield from rule_text(rule, table, language)
    yield from _notions(book, language)


def rule_text(rule: Rule, table: Table, language: str) -> Iterator[str]:
    """One rule: what it says, its article, its table."""
    words, page = WORDS[language], Page(language)
    yield f"## {rule.title.say(language)}\n"
    asks = ", ".join(words[question] for question in rule.answers)
    yield f"`{rule.code}` · {rule.article.say(language)} · {words['mark']} {rule.mark} · {words['asks']} {asks}\n"
    yield rule.says.say(language) + "\n"
    if table.scope is not None:
        yield f"{words['scope']}{_colon(language)}\n"
        yield _bullets(page.lines(table.scope)) + "\n"
    for number, branch in enumerate(table.branches, start=1):
        yield from _branch(number, branch, rule, page)
    links = " · ".join(f"<{source}>" for source in rule.sources if source)
    yield f"\n{words['sources']}{_colon(language)} {links}\n"


def _branch(number: int, branch: Branch, rule: Rule, page: Page) -> Iterator[str]:
    words, wording = WORDS[page.language], say(branch.code, page.language, rule.code)
    moment = f" ({words['sending']})" if branch.sending else ""
    yield f"{number}. **{words[branch.effect]}**{moment} `{branch.code}`, {wording.label}"
    yield f"   {words['when']}{_colon(page.language)}"
    yield _bullets(page.lines(branch.when, 1))
    if wording.unlock:
        yield f"   {words['unlock']}{_colon(page.language)} {wording.unlock}"


def _notions(book: Rulebook, language: str) -> Iterator[str]:
    page = Page(language)
    roots: list[Node] = []
    for _rule, table in book.tables:
        roots += [*([table.scope] if table.scope is not None else []), *(branch.when for branch in table.branches)]
    yield f"## {WORDS[language]['notions']}\n"
    for node in sorted(notions_in(*roots), key=lambda node: str(node.data)):
        said = NOTIONS[node.data].said.say(language)
        yield f"### {said[0].upper()}{said[1:]}\n"
        yield _bullets(page.lines(node.args[0])) + "\n"


def parameters_page(language: str) -> Iterator[str]:
    """Every parameter, each of its values with the day it starts, its source and when it was last checked."""
    french = language == "fr"
    yield f"# {WORDS[language]['parameters']}\n"
    yield WORDS[language]["marks"] + "\n"
    head = ("paramètre", "depuis", "valeur", "confiance", "source", "vérifié le") if french else (
        "parameter", "from", "value", "confidence", "source", "last checked"
    )  # fmt: skip
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for parameter in all_parameters().values():
        for value in parameter.values:
            source = f"[{parameter.source}]({parameter.link})" if parameter.link else parameter.source
            yield (
                f"| {parameter.fr if french else parameter.en} (`{parameter.name}`) | {value.starts_on} "
                f"| {shown(value.value, language)} | {parameter.mark} | {source} | {parameter.last_checked} |"
            )

    yield f"\n## {WORDS[language]['again']}\n"
    yield WORDS[language]["yearly"] + "\n"
    due: dict[date, list[str]] = {}
    for parameter in all_parameters().values():
        due.setdefault(CHECKED_FOR.after(parameter.last_checked), []).append(f"`{parameter.name}`")
    for day, names in sorted(due.items()):
        yield f"- {day}{_colon(language)} {', '.join(names)}"


def decisions_page(language: str) -> Iterator[str]:
    """The decisions of the CNIL, replayed: what happened, what the law answers, and why. The cases are in French."""
    yield "# Décisions de la CNIL rejouées\n" if language == "fr" else "# Decisions of the CNIL, replayed\n"
    head = (
        ("décision", "ce qui s’est passé", "réponse", "pourquoi")
        if language == "fr"
        else ("decision", "what happened", "answer", "why")
    )
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for case in cases():
        if case.decision:
            decided = decide_one(case.facts, question=case.question)
            told = [say(reason.code, language, reason.rule) for reason in decided.reasons]
            why = "<br>".join(f"{one.label} (`{one.code}`, {one.article})" for one in told)
            why = why or say(decided.basis or "no-basis", language).label
            yield f"| {case.decision} | {case.title} | {VERDICTS[language][decided.verdict]} | {why} |"


def facts_page(language: str) -> Iterator[str]:
    """Every fact, its kind, and what its absence means."""
    yield f"# {WORDS[language]['facts']}\n"
    head = (
        ("fait", "nature", "ce que c’est", "absent") if language == "fr" else ("fact", "kind", "what it is", "absent")
    )
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for fact in VOCABULARY.values():
        kind = ", ".join(f"`{value}`" for value in fact.values) or fact.kind
        yield f"| `{fact.name}` | {kind} | {fact.fr if language == 'fr' else fact.en} | {absence(fact, language)} |"


def _bullets(lines: Iterator[Line]) -> str:
    return "\n".join(f"{'   ' * line.depth}- {line.text}" for line in lines)


def _colon(language: str) -> str:
    return "\u00a0:" if language == "fr" else ":"
