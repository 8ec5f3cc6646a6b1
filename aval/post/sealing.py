"""Secrets kept in the base, sealed under the `vault` key, which is not in it: passwords of servers, keys that sign."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from aval import keys

NONCE = 12  # bytes


class Unsealable(Exception):
    """Sealed with another key, or for something else."""


def seal(secret: bytes, what: str) -> bytes:
    """The secret as it is kept (ChaCha20-Poly1305): it opens for `what` it was sealed, and nothing else."""
    nonce = os.urandom(NONCE)
    return nonce + ChaCha20Poly1305(keys.require("vault")).encrypt(nonce, secret, what.encode())


def unseal(sealed: bytes, what: str) -> bytes:
    """The secret, in clear. Raises `Unsealable`."""
    try:
        return ChaCha20Poly1305(keys.require("vault")).decrypt(sealed[:NONCE], sealed[NONCE:], what.encode())
    except InvalidTag as error:
        raise Unsealable(what) from error
