"""Any life of a ledger verifies, and any receipt taken on the way stays good."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from aval import evidence
from aval.evidence.models import Entry
from tests.rooms.evidence.conftest import ALIX, AT

PEOPLE = st.sampled_from(["", "person:1", "person:2", "person:3"])
KINDS = st.sampled_from(["message:handed", "reply:received", "objection:recorded"])
PAYLOADS = st.dictionaries(st.text(max_size=5), st.none() | st.integers(-9, 9) | st.text(max_size=9), max_size=3)


class Life(RuleBasedStateMachine):
    """What may happen to a ledger, against a list that remembers."""

    def __init__(self):
        super().__init__()
        self.expected, self.receipts, self.at = [], [], AT
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def _now(self):
        self.at += timedelta(seconds=1)
        return self.at

    @rule(kind=KINDS, payload=PAYLOADS, subject=PEOPLE)
    def record(self, kind, payload, subject):
        seq = evidence.record(ALIX, kind, payload, at=self._now(), subject=subject)
        assert seq == len(self.expected)
        self.expected.append([kind, payload, subject])

    @rule(kind=KINDS, many=st.lists(st.tuples(PAYLOADS, PEOPLE), max_size=300))
    def record_many(self, kind, many):
        seqs = evidence.record_many(ALIX, kind, many, at=self._now())
        assert seqs == range(len(self.expected), len(self.expected) + len(many))
        self.expected += [[kind, *one] for one in many]

    @rule(subject=PEOPLE.filter(bool))
    def redact(self, subject):
        gone = [seq for seq, (_kind, _payload, whom) in enumerate(self.expected) if whom == subject]
        assert evidence.redact(ALIX, subject, at=self._now()) == len(gone)
        for seq in gone:
            self.expected[seq][1:] = None, ""
        self.expected.append(["erasure:done", ..., ""])

    @rule()
    def sign(self):
        assert evidence.sign_head(ALIX, at=self._now()).size == len(self.expected)

    @rule(where=st.floats(0, 0.999))
    def take_a_receipt(self, where):
        if self.expected:
            self.receipts.append(evidence.receipt(ALIX, int(where * len(self.expected)), at=self._now()))

    @rule()
    def undo_a_transaction(self):
        with transaction.atomic():
            evidence.record(ALIX, "reply:received", {}, at=self._now())
            evidence.sign_head(ALIX, at=self.at)
            transaction.set_rollback(True)

    @invariant()
    def it_verifies(self):
        report = evidence.verify_live(ALIX)
        assert (report.ok, report.entries) == (True, len(self.expected)), report
        assert all(evidence.check_receipt(receipt) == "ok" for receipt in self.receipts)
        for seq, payload in Entry.objects.filter(ledger=ALIX).order_by("seq").values_list("seq", "payload"):
            assert (payload is None) == (self.expected[seq][1] is None)


class LifeTest(TestCase):
    def test_any_life_verifies(self):
        quick = settings(
            max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        )
        run_state_machine_as_test(Life, settings=quick)
