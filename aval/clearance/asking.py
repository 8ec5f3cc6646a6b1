"""People of the base asked about by address or number: may they be contacted, now? Nothing is kept, nobody is contacted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from aval.clearance.answering import speak
from aval.clearance.deciding import decided
from aval.clearance.gathering import MEDIA, POINT, Contact, gather
from aval.clearance.wording import tell
from aval.law.deciding import Reason, decide_one
from aval.law.rulebook import in_force
from aval.law.tables import Outcome
from aval.prospects.classification import Refusal, normalise_email, normalise_phone, say
from aval.prospects.classification.reference import public_suffixes
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import ContactPoint, Objection

STRICTEST = ("refuse", "review", "allow")  # a number may be shared: the strictest answer about it holds


def ask(contact: Contact, values: Sequence[str], language: str = "fr") -> list[dict[str, Any]]:
    """One answer a value, in order: `value`, then what a line of facts is answered; `error` where none can be read.

    Colleagues count for each other, in the order of the base. Whoever is not in the base is refused: she objected, or has no source.
    """
    medium = MEDIA[contact.channel]
    read = {value: _read(value, medium) for value in values}
    normals = [one for one in read.values() if isinstance(one, str)]
    known = _known(contact, normals, language)
    strangers = _strangers(contact, [normal for normal in normals if normal not in known], language)
    answers = known | strangers
    return [{"value": value} | _answer(read[value], answers, language) for value in values]


def _read(value: str, medium: str) -> str | Refusal:
    if medium == "email":
        mail = normalise_email(value)
        return mail if isinstance(mail, Refusal) else mail.normal
    number = normalise_phone(value)
    return number if isinstance(number, Refusal) else number.e164


def _answer(read: str | Refusal, answers: Mapping[str, dict[str, Any]], language: str) -> dict[str, Any]:
    if isinstance(read, Refusal):
        return {"error": {"code": read.code, "text": say(read.code, language)}}
    return answers[read]


def _known(contact: Contact, normals: Sequence[str], language: str) -> dict[str, dict[str, Any]]:
    """The answers about the addresses that are somebody's here and came from somewhere."""
    medium = MEDIA[contact.channel]
    gathered = gather(contact, Q(**{POINT + "normal__in": normals}))
    if gathered.rows.is_empty():
        return {}
    rows = ContactPoint.objects.of(contact.aim.organisation).filter(medium=medium, normal__in=normals)
    normal_of = dict(rows.values_list("pk", "normal"))
    answers = defaultdict(list)
    for point, facts, answer in zip(
        gathered.rows["contact_point"],
        gathered.facts.iter_rows(named=True),
        decided(contact, gathered).iter_rows(named=True),
        strict=True,
    ):
        if point in normal_of:
            answers[normal_of[point]].append(_spoken({**gathered.common, **facts}, answer, contact, language))
    return {normal: min(found, key=lambda one: STRICTEST.index(one["verdict"])) for normal, found in answers.items()}


def _spoken(facts: Mapping[str, Any], answer: Mapping[str, Any], contact: Contact, language: str) -> dict[str, Any]:
    """The decision taken for the whole batch, with what each reason of this one person hangs on."""
    own = decide_one(facts, question=contact.question) if answer["findings"] else None
    if own and {reason.code for reason in own.reasons} == set(answer["findings"]):
        return speak(own, language)
    said = {reason.code: reason for reason in own.reasons} if own else {}
    reasons = [said.get(code) or found for code in answer["findings"] for found in _found(code, contact)]
    return {
        "verdict": answer["verdict"],
        "reasons": [tell(reason, language) for reason in sorted(reasons, key=lambda one: -one.outcome)],
        "basis": answer["basis"],
        "obligations": list(answer["obligations"]),
        "law": answer["law"],
    }


def _found(code: str, contact: Contact) -> Iterator[Reason]:
    """A finding of the law of this day, as a reason: what colleagues asked about before her add to her own facts."""
    book = in_force(contact.at.date())
    named = [one for one in book.findings(contact.question) if one.code == code and one.outcome is not Outcome.ALLOWED]
    return (Reason(one.code, one.rule, one.outcome) for one in named[:1])


def _strangers(contact: Contact, normals: Sequence[str], language: str) -> dict[str, dict[str, Any]]:
    """Refusals of those the base does not hold: some were erased, and had objected before."""
    prints = {normal: _prints(normal, MEDIA[contact.channel]) for normal in normals}
    stopped = set(
        Objection.objects.of(contact.aim.organisation)
        .filter(Q(brand__isnull=True) | Q(brand=contact.aim.brand), channel__in=["", contact.channel])
        .filter(fingerprint__in=[one for marks in prints.values() for one in marks])
        .values_list("fingerprint", flat=True)
    )
    law = in_force(contact.at.date()).digest
    refusals = {
        code: {"verdict": "refuse", "reasons": [tell(reason, language) for reason in _found(code, contact)], "basis": None, "obligations": [], "law": law}
        for code in ("objected", "no-source")
    }  # fmt: skip
    return {normal: refusals["objected" if stopped & marks else "no-source"] for normal, marks in prints.items()}


def _prints(normal: str, medium: str) -> set[str]:
    marks = {fingerprint(medium, normal)}
    if medium == "email":
        host = normal.rpartition("@")[2]
        marks |= {fingerprint("domain", one) for one in (host, public_suffixes().privatesuffix(host)) if one}
    return marks
