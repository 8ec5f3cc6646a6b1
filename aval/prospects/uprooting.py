"""Deleting people with all that hangs on them, one statement a table, whatever rooms there are above."""

from django.db import models
from django.db.models import QuerySet

from aval.prospects.models import Person


def uproot(people: QuerySet[Person]) -> None:
    """Delete these people: rows that die with them go, rows that only name them stay without them."""
    _cut(people)


def _cut(rows: QuerySet) -> None:
    """The relations are read from the models, the nameless ones too: what `on_delete` says is done for all rows at once."""
    for relation in rows.model._meta.get_fields(include_hidden=True):  # noqa: SLF001  so Django calls it
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        theirs = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": rows})  # noqa: SLF001
        if relation.on_delete is models.CASCADE:
            _cut(theirs)
        elif relation.on_delete is models.SET_NULL:
            theirs.update(**{relation.field.name: None})
    rows.order_by()._raw_delete(rows.db)  # noqa: SLF001  Django's own cascade reads every row first
