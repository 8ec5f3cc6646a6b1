"""`aval law show|diff|proofs|vocabulary`: the law as it stands, what changes between two days, what is proved, its words."""

import json
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date
from time import perf_counter
from typing import Any

from aval.console import foreseeing
from aval.console.command import DONE, NO, BadCall, Command, CouldNot, _, write_json
from aval.console.instants import read_instant


def add_arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="show|diff|proofs|vocabulary")
    show = actions.add_parser("show", help=_("les règles et les paramètres d’un jour"))
    show.add_argument("--on", metavar="INSTANT", help=_("le jour ; aujourd’hui sans lui"))
    show.add_argument("--stale", action="store_true", help=_("les seules valeurs non vérifiées depuis un an"))
    diff = actions.add_parser("diff", help=_("ce qui change entre deux jours"))
    diff.add_argument("before", metavar="JOUR", help=_("premier jour"))
    diff.add_argument("after", metavar="JOUR", help=_("second jour"))
    foreseeing.add_arguments(diff)
    actions.add_parser("proofs", help=_("ce qui est prouvé, vérifié à l’instant par le solveur"))
    actions.add_parser("vocabulary", help=_("les mots de la loi en JSON-LD, sur le vocabulaire DPV du W3C"))
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=SUPPRESS, help=_("répondre en JSON"))
        action.add_argument("--lang", choices=("fr", "en"), default=SUPPRESS, help=_("langue : fr ou en"))
    diff.add_argument("--organisation", metavar="SIREN", default=SUPPRESS, help=_("laquelle"))


def run(args: Namespace) -> int:
    """Run the action asked for."""
    return {"show": show, "diff": diff, "proofs": proofs, "vocabulary": vocabulary}[args.action](args)


def show(args: Namespace) -> int:
    """The law of a day: a page, or JSON."""
    on = _day(args.on)
    if args.stale:
        return stale(on, args)
    book = _book(on)
    if not args.json:
        from aval.clearance.reference import parameters_page, rules_page

        print("\n".join([*rules_page(args.lang, on), *parameters_page(args.lang)]))
        return DONE
    from aval.clearance.wording import say

    rules = [
        {
            "code": rule.code,
            "title": rule.title.say(args.lang),
            "says": rule.says.say(args.lang),
            "article": rule.article.say(args.lang),
            "mark": rule.mark,
            "sources": list(rule.sources),
            "answers": list(rule.answers),
            "branches": [
                {
                    "code": branch.code,
                    "effect": branch.effect,
                    "sending": branch.sending,
                    "label": say(branch.code, args.lang, rule.code).label,
                    "when": _sentences(branch.when, args.lang),
                }
                for branch in table.branches
            ],
        }
        for rule, table in book.tables
    ]
    write_json({"on": on, "law": book.digest, "since": book.begins_on, "rules": rules, "parameters": _values(on, args)})
    return DONE


def stale(on: date, args: Namespace) -> int:
    """The values nobody checked for a year, oldest first, with where to look; 1 when there are some."""
    from aval.law.parameters import stale_on

    late = {one.name: one for one in stale_on(on)}
    rows = [one for one in _values(on, args) if one["name"] in late]
    rows.sort(key=lambda one: one["last_checked"])
    if args.json:
        write_json({"on": on, "stale": rows})
    else:
        for one in rows:
            print(f"{one['last_checked']}  {one['said']} : {one['value']} ({one['source']}) {one['link']}".rstrip())
        print(_("{count} valeurs non vérifiées depuis un an au {on}.").format(count=len(rows), on=on))
    return NO if rows else DONE


