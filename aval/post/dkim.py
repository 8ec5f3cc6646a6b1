"""DKIM signatures (RFC 6376; Ed25519: RFC 8463): headers relaxed, body simple, the names of `signable_headers` in h=.

Both List-Unsubscribe headers are signed, and listed once more than they are there: none can be added on the way
(RFC 8058, section 4; RFC 6376, section 8.15).
"""

import base64
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from aval.campaigns.letters.composing import signable_headers

BITS = 2048  # of an RSA key: the longest that fits one DNS answer everywhere
RSA, ED25519 = "rsa-sha256", "ed25519-sha256"
BLANKS = re.compile(rb"[ \t\r\n]+")
FOLD = 72
PrivateKey = RSAPrivateKey | Ed25519PrivateKey


def make_key(algorithm: str) -> tuple[bytes, str]:
    """A new key: its private half (PKCS #8, DER), and its public half as DNS publishes it (base64)."""
    private: PrivateKey = Ed25519PrivateKey.generate() if algorithm == ED25519 else generate_private_key(65537, BITS)
    kept = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key()
    if isinstance(private, Ed25519PrivateKey):
        shown = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    else:
        shown = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return kept, base64.b64encode(shown).decode()


def record_of(algorithm: str, public: str) -> str:
    """The TXT record that lets receivers check the signatures of a key."""
    return f"v=DKIM1; k={algorithm.partition('-')[0]}; p={public}"


@dataclass(frozen=True, slots=True)
class Signer:
    """One key of one domain, ready to sign. Two are equal when they are the same key."""

    domain: str
    selector: str
    algorithm: str
    public: str
    key: PrivateKey = field(compare=False, repr=False)

    @classmethod
    def of(cls, *, domain: str, selector: str, algorithm: str, public: str, private: bytes) -> "Signer":
        """From the private half as `make_key` gives it."""
        key = serialization.load_der_private_key(private, None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
            raise TypeError(algorithm)
        return cls(domain, selector, algorithm, public, key)

    def header(self, headers: Sequence[bytes], digest: str, second: int) -> bytes:
        """The DKIM-Signature header, over headers already canonical and the digest of the body."""
        names = ":".join(signable_headers())
        lines = [
            f"DKIM-Signature: v=1; a={self.algorithm}; c=relaxed/simple;",
            f"d={self.domain}; s={self.selector}; t={second};",
            *_folded(f"h={names};"),
            f"bh={digest};",
            "b=",
        ]
        own = "\r\n ".join(lines).encode()
        signed = b"".join([*headers, _relaxed(own)])
        if isinstance(self.key, Ed25519PrivateKey):
            made = self.key.sign(sha256(signed).digest())
        else:
            made = self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        text = base64.b64encode(made).decode()
        return own + "\r\n ".join(text[at : at + FOLD] for at in range(0, len(text), FOLD)).encode() + b"\r\n"


def sign(raw: bytes, signers: Sequence[Signer], second: int) -> bytes:
    """The message with a signature of each key on top; unchanged without a key. `raw` has CRLF lines."""
    if not signers:
        return raw
    head, _blank, body = raw.partition(b"\r\n\r\n")
    digest = base64.b64encode(sha256(body.rstrip(b"\r\n") + b"\r\n").digest()).decode()
    headers = list(_chosen(_fields(head)))
    return b"".join([*(one.header(headers, digest, second) for one in signers), raw])


def _fields(head: bytes) -> Mapping[bytes, list[bytes]]:
    """Canonical fields by lower-case name, in order."""
    fields: dict[bytes, list[bytes]] = defaultdict(list)
    for line in re.split(rb"\r\n(?![ \t])", head):
        relaxed = _relaxed(line)
        fields[relaxed.partition(b":")[0]].append(relaxed + b"\r\n")
    return fields


def _chosen(fields: Mapping[bytes, list[bytes]]) -> list[bytes]:
    """The fields named in h=, the last one first; a name listed once too often is nothing."""
    left = {name: list(found) for name, found in fields.items()}
    found = (left.get(name.lower().encode()) for name in signable_headers())
    return [some.pop() for some in found if some]


def _relaxed(field: bytes) -> bytes:
    """Relaxed canonical form of a header field, without its end of line."""
    name, _colon, value = field.partition(b":")
    return name.strip().lower() + b":" + BLANKS.sub(b" ", value).strip()


def _folded(text: str) -> list[str]:
    """A list of names on lines that mail programs like."""
    lines, line = [], ""
    for name in text.split(":"):
        if line and len(line) + len(name) > FOLD:
            lines.append(line + ":")
            line = name
        else:
            line = f"{line}:{name}" if line else name
    return [*lines, line]
