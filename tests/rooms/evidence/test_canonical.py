"""The quick encoder and RFC 8785's reference say the same bytes, or both refuse."""

import math

import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aval.evidence.audit import quote
from aval.evidence.canonical import SAFE, NotCanonical, canonical

pytestmark = pytest.mark.once

NUMBERS = st.integers(-(2**60), 2**60) | st.sampled_from([SAFE, SAFE + 1, -SAFE, -SAFE - 1])
ATOMS = st.none() | st.booleans() | NUMBERS | st.floats() | st.text(st.characters(codec=None))
JSON = st.recursive(ATOMS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(), JSON))
@example({"é": 1, "z": 2, "\U0001f600": 3, "\ufb33": 4})
@example({"a": '\x00\x1f\x7f\u2028"\\/é😀', "b": [True, 1, 1.0, -0.0, 1e21, 1e-7]})
@example({"1": {"f": "x", "F": 5}, "": "empty", "a": {}, "111": [], "A": {"2": 0, "10": 0}})
def test_it_is_the_reference_text(payload):
    try:
        expected = rfc8785.dumps(payload)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        with pytest.raises(NotCanonical):
            canonical(payload)
    else:
        assert canonical(payload).encode() == expected


@given(st.text())
def test_texts_are_quoted_as_the_reference_does(text):
    assert quote(text).encode() == rfc8785.dumps(text)


@pytest.mark.parametrize(
    "wrong", [{1: "a"}, {None: 1}, {"a": {2: 1}}, {"a": (1, math.inf)}, {"a": b"x"}, {"a": {1, 2}}]
)
def test_what_json_cannot_say_is_refused(wrong):
    with pytest.raises(NotCanonical):
        canonical(wrong)


def test_a_loop_is_refused():
    loop = {}
    loop["again"] = loop
    with pytest.raises(NotCanonical):
        canonical(loop)
