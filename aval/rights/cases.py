"""Requests of people: one case each, from whatever door, with a history that is only added to."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Concat

from aval import evidence
from aval.accounts.models import Member, Organisation, Role
from aval.prospects.classification import Refusal, normalise_email, normalise_phone
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import ContactPoint, Person, Source
from aval.rights.models import Answer, Case, CaseStep, Door, Right
from aval.rights.standing import stand

Kind = CaseStep.Kind
ANSWERS_FIRST = (Role.DPO, Role.MANAGER, Role.ADMINISTRATOR)  # who has a case in charge until somebody says otherwise
TOLD_TO_THE_LEDGER = {
    Kind.RECEIVED: "case:opened",
    Kind.ASSIGNED: "case:assigned",
    Kind.DOUBTED: "case:doubted",
    Kind.IDENTIFIED: "case:identified",
    Kind.EXTENDED: "case:extended",
    Kind.DONE: "case:done",
    Kind.TOLD: "case:told",
    Kind.OVERDUE: "case:overdue",
    Kind.ANSWERED: "case:answered",
}


class NotForThisCase(ValueError):
    """What was asked of a case does not go with where it stands: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_case(
    organisation: Organisation,
    right: str,
    *,
    door: str,
    received_at: datetime,
    at: datetime,
    person: Person | None = None,
    contact: str = "",
    said: str = "",
    by: Member | None = None,
    reference: str = "",
    due_on: date | None = None,
    source: Source | None = None,
    campaign: str = "",
    against: Member | None = None,
) -> Case:
    """The case of this request; the one already open when she asks the same again.

    `received_at`: when anyone of the house first heard it. `contact`: address, number or postal address as given; it
    finds the person when it is one person's. `due_on`: the day the CNIL set, for a complaint it forwards. A complaint
    may say what it is about: `source`, `campaign` (code), `against` (a member). Raises `ValueError`.
    """
    right, door = Right(right), Door(door)
    if received_at > at:
        raise ValueError(f"Received in the future: {received_at}")
    with transaction.atomic():
        mark = _mark(contact)
        person = person or _bearer(organisation, mark)
        about = {
            "source": source,
            "campaign": campaign,
            "against": against,
            "reference": reference,
            "set_due_on": due_on,
        }
        case = _open(organisation, right, person, mark)
        if case is None:
            who = f"person:{person.pk}" if person else ":".join(mark)
            case = _insert(
                organisation, right, who,
                Case(door=door, person=person, contact=contact.strip(), said=said, **about), received_at, at,
            )  # fmt: skip
        _complete(case, {"person": person, "contact": contact.strip(), **about})
        add_step(case, Kind.RECEIVED, at=received_at, recorded_at=at, by=by, door=door, note=said)
        if case.owner_id is None and (owner := _first_to_answer(organisation)):
            add_step(case, Kind.ASSIGNED, at=at, by=by, owner=owner)
    return case


def cases_of(people: "QuerySet[Person]") -> "QuerySet[Case]":
    """The cases of these people: their own, and those opened from an address that is theirs."""
    points = ContactPoint.objects.filter(person__in=people)
    marks = points.annotate(who=Concat("medium", Value(":"), "fingerprint", output_field=CharField())).values("who")
    return Case.objects.filter(
        Q(person__in=people) | Q(who__in=marks, person=None, organisation__in=people.values("organisation"))
    )


def add_step(
    case: Case,
    kind: str,
    *,
    at: datetime,
    recorded_at: datetime | None = None,
    by: Member | None = None,
    door: str = "",
    act: str = "",
    note: str = "",
    owner: Member | None = None,
    answer: Answer | None = None,
) -> CaseStep:
    """Write down what happened, in the ledger too, and let the case stand where its history says."""
    recorded_at = recorded_at or at
    with transaction.atomic():
        step = CaseStep.objects.create(
            organisation_id=case.organisation_id, case=case, kind=kind, at=at, recorded_at=recorded_at, by=by, door=door,
            act=act, note=note, owner=owner, answer=answer,
        )  # fmt: skip
        _settle(case)
        if told := TOLD_TO_THE_LEDGER.get(Kind(kind)):
            payload = {
                "case": case.pk, "right": case.right, "door": door, "act": act, "at": at.isoformat(),
                "due_on": case.due_on.isoformat() if case.due_on else None, "by": by.pk if by else None,
                "owner": owner.pk if owner else None, "answer": answer.digest if answer else None, "way": answer.way if answer else "",
            }  # fmt: skip
            subject = f"person:{case.person_id}" if case.person_id else ""
            evidence.record(case.organisation_id, told, payload, at=recorded_at, subject=subject)
    return step


