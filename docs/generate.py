"""The reference pages that are drawn from the code: `make docs` writes them, a test compares them."""

import json
import sys
from argparse import Action, ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))


def commands() -> Iterator[str]:
    from aval.console.main import all_commands

    yield "# Commandes\n"
    yield "Chacune prend aussi `--json`, `--lang fr|en` et `--organisation SIREN`. Codes : 0 fait, 1 la réponse est non,"
    yield "2 l’appel ou l’entrée est faux, 3 impossible (base, réseau). Les erreurs vont sur la sortie d’erreur.\n"
    for one in all_commands():
        parser = ArgumentParser(add_help=False)
        one.add_arguments(parser)
        yield f"## aval {one.name}\n"
        yield one.help[0].upper() + one.help[1:] + (".\n" if one.base else ". Ne demande pas de base.\n")
        rows = [row(action) for action in parser._actions]  # noqa: SLF001  its printed form changes with Python's version
        if rows:
            yield "\n".join(["| argument | sens |\n|---|---|", *rows]) + "\n"


def row(action: Action) -> str:
    """One argument, as a line of a table."""
    value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    called = ", ".join(action.option_strings)
    shown = f"{called} {value}" if called and action.nargs != 0 else called or str(value)
    return f"| `{shown.replace('|', chr(92) + '|')}` | {action.help or ''}{'' if not action.required or not called else ' (obligatoire)'} |"


def permissions() -> Iterator[str]:
    from aval.accounts import permissions as table
    from aval.accounts.models import Role

    yield "# Qui peut quoi\n"
    yield "Lire le bureau est à tout membre de l’organisation. Agir est dans cette table (`aval/accounts/permissions.py`).\n"
    yield "| action | " + " | ".join(f"{role.label}" for role in Role) + " |"
    yield "|---" * (len(Role) + 1) + "|"
    for action in table.Action:
        yield f"| `{action}` | " + " | ".join("oui" if action in table.MAY[role] else "" for role in Role) + " |"


def events() -> Iterator[str]:
    from aval.evidence.kinds import KINDS

    yield "# Ce que le registre peut dire\n"
    yield "Une liste fermée (`aval/evidence/kinds.py`). Une sorte enregistrée un jour n’est plus jamais retirée.\n"
    yield "| code | français | English |\n|---|---|---|"
    for code, kind in KINDS.items():
        yield f"| `{code}` | {kind.fr} | {kind.en} |"


def lint(language: str) -> Callable[[], Iterator[str]]:
    """What the lint may find, in one language."""

    def draw() -> Iterator[str]:
        from aval.campaigns.lint.report import wording

        french = language == "fr"
        yield "# Ce que la vérification d’un message peut dire\n" if french else "# What the lint may find\n"
        yield (
            "Ce que répond `aval lint`. `error` et `warning` sont des fautes ; `unknown` n’a pas pu être jugé ; `info` est un conseil.\n"
            if french
            else "What `aval lint` answers. `error` and `warning` are faults; `unknown` could not be judged; `info` is advice.\n"
        )
        yield (
            "| code | gravité | article | sens |\n|---|---|---|---|"
            if french
            else "| code | severity | article | meaning |\n|---|---|---|---|"
        )
        for code, told in wording().items():
            yield f"| `{code}` | {told['severity']} | {told['article']} | {told[language].replace('{detail}', '…')} |"

    return draw


def law(page: str, language: str) -> Callable[[], Iterator[str]]:
    """A page of the law, in one language."""

    def draw() -> Iterator[str]:
        from aval.clearance import reference

        return getattr(reference, f"{page}_page")(language)

    return draw


def api() -> Iterator[str]:
    from aval.api.v1 import api as machines

    document = json.loads(json.dumps(machines.get_openapi_schema(), default=str))
    yield "# API\n"
    yield "Drawn from the OpenAPI 3.1 document that each Aval serves at `/api/v1/openapi.json`. How to call it: [recipe](../how-to/api.md).\n"
    yield "Every refusal is an RFC 9457 problem (`application/problem+json`), in French or English after `Accept-Language` or `?lang=`."
    yield "Lists take `cursor` and `limit` and answer `items` and `next`. **once**: the route takes an `Idempotency-Key`.\n"
    yield "| route | scope | member may | |\n|---|---|---|---|"
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            once = " **once**" if any(one["name"] == "Idempotency-Key" for one in said["parameters"]) else ""
            action = f"`{said['x-action']}`" if "x-action" in said else ""
            yield f"| `{method.upper()} {path}` | `{said['x-scope']}` | {action} | {said['description']}{once} |"
    yield "\n## What goes in and comes out\n"
    for name, shape in sorted(document["components"]["schemas"].items()):
        fields = shape.get("properties", {})
        if not fields or name.startswith("Page_"):
            continue
        needed = set(shape.get("required", []))
        listed = ", ".join(f"`{field}`{'' if field in needed else '?'}" for field in fields)
        yield f"**{name}**: {shape.get('description', '')} {listed}\n"


def returns() -> Iterator[str]:
    """The words for what comes back."""
    import tomllib
    from importlib.resources import files

    from aval.post.models import Return
    from aval.prospects.models import Silence

    yield "# Ce qui revient, et comment il est nommé\n"
    yield "Ce que répondent `aval read-return`, l’API et le bureau. Liste fermée ; un code ne change jamais de sens.\n"
    listed = (
        ("`kind` : ce que c’est", Return.Kind),
        ("`intent` : ce que disent les mots nouveaux", Return.Intent),
        ("`sorting` : la suite donnée par un membre", Return.Sorting),
        ("Pourquoi l’on se tait", Silence.Why),
    )
    for title, choices in listed:
        yield f"## {title}\n\n| code | sens |\n|---|---|"
        yield from (f"| `{code}` | {label} |" for code, label in choices.choices)
        yield ""
    yield "## `bounce` et la raison d’un rejet\n"
    yield "`hard` : l’adresse est morte, elle est arrêtée. `soft` : comptée. `undetermined` : rien ne dit pourquoi, rien n’est arrêté.\n"
    yield "| raison | `bounce` | français | English |\n|---|---|---|---|"
    table = tomllib.loads(files("aval.post.returns").joinpath("bounces.toml").read_text("utf-8"))["reason"]
    for one in {reason["code"]: reason for reason in reversed(table)}.values():
        yield f"| `{one['code']}` | `{one['class']}` | {one['fr']} | {one['en']} |"


def vocabulary() -> Iterator[str]:
    import json

    from aval.clearance.vocabulary import vocabulary

    yield json.dumps(vocabulary(), ensure_ascii=False, indent=1)


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "reference/commands.md": commands,
    "reference/permissions.md": permissions,
    "reference/events.md": events,
    "reference/vocabulary.jsonld": vocabulary,
    "reference/returns.md": returns,
    "reference/api.md": api,
    "reference/lint.fr.md": lint("fr"),
    "reference/lint.en.md": lint("en"),
    **{
        f"reference/{name}.{language}.md": law(name, language)
        for name in ("rules", "parameters", "facts", "decisions")
        for language in ("fr", "en")
    },
}


def page(name: str) -> str:
    """The text of one page, as it must be in the tree."""
    return "\n".join(PAGES[name]()).rstrip() + "\n"


def main() -> None:
    import os

    import django

    from aval.console.command import speak

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    speak("fr")
    django.setup()
    for name in PAGES:
        (HERE / name).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
