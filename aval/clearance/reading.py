"""From rows to frames: whole querysets read at once, without a Python object a row."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from aval.prospects.bulk import is_postgresql

UTC = pl.Datetime("us", "UTC")
Rows = QuerySet[Any, Any]
Columns = Mapping[str, tuple[str, Any]]  # name -> path of the field, Polars type
FEW = 500  # ids named one by one; above, the stretch they lie in is read


def near(rows: Rows, ids: pl.Series) -> Rows:
    """The rows of these ids, and perhaps of some between them: many ids are read as a stretch, never as a long list."""
    wanted = ids.drop_nulls().unique()
    if wanted.len() <= FEW:
        return rows.filter(pk__in=wanted.to_list())
    return rows.filter(pk__gte=wanted.min(), pk__lte=wanted.max())


def listed(keys: pl.Series) -> RawSQL:
    """These keys (numbers or texts) for an `__in`, as one parameter: ten thousand cost what ten do."""
    kept = keys.drop_nulls().to_list()
    if is_postgresql():
        return RawSQL(f"SELECT unnest(%s::{'bigint' if keys.dtype.is_integer() else 'text'}[])", [kept])  # noqa: S611  a type of ours
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(kept)])


def read(rows: Rows, columns: Columns) -> pl.DataFrame:
    """These columns of a queryset as a frame, in no order."""
    connection = connections[rows.db]
    schema = {name: kind for name, (_path, kind) in columns.items()}
    asked = rows.order_by().values_list(*(path for path, _kind in columns.values()))
    try:
        sql, parameters = asked.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return pl.DataFrame(schema=schema)
    stored = schema
    if connection.vendor == "sqlite":
        sql, stored = _undeclared(sql, schema)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        fetched = cursor.fetchall()
    series = zip(schema, zip(*fetched, strict=True) if fetched else ((),) * len(schema), strict=True)
    frame = pl.DataFrame([pl.Series(name, values, stored[name]) for name, values in series])
    return frame.with_columns(_typed(name, kind) for name, kind in schema.items() if stored[name] != kind)


def _undeclared(sql: str, schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The same query, whose dates and booleans come as SQLite keeps them: the driver would convert them one by one."""
    plain = {
        name: pl.String if _is_time(kind) else pl.Int64 if kind == pl.Boolean else kind for name, kind in schema.items()
    }
    bare = [f'"{name}"' if plain[name] == kind else f'"{name}" {_DRESS[plain[name]]}' for name, kind in schema.items()]
    named = ", ".join(f'"{name}"' for name in schema)
    return f"WITH kept({named}) AS ({sql}) SELECT {', '.join(bare)} FROM kept", plain  # noqa: S608  names are the schema's


_DRESS = {pl.String: "|| ''", pl.Int64: "+ 0"}


def _is_time(kind: Any) -> bool:
    return kind in {pl.Date, UTC}


def _typed(name: str, kind: Any) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Date:
        return column.str.slice(0, 10).str.to_date("%Y-%m-%d")
    if _is_time(kind):
        return column.str.slice(0, 19).str.to_datetime("%Y-%m-%d %H:%M:%S", time_zone="UTC")
    return column.cast(kind)