def assign(case: Case, owner: Member, *, at: datetime, by: Member | None = None) -> None:
    """Give a case to a member of the same organisation; nothing when it is hers already."""
    if owner.organisation_id != case.organisation_id:
        raise NotForThisCase("stranger")
    if case.owner_id != owner.pk:
        add_step(case, Kind.ASSIGNED, at=at, by=by, owner=owner)


def note(case: Case, text: str, *, at: datetime, by: Member | None = None) -> None:
    """Keep a word about the case; she reads it in her access file."""
    if not text.strip():
        raise NotForThisCase("empty-note")
    add_step(case, Kind.NOTED, at=at, by=by, note=text.strip())


def confirm_identity(case: Case, how: str, *, at: datetime, by: Member | None = None) -> None:
    """The doubt is lifted: the clock runs again, later by the days it waited. `how`: what convinced, never a copy of it."""
    if case.due_on is not None or case.answer_id is not None:
        raise NotForThisCase("no-doubt")
    if not how.strip():
        raise NotForThisCase("empty-note")
    add_step(case, Kind.IDENTIFIED, at=at, by=by, note=how.strip())


def _mark(contact: str) -> tuple[str, ...]:
    """Kind and keyed fingerprint of an address or a number; nothing for a postal address."""
    seen = normalise_email(contact) if "@" in contact else normalise_phone(contact)
    if not contact.strip() or isinstance(seen, Refusal):
        return ()
    return (
        ("email", fingerprint("email", seen.normal)) if "@" in contact else ("phone", fingerprint("phone", seen.e164))
    )


def _bearer(organisation: Organisation, mark: tuple[str, ...]) -> Person | None:
    """Whose address or number it is, when it is one person's."""
    if not mark:
        return None
    people = Person.objects.of(organisation).filter(contact_points__medium=mark[0], contact_points__fingerprint=mark[1])
    found = list(people.distinct()[:2])
    return found[0] if len(found) == 1 else None


def _open(organisation: Organisation, right: Right, person: Person | None, mark: tuple[str, ...]) -> Case | None:
    hers = cases_of(Person.objects.filter(pk=person.pk)) if person else Case.objects.filter(who=":".join(mark))
    if person is None and not mark:
        return None
    waiting = hers.filter(organisation=organisation, right=right, answer=None).order_by("pk")
    return Case.objects.select_for_update().filter(pk__in=waiting.values("pk")[:1]).first()


def _insert(
    organisation: Organisation, right: Right, who: str, case: Case, received_at: datetime, at: datetime
) -> Case:
    """The new row, or the one another door wrote at the same instant."""
    case.organisation, case.right, case.who = organisation, right, who
    case.received_at, case.recorded_at = received_at, at
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        return Case.objects.of(organisation).get(who=who, right=right, answer=None)
    return case


def _complete(case: Case, known: dict[str, object]) -> None:
    """What a second reception tells and the first did not."""
    missing = [name for name, value in known.items() if value and not getattr(case, name)]
    for name in missing:
        setattr(case, name, known[name])
    if missing:
        case.save(update_fields=missing)


def _first_to_answer(organisation: Organisation) -> Member | None:
    members = organisation.members.filter(is_active=True, role__in=ANSWERS_FIRST).order_by("pk")
    return min(members, key=lambda member: ANSWERS_FIRST.index(Role(member.role)), default=None)


def _settle(case: Case) -> None:
    """The columns lists are sorted by, as the history has it."""
    standing = stand(case.steps.order_by("pk"), set_due_on=case.set_due_on)
    case.received_at, case.due_on = standing.received_at, standing.due_on
    case.owner_id, case.answer_id = standing.owner, standing.answer
    case.save(update_fields=["received_at", "due_on", "owner", "answer"])
