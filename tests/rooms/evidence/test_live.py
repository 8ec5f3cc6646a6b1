# ruff: noqa: S608  the intruder writes his SQL as he likes
"""What is changed behind Aval's back is found, and the first entry that lies is named."""

from datetime import timedelta

import pytest
from django.db import connection

from aval import evidence
from aval.evidence.audit import leaf_of, leaf_start, seal_of
from aval.evidence.instants import stamp
from aval.evidence.models import Entry
from tests.rooms.evidence.conftest import ALIX, AT, CHLOE

ROW = f"WHERE ledger = {ALIX} AND seq = "
E = "UPDATE evidence_entry SET"


def test_an_honest_ledger_verifies(ledger):
    report = evidence.verify_live(ledger)
    assert (report.ok, report.entries, report.first_bad, report.why) == (True, 700, None, "ok")
    assert report.head.size == 692
    assert report.as_json("en")["text"] == "Nothing was changed."


def test_an_empty_ledger_verifies(db):
    assert evidence.verify_live(999).ok
    assert evidence.sign_head(999, at=AT).size == 0
    assert evidence.verify_live(999).ok


@pytest.mark.parametrize(
    ("sql", "first_bad", "why"),
    [
        (f"{E} payload = '{{\"n\":6}}' {ROW} 9", 9, "seal"),
        (f"{E} payload = payload || ' ' {ROW} 699", 699, "seal"),
        (f"{E} subject = 'person:8' {ROW} 10", 10, "seal"),
        (f"{E} subject = '' {ROW} 10", 10, "seal"),
        (f"{E} salt = seal {ROW} 10", 10, "seal"),
        (f"{E} seal = leaf {ROW} 10", 10, "seal"),
        (f"{E} leaf = seal {ROW} 10", 10, "leaf"),
        (f"{E} kind = 'objection:recorded' {ROW} 10", 10, "leaf"),
        (f"{E} kind = 'objection:recorded' {ROW} 8", 8, "leaf"),
        (f"{E} at = '2026-11-23 09:30:00.000001' {ROW} 10", 10, "leaf"),
        (f"{E} payload = NULL {ROW} 10", 10, "half"),
        (f"{E} salt = NULL {ROW} 10", 10, "half"),
        (f"{E} payload = NULL, salt = NULL {ROW} 10", 10, "half"),
        (f"{E} payload = NULL, salt = NULL, subject = '' {ROW} 10", 10, "emptied"),
        (f"{E} payload = NULL, salt = NULL, subject = '' {ROW} 699", 699, "emptied"),
        (f"{E} payload = NULL, salt = NULL, subject = '' {ROW} 301", 301, "erasure"),
        (f"{E} ledger = 5 {ROW} 10", 10, "sequence"),
        (f"{E} seq = 5000 {ROW} 10", 10, "sequence"),
        (f"{E} seq = -1 {ROW} 0", 0, "sequence"),
        (f"{E} seq = CASE seq WHEN 10 THEN 5011 ELSE 5010 END WHERE ledger = {ALIX} AND seq IN (10, 11)", 10, "sequence"),
        (f"DELETE FROM evidence_entry {ROW} 0", 0, "sequence"),
        (f"DELETE FROM evidence_entry {ROW} 10", 10, "sequence"),
        (f"DELETE FROM evidence_entry {ROW} 699", 699, "missing"),
        (f"DELETE FROM evidence_entry WHERE ledger = {ALIX}", 0, "missing"),
        (f"UPDATE evidence_head SET root = (SELECT leaf FROM evidence_entry {ROW} 1) WHERE ledger = {ALIX} AND size = 301", None, "signature"),
        (f"UPDATE evidence_head SET at = '2026-11-22 09:30:00' WHERE ledger = {ALIX} AND size = 301", None, "signature"),
        (f"UPDATE evidence_head SET size = 302 WHERE ledger = {ALIX} AND size = 301", None, "signature"),
        (f"UPDATE evidence_head SET size = 702 WHERE ledger = {ALIX} AND size = 301", 700, "missing"),
        (f"UPDATE evidence_head SET size = -5 WHERE ledger = {ALIX} AND size = 301", 700, "missing"),
        (f"UPDATE evidence_head SET signature = root WHERE ledger = {ALIX} AND size = 301", None, "signature"),
        (f"UPDATE evidence_frontier SET size = 699 WHERE ledger = {ALIX}", 699, "beyond"),
        (f"UPDATE evidence_frontier SET size = 701 WHERE ledger = {ALIX}", 700, "missing"),
        (f"UPDATE evidence_frontier SET size = 10 WHERE ledger = {ALIX}", 10, "beyond"),
        (f"UPDATE evidence_frontier SET peaks = (SELECT leaf FROM evidence_entry {ROW} 1) WHERE ledger = {ALIX}", 692, "frontier"),
        (f"DELETE FROM evidence_frontier WHERE ledger = {ALIX}", 0, "beyond"),
        (f"UPDATE evidence_block SET root = (SELECT leaf FROM evidence_entry {ROW} 1) WHERE ledger = {ALIX} AND place = 1", 256, "block"),
        (f"UPDATE evidence_block SET place = 2 WHERE ledger = {ALIX} AND place = 1", 256, "block"),
        (f"UPDATE evidence_block SET level = 16 WHERE ledger = {ALIX} AND place = 1", 256, "block"),
        (f"DELETE FROM evidence_block WHERE ledger = {ALIX} AND place = 0", 0, "block"),
        (f"INSERT INTO evidence_block SELECT ledger, level, 7, root FROM evidence_block WHERE ledger = {ALIX} AND place = 0", 700, "block"),
    ],
)  # fmt: skip
def test_one_lie_is_found_and_named(ledger, intrude, sql, first_bad, why):
    assert intrude(sql) > 0
    report = evidence.verify_live(ledger)
    assert (report.ok, report.why, report.first_bad) == (False, why, first_bad)
    assert evidence.verify_live(CHLOE).ok


