"""Secrets, kept in files outside the base and outside the code.

`AVAL_HOME/keys/NAME` holds one secret, readable by its owner alone; the environment variable
`AVAL_KEY_NAME` (base64) takes precedence, for machines that share one base. Nothing is created on import:
`create_missing` does it once, when Aval is set up.
"""

import base64
import os
import secrets
from pathlib import Path

NAMES = ("django", "fingerprint", "ledger", "link", "vault")
LENGTH = 32  # bytes


class KeyMissing(Exception):
    """A secret is needed and was never made: `aval init` makes it."""


def home() -> Path:
    """The folder of the base, the keys and the files."""
    return Path(os.environ.get("AVAL_HOME") or Path.home() / ".local/share/aval").resolve()


def read(home: Path, name: str) -> bytes | None:
    """The 32 bytes of a secret, or None when it was never made."""
    given = os.environ.get(f"AVAL_KEY_{name.upper()}")
    if given:
        return base64.b64decode(given, validate=True)
    path = home / "keys" / name
    return path.read_bytes() if path.is_file() else None


def require(name: str) -> bytes:
    """The 32 bytes of a secret; `KeyMissing` when it was never made."""
    from django.conf import settings  # noqa: PLC0415  the settings module itself reads its key here

    key = read(settings.AVAL_HOME, name)
    if key is None:
        raise KeyMissing(f"Clé « {name} » absente : lancez « aval init ». / Key “{name}” missing: run “aval init”.")
    return key


def create_missing(home: Path) -> list[str]:
    """Make every secret that is not there yet; the names of those made."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = home / "keys"
    folder.mkdir(exist_ok=True, mode=0o700)
    made = []
    for name in NAMES:
        if read(home, name) is not None:
            continue
        descriptor = os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
        made.append(name)
    return made
