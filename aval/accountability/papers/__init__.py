"""Models to fill in and sign: charter, contract with a processor, supply of a file, notice, answers; as OpenDocument texts.

A gap is a rule of underscores or square brackets, for the reader to fill: nothing is invented about who uses Aval.
"""

import io
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from odfdo import Document, Header, List, Paragraph

from aval.accounts.models import Organisation
from aval.accounts.processors import clauses
from aval.rights.composing import FIELD, Kind, templates

PAPERS = ("charter", "notice", "processor", "supplier", "answers")


class Part(NamedTuple):
    """A title, paragraphs, then a list."""

    title: str
    says: tuple[str, ...]
    lists: tuple[str, ...]


class Paper(NamedTuple):
    """A model, whole, in one language."""

    title: str
    parts: tuple[Part, ...]


def paper(code: str, ours: Organisation, language: str) -> Paper:
    """One of `PAPERS` with the facts of the organisation. Raises KeyError."""
    english = language.startswith("en")
    if code == "answers":
        return Paper("Model answers" if english else "Modèles de réponse", tuple(_answers("en" if english else "fr")))
    if code not in PAPERS:
        raise KeyError(code)
    told = _read(code)["en" if english else "fr"]
    facts = {
        "organisation": ours.legal_name,
        "siren": ours.siren,
        "address": ", ".join(ours.postal_address.splitlines()),
        "telephone": ours.telephone,
        "mailbox": ours.mailbox,
        "dpo": " · ".join(filter(None, (ours.dpo_name, ours.dpo_email))) or ours.mailbox,
    }
    return Paper(told["title"], tuple(_part(one, facts, english=english) for one in told["parts"]))


def as_odt(whole: Paper, language: str) -> bytes:
    """The model as an OpenDocument text, which any word processor opens."""
    document = Document("text")
    document.body.clear()
    document.set_language("en-GB" if language.startswith("en") else "fr-FR")
    document.body.append(Header(1, whole.title))
    for part in whole.parts:
        document.body.append(Header(2, part.title))
        for text in part.says:
            document.body.append(Paragraph(text))
        if part.lists:
            document.body.append(List(list(part.lists)))
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _part(row: dict[str, Any], facts: dict[str, str], *, english: bool) -> Part:
    lists = [one.format(**facts) for one in row.get("lists", ())]
    if row.get("clauses"):
        lists += [f"{one['en' if english else 'fr']} ({one['article']})" for one in clauses().values()]
    return Part(row["title"], tuple(one.format(**facts) for one in row.get("says", ())), tuple(lists))


def _answers(language: str) -> Iterator[Part]:
    """Every answer Aval prepares to a request; what it fills from the case stands in square brackets."""
    common = templates()["common"][language]
    around = (common["hello_nobody"], common["recall"]), (common["remedies"], common["closing"])
    for kind in Kind.values:
        for said in (chapter[language] for chapter in templates()[kind].values()):
            texts = (*around[0], *said["text"], *around[1])
            yield Part(FIELD.sub("[…]", said["subject"]), tuple(FIELD.sub("[…]", text) for text in texts), ())


@cache
def _read(code: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{code}.toml").read_text(encoding="utf-8"))
