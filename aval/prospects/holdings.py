"""What we hold about people, table by table, declared once by the room that holds it (M2; art. 15, 17 and 30 GDPR).

Each room that keeps rows about people has a module `held.py` with `HELD`, its holdings, and `UNTIED`, its tables that
hold nobody, each with the reason; `LIFETIMES`, where rows go before she does. Access, erasure, retention, the register and breaches read these and no other list;
`tests/architecture/test_holdings.py` fails when a table is in neither.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib import import_module

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models import Person


class Category(StrEnum):
    """What sort of data it is, as the register (art. 30(1)(c)) and a notification of breach (art. 33(3)(a)) say it."""

    IDENTITY = "identity"
    CONTACT = "contact"
    WORK = "work"
    ORIGIN = "origin"
    CHOICES = "choices"
    DECISIONS = "decisions"
    CUSTOMER = "customer"
    EXCHANGES = "exchanges"
    REQUESTS = "requests"
    BEHAVIOUR = "behaviour"
    LOGS = "logs"


LABELS: Mapping[Category, Promise] = {
    Category.IDENTITY: _("Identité"),
    Category.CONTACT: _("Coordonnées"),
    Category.WORK: _("Vie professionnelle"),
    Category.ORIGIN: _("Provenance"),
    Category.CHOICES: _("Consentements et oppositions"),
    Category.DECISIONS: _("Décisions"),
    Category.CUSTOMER: _("Relation commerciale"),
    Category.EXCHANGES: _("Messages et appels"),
    Category.REQUESTS: _("Demandes et plaintes"),
    Category.BEHAVIOUR: _("Comportement"),
    Category.LOGS: _("Journaux"),
}


class OnErasure(StrEnum):
    """What becomes of the rows when she is erased."""

    DELETED = "deleted"
    EMPTIED = "emptied"  # the row stays, nothing in it says who she was
    KEPT = "kept"  # and `because` says by which right


@dataclass(frozen=True, slots=True)
class Holding:
    """One table that holds something about people.

    `of` takes a queryset of people and gives the rows about them, set-based. `shows` names the fields the access file
    tells her, labelled by their verbose names. `forget` does what the deletion of `Person` does not do by itself, for a
    queryset of people still there, and answers how many rows it touched. `tells` says of these rows, in a language, what
    no field holds (a message as it was sent): (label, text) by row number. `twins`: of a table where she has one row at
    most for each value of a field, that field, and which rows are settled: when two people are one, what is settled stays.
    """

    model: type[Model]
    label: str | Promise
    category: Category
    of: Callable[[QuerySet[Person]], QuerySet]
    shows: tuple[str, ...]
    on_erasure: OnErasure
    because: str | Promise = ""
    forget: Callable[[QuerySet[Person], datetime], int] | None = None
    tells: Callable[[Sequence[Model], str], Mapping[object, Sequence[tuple[str, str]]]] | None = None
    twins: tuple[str, Q] | None = None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Rows that do not wait for her record to go: dropped `days` after the instant `since` (a path to it).

    `because` says why so long, and cites what it rests on. `only`: the rows that still hold something; `drop` empties them
    where they are not deleted.
    """

    model: type[Model]
    label: str | Promise
    since: str
    days: int
    because: str | Promise
    only: Q = field(default_factory=Q)
    drop: Callable[[QuerySet], int] | None = None


def by(model: type[Owned], path: str) -> Callable[[QuerySet[Person]], QuerySet]:
    """The rows whose `path` leads to one of these people."""
    return lambda people: model.objects.filter(**{f"{path}__in": people})


def holdings() -> Iterator[Holding]:
    """Every holding of every room."""
    for module in _modules():
        yield from module.HELD


def lifetimes() -> Iterator[Lifetime]:
    """Every lifetime of every room that declares some."""
    for module in _modules():
        yield from getattr(module, "LIFETIMES", ())


def untied() -> dict[type[Model], str]:
    """The tables that hold nobody, and why."""
    return {model: reason for module in _modules() for model, reason in module.UNTIED.items()}


def _modules() -> Iterator:
    for config in apps.get_app_configs():
        if config.name.startswith("aval.") and module_has_submodule(config.module, "held"):
            yield import_module(f"{config.name}.held")
