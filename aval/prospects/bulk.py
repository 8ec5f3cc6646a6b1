"""Many rows at once: reading by a list of keys, inserting by frames. One text an engine, never a query a row.

SQLite takes rows by `executemany` and keys as one JSON array; PostgreSQL takes rows by `COPY` and keys as one array.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection

CODE = re.compile(r"[A-Za-z0-9_.:-]*")
CHUNK = 20_000  # rows turned into Python tuples at once, on SQLite


def is_postgresql() -> bool:
    """Whether this base is PostgreSQL."""
    return connection.vendor == "postgresql"


def read_by_keys(
    columns: str, joined: str, keys: pl.Series, parameters: Sequence[object], schema: Mapping[str, Any]
) -> pl.DataFrame:
    """The rows of `joined` (a table and its `ON`, where `k.value` is a key) for each of the keys, as a frame of `schema`."""
    distinct = keys.drop_nulls().unique().sort()
    if distinct.is_empty():
        return pl.DataFrame(schema=schema)
    if is_postgresql():
        kind = "bigint" if distinct.dtype.is_integer() else "text"
        listed, values = f"unnest(%s::{kind}[]) AS k(value) JOIN", distinct.to_list()
    else:
        listed, values = "json_each(%s) AS k CROSS JOIN", _as_json(distinct)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {listed} {joined}", [values, *parameters])  # noqa: S608  texts of this room
        rows = cursor.fetchall()
    return pl.DataFrame(rows, schema=schema, orient="row")


def take_ids(table: str, count: int) -> pl.Series:
    """That many new ids of a table, in order. Inside the transaction that inserts them."""
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return pl.Series([row[0] for row in cursor.fetchall()], dtype=pl.Int64)
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return pl.int_range(first, first + count, eager=True)


def insert(table: str, rows: pl.DataFrame, **constants: object) -> int:
    """Insert the rows of a frame, whose columns are the table's, and the same `constants` on each; how many."""
    if rows.is_empty():
        return 0
    if is_postgresql():
        _copy(table, rows.with_columns(_literal(value).alias(name) for name, value in constants.items()))
        return rows.height
    connection.ensure_connection()
    for start in range(0, rows.height, CHUNK):
        statement, tuples = _statement(table, _adapted(rows.slice(start, CHUNK)), constants)
        connection.connection.executemany(statement, tuples)
    return rows.height


def _statement(
    table: str, rows: pl.DataFrame, constants: Mapping[str, object]
) -> tuple[str, Iterable[tuple[Any, ...]]]:
    """An INSERT and its rows. A column that says one thing all along is written in the text: binding is what costs."""
    names, places, bound = list(constants), [quoted(value) for value in constants.values()], []
    for column in rows:
        names.append(column.name)
        if (same := _same_all_along(column)) is not None:
            places.append(same)
        else:
            places.append("?")
            bound.append(column.to_list())
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(places)})"  # noqa: S608  our own names, quoted values
    return statement, zip(*bound, strict=True) if bound else [()] * rows.height


def _same_all_along(column: pl.Series) -> str | None:
    """The text of what a column says on every row, when that is nothing, a number or a plain code; else None."""
    if column.null_count() == len(column):
        return "NULL"
    first = column[0]
    if (
        first is None
        or isinstance(first, float)
        or not CODE.fullmatch(str(first))
        or not (column == first).all(ignore_nulls=False)
    ):
        return None
    return quoted(first)


def update(table: str, rows: pl.DataFrame, where: str = "", **constants: object) -> int:
    """Set the columns of a frame, and the same `constants`, on the rows of its column `id` that satisfy `where`; how many."""
    if rows.is_empty():
        return 0
    empty = [name for name, kind in rows.schema.items() if kind == pl.Null]
    rows = rows.drop(empty)
    fixed = [f"{name} = {quoted(value)}" for name, value in {**dict.fromkeys(empty), **constants}.items()]
    names = [name for name in rows.columns if name != "id"]
    also = f" AND {where}" if where else ""
    with connection.cursor() as cursor:
        if is_postgresql():
            told = rows.unique("id", keep="last")
            arrays = ", ".join(f"%s::{_kind(told[name].dtype)}[]" for name in told.columns)
            set_to = ", ".join([*(f"{name} = k.{name}" for name in names), *fixed])
            cursor.execute(
                f"UPDATE {table} SET {set_to} FROM unnest({arrays}) AS k({', '.join(told.columns)}) "  # noqa: S608  our own names
                f"WHERE {table}.id = k.id{also}",
                [told[name].to_list() for name in told.columns],
            )
        else:
            set_to = ", ".join([*(f"{name} = %s" for name in names), *fixed])
            statement = f"UPDATE {table} SET {set_to} WHERE id = %s{also}"  # noqa: S608  our own names, quoted values
            cursor.executemany(statement, _adapted(rows.select(*names, "id")).rows())
        return max(cursor.rowcount, 0)


def _kind(dtype: Any) -> str:
    """How PostgreSQL calls what a column holds."""
    if isinstance(dtype, pl.Datetime):
        return "timestamptz"
    if dtype.is_integer():
        return "bigint"
    return {pl.Boolean: "boolean", pl.Date: "date", pl.Float64: "float8"}.get(dtype, "text")


def _as_json(keys: pl.Series) -> str:
    """A JSON array of keys; without a library where nothing is to be escaped, which is nearly always."""
    if keys.dtype != pl.String or keys.str.contains(r'["\\\x00-\x1f]').any():
        return json.dumps(keys.to_list())
    return '["' + '","'.join(keys.to_list()) + '"]'


def _copy(table: str, rows: pl.DataFrame) -> None:
    text = rows.write_csv(include_header=False, null_value="\\N", quote_style="non_numeric")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(rows.columns)}) FROM STDIN (FORMAT csv, NULL '\\N')") as copy,
    ):
        copy.write(text)


def _adapted(rows: pl.DataFrame) -> pl.DataFrame:
    """Days and instants as Django writes them in SQLite: texts, in UTC."""
    instants = [
        pl.col(name).dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
        for name, dtype in rows.schema.items()
        if isinstance(dtype, pl.Datetime)
    ]
    days = [pl.col(name).cast(pl.String) for name, dtype in rows.schema.items() if dtype == pl.Date]
    return rows.with_columns(*instants, *days)


def _literal(value: object) -> pl.Expr:
    return pl.lit(value, dtype=pl.String if value is None else None)


def quoted(value: object) -> str:
    """A constant of ours in the text of a statement: a number, a boolean, nothing, a day, an instant or a code."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(int(value))
    return (
        "'"
        + str(connection.ops.adapt_datetimefield_value(value) if hasattr(value, "hour") else value).replace("'", "''")
        + "'"
    )


def count_again(tables: Sequence[str]) -> None:
    """Let the engine look at these tables again: after many rows, it would still choose its ways as if they were empty."""
    with connection.cursor() as cursor:
        if not is_postgresql():
            cursor.execute("PRAGMA analysis_limit=1000")  # a glance, not a reading: milliseconds at any size
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
