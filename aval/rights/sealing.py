"""A stream sealed piece by piece: AES-256-GCM, a mebibyte at a time, in constant memory (the STREAM construction).

The nonce of a piece is a random prefix, its number, and whether it is the last: pieces cut, moved or missing are
refused. The key comes from a passphrase (scrypt) or from the vault key.
"""

import hashlib
import hmac
import json
import os
import struct
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aval import keys

MAGIC = b"AVAL BACKUP 1\n"
PIECE = 1 << 20  # bytes
TAG = 16  # bytes
LONGEST_HEADER = 1 << 16  # bytes
SCRYPT = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26}


class NotABackup(ValueError):
    """Not a backup of Aval, cut short, changed, or not of this key."""


def key_of(passphrase: str | None, salt: bytes) -> bytes:
    """32 bytes: of the passphrase when there is one, else of the vault key of this installation."""
    if passphrase:
        return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **SCRYPT)
    return hmac.digest(keys.require("vault"), b"aval backup|" + salt, hashlib.sha256)


def seal(pieces: Iterable[bytes], out: IO[bytes], *, header: dict[str, Any], passphrase: str | None) -> int:
    """Write a sealed stream; how many bytes went in. `header` is readable by anybody, and cannot be changed."""
    salt, prefix = os.urandom(16), os.urandom(7)
    told = header | {"salt": salt.hex(), "prefix": prefix.hex(), "by": "passphrase" if passphrase else "vault"}
    head = MAGIC + json.dumps(told, sort_keys=True).encode() + b"\n"
    out.write(head)
    cipher = AESGCM(key_of(passphrase, salt))
    total = number = 0
    held = b""
    for piece in _even(pieces):
        if held:
            out.write(cipher.encrypt(_nonce(prefix, number, last=False), held, head))
            number += 1
        held, total = piece, total + len(piece)
    out.write(cipher.encrypt(_nonce(prefix, number, last=True), held, head))
    return total


def read_header(file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """What anybody may read of a backup, and its bytes. Raises `NotABackup`."""
    if file.read(len(MAGIC)) != MAGIC:
        raise NotABackup("magic")
    line = file.readline(LONGEST_HEADER)
    try:
        return json.loads(line), MAGIC + line
    except ValueError as why:
        raise NotABackup("header") from why


def unseal(file: IO[bytes], *, passphrase: str | None) -> Iterator[bytes]:
    """The pieces, each as soon as it is known to be whole. Raises `NotABackup`, on the last piece at the latest."""
    header, head = read_header(file)
    cipher = AESGCM(key_of(passphrase, bytes.fromhex(header["salt"])))
    prefix, number = bytes.fromhex(header["prefix"]), 0
    sealed = file.read(PIECE + TAG)
    while True:
        following = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=not following), sealed, head)
        except InvalidTag as why:
            raise NotABackup("seal") from why
        if not following:
            return
        sealed, number = following, number + 1


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, a mebibyte at a time."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) > PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)
