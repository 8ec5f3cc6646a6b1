"""The words of an answer, from its template and the facts of the case; a member reads them before they leave."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from aval.law.deadlines import answer_due
from aval.prospects.links import link_token
from aval.prospects.models import ContactPoint
from aval.rights.models import Answer, Case, Recipient, Right
from aval.rights.origins import origins_of, refuse_vague
from aval.rights.standing import paris, stand, works
from aval.rights.wording import say_acts

Kind = Answer.Kind
FIELD = re.compile(r"\{(\w+)\}")
WITH_REMEDIES = {Kind.DONE, Kind.REFUSED, Kind.NOTHING, Kind.EXTENDED}


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer ready to be read: where to, its subject, its text."""

    to: str
    subject: str
    text: str


@cache
def templates() -> Mapping[str, Any]:
    """The table of templates."""
    return tomllib.loads(resources.files("aval.rights").joinpath("answers.toml").read_text(encoding="utf-8"))


def compose_answer(case: Case, kind: str, *, at: datetime, language: str = "", reasons: str = "") -> Composed:
    """What this kind of answer says about this case, in her language unless another is asked.

    Raises `NotForThisCase("vague-source")` when the data would be told without the name of whoever had them.
    """
    language = "en" if (language or spoken(case)).startswith("en") else "fr"
    with translation.override(language):
        chapter = templates()[kind]
        said = (chapter.get(case.right) or chapter["any"])[language]
        facts = facts_of(case, at, language) | {"reasons": reasons.strip()}
        if "{sources}" in " ".join(said["text"]):
            refuse_vague(case)
        common = templates()["common"][language]
        hello = common["hello" if facts["name"] else "hello_nobody"]
        lines = [hello, common["recall"], *said["text"]]
        if kind in WITH_REMEDIES:
            lines.append(common["remedies"])
        lines += [common["closing"], common["dpo"]]
        told = [line for line in (_fill(line, facts) for line in lines) if line]
    return Composed(address_of(case), _fill(said["subject"], facts) or said["subject"], "\n\n".join(told) + "\n")


def _fill(line: str, facts: Mapping[str, str]) -> str:
    """The line with its facts; nothing when one of them is missing."""
    if any(not facts[name] for name in FIELD.findall(line)):
        return ""
    return FIELD.sub(lambda match: facts[match[1]], line)


def facts_of(case: Case, at: datetime, language: str) -> dict[str, str]:
    """Every fact a template may name; empty when there is none. An answer to an erasure names nobody."""
    organisation, person = case.organisation, case.person
    standing = stand(case.steps.order_by("pk"), set_due_on=case.set_due_on)
    later = answer_due(paris(standing.received_at), works=works, extended=True)
    recipients = Recipient.objects.of(organisation).filter(Q(until=None) | Q(until__gte=paris(at))).order_by("name")
    named = person is not None and case.right != Right.ERASURE
    return {
        "name": f"{person.first_name} {person.last_name}".strip() if named and person else "",
        "received": say_day(paris(standing.received_at), language),
        "right": templates()["right"][language][case.right],
        "door": templates()["door"][language][case.door],
        "case": str(case.pk),
        "due": say_day(standing.due_on, language),
        "later": say_day(later, language),
        "mailbox": organisation.mailbox,
        "organisation": organisation.legal_name,
        "siren": organisation.siren,
        "address": organisation.postal_address,
        "dpo": " ".join(filter(None, [organisation.dpo_name, organisation.dpo_email])),
        "page": page_of(case),
        "sources": ", ".join(dict.fromkeys(one.source.name for one in origins_of(case))),
        "recipients": ", ".join(one.name for one in recipients),
        "done": say_acts(case.steps.order_by("pk"), language),
    }


def say_day(day: date | None, language: str) -> str:
    """A day, in figures; nothing for none."""
    if day is None:
        return ""
    return day.strftime("%d/%m/%Y" if language == "fr" else "%d %B %Y")


def spoken(case: Case) -> str:
    """The language she reads, as far as we know."""
    return case.person.language if case.person else "fr"


def address_of(case: Case) -> str:
    """Where to answer her: what she gave, else her first address."""
    if case.contact or case.person is None:
        return case.contact
    points = ContactPoint.objects.filter(person=case.person, medium="email").order_by("pk")
    return points.values_list("value", flat=True).first() or ""


def page_of(case: Case) -> str:
    """The address of her own page, when she has one."""
    if case.person is None:
        return ""
    point = ContactPoint.objects.filter(person=case.person, medium="email").order_by("pk").first()
    return f"{settings.AVAL_URL.rstrip('/')}/d/{link_token(case.organisation_id, point.pk)}" if point else ""
