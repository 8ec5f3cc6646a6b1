"""Two people who are one: the stricter state of both is kept, with every source and every objection of both.

Whatever room keeps rows about people, they follow: the relations are read from the models, not listed here.
"""

from datetime import datetime

import polars as pl
from django.db import connection

from aval import evidence
from aval.prospects.models import Person


def merge_people(organisation: int, pairs: pl.DataFrame, at: datetime) -> None:
    """Merge each `loser` (id) into its `winner`, inside the transaction of whoever saw that they are one."""
    couples = pairs.select("winner", "loser").rows()
    _keep_the_stricter(couples)
    _drop_twins(couples)
    with connection.cursor() as cursor:
        for table, column in _columns_about_people():
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", couples)  # noqa: S608  names of models
        cursor.executemany("DELETE FROM prospects_person WHERE id = %s", [(loser,) for _, loser in couples])
    payloads = [({"kept": winner, "merged": loser}, f"person:{winner}") for winner, loser in couples]
    evidence.record_many(organisation, "person:merged", payloads, at=at)


def _columns_about_people() -> list[tuple[str, str]]:
    """Table and column of every foreign key to a person, whichever room it is in."""
    relations = Person._meta.related_objects  # noqa: SLF001  so Django calls it
    return [(relation.related_model._meta.db_table, relation.field.column) for relation in relations]  # noqa: SLF001


def _keep_the_stricter(couples: list[tuple[int, int]]) -> None:
    """Restricted when either was; informed, or heard from, only when both were, and at the earlier instant."""
    people = Person.objects.in_bulk([one for couple in couples for one in couple])
    for winner, loser in ((people[a], people[b]) for a, b in couples):
        winner.restricted_at = min(filter(None, (winner.restricted_at, loser.restricted_at)), default=None)
        for name in ("informed_at", "last_contact_from_at"):
            both = (getattr(winner, name), getattr(loser, name))
            setattr(winner, name, min(both) if all(both) else None)
        winner.save(update_fields=["restricted_at", "informed_at", "last_contact_from_at"])


def _drop_twins(couples: list[tuple[int, int]]) -> None:
    """Of two provenances from one source the earlier day stays; of two rows of one number, one."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE prospects_provenance SET collected_on = (SELECT min(o.collected_on) FROM prospects_provenance o "
            "WHERE o.source_id = prospects_provenance.source_id AND o.person_id IN (%s, %s)) WHERE person_id = %s",
            [(winner, loser, winner) for winner, loser in couples],
        )
        cursor.executemany(  # one stage lasts: hers, who stays
            "UPDATE prospects_stage SET until = since WHERE until IS NULL AND person_id = %s "
            "AND EXISTS (SELECT 1 FROM prospects_stage o WHERE o.until IS NULL AND o.person_id = %s)",
            [(loser, winner) for winner, loser in couples],
        )
        for table, column in (("prospects_provenance", "source_id"), ("prospects_contactpoint", "normal")):
            cursor.executemany(
                f"DELETE FROM {table} WHERE person_id = %s AND {column} IN (SELECT o.{column} FROM {table} o WHERE o.person_id = %s)",  # noqa: S608  names of models
                [(loser, winner) for winner, loser in couples],
            )