def test_every_byte_of_a_row_counts(ledger, intrude):
    for column in ("payload", "salt", "seal", "leaf"):
        kept = Entry.objects.values_list(column, flat=True).get(ledger=ALIX, seq=20)
        for place in range(len(kept)):
            changed = (
                kept[:place] + chr(ord(kept[place]) ^ 1) + kept[place + 1 :]
                if isinstance(kept, str)
                else bytes(kept[:place]) + bytes([kept[place] ^ 1]) + bytes(kept[place + 1 :])
            )
            intrude(f"{E} {column} = %s {ROW} 20", changed)
            assert evidence.verify_live(ledger).first_bad == 20
        intrude(f"{E} {column} = %s {ROW} 20", kept)
    assert evidence.verify_live(ledger).ok


def test_two_entries_that_change_places_are_found(ledger, intrude):
    intrude(f"{E} seq = 9999 {ROW} 10")
    intrude(f"{E} seq = 10 {ROW} 11")
    intrude(f"{E} seq = 11 {ROW} 9999")
    assert evidence.verify_live(ledger).first_bad == 10


def rewrite(intrude, seq, **changed):
    """Change an entry as somebody does who knows the formulas: seal and leaf follow."""
    row = Entry.objects.filter(ledger=ALIX, seq=seq).values().get() | changed
    seal = seal_of(bytes(row["salt"]), row["subject"], row["payload"])
    leaf = leaf_of(leaf_start(ALIX, stamp(row["at"]), row["kind"]), seq, seal)
    intrude(
        f"{E} payload = %s, subject = %s, kind = %s, seal = %s, leaf = %s {ROW} {seq}",
        *(row["payload"], row["subject"], row["kind"], seal, leaf),
    )


@pytest.mark.parametrize(
    ("seq", "first_bad", "why"),
    [(300, 256, "block"), (260, 256, "block"), (600, 512, "root"), (400, 256, "block"), (698, 692, "frontier")],
)
def test_who_knows_the_formulas_is_found_out_all_the_same(ledger, intrude, seq, first_bad, why):
    """Then seal and leaf hold, and the tree tells: within 256 entries, or since the last signed head."""
    rewrite(intrude, seq, payload='{"n":1000}')
    intrude(f"DELETE FROM evidence_head WHERE ledger = {ALIX} AND size = 301" if why == "block" else "SELECT 1")
    report = evidence.verify_live(ledger)
    assert (report.ok, report.why, report.first_bad) == (False, why, first_bad)


def test_a_content_that_comes_back_after_an_erasure_is_found(ledger, intrude):
    kept = Entry.objects.values("payload", "salt", "subject").get(ledger=ALIX, seq=9)
    evidence.redact(ledger, "person:8", at=AT)
    assert evidence.verify_live(ledger).ok
    intrude(f"{E} payload = %s, salt = %s, subject = %s {ROW} 9", *kept.values())
    report = evidence.verify_live(ledger)
    assert (report.why, report.first_bad) == ("returned", 9)


def test_text_cannot_slip_from_one_field_to_the_next(ledger, intrude):
    """Payload and subject are hashed side by side: moving the border between them changes what is hashed."""
    evidence.record(ledger, "reply:received", {"n": 1, "subject": "v"}, at=AT, subject="person:3")
    intrude(f"{E} payload = %s, subject = %s {ROW} 700", '{"n":1', 'v"},"subject":"person:3')
    assert evidence.verify_live(ledger).first_bad == 700


def test_what_the_base_cannot_read_is_named(ledger, intrude):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no text that is not text")
    intrude(f"{E} payload = CAST(x'ff' AS TEXT) {ROW} 10")
    assert (evidence.verify_live(ledger).why, evidence.verify_live(ledger).first_bad) == ("unreadable", 10)
    intrude(f"{E} payload = CAST('{{}}' AS BLOB), salt = 'text' {ROW} 9")
    assert evidence.verify_live(ledger).first_bad in {9, 10}


def test_another_key_is_another_signature(ledger, monkeypatch):
    monkeypatch.setenv("AVAL_KEY_LEDGER", "A" * 43 + "=")
    assert evidence.verify_live(ledger).why == "signature"


def test_signing_twice_signs_once(ledger):
    first = evidence.sign_head(ledger, at=AT)
    assert evidence.sign_head(ledger, at=AT + timedelta(days=9)) == first
    assert evidence.latest_head(ledger) == first
