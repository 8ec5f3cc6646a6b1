"""Fingerprints are HMAC-SHA-256, the same one by one or by columns, and say nothing without the key."""

import hashlib
import hmac

import polars as pl
import pytest

from aval import keys
from aval.prospects.fingerprints import KINDS, fingerprint, fingerprints, key_id

pytestmark = pytest.mark.once


def test_it_is_the_hmac_of_the_kind_the_version_and_the_value():
    expected = hmac.new(keys.require("fingerprint"), b"email|1|zo\xc3\xa9@x.example", hashlib.sha256).hexdigest()[:32]
    assert fingerprint("email", "zoé@x.example") == expected


def test_a_column_gives_what_each_value_gives():
    values = pl.Series("normal", ["a@x.example", None, "b@x.example"])
    assert fingerprints("email", values).to_list() == [
        fingerprint("email", "a@x.example"),
        None,
        fingerprint("email", "b@x.example"),
    ]


def test_kinds_and_keys_never_meet(monkeypatch):
    assert len({fingerprint(kind, "x") for kind in KINDS}) == len(KINDS)
    before, name = fingerprint("email", "x"), key_id()
    monkeypatch.setenv("AVAL_KEY_FINGERPRINT", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    assert fingerprint("email", "x") != before
    assert key_id() != name
    with pytest.raises(ValueError, match="kind"):
        fingerprint("name", "x")
