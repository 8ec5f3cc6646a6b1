"""Every table says what it holds about people, or why it holds nobody (M2)."""

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, Model

from aval.accountability.register import activities
from aval.prospects.holdings import LABELS, Category, holdings, untied
from aval.prospects.models import ContactPoint, Person
from aval.rights.access.labels import is_labelled

pytestmark = pytest.mark.once
HER = {Person, ContactPoint}


def tables() -> set[type[Model]]:
    return {model for model in apps.get_models() if model.__module__.startswith("aval.")}


def leads_to_her(model: type[Model]) -> bool:
    return any(isinstance(field, ForeignKey) and field.related_model in HER for field in model._meta.get_fields())


def test_every_table_is_declared_once() -> None:
    held = [holding.model for holding in holdings()]
    assert len(held) == len(set(held))
    assert not set(held) & set(untied())
    assert tables() - set(held) - set(untied()) == set()


def test_no_table_that_leads_to_her_is_said_to_hold_nobody() -> None:
    assert [model for model in untied() if leads_to_her(model)] == []
    assert all(reason.strip() for reason in untied().values())


def test_what_is_shown_exists() -> None:
    for holding in holdings():
        for name in holding.shows:
            assert isinstance(holding.model._meta.get_field(name), Field), name


def test_every_table_held_is_told_in_the_access_file_under_a_name() -> None:
    """Art. 15: what shows nothing, or is called by nobody's name, is not told. Name columns in `rights/access/labels.py`."""
    assert [holding.model for holding in holdings() if not holding.shows] == []
    unnamed = [
        f"{holding.model._meta.label}.{name}"
        for holding in holdings()
        for name in holding.shows
        if not is_labelled(holding.model._meta.get_field(name))
    ]
    assert unnamed == []


def test_every_category_has_its_label() -> None:
    assert set(LABELS) == set(Category)


def test_every_table_held_stands_in_an_activity_of_the_register() -> None:
    """Art. 30: add it to `tables` of its activity in `aval/accountability/register.toml`."""
    declared = [table for one in activities().values() for table in one["tables"]]
    assert [one.model._meta.label_lower for one in holdings() if one.model._meta.label_lower not in declared] == []
    assert len(declared) == len(set(declared))
