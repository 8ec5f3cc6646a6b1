"""The control file handed to an inspector: what a control asks for, in French, beside the ledger.

Each document is a table or a text a browser or a spreadsheet opens; `index.html` says what each answers, how many lines it
holds, what was asked, and what Aval cannot hold. Everything is streamed: memory does not grow with the base.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import IO

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval.accountability.pieces import DOCUMENTS, Asked, Document, Row, people_of
from aval.accountability.printed import register_ods, register_pdf
from aval.accountability.register import drift, last_version, register
from aval.accounts.models import Organisation
from aval.campaigns.models import Assessment
from aval.evidence import Entry, Part
from aval.law.rulebook import in_force
from aval.prospects.models import Person, Source, SupplierFile
from aval.prospects.refusals import neutral
from aval.prospects.sources import FROM_SOMEBODY
from aval.rights.access import read_access
from aval.rights.access.machine import access_json
from aval.rights.access.paper import access_pdf
from aval.rights.models import Purge

ALL = Asked()
REGISTER = ("registre.json", "registre.ods", "registre.pdf")


def parts(organisation: Organisation, *, at: datetime, asked: Asked = ALL, more: Sequence[Document] = ()) -> list[Part]:
    """What goes beside the ledger, each as it is written: the documents asked for, the register, the complainants, an index.

    `more`: the documents of the rooms above.
    """
    told = [one for one in (*DOCUMENTS, *more) if asked.wants(one.name)]
    counts: dict[str, int] = {}
    tables = [Part(f"pieces/{one.name}", partial(_write, one, organisation, at, asked, counts)) for one in told]
    registers = [
        Part(f"pieces/{name}", partial(_register, name, organisation, at)) for name in REGISTER if asked.wants(name)
    ]
    people = people_of(organisation, asked.complainants)
    hers = [
        Part(f"plaignants/{person.pk}.{form}", partial(_hers, person, form, at))
        for person in people
        for form in ("json", "pdf")
    ]
    index = Part("index.html", partial(_index, told, organisation, at, asked, counts, people))
    return [*tables, *registers, *hers, index]


def keeps(organisation: Organisation, asked: Asked) -> Callable[[Entry], bool] | None:
    """Which entries of the ledger keep what they say; the others keep their place, their kind and their hash alone.

    None when everything was asked: the tree verifies in both cases.
    """
    if not asked.complainants and not asked.since and not asked.until:
        return None
    subjects = {f"person:{person.pk}" for person in people_of(organisation, asked.complainants)}

    def kept(entry: Entry) -> bool:
        theirs = not subjects or not entry.subject or entry.subject in subjects
        return theirs and asked.covers(entry.at)

    return kept


def _write(
    one: Document, organisation: Organisation, at: datetime, asked: Asked, counts: dict[str, int], file: IO[bytes]
) -> None:
    with translation.override("fr"):
        file.write(_csv([one.columns]))
        count = 0
        for group in _groups(one.rows(organisation, at, asked)):
            file.write(_csv(group))
            count += len(group)
    counts[one.name] = count


def _groups(rows: Iterable[Row], size: int = 1000) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _csv(rows: Iterable[Row]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutral(_cell(cell)) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _register(name: str, organisation: Organisation, at: datetime, file: IO[bytes]) -> None:
    last, real = last_version(organisation), register(organisation, at=at)
    if name == "registre.json":
        signed = {"version": last.number, "le": last.signed_at.isoformat(), "contenu": last.content} if last else None
        file.write(json.dumps({"signe": signed, "reel": real}, ensure_ascii=False, indent=2).encode())
        return
    draw = register_ods if name.endswith("ods") else register_pdf
    with translation.override("fr"):
        said = (
            _("Version %(number)d, signée le %(on)s.")
            % {"number": last.number, "on": localdate(last.signed_at).isoformat()}
            if last
            else _("Tel que relevé par Aval, non signé.")
        )
    file.write(draw(organisation, last.content if last else real, said=said))


def _hers(person: Person, form: str, at: datetime, file: IO[bytes]) -> None:
    """Everything held about one complainant, as she would receive it."""
    held = read_access(person, at=at, language="fr")
    file.write(access_pdf(held) if form == "pdf" else access_json(held).encode())


def _index(
    told: Sequence[Document],
    organisation: Organisation,
    at: datetime,
    asked: Asked,
    counts: dict[str, int],
    people: Sequence[Person],
    file: IO[bytes],
) -> None:
    with translation.override("fr"):
        page = {
            "organisation": organisation,
            "at": at,
            "asked": asked,
            "registers": [name for name in REGISTER if asked.wants(name)],
            "documents": [(one, counts.get(one.name, 0)) for one in told],
            "people": people,
            "lacking": rehearse(organisation, at=at),
            "law": in_force(localdate(at)).digest,
        }
        file.write(render_to_string("accountability/index.html", page).encode())


def rehearse(organisation: Organisation, *, at: datetime) -> list[str]:
    """What an inspector would ask today and we would not have; empty when everything is there."""
    lacking = []
    if not last_version(organisation):
        lacking.append(_("Le registre n’a jamais été signé."))
    elif drift(organisation, at=at):
        lacking.append(_("Le registre signé ne dit plus ce qui se fait."))
    files = SupplierFile.objects.of(organisation).values("source")
    bare = Source.objects.of(organisation).filter(kind__in=FROM_SOMEBODY).exclude(pk__in=files)
    lacking += [_("Pas de dossier pour « %(name)s ».") % {"name": source.name} for source in bare]
    if not Assessment.objects.of(organisation).exists():
        lacking.append(_("Aucune évaluation de l’intérêt légitime."))
    if not Purge.objects.of(organisation).filter(state=Purge.State.DONE).exists():
        lacking.append(_("Aucune purge n’a encore été faite."))
    lacking.append(_("Hors d’Aval : les comptes des trois derniers exercices, et la politique de sécurité écrite."))
    return lacking
