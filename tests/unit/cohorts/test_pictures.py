"""Pictures and label maps from files."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cohorts import ContentError, MissingPathError
from cohorts.pictures import places, read_codes, read_pixels, video_facts
from recordings import write_audio, write_picture, write_video

pytestmark = pytest.mark.verifies("SRS-124", purpose="implementation")

CODES = np.arange(256, dtype=np.uint8).reshape(16, 16)


@pytest.mark.parametrize("colour", [False, True])
def test_a_grey_mask_and_one_in_three_equal_channels_are_the_same(tmp_path: Path, colour: bool) -> None:
    """All 256 values come back unchanged: no range is stretched, no colour converted."""
    picture = np.repeat(CODES[..., None], 3, axis=2) if colour else CODES
    path = write_picture(tmp_path / "a.png", picture)
    assert np.array_equal(read_codes(path), CODES)
    assert np.array_equal(read_pixels(path), np.repeat(CODES[..., None], 3, axis=2))


def test_colours_are_no_codes(tmp_path: Path) -> None:
    """A picture given for a mask is refused."""
    picture = np.zeros((16, 16, 3), np.uint8)
    picture[3, 4] = (1, 2, 3)
    with pytest.raises(ContentError, match="expected one grey value a pixel, found colours"):
        read_codes(write_picture(tmp_path / "a.png", picture))


def test_a_code_without_a_class_is_refused_by_its_number(tmp_path: Path) -> None:
    """Never turned into background."""
    assert places(tmp_path, np.array([[5, 9]], np.uint8), {5: 0, 9: 7}).tolist() == [[0, 7]]
    with pytest.raises(ContentError, match="expected codes among 5, 9, found also 6, 200"):
        places(tmp_path, np.array([[5, 200], [6, 9]], np.uint8), {5: 0, 9: 7})


def test_a_file_that_is_missing_or_no_picture_is_named(tmp_path: Path) -> None:
    """So is one of 16 bits, whose values would not be codes."""
    with pytest.raises(MissingPathError, match=r"none\.png is missing"):
        read_codes(tmp_path / "none.png")
    (tmp_path / "text.png").write_text("no picture")
    deep = write_picture(tmp_path / "deep.png", CODES.astype(np.uint16) * 200)
    for path in (tmp_path / "text.png", deep):
        with pytest.raises(ContentError, match="expected an 8-bit PNG picture"):
            read_codes(path)


def test_frames_and_rate_are_the_containers(tmp_path: Path) -> None:
    """Without decoding a frame."""
    pictures = [np.full((32, 32), k, np.uint8) for k in range(7)]
    facts = video_facts(write_video(tmp_path / "a.mp4", pictures, range(7), unit=Fraction(1, 24)))
    assert facts.frames == 7
    assert facts.rate_hz == pytest.approx(24, abs=0.2)


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    """Text, and sound alone."""
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(ContentError, match="expected a video, found"):
        video_facts(tmp_path / "text.mp4")
    with pytest.raises(ContentError, match="a video with a frame rate"):
        video_facts(write_audio(tmp_path / "sound.mp4"))
