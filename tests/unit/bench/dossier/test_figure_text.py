"""Numbers as a reader wants them."""

import pytest

from bench.dossier.figure_text import NOTHING, duration, interval, number, short, with_unit


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, NOTHING), (0.0, "0"), (1234.0, "1,234"), (0.021007, "0.021"),
     (3.14159, "3.14"), (0.00001234, "1.23e-05")],
)  # fmt: skip
def test_a_number_has_as_many_digits_as_it_deserves(value: float | None, text: str):
    """Three significant digits, whole numbers with separators, and a dash for nothing."""
    assert number(value) == text


def test_an_interval_may_stay_open():
    """A side that the samples cannot bound is said to be open, never left blank."""
    assert interval((0.1, None)) == "[0.1, open]"
    assert interval(None) == interval((None, None)) == NOTHING


def test_units_durations_and_digests():
    """Dimensionless values carry no unit; digests are cut to what finds the record."""
    assert (with_unit("3", "ms"), with_unit("3", "1"), with_unit(NOTHING, "ms")) == ("3 ms", "3", NOTHING)
    assert (duration(0.25), duration(12.5), duration(300)) == ("250 ms", "12.5 s", "5.0 min")
    assert short("ab" * 32) == "ab" * 8
