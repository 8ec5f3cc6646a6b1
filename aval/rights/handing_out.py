"""Our opposition list for a processor (art. 28 GDPR): keyed fingerprints, a tool that matches them, and the key apart.

The list alone tells nobody anything; with the key one can ask of an address whether it is on it, and nothing more.
"""

import csv
from datetime import datetime
from importlib import resources
from pathlib import Path

from django.db import transaction

from aval import evidence, keys
from aval.accounts.models import Member, Organisation
from aval.prospects.fingerprints import key_id
from aval.prospects.models import Objection

COLUMNS = ("kind", "fingerprint", "channel", "brand", "heard_at")
TOOL = "aval_match.py"


def hand_out(organisation: Organisation, folder: Path, *, to: str, at: datetime, by: Member | None = None) -> int:
    """Write `opposition.csv`, the tool and `cle.txt` in a folder; how many entries. Who received it is in evidence.

    Identities are left out: a processor has addresses and numbers. Raises `ValueError` without a recipient.
    """
    if not to.strip():
        raise ValueError("to")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = Objection.objects.of(organisation).exclude(kind=Objection.Kind.IDENTITY).order_by("pk")
    count = 0
    with (folder / "opposition.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(COLUMNS)
        for row in rows.values_list("kind", "fingerprint", "channel", "brand__code", "heard_at").iterator(5_000):
            out.writerow([*row[:3], row[3] or "", row[4].date().isoformat()])
            count += 1
    (folder / TOOL).write_text(resources.files("aval.rights").joinpath(f"handout/{TOOL}").read_text("utf-8"), "utf-8")
    key = folder / "cle.txt"
    key.write_text(keys.require("fingerprint").hex() + "\n", "ascii")
    key.chmod(0o600)
    with transaction.atomic():
        told = {"to": to.strip(), "entries": count, "key": key_id(), "by": by.pk if by else None}
        evidence.record(organisation.pk, "opposition:handed", told, at=at)
    return count
