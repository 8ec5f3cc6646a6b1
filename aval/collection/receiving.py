"""What arrives at a form: told apart from robots' in microseconds, then stored whole before anything is done with it.

A robot fills the field nobody sees, or solves nothing: the first is thanked and forgotten, the second waits for the owner of
the address to confirm by e-mail, and only so many of them are taken a minute.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval import keys
from aval.accounts.models import Member
from aval.collection.drafts import Draft
from aval.collection.models import FormVersion, Submission
from aval.collection.puzzles import solved, stamp_of
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


def receive(
    version: FormVersion,
    given: Mapping[str, str],
    *,
    door: str,
    at: datetime,
    circumstances: Mapping[str, str] | None = None,
    acted_at: datetime | None = None,
    by: Member | None = None,
) -> Submission:
    """Store what was sent, in one transaction; sent twice, it is the same submission. `by`: the member who typed it in.

    Raises `Unacceptable` with what to mend, `TooMany` for unsolved ones.
    """
    draft = Draft.read(version.definition)
    kept = _keep(draft, given)
    mark = _mark(draft, kept)
    puzzle = given.get("puzzle", "")
    stamp = stamp_of(puzzle, version.name, at)
    proved = by is not None or (stamp is not None and solved(puzzle, given.get("answer", "")))
    if not proved:
        _count_unsolved(version, at)
    alike = f"{version.name}|{sorted(kept.items())}|{at:%Y-%m-%dT%H}|{by.pk if by else ''}"
    row = Submission(
        organisation_id=version.organisation_id, form_id=version.form_id, version=version, door=door, given=kept, fingerprint=mark,
        stamp=stamp or sha256(alike.encode()).hexdigest(), circumstances=dict(circumstances or {}), acted_at=acted_at or at,
        received_at=at, typed_by=by, state=Submission.State.WAITING if proved else Submission.State.HELD, confirmation_due=not proved,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Submission.objects.of(version.organisation_id).get(stamp=row.stamp)
    return row


def _keep(draft: Draft, given: Mapping[str, str]) -> dict[str, str]:
    """Only what the form asks: fields as typed, boxes ticked. Raises `Unacceptable`."""
    wrongs, kept = [], {}
    for one in draft.fields:
        value = " ".join(given.get(one.name, "").split()) if one.name != "message" else given.get(one.name, "").strip()
        value = value.replace("\x00", "")
        if not value:
            if one.required:
                wrongs.append(Wrong(one.name, _("{field} : à remplir.").format(field=one.label)))
            continue
        if len(value) > LONGEST.get(one.name, 200):
            wrongs.append(Wrong(one.name, _("{field} : trop long.").format(field=one.label)))
            continue
        if wrong := _unreadable(one.name, value):
            wrongs.append(Wrong(one.name, f"{one.label} : {wrong}"))
        kept[one.name] = value
    if not wrongs and not any(kept.get(name) for name in ("email", "phone", "mobile")):
        wrongs.append(
            Wrong("email", _("Laissez une adresse ou un numéro : sans cela, nous ne pouvons pas vous répondre."))
        )
    if wrongs:
        raise Unacceptable(wrongs)
    names = [f"box-{place}" for place in range(len(draft.boxes))]
    kept |= {name: "yes" for name in names if given.get(name) == "yes"}
    if draft.prospecting == "legitimate_interest" and given.get("objection") == "yes":
        kept["objection"] = "yes"
    return kept


def _unreadable(name: str, value: str) -> str:
    """Why this is no address or number, in words; empty when it is one, or another field."""
    if name == "email":
        seen, stem = normalise_email(value), "address"
    elif name in {"phone", "mobile"}:
        seen, stem = normalise_phone(value), "phone"
    else:
        return ""
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    return explain(f"{stem}-{seen.code}", language) if isinstance(seen, Refusal) else ""


def _mark(draft: Draft, kept: Mapping[str, str]) -> str:
    """The fingerprint by which this submission is hers: of her address, else of her number."""
    if kept.get("email"):
        return fingerprint("email", normalise_email(kept["email"]).normal)
    return fingerprint("phone", normalise_phone(kept.get("phone") or kept["mobile"]).e164)


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
