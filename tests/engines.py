"""What the tests stand on: a home in a temporary folder, and SQLite or a PostgreSQL of their own.

`AVAL_TEST_ENGINE=postgresql` starts a server for this run alone: no port (a socket in a private folder), no other
account touched, stopped and erased at the end. Under xdist the controller starts it, every worker has its own base.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
POSTGRESQL = os.environ.get("AVAL_TEST_ENGINE") == "postgresql"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=64MB"


class NoServer(Exception):
    """PostgreSQL is not on this machine."""


def prepare_home() -> Path:
    """A folder of its own for this process, with its keys, named before Django reads its settings."""
    home = Path(tempfile.mkdtemp(prefix="aval-tests-"))
    os.environ["AVAL_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "aval.config.settings"
    for name in [name for name in os.environ if name.startswith("AVAL_KEY_") or name in {"AVAL_URL", "AVAL_HOSTS"}]:
        del os.environ[name]
    from aval import keys  # noqa: PLC0415  the home must be named first

    keys.create_missing(home)
    return home


def find_program(name: str) -> str:
    """A program of PostgreSQL, from the path or from where Debian keeps it; the newest."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = str(kept[-1]) if kept else shutil.which(name)
    if not found:
        raise NoServer(f"« {name} » manque : installez PostgreSQL (Debian : apt install postgresql).")
    return found


class Cluster:
    """A PostgreSQL server that lives as long as the run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aval-pg-"))
        self.as_whom: list[str] = []
        if os.geteuid() == 0:
            account = "postgres" if _account_exists("postgres") else "nobody"
            self.as_whom = ["runuser", "-u", account, "--"]
            shutil.chown(self.folder, account)

    def start(self) -> str:
        """Make the server and start it; its address for DATABASE_URL."""
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-A", "trust", "-U", "aval", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"{FAST} -c listen_addresses='' -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")
        return f"postgresql://aval@{quote(str(self.folder), safe='')}/postgres"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        call = [*self.as_whom, find_program(program), *map(str, arguments)]
        done = subprocess.run(call, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            raise NoServer(f"{program} : {done.stdout}")


def _account_exists(name: str) -> bool:
    import pwd  # noqa: PLC0415  absent where there is no such thing as an account

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
