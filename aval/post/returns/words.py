"""What reasons of bounces mean, in French and English, from the table that tells them."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _sentences() -> dict[str, tuple[str, str]]:
    read = tomllib.loads(files("aval.post.returns").joinpath("bounces.toml").read_text("utf-8"))
    return {one["code"]: (one["fr"], one["en"]) for one in reversed(read["reason"])}


def explain_reason(code: str, language: str) -> str:
    """The sentence of a reason; of none, that nothing says why."""
    unsaid = ("Rien ne dit pourquoi : l’adresse n’est pas arrêtée.", "Nothing says why: the address is not stopped.")
    french, english = _sentences().get(code, unsaid)
    return english if language.startswith("en") else french
