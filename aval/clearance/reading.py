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
FEW = 20_000  # ids named one by one; above, the stretch they lie in is read


def near(rows: Rows, ids: pl.Series, field: str = "pk") -> Rows:
    """The rows of these ids, and perhaps of some between them: many ids are read as a stretch, never as a long list.

    On SQLite, ids are the only condition an index should serve: `rows` names no owner, who is that of the ids.
    """
    wanted = ids.drop_nulls().unique()
    if wanted.len() <= FEW:
        return rows.filter(**{f"{field}__in": listed(wanted)})
    return rows.filter(**{f"{field}__gte": wanted.min(), f"{field}__lte": wanted.max()})


def listed(keys: pl.Series) -> RawSQL:
    """These keys (numbers or texts) for an `__in`, as one parameter: ten thousand cost what ten do."""
    kept = keys.drop_nulls().to_list()
    if is_postgresql():
        return RawSQL(f"SELECT unnest(%s::{'bigint' if keys.dtype.is_integer() else 'text'}[])", [kept])  # noqa: S611  a type of ours
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(kept)])


def read(rows: Rows, columns: Columns) -> pl.DataFrame:
    """These columns of a queryset as a frame, in no order.

    The base writes them as text, all rows at once, and Polars reads that: no Python object is made a cell.
    """
    connection = connections[rows.db]
    schema = {name: kind for name, (_path, kind) in columns.items()}
    asked = rows.order_by().values_list(*(path for path, _kind in columns.values()))
    try:
        sql, parameters = asked.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return pl.DataFrame(schema=schema)
    names = ", ".join(f'"{name}"' for name in schema)
    kept = f"WITH kept({names}) AS ({sql})"
    frame = (_as_csv if is_postgresql() else _as_json)(connection, kept, parameters, schema)
    return frame.with_columns(_typed(name, kind) for name, kind in schema.items() if kind in _WRITTEN)


# What is read as something simpler, before it is given its type.
_WRITTEN = {pl.Boolean: pl.Int64, UTC: pl.String, pl.Date: pl.String}
_INSTANT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"


def _as_csv(connection: Any, kept: str, parameters: Any, schema: Mapping[str, Any]) -> pl.DataFrame:
    """PostgreSQL copies the rows out."""
    dress = {pl.Boolean: "{}::int", UTC: _INSTANT}
    dressed = ", ".join(dress.get(kind, "{}").format(f'"{name}"') for name, kind in schema.items())
    with connection.cursor() as cursor:
        asked = cursor.mogrify(f"COPY ({kept} SELECT {dressed} FROM kept) TO STDOUT (FORMAT csv)", parameters)  # noqa: S608  names are the schema's
        with cursor.copy(asked) as copy:
            text = b"".join(copy)
    written = {name: _WRITTEN.get(kind, kind) for name, kind in schema.items()}
    return pl.read_csv(text, has_header=False, schema=written) if text else pl.DataFrame(schema=written)


def _as_json(connection: Any, kept: str, parameters: Any, schema: Mapping[str, Any]) -> pl.DataFrame:
    """SQLite gathers each column into one array."""
    cells = {name: f'substr("{name}", 1, 19)' if kind == UTC else f'"{name}"' for name, kind in schema.items()}
    arrays = ", ".join(f"json_group_array({cell})" for cell in cells.values())
    with connection.cursor() as cursor:
        cursor.execute(f"{kept} SELECT {arrays} FROM kept", parameters)  # noqa: S608  names are the schema's
        found = cursor.fetchone()
    kinds = [_WRITTEN.get(kind, kind) for kind in schema.values()]
    return pl.DataFrame(
        [
            pl.Series(name, [text]).str.json_decode(pl.List(kind)).explode(empty_as_null=False)
            for name, kind, text in zip(schema, kinds, found, strict=True)
        ]
    )


def _typed(name: str, kind: Any) -> pl.Expr:
    column = pl.col(name)
    if kind == pl.Date:
        return column.str.slice(0, 10).str.to_date("%Y-%m-%d")
    return column.str.to_datetime("%Y-%m-%d %H:%M:%S", time_zone="UTC") if kind == UTC else column.cast(kind)
