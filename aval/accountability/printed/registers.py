"""The register of processing as a document, in the CNIL's columns: a sheet that lists, a sheet an activity; or on paper.

`content` is what `register` answers or what a signed version keeps: activity -> its line.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from odfdo import Document, Row, Table

from aval.accountability.printed.paper import Section, on_paper
from aval.accountability.register import LISTS
from aval.accounts.models import Organisation

Content = Mapping[str, Mapping[str, Any]]
LONGEST = 31  # characters of the name of a sheet
FORBIDDEN = str.maketrans(dict.fromkeys("[]*?:/\\'", " "))


def column_names() -> dict[str, str]:
    """The columns of the CNIL's model that are lists, each with its name, in the language in force."""
    return {
        "data": _("Catégories de données"),
        "tables": _("Tables"),
        "sources": _("Sources"),
        "recipients": _("Destinataires"),
        "transfers": _("Transferts hors de l’Espace économique européen"),
        "retention": _("Durées de conservation"),
        "security": _("Mesures de sécurité"),
    }


def _controller(ours: Organisation) -> list[tuple[str, str]]:
    officer = " · ".join(filter(None, (ours.dpo_name, ours.dpo_email)))
    return [
        (_("Responsable du traitement"), ours.legal_name),
        (_("SIREN"), ours.siren),
        (_("Adresse"), ours.postal_address),
        (_("Contact"), " · ".join(filter(None, (ours.mailbox, ours.telephone)))),
        (_("Délégué à la protection des données"), officer or _("non désigné")),
        (_("Responsable conjoint, représentant"), _("aucun")),
    ]


def _pairs(line: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in (("purposes", _("Finalités")), ("basis", _("Base légale")), ("people", _("Personnes concernées"))):
        if line.get(key):
            yield name, str(line[key])
    names = column_names()
    yield from ((names[column], "\n".join(map(str, line.get(column, ())))) for column in LISTS)


def register_pdf(ours: Organisation, content: Content, *, said: str, language: str = "fr") -> bytes:
    """On paper; `said` is its version, or that it is not signed."""
    with translation.override(language):
        sections = [Section(_("Qui répond"), _controller(ours))]
        sections += [Section(str(line["name"]), list(_pairs(line))) for line in content.values()]
        return on_paper(
            _("Registre des activités de traitement (art. 30 du RGPD)"), said, sections, name=ours.legal_name, language=language
        )  # fmt: skip


def register_ods(ours: Organisation, content: Content, *, said: str, language: str = "fr") -> bytes:
    """As a spreadsheet: the list of activities, then one sheet for each."""
    with translation.override(language):
        document = Document("spreadsheet")
        document.body.clear()
        first = [*_controller(ours), (_("Version"), said), ("", ""), (_("Traitement"), _("Finalités"))]
        first += [(str(line["name"]), str(line.get("purposes", ""))) for line in content.values()]
        _sheet(document, _("Liste des traitements"), first)
        for line in content.values():
            _sheet(document, str(line["name"]), [(_("Traitement"), str(line["name"])), *_pairs(line)])
        packed = io.BytesIO()
        document.save(packed)
        return packed.getvalue()


def _sheet(document: Document, name: str, pairs: list[tuple[str, str]]) -> None:
    table = Table(name.translate(FORBIDDEN)[:LONGEST].strip())
    for pair in pairs:
        row = Row()
        row.set_values(list(pair))
        table.append_row(row)
    document.body.append(table)
