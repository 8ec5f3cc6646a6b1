"""Check a control file or a receipt of Aval offline, with Python 3.11, `cryptography` and the file `audit.py` beside:

python verifier.py FILE.zip [--key HEX] [--receipt RECEIPT.json] [--lang en] [--json]
"""

import argparse
import hashlib
import heapq
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING or __package__:
    from aval.evidence.audit import (
        Audit,
        Entry,
        Head,
        Lie,
        Report,
        head_text,
        leaf_of,
        leaf_start,
        node,
        seal_of,
        signed,
    )
else:
    from audit import Audit, Entry, Head, Lie, Report, head_text, leaf_of, leaf_start, node, seal_of, signed

FORMAT = "aval-dossier-1"
WITHHELD = "withheld.jsonl"
LINE = 2_097_152  # longest line, index or small file read at once, in bytes
RATIO = 200  # how many times its size a file may unfold
GROUP = 4096  # entries checked together
CUT = "Ce fichier n’est pas un zip lisible, ou il est tronqué.", "This file is no readable zip, or it is cut short."
NO_RECEIPT = "Ce fichier n’est pas un reçu d’Aval.", "This file is no receipt of Aval."
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError)
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
T = TypeVar("T")


class NotADossier(Exception):
    """This is no control file (or no receipt), or not one that can be read safely; said in French, then in English."""


class Dossier:
    """A control file, read member by member, never more than a line at a time."""

    def __init__(self, path: str | Path) -> None:
        _refuse_bomb(Path(path))
        try:
            self.archive = zipfile.ZipFile(path)
        except UNREADABLE as wrong:
            raise NotADossier(*CUT) from wrong
        if any(one.file_size > RATIO * one.compress_size + LINE for one in self.archive.infolist()):
            raise NotADossier("Ce fichier se déploie démesurément.", "This file unfolds beyond measure.")
        self.text, self.signature = self._small("manifest.json"), self._small("manifest.sig")
        try:
            said = json.loads(self.text)
            self.files: dict[str, str] = {name: one["sha256"] for name, one in said["files"].items()}
            self.ledger, self.entries = int(said["ledger"]), int(said["entries"])
            self.key = bytes.fromhex(said["public_key"])
            if said["format"] != FORMAT:
                raise ValueError(said["format"])
        except MALFORMED as wrong:
            raise NotADossier("Le sommaire est illisible.", "The manifest cannot be read.") from wrong

    def check_files(self) -> None:
        """Every file is the one the manifest names, and none is missing or added; `Lie` otherwise."""
        if strange := (set(self.archive.namelist()) - {"manifest.json", "manifest.sig"}) ^ self.files.keys():
            raise Lie("file", None, min(strange))
        for name, expected in self.files.items():
            digest = hashlib.sha256()
            try:
                with self.archive.open(name) as member:
                    while chunk := member.read(1 << 16):
                        digest.update(chunk)
            except UNREADABLE as wrong:
                raise Lie("file", None, name) from wrong
            if digest.hexdigest() != expected:
                raise Lie("file", None, name)

    def lines(self, name: str) -> Iterator[Any]:
        """The lines of a JSON Lines member; `Lie` when it cannot be read as such."""
        try:
            with self.archive.open(name) as member:
                while line := member.readline(LINE):
                    yield json.loads(line)
        except (*UNREADABLE, *MALFORMED) as wrong:
            raise Lie("file", None, name) from wrong

    def _small(self, name: str) -> bytes:
        try:
            with self.archive.open(name) as member:
                return member.read(LINE)
        except UNREADABLE as wrong:
            raise NotADossier(
                "Ce fichier n’est pas un dossier d’Aval.", "This file is no control file of Aval."
            ) from wrong


