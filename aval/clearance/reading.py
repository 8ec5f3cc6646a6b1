"""From rows to frames: whole querysets read at once, without a Python object a row."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

UTC = pl.Datetime("us", "UTC")
Schema = Mapping[str, Any]  # name -> Polars type


def read_frame(rows: "QuerySet[Any, Any]", schema: Schema) -> pl.DataFrame:
    """The rows of a `values_list` queryset as a frame, in no order; `schema` names the columns as the queryset lists them."""
    connection = connections[rows.db]
    try:
        sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return pl.DataFrame(schema=dict(schema))
    stored = schema
    if connection.vendor == "sqlite":
        sql, stored = _undeclared(sql, schema)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        fetched = cursor.fetchall()
    frame = pl.DataFrame(fetched, schema=dict(stored), orient="row")
    return frame.with_columns(_typed(name, kind) for name, kind in schema.items() if stored[name] != kind)


def _undeclared(sql: str, schema: Schema) -> tuple[str, Schema]:
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