def diff(args: Namespace) -> int:
    """What changes between two days: parameters, and the rules they touch."""
    before, after = _day(args.before), _day(args.after)
    old, new = _book(before), _book(after)
    values = {one["name"]: one for one in _values(before, args)}
    changed = [
        {**one, "before": values[one["name"]]["value"], "after": one.pop("value")}
        for one in _values(after, args)
        if one["value"] != values[one["name"]]["value"]
    ]
    touched = list(_touched(old, new, args.lang))
    people = foreseeing.touched(args) if args.offer else None
    if args.json:
        write_json(
            {
                "before": before,
                "after": after,
                "laws": [old.digest, new.digest],
                "parameters": changed,
                "rules": touched,
                **({"base": people} if people else {}),
            }
        )
        return DONE
    if not touched:
        print(_("Du {before} au {after}, la loi écrite ici est la même.").format(before=before, after=after))
    for one in changed:
        print(f"{one['said']} : {one['before']} → {one['after']} ({one['source']}, {one['starts_on']})")
    for one in touched:
        print(f"  {one['article']} : {one['title']} ({one['code']})")
    if people:
        foreseeing.say(people)
    return DONE


def proofs(args: Namespace) -> int:
    """Prove every claim again, in every stretch of the law; 1 when one is broken."""
    from aval.law.parameters import eras
    from aval.law.readings.symbols import solver
    from aval.law.rulebook import in_force

    try:
        solver()
    except ModuleNotFoundError as why:
        raise CouldNot(_("Les preuves demandent le solveur : pip install aval[proofs].")) from why
    from aval.law.claims import CLAIMS
    from aval.law.proofs import dead_findings

    results = []
    for claim in CLAIMS:
        started = perf_counter()
        broken = [(day, facts) for day in eras() if (facts := claim.counter_example(in_force(day))) is not None]
        results.append(
            {
                "code": claim.code,
                "claim": claim.said.say(args.lang),
                "proved": not broken,
                "seconds": round(perf_counter() - started, 3),
                "counter_example": {"since": broken[0][0], "facts": broken[0][1]} if broken else None,
            }
        )
        if not args.json:
            print(f"{_('prouvé') if not broken else _('FAUX')}  {results[-1]['claim']}")
            if broken:
                print(f"        {broken[0]}")
    dead = [f"{rule}:{code}" for rule, code in dead_findings()]
    proved = all(result["proved"] for result in results) and not dead
    if args.json:
        write_json({"ok": proved, "claims": results, "dead": dead})
    elif dead:
        print(_("Branches que rien n’atteint : {dead}").format(dead=", ".join(dead)))
    return DONE if proved else NO


def vocabulary(_args: Namespace) -> int:
    """Print the words of the law as linked data, both languages at once."""
    from aval.clearance import vocabulary as words

    print(json.dumps(words.vocabulary(), ensure_ascii=False, indent=1))
    return DONE


def _day(text: str | None) -> date:
    return read_instant(text).date()


def _book(on: date) -> Any:
    from aval.law.parameters import BeforeTheLaw
    from aval.law.rulebook import in_force

    try:
        return in_force(on)
    except BeforeTheLaw as why:
        raise BadCall(_("La loi écrite ici commence plus tard que le {on}.").format(on=on)) from why


def _sentences(node: Any, language: str) -> list[str]:
    from aval.law.readings.page import Page

    return [f"{'  ' * line.depth}{line.text}" for line in Page(language).lines(node)]


def _values(on: date, args: Namespace) -> list[dict[str, Any]]:
    from aval.law.parameters import all_parameters
    from aval.law.readings.page import shown

    return [
        {
            "name": one.name,
            "said": one.fr if args.lang == "fr" else one.en,
            "value": shown(one.on(on), args.lang),
            "starts_on": max(value.starts_on for value in one.values if value.starts_on <= on),
            "mark": one.mark,
            "source": one.source,
            "link": one.link,
            "last_checked": one.last_checked,
        }
        for one in all_parameters().values()
    ]


def _touched(old: Any, new: Any, language: str) -> Iterator[dict[str, Any]]:
    from aval.law.expressions import digests
    from aval.law.tables import findings

    for (rule, before), (_same, after) in zip(old.tables, new.tables, strict=True):
        trees = [digests(finding.live for finding in findings(rule, table)) for table in (before, after)]
        if trees[0] != trees[1]:
            yield {"code": rule.code, "title": rule.title.say(language), "article": rule.article.say(language)}


COMMANDS = [
    Command(
        name="law",
        help=_("montrer la loi d’un jour, ce qui change entre deux, ce qui est prouvé"),
        add_arguments=add_arguments,
        run=run,
        base=False,
    )
]
