"""The bench measures what it says, and leaves a ledger that verifies."""

import pytest

from aval import evidence
from aval.evidence.measuring import bench


@pytest.mark.django_db
def test_it_measures_a_ledger_that_verifies():
    rates = bench(ledger=7, count=600, group=250)
    assert set(rates) == {"entries", "group", "hashing", "recording", "verifying", "receipts"}
    assert all(rate > 0 for rate in rates.values())
    assert evidence.verify_live(7).entries == 600
