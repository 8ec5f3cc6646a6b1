"""The same data for a machine: JSON, or one CSV a table in a ZIP (art. 15(3) and 20 GDPR)."""

import csv
import io
import json
import zipfile
from typing import Any

from aval.prospects.holdings import Category
from aval.prospects.models import Provenance, Source
from aval.prospects.refusals import neutral
from aval.rights.access.reading import AccessFile, Part

GIVEN = {Category.IDENTITY, Category.CONTACT, Category.WORK, Category.CHOICES, Category.REQUESTS}
ON_HER_WORD = (Source.Basis.CONSENT, Source.Basis.SOFT_OPT_IN)  # consent or contract: art. 20(1)(a)


def is_portable(file: AccessFile) -> bool:
    """Whether she gave us data herself, on her consent or a contract: what portability is about (art. 20(1))."""
    given = {"collection_mode": Source.Mode.DIRECT, "basis__in": ON_HER_WORD}
    sources = Source.objects.of(file.person.organisation_id).filter(**given)
    return Provenance.objects.filter(person=file.person, source__in=sources).exists()


def access_json(file: AccessFile, *, portable: bool = False) -> str:
    """Everything; what she gave alone when `portable`. Instants are ISO 8601, codes are those of the documentation."""
    told: dict[str, Any] = {
        "controller": {"name": file.preface.organisation.legal_name, "siren": file.preface.organisation.siren},
        "at": file.at.isoformat(),
        "language": file.language,
        "right": "portability" if portable else "access",
        "parts": {part.name: [row.data for row in part.rows] for part in _chosen(file, portable)},
    }
    if not portable:
        told["about"] = [{"question": question, "answers": answers} for question, answers in file.preface.answers]
    return json.dumps(told, ensure_ascii=False, indent=1, default=str)


def access_csv(file: AccessFile, *, portable: bool = False) -> bytes:
    """A ZIP of one CSV a table, UTF-8 with its mark, cells no spreadsheet computes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in _chosen(file, portable):
            if part.rows:
                archive.writestr(f"{part.name}.csv", _table(part))
    return packed.getvalue()


def _chosen(file: AccessFile, portable: bool) -> list[Part]:
    return [part for part in file.parts if not portable or part.category in GIVEN]


def _table(part: Part) -> str:
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(part.labels)
    writer.writerows([neutral(value) for value in row.values] for row in part.rows)
    return written.getvalue()
