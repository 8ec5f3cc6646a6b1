"""The bench measures what it says."""

from aval.law.measuring import bench, crowd


def test_it_measures_a_list_strangers_and_one_person():
    rates = bench(people=2_000)
    assert {"reading", "listed", "listed_message", "hold", "strangers", "one_p50_ms", "one_p99_ms"} <= set(rates)
    assert all(value > 0 for value in rates.values())
    assert crowd(2_000).height == 2_000
