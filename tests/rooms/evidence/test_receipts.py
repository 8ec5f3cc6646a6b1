# ruff: noqa: S608  the intruder writes his SQL as he likes
"""A receipt proves itself, and nothing but itself."""

import copy
import json

import pytest

from aval import evidence
from tests.rooms.evidence.conftest import ALIX, AT


@pytest.mark.parametrize("seq", [0, 1, 8, 255, 256, 300, 301, 511, 512, 691, 692, 699])
def test_any_entry_has_its_receipt(ledger, seq):
    receipt = json.loads(json.dumps(evidence.receipt(ledger, seq, at=AT)))
    assert evidence.check_receipt(receipt) == "ok"
    assert receipt["head"]["size"] == (301 if seq < 301 else 692 if seq < 692 else 700)


def test_a_receipt_survives_the_erasure_and_the_ledger_grows(ledger):
    before = evidence.receipt(ledger, 10, at=AT)
    evidence.redact(ledger, "person:9", at=AT)
    after = evidence.receipt(ledger, 10, at=AT)
    assert evidence.check_receipt(before) == evidence.check_receipt(after) == "ok"
    assert after["entry"]["payload"] is None
    assert before["path"] == after["path"]


def test_no_entry_no_receipt(ledger):
    with pytest.raises(LookupError):
        evidence.receipt(ledger, 7000, at=AT)


@pytest.mark.parametrize(
    ("where", "what", "why"),
    [
        ("entry.payload", '{"n":8}', "seal"),
        ("entry.subject", "person:1", "seal"),
        ("entry.salt", "00" * 16, "seal"),
        ("entry.salt", None, "half"),
        ("entry.kind", "erasure:done", "leaf"),
        ("entry.at", "2026-11-23T09:30:01Z", "leaf"),
        ("entry.seq", 11, "leaf"),
        ("entry.seq", "10", "leaf"),
        ("ledger", 1, "leaf"),
        ("path.0", "00" * 32, "path"),
        ("head.root", "00" * 32, "path"),
        ("head.size", 302, "signature"),
        ("head.size", 10, "path"),
        ("head.at", "2026-11-23T09:30:01Z", "signature"),
        ("head.signature", "00" * 64, "signature"),
        ("public_key", "00" * 32, "signature"),
    ],
)
def test_a_changed_receipt_says_so(ledger, where, what, why):
    receipt = copy.deepcopy(evidence.receipt(ledger, 10, at=AT))
    *path, last = where.split(".")
    inner = receipt
    for step in path:
        inner = inner[step]
    inner[int(last) if isinstance(inner, list) else last] = what
    assert evidence.check_receipt(receipt) == why


@pytest.mark.parametrize("wrong", [{}, [], 3, None, {"entry": 1}, {"entry": {}, "head": {}}])
def test_what_is_no_receipt_is_refused(wrong):
    with pytest.raises(evidence.NotADossier):
        evidence.check_receipt(wrong)


def test_a_forged_base_gives_no_receipt(ledger, intrude):
    intrude(f"UPDATE evidence_entry SET leaf = seal WHERE ledger = {ALIX} AND seq = 11")
    with pytest.raises(LookupError, match="verify"):
        evidence.receipt(ledger, 10, at=AT)
