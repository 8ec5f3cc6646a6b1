"""The link of a letter: exact, opaque, unforgeable."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.prospects import links
from aval.prospects.links import Link, link_token, read_token

pytestmark = pytest.mark.once

IDS = st.integers(0, 2**63 - 1)


@pytest.fixture(autouse=True)
def one_key():
    links._cipher.cache_clear()
    yield
    links._cipher.cache_clear()


@given(st.integers(0, 2**32 - 1), IDS, IDS)
def test_a_link_is_read_back_whole(organisation, contact_point, campaign):
    token = link_token(organisation, contact_point, campaign)
    assert read_token(token) == Link(organisation, contact_point, campaign)
    assert token == link_token(organisation, contact_point, campaign)
    assert len(token) == 48


@given(st.integers(0, 47), st.sampled_from("AZaz09-_"))
def test_one_character_changed_gives_nothing(place, character):
    token = link_token(1, 2, 3)
    changed = token[:place] + character + token[place + 1 :]
    assert changed == token or read_token(changed) is None


@pytest.mark.parametrize(
    "token",
    ["", "essai", "A" * 47, "A" * 48, "A" * 49, "é" * 48, "A" * 47 + "=", "A" * 47 + "\n", "A" * 47 + "+", "../" * 16],
)
def test_what_we_did_not_write_is_nobody(token):
    assert read_token(token) is None


def test_halves_of_two_links_make_none():
    one, other = link_token(1, 2, 3), link_token(1, 4, 3)
    assert read_token(one[:24] + other[24:]) is None
    assert read_token(one[:-1]) is None
    assert read_token(one + "A") is None


def test_a_link_tells_nothing_of_its_neighbours():
    one, next_one = link_token(1, 2, 3), link_token(1, 3, 3)
    same = sum(a == b for a, b in zip(one, next_one, strict=True))
    assert same < 12


def test_another_key_reads_nothing(monkeypatch):
    token = link_token(1, 2, 3)
    monkeypatch.setenv("AVAL_KEY_LINK", base64.b64encode(b"z" * 32).decode())
    links._cipher.cache_clear()
    assert read_token(token) is None
