"""What is hashed, how the tree grows, and what an honest ledger is; needs `cryptography` and nothing of Aval.

C is canonical JSON (RFC 8785), ‖ joins bytes, the tree is that of RFC 9162, section 2.1:

    seal = SHA-256(salt ‖ C({"payload": …, "subject": …}))
    leaf = SHA-256(0x00 ‖ C({"at": …, "kind": …, "ledger": …, "seal": …, "seq": …}))
    node = SHA-256(0x01 ‖ left ‖ right)
    head = Ed25519(C({"at": …, "ledger": …, "root": …, "size": …, "what": "aval-head-1"}))

Erasure takes payload, salt and subject away; seal and leaf stay, and an entry `erasure:done` says which were emptied.
This file travels in every control file, beside `verifier.py`.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from json.encoder import encode_basestring as quote
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ERASURE = "erasure:done"
SENTENCES = {
    "ok": ("Rien n’a été changé.", "Nothing was changed."),
    "sequence": ("L’entrée n’est pas à sa place : une entrée manque, a été ajoutée ou déplacée.", "The entry is out of place: one is missing, was added or moved."),
    "seal": ("Le contenu de l’entrée a été changé.", "The content of the entry was changed."),
    "leaf": ("La date, la nature ou le numéro de l’entrée a été changé.", "The date, kind or number of the entry was changed."),
    "unreadable": ("L’entrée est illisible.", "The entry cannot be read."),
    "half": ("L’entrée a été vidée à moitié.", "The entry was half emptied."),
    "emptied": ("L’entrée a été vidée sans qu’un effacement le dise.", "The entry was emptied and no erasure says so."),
    "returned": ("L’entrée déclarée effacée a encore un contenu.", "The entry declared erased still has a content."),
    "erasure": ("L’entrée d’effacement est illisible.", "The erasure entry cannot be read."),
    "root": ("À partir de cette entrée, les entrées ne sont plus celles qui ont été signées.", "From this entry on, the entries are not those that were signed."),
    "block": ("À partir de cette entrée, les entrées ne sont plus celles qui ont été enregistrées.", "From this entry on, the entries are not those that were recorded."),
    "signature": ("La signature d’une tête n’est pas valable.", "The signature of a head is not valid."),
    "head": ("Aucune tête signée ne couvre toutes les entrées.", "No signed head covers every entry."),
    "missing": ("Des entrées manquent à partir de celle-ci : il y en avait davantage.", "Entries are missing from this one on: there were more."),
    "beyond": ("Des entrées ont été ajoutées hors du registre.", "Entries were added outside the ledger."),
    "frontier": ("L’état courant du registre ne correspond pas aux entrées.", "The current state of the ledger does not match the entries."),
    "file": ("Un fichier du dossier a été changé : ", "A file of the dossier was changed: "),
    "manifest": ("Le sommaire du dossier n’est pas signé par cette clé.", "The manifest of the dossier is not signed by this key."),
    "receipt": ("Le reçu présenté n’est pas valable.", "The receipt given is not valid."),
    "stranger": ("Le reçu présenté vient d’un autre registre ou d’une autre clé.", "The receipt given comes from another ledger or key."),
    "path": ("Le chemin du reçu ne mène pas à la tête signée.", "The path of the receipt does not lead to the signed head."),
    "key": ("Le dossier est signé par une autre clé que celle attendue.", "The dossier is signed with another key than expected."),
}  # fmt: skip


class Entry(NamedTuple):
    """One entry as it is kept; `at` is UTC, ISO 8601 with Z; what was erased is None."""

    seq: int
    at: str
    kind: str
    subject: str
    payload: str | None
    salt: bytes | None
    seal: bytes
    leaf: bytes

    def as_json(self) -> dict[str, Any]:
        """The entry for machines, bytes in hexadecimal; the payload stays text, since the text is what is hashed."""
        salt = None if self.salt is None else self.salt.hex()
        return self._asdict() | {"salt": salt, "seal": self.seal.hex(), "leaf": self.leaf.hex()}


class Head(NamedTuple):
    """The signed root of a ledger of `size` entries."""

    size: int
    root: bytes
    at: str
    signature: bytes

    def as_json(self) -> dict[str, Any]:
        """The head for machines, bytes in hexadecimal."""
        return self._asdict() | {"root": self.root.hex(), "signature": self.signature.hex()}


class Lie(Exception):
    """What was found does not hold: a code of SENTENCES, the first entry concerned, a detail."""

    def __init__(self, why: str, seq: int | None = None, detail: str = "") -> None:
        super().__init__(why)
        self.why, self.seq, self.detail = why, seq, detail


@dataclass
class Report:
    """The answer: `first_bad` is the number of the first entry that lies (entries count from 0)."""

    ok: bool = True
    entries: int = 0
    first_bad: int | None = None
    head: Head | None = None
    why: str = "ok"
    detail: str = ""
    key: bytes = b""
    withheld: int = 0

    def refuse(self, lie: Lie) -> None:
        """The answer becomes no, and says why."""
        self.ok, self.why, self.first_bad, self.detail = False, lie.why, lie.seq, lie.detail

    def sentence(self, language: str = "fr") -> str:
        """The answer in words."""
        return SENTENCES[self.why][language == "en"] + self.detail

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        """The answer for machines."""
        head, key = self.head and self.head.as_json(), self.key.hex()
        answer = {"ok": self.ok, "entries": self.entries, "first_bad": self.first_bad, "head": head, "why": self.why}
        return answer | {"withheld": self.withheld, "text": self.sentence(language), "public_key": key}

    def account(self, language: str = "fr") -> str:
        """The answer for a person, in a few lines."""
        french = "entrées vérifiées", "non communiquées", "première entrée fausse", "tête signée", "clé publique"
        english = "entries checked", "not handed over", "first false entry", "signed head", "public key"
        words = english if language == "en" else french
        head = self.head and f"{self.head.size} · {self.head.root.hex()} · {self.head.at}"
        colon = ": " if language == "en" else "\u00a0: "
        found = zip(words, (self.entries, self.withheld or None, self.first_bad, head, self.key.hex()), strict=True)
        return "\n".join(
            [self.sentence(language), *(f"{word}{colon}{what}" for word, what in found if what is not None)]
        )


def seal_of(salt: bytes, subject: str, payload: str) -> bytes:
    """What commits to the content; `payload` is canonical JSON already."""
    return sha256(salt + f'{{"payload":{payload},"subject":{quote(subject)}}}'.encode()).digest()


def leaf_start(ledger: int, at: str, kind: str) -> str:
    """What the leaves of the same moment and kind begin with."""
    return f'\0{{"at":{quote(at)},"kind":{quote(kind)},"ledger":{ledger},"seal":"'


def leaf_of(start: str, seq: int, seal: bytes) -> bytes:
    """What the tree holds of an entry, given what its text begins with."""
    return sha256(f'{start}{seal.hex()}","seq":{seq}}}'.encode()).digest()


def head_text(ledger: int, size: int, root: bytes, at: str) -> bytes:
    """What the signature of a head covers."""
    what = f'{{"at":{quote(at)},"ledger":{ledger},"root":"{root.hex()}","size":{size},"what":"aval-head-1"}}'
    return what.encode()


def node(left: bytes, right: bytes) -> bytes:
    """The parent of two nodes."""
    return sha256(b"\x01" + left + right).digest()


def signed(key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether this public key made this signature."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


Closed = list[tuple[int, int, bytes]]  # (level, place, root) of complete subtrees
Kept = Callable[[Closed], None]  # compares them with those kept; Lie


@dataclass
class Tree:
    """A Merkle tree of which only the right edge is kept: roots of complete subtrees, largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def extend(self, leaves: list[bytes]) -> Closed:
        """Append leaves; the complete subtrees of 256, 65 536… leaves they closed, as (level, place, root)."""
        nodes, kept, closed, level = leaves, list(self.peaks), [], 0
        edge: list[bytes] = []
        while nodes or kept:
            if self.size >> level & 1:
                nodes = [kept.pop(), *nodes]
            if len(nodes) & 1:
                edge.append(nodes[-1])
            nodes = [node(*pair) for pair in zip(nodes[::2], nodes[1::2], strict=False)]
            level += 1
            if level % 8 == 0:
                closed += [(level, (self.size >> level) + i, root) for i, root in enumerate(nodes)]
        self.size, self.peaks = self.size + len(leaves), edge[::-1]
        return closed

    def root(self) -> bytes:
        """The root, as RFC 9162 defines it for any number of leaves."""
        if not self.peaks:
            return sha256(b"").digest()
        *larger, root = self.peaks
        for peak in reversed(larger):
            root = node(peak, root)
        return root