def _refuse_bomb(path: Path) -> None:
    """A zip says at its end how long its list of files is: ours is short; a list of millions would fill the memory."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 66_000))
        tail = file.read()
    end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) < end + 22:
        raise NotADossier(*CUT)
    length = struct.unpack_from("<I", tail, end + 12)[0]
    if end >= 76 and tail[end - 20 : end - 16] == b"PK\6\7":
        length = struct.unpack_from("<Q", tail, end - 36)[0]
    if length > LINE:
        raise NotADossier("Ce fichier contient trop de fichiers.", "This file holds too many files.")


def check_file(path: str | Path, *, key: bytes | None = None, receipts: Iterable[Any] = ()) -> Report:
    """Check a control file, against a public key and receipts held from before; or a receipt. Raises `NotADossier`."""
    with Path(path).open("rb") as file:
        if file.read(1) == b"{":
            return _check_receipt_file(Path(path), key)
    dossier = Dossier(path)
    report = Report(key=dossier.key)
    try:
        if key is not None and key != dossier.key:
            raise Lie("key")
        if not signed(dossier.key, dossier.signature, dossier.text):
            raise Lie("manifest")
        held = sorted(_held(receipt, dossier) for receipt in receipts)
        heads = heapq.merge(_parsed(dossier, "heads.jsonl", read_head), held, key=lambda head: head.size)
        audit = Audit(dossier.ledger, heads, report)
        audit.erased += _withheld(dossier, report)
        entries = _parsed(dossier, "entries.jsonl", read_entry)
        while group := list(islice(entries, GROUP)):
            audit.take(group)
        audit.finish()
        if audit.tree.size < dossier.entries:
            raise Lie("missing", audit.tree.size)
        if report.head is None or report.head.size != audit.tree.size:
            raise Lie("head", report.head.size if report.head else 0)
        dossier.check_files()
    except Lie as lie:
        report.refuse(lie)
    return report


def _withheld(dossier: Dossier, report: Report) -> list[list[int]]:
    """The runs of entries whose content was left out, when the file holds what was asked and no more."""
    if WITHHELD not in dossier.files:
        return []
    runs = [[int(first), int(last)] for first, last in _parsed(dossier, WITHHELD, tuple)]
    if not all(0 <= first <= last < dossier.entries for first, last in runs):
        raise Lie("file", None, WITHHELD)
    report.withheld = sum(last - first + 1 for first, last in runs)
    return runs


def root_by_path(seq: int, size: int, leaf: bytes, path: Iterable[bytes]) -> bytes | None:
    """The root this leaf and this inclusion path lead to (RFC 9162, 2.1.3.2); None when the path has another length."""
    place, last, root = seq, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node(sibling, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node(root, sibling)
        place, last = place >> 1, last >> 1
    return root if last == 0 and 0 <= seq < size else None


def check_receipt(receipt: Any) -> str:
    """Whether a receipt holds by itself: "ok", or the code of what does not."""
    try:
        entry, head = read_entry(receipt["entry"]), read_head(receipt["head"])
        ledger, key = receipt["ledger"], bytes.fromhex(receipt["public_key"])
        path = [bytes.fromhex(sibling) for sibling in receipt["path"]]
        if entry.payload is not None and entry.salt is not None:
            if seal_of(entry.salt, entry.subject, entry.payload) != entry.seal:
                return "seal"
        elif entry.payload is not None or entry.salt is not None or entry.subject:
            return "half"
        if (
            type(entry.seq) is not int
            or leaf_of(leaf_start(ledger, entry.at, entry.kind), entry.seq, entry.seal) != entry.leaf
        ):
            return "leaf"
        if root_by_path(entry.seq, head.size, entry.leaf, path) != head.root:
            return "path"
        return "ok" if signed(key, head.signature, head_text(ledger, *head[:3])) else "signature"
    except MALFORMED as wrong:
        raise NotADossier(*NO_RECEIPT) from wrong


def _parsed(dossier: Dossier, name: str, read: Callable[[Any], T]) -> Iterator[T]:
    for line in dossier.lines(name):
        try:
            yield read(line)
        except MALFORMED as wrong:
            raise Lie("file", None, name) from wrong


def _held(receipt: Any, dossier: Dossier) -> Head:
    """The head of a receipt held from before, which the file must agree with."""
    if check_receipt(receipt) != "ok":
        raise Lie("receipt")
    if receipt["ledger"] != dossier.ledger or receipt["public_key"] != dossier.key.hex():
        raise Lie("stranger")
    return read_head(receipt["head"])


def read_entry(said: dict[str, Any]) -> Entry:
    """An entry from its JSON."""
    salt = None if said["salt"] is None else bytes.fromhex(said["salt"])
    texts = said["at"], said["kind"], said["subject"]
    return Entry(said["seq"], *texts, said["payload"], salt, bytes.fromhex(said["seal"]), bytes.fromhex(said["leaf"]))


def read_head(said: dict[str, Any]) -> Head:
    """A head from its JSON."""
    return Head(int(said["size"]), bytes.fromhex(said["root"]), said["at"], bytes.fromhex(said["signature"]))


def _check_receipt_file(path: Path, key: bytes | None) -> Report:
    with path.open("rb") as file:
        text = file.read(LINE)
    try:
        receipt = json.loads(text)
    except MALFORMED as wrong:
        raise NotADossier(*NO_RECEIPT) from wrong
    why = check_receipt(receipt)
    report = Report(key=bytes.fromhex(receipt["public_key"]), head=read_head(receipt["head"]), entries=1)
    if why == "ok" and key not in {None, report.key}:
        why = "key"
    if why != "ok":
        report.refuse(Lie(why, receipt["entry"]["seq"]))
    return report


def main() -> int:
    """0 intact · 1 something lies · 2 no control file."""
    parser = argparse.ArgumentParser(description="Check a control file of Aval, offline.")
    parser.add_argument("file")
    parser.add_argument("--key", type=bytes.fromhex, help="the public key expected, in hexadecimal")
    parser.add_argument("--receipt", action="append", default=[], help="a receipt held from before")
    parser.add_argument("--lang", choices=("fr", "en"), default="fr")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    try:
        receipts = [json.loads(Path(name).read_bytes()) for name in args.receipt]
        report = check_file(args.file, key=args.key, receipts=receipts)
    except (NotADossier, OSError, ValueError) as wrong:
        print(wrong.args[args.lang == "en"] if isinstance(wrong, NotADossier) else wrong, file=sys.stderr)  # noqa: T201  a program of its own
        return 2
    print(json.dumps(report.as_json(args.lang), ensure_ascii=False) if args.json else report.account(args.lang))  # noqa: T201  a program of its own
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
