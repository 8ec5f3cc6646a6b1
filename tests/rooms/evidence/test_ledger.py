"""Appending: inside a transaction, in order, for ever."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from aval import evidence
from aval.evidence.models import Block, Entry, Frontier, Head

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ALIX, CHLOE = 1, 2


@pytest.mark.django_db
def test_entries_are_numbered_from_zero_a_ledger_each():
    assert evidence.record(ALIX, "source:declared", {"code": "salon"}, at=AT) == 0
    assert evidence.record(ALIX, "offer:assessed", {"code": "daf"}, at=AT) == 1
    assert evidence.record(CHLOE, "source:declared", {"code": "salon"}, at=AT) == 0
    assert evidence.record_many(
        ALIX, "message:handed", (({"n": n}, f"person:{n}") for n in range(600)), at=AT
    ) == range(2, 602)
    assert evidence.record_many(ALIX, "message:handed", [], at=AT) == range(602, 602)
    assert Entry.objects.filter(ledger=ALIX).count() == Frontier.objects.get(ledger=ALIX).size == 602
    assert Block.objects.filter(ledger=ALIX).count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_to_the_transaction_of_its_fact():
    with pytest.raises(evidence.OutsideTransaction):
        evidence.record(ALIX, "source:declared", {}, at=AT)
    with transaction.atomic():
        evidence.record(ALIX, "source:declared", {}, at=AT)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Frontier.objects.filter(size__gt=0).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "payload", "subject", "refusal"),
    [
        ("source:invented", {}, "", evidence.UnknownKind),
        ("source:declared", {"a": float("nan")}, "", evidence.NotCanonical),
        ("source:declared", {"a": "\ud800"}, "", evidence.NotCanonical),
        ("source:declared", {"a": 2**60}, "", evidence.NotCanonical),
        ("source:declared", {"a": object()}, "", evidence.NotCanonical),
        ("source:declared", {"a": "x" * 300_000}, "", evidence.NotCanonical),
        ("source:declared", {}, "dominique@bois.example", ValueError),
        ("source:declared", {}, 'x","seq":1', ValueError),
    ],
)
def test_what_cannot_be_evidence_is_refused(kind, payload, subject, refusal):
    with pytest.raises(refusal):
        evidence.record(ALIX, kind, payload, at=AT, subject=subject)


@pytest.mark.django_db
def test_an_instant_names_its_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        evidence.record(ALIX, "source:declared", {}, at=AT.replace(tzinfo=None))


@pytest.mark.django_db
def test_erasure_empties_what_is_about_her_and_nothing_else():
    evidence.record(ALIX, "message:handed", {"n": 1}, at=AT, subject="person:1")
    evidence.record(ALIX, "message:handed", {"n": 2}, at=AT, subject="person:2")
    evidence.record(CHLOE, "message:handed", {"n": 1}, at=AT, subject="person:1")
    assert evidence.redact(ALIX, "person:1", at=AT) == 1
    gone = Entry.objects.get(ledger=ALIX, seq=0)
    assert (gone.payload, gone.salt, gone.subject) == (None, None, "")
    assert Entry.objects.get(ledger=ALIX, seq=1).payload == '{"n":2}'
    assert Entry.objects.get(ledger=CHLOE, seq=0).payload == '{"n":1}'
    said = Entry.objects.get(ledger=ALIX, seq=2)
    assert (said.kind, said.payload) == ("erasure:done", '{"entries":[[0,0]]}')
    with pytest.raises(ValueError, match="subject"):
        evidence.redact(ALIX, "", at=AT)


FORBIDDEN = [
    "DELETE FROM evidence_entry",
    "DELETE FROM evidence_head",
    "DELETE FROM evidence_block",
    "DELETE FROM evidence_frontier",
    "UPDATE evidence_entry SET payload = '{}'",
    "UPDATE evidence_entry SET payload = NULL",
    "UPDATE evidence_entry SET salt = NULL",
    "UPDATE evidence_entry SET payload = NULL, salt = NULL",
    "UPDATE evidence_entry SET payload = NULL, salt = NULL, subject = '', kind = 'message:handed'",
    "UPDATE evidence_entry SET payload = NULL, salt = NULL, subject = '', leaf = seal",
    "UPDATE evidence_entry SET payload = NULL, salt = NULL, subject = '', seq = seq + 1000",
    "UPDATE evidence_entry SET payload = NULL, salt = NULL, subject = '' WHERE kind = 'erasure:done'",
    "UPDATE evidence_entry SET subject = ''",
    "UPDATE evidence_head SET size = 1",
    "UPDATE evidence_block SET root = root",
    "UPDATE evidence_frontier SET size = 1",
    "UPDATE evidence_frontier SET peaks = ''",
    "UPDATE evidence_frontier SET ledger = 9",
]
SQLITE = [
    "INSERT OR REPLACE INTO evidence_entry SELECT * FROM evidence_entry",
    "INSERT OR REPLACE INTO evidence_head SELECT * FROM evidence_head",
    "INSERT OR REPLACE INTO evidence_frontier SELECT * FROM evidence_frontier",
    "REPLACE INTO evidence_block SELECT * FROM evidence_block",
    "UPDATE OR REPLACE evidence_entry SET seq = 0",
]
POSTGRESQL = [f"TRUNCATE evidence_{table}" for table in ("entry", "head", "block", "frontier")]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", FORBIDDEN + SQLITE + POSTGRESQL)
def test_the_base_itself_refuses(statement):
    only = "postgresql" if statement in POSTGRESQL else "sqlite" if statement in SQLITE else connection.vendor
    if only != connection.vendor:
        pytest.skip(f"a statement of {only}")
    evidence.record_many(ALIX, "message:handed", [({"n": n}, "person:1") for n in range(300)], at=AT)
    evidence.record(ALIX, "message:handed", {"n": 1}, at=AT, subject="person:2")
    evidence.redact(ALIX, "person:2", at=AT)
    Head.objects.create(ledger=ALIX, size=2, root=b"r" * 32, at=AT, signature=b"s" * 64)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
