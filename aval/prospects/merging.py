"""Two people who are one: the stricter state of both is kept, with every source and every objection of both.

Whatever room keeps rows about people, they follow: the relations are read from the models, not listed here.
"""

from datetime import datetime

import polars as pl
from django.db import connection
from django.db.models import Model, Q

from aval import evidence
from aval.prospects.consenting import withdraw
from aval.prospects.holdings import holdings
from aval.prospects.models import Consent, ContactPoint, Person


def merge_people(organisation: int, pairs: pl.DataFrame, at: datetime) -> None:
    """Merge each `loser` (id) into its `winner`, inside the transaction of whoever saw that they are one."""
    couples = pairs.select("winner", "loser").rows()
    _keep_the_stricter(couples)
    for holding in holdings():
        if holding.twins:
            _settle_twins(holding.model, *holding.twins, couples)
    _unite_points(couples)
    _drop_twins(couples)
    withdrawn = _taken_back(couples)
    with connection.cursor() as cursor:
        for table, column in _columns_about_people():
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", couples)  # noqa: S608  names of models
        cursor.executemany("DELETE FROM prospects_person WHERE id = %s", [(loser,) for _, loser in couples])
    payloads = [({"kept": winner, "merged": loser}, f"person:{winner}") for winner, loser in couples]
    evidence.record_many(organisation, "person:merged", payloads, at=at)
    for winner, act in withdrawn:
        withdraw(
            act.organisation, Person.objects.get(pk=winner), purpose=act.purpose, channel=act.channel, door=act.door,
            acted_at=act.acted_at, at=at, by=act.recorded_by,
        )  # fmt: skip


def _columns_about_people() -> list[tuple[str, str]]:
    """Table and column of every foreign key to a person, whichever room it is in."""
    relations = Person._meta.related_objects  # noqa: SLF001  so Django calls it
    return [(relation.related_model._meta.db_table, relation.field.column) for relation in relations]  # noqa: SLF001


def _keep_the_stricter(couples: list[tuple[int, int]]) -> None:
    """Restricted when either was; informed, or heard from, only when both were, and at the earlier instant. The question at
    the end of retention was put when it was to either; one of them lawfully known is enough not to be in quarantine."""
    people = Person.objects.in_bulk([one for couple in couples for one in couple])
    for winner, loser in ((people[a], people[b]) for a, b in couples):
        for name in ("restricted_at", "asked_to_stay_at"):
            setattr(winner, name, min(filter(None, (getattr(winner, name), getattr(loser, name))), default=None))
        for name in ("informed_at", "last_contact_from_at"):
            both = (getattr(winner, name), getattr(loser, name))
            setattr(winner, name, min(both) if all(both) else None)
        winner.quarantined = winner.quarantined and loser.quarantined
        winner.save(
            update_fields=["restricted_at", "asked_to_stay_at", "informed_at", "last_contact_from_at", "quarantined"]
        )


def _settle_twins(model: type[Model], field: str, settled: Q, couples: list[tuple[int, int]]) -> None:
    """Of two rows for one thing what is settled stays hers; two settled ones both happened, and the second names nobody."""
    everybody = [one for couple in couples for one in couple]
    rows = model._base_manager.filter(person__in=everybody).exclude(**{field: None})  # noqa: SLF001
    done = set(rows.filter(settled).values_list("pk", flat=True))
    places = {(person, thing): pk for pk, person, thing in rows.values_list("pk", "person", field)}
    dropped, named_no_more = [], []
    for winner, loser in couples:
        for thing in {thing for person, thing in places if person == loser}:
            hers, twin = places.get((winner, thing)), places[loser, thing]
            if hers is None:
                places[winner, thing] = twin
            elif twin not in done:
                dropped.append(twin)
            elif hers not in done:
                dropped.append(hers)
                places[winner, thing] = twin
            else:
                named_no_more.append(twin)
    model._base_manager.filter(pk__in=dropped).delete()  # noqa: SLF001
    model._base_manager.filter(pk__in=named_no_more).update(person=None)  # noqa: SLF001


def _unite_points(couples: list[tuple[int, int]]) -> None:
    """What was done by the row of a number both have is told of the row that stays."""
    points = ContactPoint.objects.filter(person__in=[one for couple in couples for one in couple])
    rows = {(person, normal): pk for pk, person, normal in points.values_list("pk", "person", "normal")}
    twins = [
        (rows[winner, normal], pk)
        for winner, loser in couples
        for (person, normal), pk in rows.items()
        if person == loser and (winner, normal) in rows
    ]
    if not twins:
        return
    with connection.cursor() as cursor:
        for relation in ContactPoint._meta.related_objects:  # noqa: SLF001
            table, column = relation.related_model._meta.db_table, relation.field.column  # noqa: SLF001
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", twins)  # noqa: S608  names of models


def _taken_back(couples: list[tuple[int, int]]) -> list[tuple[int, Consent]]:
    """What either took back, to be taken back of whatever the other had agreed to before: who stays, and the act."""
    whose = {one: winner for winner, loser in couples for one in (winner, loser)}
    points = ContactPoint.objects.filter(person__in=whose).values_list("organisation", "fingerprint", "person")
    marks = {(organisation, mark): whose[person] for organisation, mark, person in points}
    if not marks:
        return []
    acts = Consent.objects.filter(act=Consent.Act.WITHDRAWN, fingerprint__in=[mark for _organisation, mark in marks])
    last: dict[tuple[int, str, str], Consent] = {}
    for act in acts.select_related("organisation", "recorded_by").order_by("acted_at", "pk"):
        if winner := marks.get((act.organisation_id, act.fingerprint)):
            last[winner, act.purpose, act.channel] = act
    return [(winner, act) for (winner, _purpose, _channel), act in last.items()]


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
