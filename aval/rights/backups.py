"""Backups: the whole base as it was at one instant, in one sealed file, and back (T14).

SQLite: a compact copy (`VACUUM INTO`), which holds no deleted page. PostgreSQL: what `pg_dump` writes. With a passphrase
the keys of the installation are in it, so that the file and the passphrase are enough to start again elsewhere. The
journal is never in it: it is what the backup does not know.
"""

import base64
import json
import os
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from aval import __version__, keys
from aval.accounts.models import Organisation
from aval.evidence.instants import stamp
from aval.evidence.models import Frontier
from aval.rights import journal
from aval.rights.sealing import NotABackup, read_header, seal, unseal

READ = 1 << 20  # bytes
LENGTH = struct.Struct(">I")


class NoProgram(RuntimeError):
    """`pg_dump` or `pg_restore` is missing, or said no."""


def back_up(out: Path, *, at: datetime, passphrase: str | None) -> dict[str, Any]:
    """Write the backup beside its place, then put it there; what it holds. Whoever works goes on meanwhile."""
    for organisation in Organisation.objects.order_by("pk").values_list("pk", flat=True):
        journal.follow(organisation)
    header = {"engine": connection.vendor, "at": stamp(at), "aval": __version__}
    inside = {
        "ledgers": {str(ledger): size for ledger, size in Frontier.objects.values_list("ledger", "size")},
        "keys": _keys() if passphrase else {},
    }
    draft = out.with_name(out.name + ".part")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        told = json.dumps(inside).encode()
        size = seal(_all(LENGTH.pack(len(told)) + told, out.parent), file, header=header, passphrase=passphrase)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(out)
    return header | {"bytes": size, "ledgers": inside["ledgers"], "keys": sorted(inside["keys"])}


def put_back(path: Path, *, passphrase: str | None) -> dict[str, Any]:
    """Replace the base by the backup, once it was read to its end; its header. The base then waits for its journal.

    Raises `NotABackup`, before anything is touched; `NoProgram`.
    """
    with path.open("rb") as file:
        header, _head = read_header(file)
    if header["engine"] != connection.vendor:
        raise NotABackup("engine")
    for _piece in _base(path, passphrase):
        pass
    _take_keys(path, passphrase)
    (_into_sqlite if connection.vendor == "sqlite" else _into_postgresql)(_base(path, passphrase))
    return header


def _all(inside: bytes, folder: Path) -> Iterator[bytes]:
    yield inside
    yield from (_from_sqlite(folder) if connection.vendor == "sqlite" else _from_postgresql())


def _from_sqlite(folder: Path) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(dir=folder, prefix=".aval-backup-") as place:
        copy = Path(place) / "base"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        with copy.open("rb") as file:
            while piece := file.read(READ):
                yield piece


def _from_postgresql() -> Iterator[bytes]:
    call, environment = _program("pg_dump")
    with subprocess.Popen([*call, "--format=custom", "--no-owner"], stdout=subprocess.PIPE, env=environment) as dump:
        while piece := dump.stdout.read(READ):
            yield piece
    if dump.returncode:
        raise NoProgram(f"pg_dump: {dump.returncode}")


def _program(name: str) -> tuple[list[str], dict[str, str]]:
    """A program of PostgreSQL with this base named; its password goes by the environment, never by the command line."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda one: int(one.parts[4]))
    found = str(kept[-1]) if kept else shutil.which(name)
    if not found:
        raise NoProgram(name)
    given = connection.settings_dict
    named = {"--host": given["HOST"], "--port": given["PORT"], "--username": given["USER"], "--dbname": given["NAME"]}
    arguments = [f"{option}={value}" for option, value in named.items() if value]
    return [found, *arguments], os.environ | ({"PGPASSWORD": given["PASSWORD"]} if given["PASSWORD"] else {})


def _base(path: Path, passphrase: str | None) -> Iterator[bytes]:
    """What comes after the part about the backup itself."""
    pieces = _opened(path, passphrase)
    first = next(pieces)
    length = LENGTH.unpack_from(first)[0]
    yield first[LENGTH.size + length :]
    yield from pieces


def _opened(path: Path, passphrase: str | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from unseal(file, passphrase=passphrase)


def _into_sqlite(pieces: Iterator[bytes]) -> None:
    base = Path(connection.settings_dict["NAME"])
    fresh = base.with_name(base.name + ".restored")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    connections.close_all()
    for more in ("-wal", "-shm"):
        base.with_name(base.name + more).unlink(missing_ok=True)
    fresh.replace(base)


def _into_postgresql(pieces: Iterator[bytes]) -> None:
    connections.close_all()
    call, environment = _program("pg_restore")
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    with subprocess.Popen([*call, *options], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as restore:
        for piece in pieces:
            restore.stdin.write(piece)
        _out, said = restore.communicate()
    if restore.returncode:
        raise NoProgram(f"pg_restore: {said.decode(errors='replace')[-500:]}")


def _keys() -> dict[str, str]:
    found = {name: keys.read(settings.AVAL_HOME, name) for name in keys.NAMES}
    return {name: base64.b64encode(key).decode() for name, key in found.items() if key}


def _take_keys(path: Path, passphrase: str | None) -> None:
    """The keys of the backup, where this installation has none; its own stay."""
    first = next(_opened(path, passphrase))
    length = LENGTH.unpack_from(first)[0]
    inside = json.loads(first[LENGTH.size : LENGTH.size + length])
    folder = Path(settings.AVAL_HOME) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, key in inside["keys"].items():
        if keys.read(settings.AVAL_HOME, name) is None:
            with os.fdopen(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(base64.b64decode(key))
