"""French departments, and the beginnings of the postcodes of each."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources

CORSICA = {"2A": ("200", "201"), "2B": ("202", "206")}
NAMES: Mapping[str, str] = tomllib.loads(
    resources.files("aval.prospects").joinpath("departments.toml").read_text(encoding="utf-8")
)


def beginnings(code: str) -> Sequence[str]:
    """How the postcodes of a department begin."""
    return CORSICA.get(code, (code,))
