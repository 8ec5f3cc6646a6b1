"""The control file: whole, checked by a stranger, and false at the first byte changed."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from aval import evidence
from tests.rooms.evidence.conftest import ALIX, AT, CHLOE


@pytest.fixture
def dossier(ledger, tmp_path) -> Path:
    path = tmp_path / "dossier.zip"
    with path.open("wb") as file:
        evidence.export(ledger, file, at=AT, parts=[evidence.Part("organisation.json", lambda out: out.write(b"{}"))])
    return path


def repack(path: Path, **changed) -> Path:
    """The same zip with members replaced (bytes), transformed (a function) or left out (None)."""
    renamed = {name.replace("_", ".", 1): what for name, what in changed.items()}
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *renamed}:
            what = renamed.get(name, old.read(name) if name in old.namelist() else None)
            if what is not None:
                new.writestr(name, what(old.read(name)) if callable(what) else what)
    return other


def change_line(number, change):
    def changed(text):
        lines = text.splitlines(keepends=True)
        lines[number] = change(lines[number])
        return b"".join(lines)

    return changed


def test_an_honest_file_verifies(dossier):
    report = evidence.check_file(dossier)
    assert (report.ok, report.entries, report.head.size) == (True, 700, 700)
    assert report.key == evidence.public_key()


def test_a_stranger_checks_it_with_what_it_carries(dossier, tmp_path):
    """Nothing of Aval nor of Django is loaded: the two files, cryptography, and the file."""
    with zipfile.ZipFile(dossier) as archive:
        for name in ("verifier.py", "audit.py"):
            archive.extract(name, tmp_path / "away")
    command = [sys.executable, "-X", "importtime", tmp_path / "away" / "verifier.py", dossier, "--json", "--lang", "en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["ok"] is True
    assert "aval" not in done.stderr
    assert "django" not in done.stderr
    bad = repack(dossier, entries_jsonl=change_line(9, lambda line: line.replace(b'\\"n\\":8', b'\\"n\\":9')))
    done = subprocess.run([*command[:1], *command[3:4], bad], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "fausse\u00a0: 9\n" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("changed", "first_bad", "why"),
    [
        ({"entries_jsonl": change_line(9, lambda line: line.replace(b'\\"n\\":8', b'\\"n\\":9'))}, 9, "seal"),
        ({"entries_jsonl": change_line(9, lambda line: line.replace(b"message:handed", b"reply:received"))}, 9, "leaf"),
        ({"entries_jsonl": change_line(9, lambda _: b"")}, 9, "sequence"),
        ({"entries_jsonl": change_line(9, lambda _: b"nonsense\n")}, None, "file"),
        ({"entries_jsonl": change_line(9, lambda _: b"[" * 100_000 + b"\n")}, None, "file"),
        ({"entries_jsonl": change_line(9, lambda _: b'"' + b"x" * 3_000_000 + b'"\n')}, None, "file"),
        ({"entries_jsonl": change_line(9, lambda line: line.replace(b'"seq": 9', b'"seq": "9"'))}, 9, "sequence"),
        ({"entries_jsonl": change_line(699, lambda _: b"")}, 699, "missing"),
        ({"entries_jsonl": lambda text: text + text.splitlines(keepends=True)[9]}, 700, "sequence"),
        ({"entries_jsonl": None}, None, "file"),
        ({"heads_jsonl": b""}, 0, "head"),
        ({"heads_jsonl": change_line(0, lambda _: b"")}, None, "file"),
        ({"heads_jsonl": change_line(2, lambda _: b"")}, 692, "head"),
        ({"heads_jsonl": lambda text: b"".join(reversed(text.splitlines(keepends=True)))}, None, "signature"),
        ({"organisation_json": b"[]"}, None, "file"),
        ({"organisation_json": None}, None, "file"),
        ({"added_txt": b"more"}, None, "file"),
        ({"manifest_json": lambda text: text.replace(b'"entries": 700', b'"entries": 701')}, None, "manifest"),
        ({"manifest_sig": bytes(64)}, None, "manifest"),
    ],
)
def test_a_changed_file_says_where(dossier, changed, first_bad, why):
    report = evidence.check_file(repack(dossier, **changed))
    assert (report.ok, report.why, report.first_bad) == (False, why, first_bad)


def test_no_byte_of_it_can_change(dossier):
    """A flipped byte is a lie found or a zip that cannot be read; in a zip's own idle fields, it changes nothing read."""
    honest = dossier.read_bytes()
    with zipfile.ZipFile(dossier) as archive:
        everything = {name: archive.read(name) for name in archive.namelist()}
    chance = random.Random(20261123)  # noqa: S311  a draw that can be drawn again
    for place in chance.sample(range(len(honest)), 300):
        dossier.write_bytes(honest[:place] + bytes([honest[place] ^ (1 << chance.randrange(8))]) + honest[place + 1 :])
        try:
            accepted = evidence.check_file(dossier).ok
        except evidence.NotADossier:
            continue
        if accepted:
            with zipfile.ZipFile(dossier) as archive:
                assert {name: archive.read(name) for name in archive.namelist()} == everything


