"""Frames without a time stamp are timed by the nominal rate and counted, or refused."""

from fractions import Fraction

import av
import pytest

from bedside.runtime.errors import InputError
from bedside.runtime.media.decoding import Timing
from bedside.runtime.media.video import DecodeLog


def picture(pts):
    """Make a picture with or without a stamp."""
    frame = av.VideoFrame(16, 16, "gray")
    frame.pts = pts
    return frame


@pytest.mark.parametrize(
    ("pts", "unit"), [(0, Fraction(1, 90000)), (2**40, Fraction(1, 12800)), (-3, Fraction(1, 3))]
)
@pytest.mark.verifies("SRS-002", purpose="implementation")
def test_time_is_the_stamp_times_its_unit_exactly(pts, unit):
    """Rounded once, to the nearest float."""
    assert Timing("a", 25.0, unit).of(picture(pts), None, DecodeLog()) == float(pts * unit)


@pytest.mark.verifies("SRS-002", purpose="implementation")
def test_a_missing_stamp_is_estimated_from_the_one_before_and_counted():
    """The first starts at 0; each further one is a frame's duration later."""
    timing, log = Timing("a", 25.0, Fraction(1, 1000)), DecodeLog()
    assert timing.of(picture(None), None, log) == 0
    assert timing.of(picture(None), 7.0, log) == pytest.approx(7.04)
    assert log.estimated_times == 2


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_neither_stamp_nor_rate_is_refused():
    """No time base is made up."""
    with pytest.raises(InputError, match="neither"):
        Timing("a", None, Fraction(1, 1000)).of(picture(None), 0.0, DecodeLog())
