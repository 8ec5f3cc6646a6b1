"""Two versions compared: against tables of Fisher's test published elsewhere, and never before the time."""

import pytest

from aval.campaigns.comparing import Arm, compare, fisher

# Known values: the lady tasting tea (Fisher, 1935), and tables any statistics program agrees on.
KNOWN = [
    ((4, 3), (4, 1), 0.485714),
    ((4, 4), (4, 0), 0.028571),
    ((12, 1), (12, 9), 0.002759),
    ((100, 8), (100, 8), 1.0),
]


@pytest.mark.parametrize(("first", "second", "chance"), KNOWN)
def test_fisher(first: tuple[int, int], second: tuple[int, int], chance: float) -> None:
    assert fisher(Arm(*first), Arm(*second)) == pytest.approx(chance, abs=1e-6)
    assert fisher(Arm(*second), Arm(*first)) == pytest.approx(chance, abs=1e-6)


def test_nothing_is_said_before_everybody_had_time_to_answer() -> None:
    assert compare(Arm(500, 90), Arm(500, 10), over=False).verdict == "not-yet"
    assert compare(Arm(500, 90), Arm(500, 10), over=True).verdict == "a"
    assert compare(Arm(500, 10), Arm(500, 90), over=True).verdict == "b"


def test_few_people_prove_nothing_and_like_versions_are_alike() -> None:
    assert compare(Arm(3, 3), Arm(3, 0), over=True).verdict == "too-few"
    assert compare(Arm(0, 0), Arm(0, 0), over=True).verdict == "too-few"
    assert compare(Arm(400, 31), Arm(400, 27), over=True).verdict == "no-difference"


def test_chance_alone_seldom_wins() -> None:
    """Of every split of equal versions of 60 people, at most one in twenty is called a difference."""
    wrong = 0.0
    for k in range(13):
        seen = compare(Arm(30, k), Arm(30, 12 - k), over=True)
        if seen.verdict in {"a", "b"}:
            wrong += _weight(30, 12, k)
    assert 0 < wrong <= 0.05


def _weight(half: int, answered: int, k: int) -> float:
    from math import comb  # noqa: PLC0415

    return comb(half, k) * comb(half, answered - k) / comb(2 * half, answered)
