"""Numbers with units, as texts state them."""

import pytest

from bench.claims import parse_criterion
from bench.gates.audit.stated import numbers, states


def _criterion(limit: str, unit: str):
    return parse_criterion(
        {"metric": "m", "statistic": "max", "limit": limit, "min_n": 1, "profile": "p", "unit": unit,
         "hardware_class": "any"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "limit", "unit"),
    [
        ("within 500 ms of", "<= 500", "ms"),
        ("within 0.5 s of", "<= 500", "ms"),
        ("at most 2 minutes, in", "<= 2", "min"),
        ("at least 95 % of", ">= 0.95", "1"),
        ("at least 0.90;", ">= 0.9", "1"),
        ("at least 1,000 a second", ">= 1000", "1/s"),
        ("below 0.1 pixel.", "<= 0.1", "px"),
        ("to 1e-6.", "<= 1e-06", "1"),
    ],
)
def test_a_number_is_the_limit_in_whatever_unit_it_stands(text: str, limit: str, unit: str):
    """Half a second is 500 ms, 95 % is 0.95."""
    assert [states(number, _criterion(limit, unit)) for number in numbers(text)] == [True]


@pytest.mark.parametrize("text", ["SRS-500 ms", "500\u00d7500", "a500", "1.500.2", "/500", "500 s", "50 ms"])
def test_other_numbers_are_not(text: str):
    """Parts of names, sizes and versions, and numbers of another unit."""
    assert not any(states(number, _criterion("<= 500", "ms")) for number in numbers(text))


def test_a_bound_is_known_by_the_words_before_it():
    """At most, within, no more than; a number alone is none."""
    found = [n.bound for n in numbers("at most 5 ms, within 3 s, no more than two, a median of 7 ms, 9 Hz")]
    assert found == [True, True, True, False, False]