class Audit:
    """Reads a ledger once, in order, in constant memory; `Lie` at the first entry that does not hold.

    `kept` compares complete subtrees with those kept elsewhere, where there are any; `erased` may be emptied, no other.
    """

    def __init__(self, ledger: int, heads: Iterable[Head], report: Report, kept: Kept | None = None) -> None:
        self.ledger, self.report, self._kept, self.tree = ledger, report, kept, Tree()
        self._heads = iter(heads)
        self._next = next(self._heads, None)
        self._vouched = self._met = 0
        self._moment, self._start = ("", ""), ""
        self._emptied: list[list[int]] = []
        self.erased: list[list[int]] = []
        self._meet()

    def take(self, entries: list[Entry]) -> None:
        """Check the next entries."""
        leaves = [self._check(seq, entry) for seq, entry in enumerate(entries, self.tree.size)]
        while leaves:
            stop = self._next.size - self.tree.size if self._next else len(leaves)
            closed = self.tree.extend(leaves[:stop])
            if self._kept and closed:
                self._kept(closed)
                self._vouched = max(self._vouched, self.tree.size >> 8 << 8)
            leaves = leaves[stop:]
            self.report.entries = self.tree.size
            self._meet()

    def finish(self) -> None:
        """After the last entry: no head announces more, and what is empty was erased, neither more nor less."""
        if self._next:
            raise Lie("missing", self.tree.size)
        emptied, erased = _numbers(self._emptied), _numbers(sorted(self.erased))
        was, said = next(emptied, None), next(erased, None)
        while was is not None or said is not None:
            if was == said:
                was, said = next(emptied, None), next(erased, None)
            elif said is None or (was is not None and was < said):
                raise Lie("emptied", was)
            else:
                raise Lie("returned", said)

    def _check(self, seq: int, entry: Entry) -> bytes:
        number, at, kind, subject, payload, salt, seal, leaf = entry
        if number != seq:
            raise Lie("sequence", seq)
        try:
            if payload is None or salt is None:
                self._empty(seq, entry)
            elif seal_of(salt, subject, payload) != seal or len(salt) != 16:
                raise Lie("seal", seq)
            if (at, kind) != self._moment:
                self._moment, self._start = (at, kind), leaf_start(self.ledger, at, kind)
            if leaf_of(self._start, seq, seal) != leaf:
                raise Lie("leaf", seq)
        except (TypeError, ValueError, AttributeError) as wrong:
            raise Lie("leaf", seq) from wrong
        if kind == ERASURE:
            self.erased += _runs(payload, seq)
        return leaf

    def _empty(self, seq: int, entry: Entry) -> None:
        if entry.payload is not None or entry.salt is not None or entry.subject:
            raise Lie("half", seq)
        if self._emptied and self._emptied[-1][1] == seq - 1:
            self._emptied[-1][1] = seq
        else:
            self._emptied.append([seq, seq])

    def _meet(self) -> None:
        while (head := self._next) and head.size <= self.tree.size:
            if head.size < self._met or not signed(self.report.key, head.signature, head_text(self.ledger, *head[:3])):
                raise Lie("signature", None, f" ({head.size})")
            if head.root != self.tree.root():
                raise Lie("root", self._vouched)
            self._vouched = self._met = head.size
            self.report.head, self._next = head, next(self._heads, None)


def _runs(payload: str | None, seq: int) -> list[list[int]]:
    """The runs of entries an erasure says it emptied; all of them come before it."""
    try:
        runs = json.loads(payload or "")["entries"]
        if all(len(run) == 2 and 0 <= run[0] <= run[1] < seq for run in runs):
            return [list(run) for run in runs]
    except (ValueError, TypeError, KeyError) as wrong:
        raise Lie("erasure", seq) from wrong
    raise Lie("erasure", seq)


def _numbers(runs: Iterable[list[int]]) -> Iterator[int]:
    """The numbers of sorted runs, each once."""
    after = 0
    for first, last in runs:
        yield from range(max(first, after), last + 1)
        after = max(after, last + 1)
