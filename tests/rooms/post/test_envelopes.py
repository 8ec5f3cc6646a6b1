"""A rejection names its attempt, and only we can make such an address."""

import pytest

from aval.post.envelopes import attempt_of, bounce_address

MAILBOX = "retours@atelier-nord.example"


@pytest.mark.parametrize("attempt", [1, 35, 36, 123_456_789, 2**62])
def test_there_and_back(attempt):
    address = bounce_address(MAILBOX, attempt)
    assert attempt_of(address) == attempt
    assert attempt_of(f"<{address.upper()}>") == attempt
    assert address.endswith("@atelier-nord.example")
    assert len(address.partition("@")[0]) <= 64


def test_nobody_else_can_make_one():
    mine, next_one = bounce_address(MAILBOX, 41), bounce_address(MAILBOX, 42)
    forged = mine.replace("+15.", "+16.")
    assert forged != mine
    assert attempt_of(forged) is None
    assert attempt_of(next_one) == 42
    for other in (MAILBOX, "", "retours+@x.example", "retours+zz.aaaaaaaaaaaaa@x.example", "not an address"):
        assert attempt_of(other) is None
