"""Reminders at fifteen and twenty-five days, an incident when it is late, each once; and what complaints add up to."""

from datetime import timedelta

from aval.accounts.models import Member, Organisation
from aval.evidence.models import Entry
from aval.prospects.models import Person, Source
from aval.rights.answering import record_sent, write_answer
from aval.rights.cases import open_case
from aval.rights.complaints import complaints, proposed_suspensions
from aval.rights.reminding import overdue, remind
from tests.cast import NOON

DAY = timedelta(days=1)


def test_reminders_and_the_incident_are_written_once(organisation: Organisation, dominique: Person) -> None:
    case = open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, person=dominique)
    for days, told in ((14, []), (15, ["reminder-1"]), (16, ["reminder-1"]), (25, ["reminder-1", "reminder-2"])):
        remind(organisation, NOON + days * DAY)
        assert list(case.steps.filter(kind="reminded").order_by("pk").values_list("act", flat=True)) == told
    assert remind(organisation, NOON + 30 * DAY) == {"reminders": 0, "overdue": 0}
    assert remind(organisation, NOON + 31 * DAY) == {"reminders": 0, "overdue": 1}
    assert remind(organisation, NOON + 32 * DAY) == {"reminders": 0, "overdue": 0}
    assert Entry.objects.filter(kind="case:overdue").count() == 1
    assert overdue(organisation, (NOON + 32 * DAY).date()).get() == case


def test_an_answered_case_reminds_nobody(organisation: Organisation, dominique: Person) -> None:
    case = open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, person=dominique)
    answer = write_answer(case, "done", subject="Vos données", text="Voici.", language="fr", at=NOON)
    record_sent(answer, way="letter", proof="1A 234 567 8901 2", at=NOON)
    assert remind(organisation, NOON + 60 * DAY) == {"reminders": 0, "overdue": 0}


def test_complaints_are_counted_by_what_they_are_about(
    organisation: Organisation, source: Source, bruno: Member
) -> None:
    for place in range(3):
        open_case(
            organisation, "complaint", door="feedback_loop", received_at=NOON - place * DAY, at=NOON,
            contact=f"p{place}@kermeur.example", source=source, campaign="rentree", against=bruno,
        )  # fmt: skip
    open_case(
        organisation,
        "complaint",
        door="letter",
        received_at=NOON - 90 * DAY,
        at=NOON,
        contact="q@kermeur.example",
        source=source,
    )
    seen = complaints(organisation, since=NOON - 30 * DAY)
    assert (seen.sources, seen.campaigns, seen.members) == ({source.pk: 3}, {"rentree": 3}, {bruno.pk: 3})
    assert proposed_suspensions(organisation, at=NOON) == [(source.pk, 3)]
