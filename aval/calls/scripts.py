"""The script of a call: what the law asks to be said, each line filled with what is true of this call.

A line that cannot be filled is missing, and the law refuses the call (`script_complete`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from aval.accounts.models import Member
from aval.calls.models import CallList
from aval.campaigns.letters.parties import Origin, Sender
from aval.campaigns.letters.surroundings import as_sentence
from aval.prospects.models import Person

ONCE_KNOWN = frozenset({"origin"})  # said on the first call; later ones may skip it


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the script, in her language. `required` must have been said before an answered call is closed."""

    code: str
    text: str
    required: bool


@cache
def _sentences() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("script.toml").read_text(encoding="utf-8"))


def script_of(call_list: CallList, *, member: str, person: Person | None, first: bool = True) -> tuple[Said, ...]:
    """The lines to say to this person (or to anybody, without one), in her language; those that cannot be filled are left out."""
    language = person.language if person and person.language in {"fr", "en"} else "fr"
    told = _sentences()
    sender = Sender.of(call_list.offer.brand)
    origin = Origin.of(call_list.source)
    reason = call_list.offer.reason
    function = (person.title if person else "") or told["yours"][language]
    known = {
        "member": member,
        "legal_name": sender.legal_name,
        "brand": sender.brand,
        "subject": call_list.offer.name,
        "why": as_sentence(told["why"][language].format(function=function, reason=reason)) if reason else "",
        "origin": origin.name if origin.holder in origin.name else f"{origin.name}, {origin.holder}",
        "mailbox": sender.mailbox,
    }
    lines = []
    for code, said in told["lines"].items():
        text = said[language]
        asked = [name for name in known if f"{{{name}}}" in text]
        if all(known[name] for name in asked):
            lines.append(Said(code, text.format_map(known), required=first or code not in ONCE_KNOWN))
    return tuple(lines)


def spoken_name(member: Member | None) -> str:
    """How a member says who she is: her name, else what comes before the @ of her address."""
    if member is None:
        return ""
    return member.get_full_name() or member.email.partition("@")[0].replace(".", " ").title()


def is_complete(lines: tuple[Said, ...]) -> bool:
    """Whether nothing the law asks to be said is missing."""
    return {line.code for line in lines} == set(_sentences()["lines"])
