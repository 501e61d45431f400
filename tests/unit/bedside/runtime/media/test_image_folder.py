"""A folder of pictures is a video in natural order, at the times that it states."""

import numpy as np
import pytest

from bedside.runtime.errors import InputError
from bedside.runtime.media import ReadOptions, open_video
from recordings import pattern, write_picture

AT_25_HZ = ReadOptions(rate_hz=25)


@pytest.fixture
def folder(tmp_path):
    """Three pictures whose natural order differs from the order of their letters."""
    for number in (1, 2, 10):
        write_picture(tmp_path / f"f{number}.png", pattern(48, 64, number))
    return tmp_path


@pytest.mark.verifies("SRS-004", purpose="implementation")
def test_pictures_come_in_natural_order_at_the_given_rate(folder):
    """The tenth comes after the second."""
    (folder / ".hidden.png").write_bytes(b"")
    (folder / "notes.txt").write_text("no picture")
    video = open_video(folder, AT_25_HZ)
    frames = list(video.frames())
    for frame, number in zip(frames, (1, 2, 10), strict=True):
        np.testing.assert_array_equal(frame.pixels, pattern(48, 64, number))
    np.testing.assert_allclose([frame.t_s for frame in frames], [0, 0.04, 0.08])
    assert (video.kind, video.declared_frames, video.channels, video.warnings) == ("folder", 3, 1, ())


@pytest.mark.verifies("SRS-002", purpose="implementation")
def test_a_list_of_time_stamps_goes_before_the_given_rate(folder):
    """Uneven times are kept."""
    (folder / "timestamps.csv").write_text("t_s\n0.5\n0.6\n0.9\n")
    video = open_video(folder, AT_25_HZ)
    assert [frame.t_s for frame in video.frames()] == [0.5, 0.6, 0.9]


@pytest.mark.parametrize("stamps", ["t_s\n0\n1\n", "t_s\n0\n0\n1\n", "s\n0\n1\n2\n", ""])
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_time_stamps_that_do_not_fit_the_pictures_are_refused(folder, stamps):
    """A row for each picture, increasing, under the right heading."""
    (folder / "timestamps.csv").write_text(stamps)
    with pytest.raises(InputError):
        open_video(folder)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_pictures_without_any_time_are_refused(folder):
    """A rate is never invented."""
    with pytest.raises(InputError, match="3 pictures without times"):
        open_video(folder)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_folder_without_a_decodable_picture_is_refused(tmp_path):
    """Empty, or with a picture that is none."""
    with pytest.raises(InputError, match="without pictures"):
        open_video(tmp_path)
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(InputError, match="none of which can be decoded"):
        open_video(tmp_path)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_one_damaged_picture_is_counted_and_the_others_keep_their_times(folder):
    """What is missing leaves a hole in time and does not move the rest."""
    (folder / "f2.png").write_bytes(b"damaged")
    video = open_video(folder, AT_25_HZ)
    frames = list(video.frames())
    assert [(frame.index, round(frame.t_s, 3)) for frame in frames] == [(0, 0.0), (1, 0.08)]
    assert video.warnings == ("1 packets were damaged",)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_pictures_of_another_size_are_refused(folder):
    """A video has one size."""
    write_picture(folder / "f3.png", pattern(40, 64))
    with pytest.raises(InputError, match="64x40 px in frame 2"):
        list(open_video(folder, AT_25_HZ).frames())


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_picture_changed_during_the_run_is_refused(folder):
    """The frames must be of the bytes that were digested."""
    video = open_video(folder, AT_25_HZ)
    write_picture(folder / "f2.png", pattern(48, 64, 77))
    with pytest.raises(InputError, match="changed on disk"):
        list(video.frames())


@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_colour_deep_and_jpeg_pictures_are_read(tmp_path):
    """Sixteen bits stay sixteen, colour stays colour, and JPEG is close to what was coded."""
    deep = pattern(48, 64).astype(np.uint16) << 8
    colour = np.stack([pattern(48, 64)] * 2 + [pattern(48, 64) // 2], axis=-1)
    for name, picture, codec in (("deep", deep, "png"), ("colour", colour, "png"), ("jpeg", deep, "mjpeg")):
        (tmp_path / name).mkdir()
        path = tmp_path / name / ("a.jpg" if codec == "mjpeg" else "a.png")
        write_picture(path, picture if codec == "png" else pattern(48, 64), codec)
    first = {name: next(open_video(tmp_path / name).frames()) for name in ("deep", "colour", "jpeg")}
    np.testing.assert_array_equal(first["deep"].pixels, deep)
    np.testing.assert_array_equal(first["colour"].pixels, colour)
    assert np.abs(first["jpeg"].grey() * 255 - pattern(48, 64)).mean() < 4


def test_the_digest_covers_names_contents_and_time_stamps(folder):
    """Renaming a picture, changing one or adding times gives another digest."""
    digests = [open_video(folder, AT_25_HZ).sha256]
    (folder / "f10.png").rename(folder / "f11.png")
    digests.append(open_video(folder, AT_25_HZ).sha256)
    write_picture(folder / "f1.png", pattern(48, 64, 99))
    digests.append(open_video(folder, AT_25_HZ).sha256)
    (folder / "timestamps.csv").write_text("t_s\n0\n1\n2\n")
    digests.append(open_video(folder, AT_25_HZ).sha256)
    assert len(set(digests)) == 4