def test_another_key_and_another_ledger_are_told(dossier, ledger):
    assert evidence.check_file(dossier, key=evidence.public_key()).ok
    assert evidence.check_file(dossier, key=bytes(32)).why == "key"
    assert evidence.check_file(dossier, receipts=[evidence.receipt(ALIX, 10, at=AT)]).ok
    assert evidence.check_file(dossier, receipts=[evidence.receipt(CHLOE, 10, at=AT)]).why == "stranger"
    forged = evidence.receipt(ALIX, 10, at=AT) | {"path": []}
    assert evidence.check_file(dossier, receipts=[forged]).why == "receipt"


def test_a_ledger_made_anew_is_betrayed_by_an_old_receipt(ledger, intrude, tmp_path):
    """Who holds the key can make a whole new ledger; whoever kept a receipt of the old one sees it."""
    kept = evidence.receipt(ledger, 10, at=AT)
    for table in ("entry", "head", "block", "frontier"):
        intrude(f"DELETE FROM evidence_{table} WHERE ledger = {ALIX}")  # noqa: S608
    evidence.record_many(ledger, "message:handed", (({"n": n}, "") for n in range(700)), at=AT)
    path = tmp_path / "anew.zip"
    with path.open("wb") as file:
        evidence.export(ledger, file, at=AT)
    assert evidence.check_file(path).ok
    report = evidence.check_file(path, receipts=[kept])
    assert (report.ok, report.why) == (False, "root")


def test_a_receipt_is_a_file_too(ledger, tmp_path):
    path = tmp_path / "receipt.json"
    receipt = evidence.receipt(ledger, 10, at=AT)
    path.write_text(json.dumps(receipt))
    assert evidence.check_file(path).ok
    assert evidence.check_file(path, key=bytes(32)).why == "key"
    path.write_text(json.dumps(receipt | {"ledger": 5}))
    assert (evidence.check_file(path).why, evidence.check_file(path).first_bad) == ("leaf", 10)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"{" + b" " * 50_000_000)
    return out.getvalue()


def long_list() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(40_000):
            archive.writestr(str(number), b"")
    return out.getvalue()


def empty_zip() -> bytes:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    return out.getvalue()


@pytest.mark.parametrize(
    "wrong", [b"", b"PK", b"hello", b"{", b"{}", b"\xff" * 100_000, empty_zip(), bomb(), long_list()], ids=range(9)
)
def test_what_is_no_dossier_is_refused(tmp_path, wrong):
    path = tmp_path / "wrong.zip"
    path.write_bytes(wrong)
    with pytest.raises(evidence.NotADossier) as refusal:
        evidence.check_file(path)
    assert len(refusal.value.args) == 2


def test_a_file_cut_short_is_refused(dossier):
    whole = dossier.read_bytes()
    for kept in range(0, len(whole) - 1, len(whole) // 60):
        dossier.write_bytes(whole[:kept])
        with pytest.raises(evidence.NotADossier):
            evidence.check_file(dossier)
