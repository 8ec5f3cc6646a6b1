"""What the engine itself would keep of deleted rows.

SQLite overwrites deleted content (`secure_delete`, in the settings) but its write-ahead log still holds the pages of
before: it is emptied here. PostgreSQL keeps dead rows until vacuum; `vacuum` is asked for the tables touched by the
daily round. What backups keep, the journal of erasures takes out again when one is restored.
"""

from functools import partial

from django.db import connection, transaction


def wipe() -> None:
    """Empty SQLite's log once the transaction is committed. Readers in the middle of a page put it off to the next time."""
    if connection.vendor == "sqlite":
        transaction.on_commit(partial(_checkpoint))


def _checkpoint() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
