"""A summary whose counts do not add up cannot be made."""

import pytest

from bedside.runtime.stream import FrameTiming, StreamSummary

TIMING = FrameTiming(0, 0, 0, 0, 1)


@pytest.mark.parametrize(
    "fields",
    [
        (2, 1, 0, 0, None, (), (TIMING,), {}),
        (2, 1, 1, 0, None, (), (TIMING,), {}),
        (1, 1, 0, 0, None, (), (), {}),
    ],
)
@pytest.mark.verifies("SRS-010", purpose="negative")
def test_counts_that_do_not_add_up_are_refused(fields):
    """Every produced frame is processed or dropped, and each is on record."""
    with pytest.raises(ValueError, match="done"):
        StreamSummary(*fields)
