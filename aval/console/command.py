"""What a command is, and what all commands share: options, language, JSON, refusals.

A console module imports nothing heavy at its top and exposes `COMMANDS`; the rooms are imported inside `run`.
Sentences are written in French inside `_( )`; the catalogue of `aval/locale` puts them in English.
"""

import gettext
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aval.accounts.models import Organisation

DONE, NO, BAD_CALL, COULD_NOT = 0, 1, 2, 3
LOCALE = Path(__file__).resolve().parent.parent / "locale"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its name, one sentence, its own arguments, and what it does (returns an exit code).

    `base` says whether it needs Aval set up (Django, the base); False for those that need no base and leave nothing behind.
    """

    name: str
    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]
    base: bool = True


class Stop(Exception):
    """A command ends here, with a sentence for its user. Raised as one of the three below."""

    code = COULD_NOT


class BadCall(Stop):
    """The input or the call is wrong (exit code 2)."""

    code = BAD_CALL


class CouldNot(Stop):
    """It could not be done: base, network, keys (exit code 3)."""

    code = COULD_NOT


def speak(language: str) -> None:
    """Choose the language of every sentence of this run, `fr` (the source) or `en`; argparse follows."""
    global _catalogue  # noqa: PLW0603  one process speaks one language
    _catalogue = gettext.translation("django", LOCALE, [language], fallback=True)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("argparse", LOCALE)
    gettext.textdomain("argparse")


def _(sentence: str) -> str:
    """The sentence, in the language of this run."""
    return _catalogue.gettext(sentence) if sentence else ""


def no_arguments(parser: ArgumentParser) -> None:
    """For a command that takes none of its own."""


def check_ready() -> None:
    """`CouldNot` where `aval init` never ran: keys are the first thing it makes."""
    from aval import keys

    if keys.read(keys.home(), "django") is None:
        raise CouldNot(_("Aval n’est pas prêt ici ({home}) : lancez « aval init ».").format(home=keys.home()))


def set_up(language: str) -> None:
    """Start Django; every command with `base` finds it started."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language)


def find_organisation(args: Namespace) -> "Organisation":
    """The organisation this call is about: the only one, or the one `--organisation` names by SIREN or number."""
    from aval.accounts.models import Organisation

    asked = getattr(args, "organisation", None)
    if asked:
        found = Organisation.objects.filter(siren=asked.replace(" ", "")).first()
        if found is None and asked.isdigit():
            found = Organisation.objects.filter(pk=int(asked)).first()
        if found is None:
            raise BadCall(_("Aucune organisation ne porte le SIREN ou le numéro « {asked} ».").format(asked=asked))
        return found
    first_two = list(Organisation.objects.order_by("pk")[:2])
    if not first_two:
        raise CouldNot(_("Aucune organisation : lancez d’abord « aval init »."))
    if len(first_two) > 1:
        raise BadCall(_("Plusieurs organisations partagent cette base : ajoutez --organisation SIREN."))
    return first_two[0]


def read_lines(stream: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Each line of JSON Lines, in order; a bad one comes as `{"id": None, "error": {…}}`, to be answered as it is."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as why:
            yield bad_line(
                None, "not-json", _("ligne {number} : ce n’est pas du JSON ({why})").format(number=number, why=why)
            )
            continue
        if isinstance(value, dict):
            yield value
        else:
            yield bad_line(None, "not-an-object", _("ligne {number} : un objet JSON est attendu").format(number=number))


def bad_line(identifier: object, code: str, text: str, field: str | None = None) -> dict[str, Any]:
    """The answer to a line that cannot be answered."""
    error = {"code": code, "text": text} | ({"field": field} if field else {})
    return {"id": identifier, "error": error}


def write_json(value: object, stream: IO[str] | None = None) -> None:
    """One line of JSON, accents as they are."""
    print(json.dumps(value, ensure_ascii=False, default=str), file=stream or sys.stdout)


def tell(sentence: str) -> None:
    """To standard error: what a person reads and a script does not."""
    print(sentence, file=sys.stderr)
