"""What the tree may not hold: a path of somebody's machine, the name of a registry, a migration nobody wrote."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.architecture.tree import name, tracked

PLACES = re.compile(
    rb"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/\w|--(?:extra-)?index-url [^ ]|(?:py"
    rb"pi|python"
    rb"hosted|np"
    rb"mjs)\.(?:org|com)"
)


@pytest.mark.once
def test_no_place_but_here() -> None:
    assert [name(path) for path in tracked() if path != Path(__file__) and PLACES.search(path.read_bytes())] == []


@pytest.mark.once
def test_places_are_seen() -> None:
    for place in (b"see /root/x", b"https://pypi.org/simple", b"--index-url http://x"):
        assert PLACES.search(place)
    for fine in (b"/workers/3", b"the/work/of", b"--no-emit-index-url"):
        assert not PLACES.search(fine)


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
