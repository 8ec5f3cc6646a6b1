"""The base itself refuses to forget: what each table allows, in the SQL of both engines side by side.

entry     no delete; one update: payload and salt to NULL, subject to '', together, never of an erasure
head      no update, no delete
block     no update, no delete
frontier  no delete; it only grows

SQLite: `INSERT OR REPLACE` fires the delete trigger because every connection of Aval sets recursive_triggers. A trigger
on insert would add nothing against somebody who opens the file otherwise (he may drop it), and cost a third of the
speed of storing entries; the small tables have one. What goes round the triggers, `aval verify --live` finds.
PostgreSQL: TRUNCATE has triggers of its own.
"""

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

KEYS = {
    "evidence_entry": ("ledger", "seq"),
    "evidence_head": ("ledger", "size"),
    "evidence_block": ("ledger", "level", "place"),
    "evidence_frontier": ("ledger",),
}
ALLOWED = {
    "evidence_entry": {
        "sqlite": "NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.subject = '' AND OLD.payload IS NOT NULL AND OLD.kind <> 'erasure:done' "
        "AND NEW.ledger = OLD.ledger AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.kind = OLD.kind AND NEW.seal = OLD.seal AND NEW.leaf = OLD.leaf",
        "postgresql": "NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.subject = '' AND OLD.payload IS NOT NULL AND OLD.kind <> 'erasure:done' "
        "AND (NEW.ledger, NEW.seq, NEW.at, NEW.kind, NEW.seal, NEW.leaf) = (OLD.ledger, OLD.seq, OLD.at, OLD.kind, OLD.seal, OLD.leaf)",
    },
    "evidence_head": {"sqlite": "0", "postgresql": "false"},
    "evidence_block": {"sqlite": "0", "postgresql": "false"},
    "evidence_frontier": {
        "sqlite": "NEW.ledger = OLD.ledger AND NEW.size > OLD.size",
        "postgresql": "NEW.ledger = OLD.ledger AND NEW.size > OLD.size",
    },
}
REFUSAL = "evidence is append-only"


def sqlite(table: str) -> list[str]:
    """One table's triggers for SQLite."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    same = " AND ".join(f"{column} = NEW.{column}" for column in KEYS[table])
    replacing = f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return [
        *([] if table == "evidence_entry" else [f"CREATE TRIGGER {table}_insert {replacing} {refuse}"]),
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} WHEN ({ALLOWED[table]['sqlite']}) IS NOT TRUE {refuse}",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
    ]


def postgresql(table: str) -> list[str]:
    """One table's triggers for PostgreSQL."""
    refuse = "EXECUTE FUNCTION evidence_refuse()"
    return [
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN (({ALLOWED[table]['postgresql']}) IS NOT TRUE) {refuse}",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


FUNCTION = (
    "CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for table in KEYS:
            for statement in (postgresql if connection.vendor == "postgresql" else sqlite)(table):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for going back, and for tests that play the intruder."""
    with connection.cursor() as cursor:
        for table in KEYS:
            for event in ("insert", "update", "delete", "truncate"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}{on}")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: install(editor.connection),
            lambda apps, editor: remove(editor.connection),
        )
    ]
