"""Frames without a time stamp are timed by the nominal rate and counted, or refused."""

from fractions import Fraction
from types import SimpleNamespace

import av
import av.error
import pytest

from bedside.runtime.errors import InputError
from bedside.runtime.media import open_video
from bedside.runtime.media.decoding import Timing, decoded
from bedside.runtime.media.video import DecodeLog
from recordings import pattern, write_video


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


class BrokenContainer:
    """A container whose reading breaks after some packets, as a failing disk does."""

    def __init__(self, packets, error):
        self.packets, self.error = packets, error
        self.format, self.duration, self.start_time = SimpleNamespace(name="avi"), None, None

    def demux(self, _stream):
        """Give the packets, then break."""
        yield from self.packets
        raise self.error


@pytest.mark.parametrize("error", [OSError("disk"), av.error.InvalidDataError(1, "disk")])
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_reading_that_breaks_off_gives_what_was_read_and_says_so(error):
    """The frames before the break are whole."""
    packet = SimpleNamespace(is_corrupt=False, pts=40, decode=lambda: [picture(40)])
    log = DecodeLog()
    container = BrokenContainer([packet], error)
    frames = list(
        decoded(container, SimpleNamespace(frames=0), Timing("a", 25.0, Fraction(1, 1000)), True, log)
    )
    assert [frame.t_s for frame in frames] == [0.04]
    assert "reading ended early" in log.warnings()[0]
    assert "disk" in log.warnings()[0]


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_video_turned_by_an_odd_angle_is_refused(tmp_path):
    """No picture is stretched to fit."""
    path = write_video(tmp_path / "a.mp4", [pattern(48, 64)], [0], rotation=30)
    with pytest.raises(InputError, match="turned by 0, 90, 180 or 270 degrees"):
        open_video(path)
