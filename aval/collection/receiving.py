"""What arrives at a form: told apart from robots' in microseconds, then stored whole before anything is done with it.

A robot fills the field nobody sees, or solves nothing: the first is thanked and forgotten, the second waits for the owner of
the address to confirm by e-mail, and only so many of them are taken a minute.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval import keys
from aval.accounts.models import Member
from aval.collection.drafts import Draft
from aval.collection.models import FormVersion, Submission
from aval.collection.publishing import draft_of
from aval.collection.puzzles import solved, stamp_of
from aval.collection.storing import TOGETHER
from aval.prospects.classification import Refusal, normalise_email, normalise_phone
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Consent
from aval.prospects.refusals import explain

TRAP = "website"  # the field nobody sees
UNSOLVED_A_MINUTE = 30  # unsolved submissions taken, of one form
LONGEST = {"message": 2000}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing she has to mend: the field, and what to do, in her language."""

    field: str
    said: str


class Unacceptable(Exception):
    """What was sent cannot be taken as it is: `wrongs`, shown to her; nothing was kept."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__(", ".join(one.field for one in wrongs))
        self.wrongs = wrongs


class TooMany(Exception):
    """More unsolved submissions than a form takes in a minute."""


def is_trapped(given: Mapping[str, str]) -> bool:
    """Whether the field nobody sees was filled: only a robot does."""
    return bool(given.get(TRAP))


def receive(version: FormVersion, given: Mapping[str, str], **around: Any) -> Submission:
    """Store what was sent; sent twice, it is the same submission. Arguments and refusals of `accept`."""
    row = accept(version, given, **around)
    TOGETHER.store(row)
    return Submission.objects.of(version.organisation_id).get(stamp=row.stamp)


def accept(
    version: FormVersion,
    given: Mapping[str, str],
    *,
    door: str,
    at: datetime,
    circumstances: Mapping[str, str] | None = None,
    acted_at: datetime | None = None,
    by: Member | None = None,
) -> Submission:
    """What was sent as a row to store, not stored yet. `by`: the member who typed it in.

    Raises `Unacceptable` with what to mend, `TooMany` for unsolved ones.
    """
    draft = draft_of(version)
    kept, mark = _keep(draft, given)
    puzzle = given.get("puzzle", "")
    stamp = stamp_of(puzzle, version.name, at)
    proved = by is not None or (stamp is not None and solved(puzzle, given.get("answer", "")))
    if not proved:
        _count_unsolved(version, at)
    alike = f"{version.name}|{sorted(kept.items())}|{at:%Y-%m-%dT%H}|{by.pk if by else ''}"
    return Submission(
        organisation_id=version.organisation_id, form_id=version.form_id, version=version, door=door, given=kept, fingerprint=mark,
        stamp=stamp or sha256(alike.encode()).hexdigest(), circumstances=dict(circumstances or {}), acted_at=acted_at or at,
        received_at=at, typed_by=by, state=Submission.State.WAITING if proved else Submission.State.HELD, confirmation_due=not proved,
    )  # fmt: skip


def _keep(draft: Draft, given: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Only what the form asks: fields as typed, boxes ticked; and the fingerprint by which it is hers. Raises `Unacceptable`."""
    wrongs: list[Wrong] = []
    kept: dict[str, str] = {}
    marks: dict[str, str] = {}
    for one in draft.fields:
        value = " ".join(given.get(one.name, "").split()) if one.name != "message" else given.get(one.name, "").strip()
        value = value.replace("\x00", "")
        if not value:
            if one.required:
                wrongs.append(Wrong(one.name, _("{field} : à remplir.").format(field=one.label)))
            continue
        if len(value) > LONGEST.get(one.name, 200):
            wrongs.append(Wrong(one.name, _("{field} : trop long.").format(field=one.label)))
            continue
        read = _read(one.name, value)
        if isinstance(read, Refusal):
            wrongs.append(Wrong(one.name, f"{one.label}\u00a0: {_why(one.name, read)}"))
        elif read:
            marks[one.name] = read
        kept[one.name] = value
    if not wrongs and not any(kept.get(name) for name in ("email", "phone", "mobile")):
        wrongs.append(
            Wrong("email", _("Laissez une adresse ou un numéro : sans cela, nous ne pouvons pas vous répondre."))
        )
    if wrongs:
        raise Unacceptable(wrongs)
    names = [f"box-{place}" for place in range(len(draft.boxes))]
    kept |= {name: "yes" for name in names if given.get(name) == "yes"}
    if draft.prospecting == "legitimate_interest" and given.get("objection") == "yes":
        kept["objection"] = "yes"
    return kept, next(marks[name] for name in ("email", "phone", "mobile") if name in marks)


def _read(name: str, value: str) -> Refusal | str:
    """The fingerprint of an address or a number, or why it is none; nothing for another field."""
    if name == "email":
        seen = normalise_email(value)
        return seen if isinstance(seen, Refusal) else fingerprint("email", seen.normal)
    if name in {"phone", "mobile"}:
        number = normalise_phone(value)
        return number if isinstance(number, Refusal) else fingerprint("phone", number.e164)
    return ""


def _why(name: str, read: Refusal) -> str:
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    return explain(f"{'address' if name == 'email' else 'phone'}-{read.code}", language)


def _count_unsolved(version: FormVersion, at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0)
    taken = Submission.objects.of(version.organisation_id).filter(
        form=version.form_id, received_at__gte=minute, state=Submission.State.HELD
    )
    if taken.count() >= UNSOLVED_A_MINUTE:
        raise TooMany


def mark_of_machine(address: str) -> str:
    """What is kept of the machine that sent it: a keyed fingerprint of its address, never the address."""
    key = hmac.digest(keys.require("fingerprint"), b"aval machine 1", "sha256")
    return hmac.new(key, address.encode(), "sha256").hexdigest()[:16]


CONTROLLED = {Consent.Door.FORM, Consent.Door.EMBED}  # doors where what she saw is what we froze
