"""Video files and cameras are read as they were taken, and closed on every way out."""

from fractions import Fraction
from types import SimpleNamespace

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bedside.runtime.errors import InputError
from bedside.runtime.media import ReadOptions, open_video
from bedside.runtime.media import container as reader
from recordings import pattern, write_audio, write_video

PICTURES = [pattern(48, 64, number) for number in range(20)]
EVEN_MS = [40 * number for number in range(20)]
UNEVEN_MS = [0, 40, 90, 100, 300, 301, 400]


@pytest.fixture
def closings(monkeypatch):
    """Count containers opened and closed by the reader."""
    counts = {"opened": 0, "closed": 0}
    really_open = av.open

    class Watched:
        def __init__(self, container):
            self._container = container

        def __getattr__(self, name):
            return getattr(self._container, name)

        def close(self):
            counts["closed"] += 1
            self._container.close()

    def watched(*args, **kwargs):
        counts["opened"] += 1
        return Watched(really_open(*args, **kwargs))

    mine = SimpleNamespace(open=watched, error=av.error, time_base=av.time_base)
    monkeypatch.setattr(reader, "av", mine)
    return counts


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
@pytest.mark.verifies("SRS-002", purpose="implementation")
def test_uneven_time_stamps_are_kept(tmp_path, suffix):
    """Time is the container's stamp times its unit, never the frame's number over a rate."""
    video = open_video(write_video(tmp_path / f"a.{suffix}", PICTURES[:7], UNEVEN_MS))
    assert [round(frame.t_s * 1000) for frame in video.frames()] == UNEVEN_MS
    assert video.warnings == ()


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 500), min_size=1, max_size=12))
@pytest.mark.verifies("SRS-002", purpose="implementation")
def test_any_increasing_time_stamps_come_back_as_they_were(tmp_path_factory, steps):
    """Whatever the gaps between frames, each frame has the stamp that was written."""
    times = np.cumsum([0, *steps]).tolist()
    path = tmp_path_factory.mktemp("times") / "a.mkv"
    write_video(path, PICTURES[:1] * len(times), times, codec="ffv1", pixel_format="gray")
    assert [round(frame.t_s * 1000) for frame in open_video(path).frames()] == times


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("a.mp4", "libx264", "yuv420p"),
        ("a.webm", "libvpx", "yuv420p"),
        ("a.avi", "mjpeg", "yuvj420p"),
        ("a.mkv", "ffv1", "gray"),
        ("a.mov", "libx264", "yuv444p"),
    ],
)
@pytest.mark.verifies("SRS-001", purpose="implementation")
def test_common_video_files_are_read(tmp_path, name, codec, pixel_format):
    """Every frame comes, in order, with the file's size and digest."""
    unit = Fraction(1, 25)
    path = tmp_path / name
    write_video(path, PICTURES, range(20), unit=unit, codec=codec, pixel_format=pixel_format)
    video = open_video(path)
    frames = list(video.frames())
    assert [frame.index for frame in frames] == list(range(20))
    np.testing.assert_allclose([frame.t_s for frame in frames], np.arange(20) / 25, atol=1e-3)
    assert (video.width, video.height, video.kind, len(video.sha256)) == (64, 48, "file", 64)
    assert video.channels == (1 if pixel_format == "gray" else 3)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_a_turned_or_mirrored_video_is_read_upright(tmp_path, rotation, mirrored):
    """The bright corner lies where the display matrix puts it."""
    path = write_video(tmp_path / "a.mp4", PICTURES, EVEN_MS, rotation=rotation, mirrored=mirrored)
    video = open_video(path)
    frame = next(video.frames())
    expected = np.rot90(PICTURES[0], rotation // 90)
    expected = expected[:, ::-1] if mirrored else expected
    assert frame.grey().shape == expected.shape == (video.height, video.width)
    assert np.abs(frame.grey() * 255 - expected).mean() < 4


@pytest.mark.verifies("SRS-003", purpose="effectiveness")
def test_decoded_frame_mismatch_is_zero_for_lossless_video(tmp_path):
    """What was written without loss comes back pixel by pixel, in time and order."""
    path = write_video(tmp_path / "a.mkv", PICTURES, EVEN_MS, codec="ffv1", pixel_format="gray")
    decoded_frame_mismatch = 0
    for frame, picture, time_ms in zip(open_video(path).frames(), PICTURES, EVEN_MS, strict=True):
        decoded_frame_mismatch += (
            not np.array_equal(frame.pixels, picture) or round(frame.t_s * 1e3) != time_ms
        )
    assert decoded_frame_mismatch == 0


@pytest.mark.parametrize(("pixel_format", "depth"), [("gray10le", 10), ("gray12le", 12)])
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_deep_grey_video_keeps_its_depth(tmp_path, pixel_format, depth):
    """Twelve bits in, twelve bits out."""
    deep = [picture.astype(np.uint16) << 8 for picture in PICTURES[:3]]
    path = write_video(tmp_path / "a.mkv", deep, EVEN_MS[:3], codec="ffv1", pixel_format=pixel_format)
    video = open_video(path)
    assert (video.bit_depth, video.channels) == (depth, 1)
    difference = next(video.frames()).pixels.astype(int) - (deep[0] >> (16 - depth))
    assert np.abs(difference).max() <= 1  # the writer's own rounding from 16 bits


def test_grey_is_delivered_from_colour_on_demand(tmp_path):
    """With ``grey`` a colour file gives (H, W)."""
    path = write_video(tmp_path / "a.mp4", PICTURES, EVEN_MS)
    video = open_video(path, ReadOptions(grey=True))
    assert next(video.frames()).pixels.shape == (48, 64)
    assert video.channels == 1


def test_a_video_can_be_read_again_and_each_pass_has_its_own_log(tmp_path):
    """Passes are equal, and counts do not run on."""
    video = open_video(write_video(tmp_path / "a.mp4", PICTURES, EVEN_MS))
    times = [[frame.t_s for frame in video.frames()] for _ in range(2)]
    assert times[0] == times[1]
    assert video.log.frames == 20


@pytest.mark.parametrize("threading", ["slice", "frame", "auto"])
def test_the_decoders_threads_change_no_pixel(tmp_path, threading):
    """One thread or several, the same pictures at the same times."""
    path = write_video(tmp_path / "a.mp4", PICTURES, EVEN_MS)
    plain = [frame.pixels for frame in open_video(path).frames()]
    options = ReadOptions(decoder_threads=2, decoder_threading=threading)
    for frame, pixels in zip(open_video(path, options).frames(), plain, strict=True):
        np.testing.assert_array_equal(frame.pixels, pixels)


@pytest.mark.verifies("SRS-006", purpose="implementation")
def test_containers_are_closed_when_a_pass_ends_breaks_off_or_fails(tmp_path, closings):
    """Whatever happens, each opened container is closed."""
    path = write_video(tmp_path / "a.mp4", PICTURES, EVEN_MS)
    video = open_video(path)
    list(video.frames())
    frames = video.frames()
    next(frames)
    frames.close()
    with pytest.raises(InputError):
        open_video(write_audio(tmp_path / "a.m4a"))
    assert closings == {"opened": 4, "closed": 4}


@pytest.mark.verifies("SRS-006", purpose="implementation")
def test_a_file_changed_during_the_run_is_refused(tmp_path):
    """The frames must be of the bytes that were digested."""
    path = write_video(tmp_path / "a.mkv", PICTURES, EVEN_MS, codec="ffv1", pixel_format="gray")
    video = open_video(path)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(InputError, match="changed on disk"):
        next(video.frames())


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_truncated_file_gives_its_whole_frames_and_says_how_much_is_missing(tmp_path):
    """A file with its index in front, cut in the middle: what is there is used, the rest is a warning."""
    path = tmp_path / "a.mp4"
    noise = np.random.default_rng(0).integers(0, 256, (60, 48, 64), np.uint8)
    write_video(path, noise, range(60), unit=Fraction(1, 25), container={"movflags": "faststart"})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    video = open_video(path)
    count = len(list(video.frames()))
    assert 15 < count < 45
    missing = next(float(text.split()[6]) for text in video.warnings if "cut short" in text)
    assert missing == pytest.approx((60 - count - video.log.damaged_packets) / 25, abs=0.006)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_truncated_file_without_a_count_of_frames_is_measured_by_its_duration(tmp_path):
    """AVI declares a duration."""
    path = tmp_path / "a.avi"
    unit = Fraction(1, 25)
    write_video(path, PICTURES * 3, range(60), unit=unit, codec="mjpeg", pixel_format="yuvj420p")
    whole = open_video(path)
    assert (len(list(whole.frames())), whole.warnings) == (60, ())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    video = open_video(path)
    assert 10 < len(list(video.frames())) < 40
    assert any("cut short" in text for text in video.warnings)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_damaged_packets_are_counted_and_the_rest_is_read(tmp_path):
    """Damage in the middle costs the frames that it hit, and shows in the warnings."""
    unit = Fraction(1, 25)
    path = write_video(tmp_path / "a.ts", PICTURES, range(20), unit=unit, codec="mpeg2video")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4 * 188] = b"\xff" * 4 * 188  # four packets of the transport stream
    path.write_bytes(data)
    video = open_video(path)
    frames = list(video.frames())
    assert 10 < len(frames) <= 20
    assert video.log.damaged_frames == sum(frame.damaged for frame in frames)
    assert video.log.damaged_frames + video.log.damaged_packets > 0
    assert any("damaged" in text for text in video.warnings)


def test_a_camera_that_is_not_there_is_said_to_be_missing():
    """No camera, no traceback."""
    with pytest.raises(InputError, match="no such device"):
        open_video("/dev/video99")


def test_a_camera_on_another_system_is_refused(monkeypatch):
    """Cameras are read on Linux alone."""
    monkeypatch.setattr(reader.sys, "platform", "win32")
    with pytest.raises(InputError, match="a camera on win32"):
        open_video("/dev/video0")


@pytest.mark.verifies("SRS-004", purpose="implementation")
def test_a_camera_is_asked_for_its_rate_and_size_and_its_time_starts_at_0(tmp_path, monkeypatch):
    """The same reader serves a camera; a file stands in for it here."""
    path = write_video(tmp_path / "a.mkv", PICTURES, [9000 + time for time in EVEN_MS])
    really_open, asked = av.open, []

    def camera(name, mode, **settings):
        asked.append((name, settings))
        return really_open(str(path))

    monkeypatch.setattr(reader.av, "open", camera)
    options = ReadOptions(rate_hz=100, size_px=(320, 240), grey=True)
    video = reader.open_device(path, options)
    times = [round(frame.t_s * 1000) for frame in video.frames()]
    assert asked[0] == (
        str(path),
        {"format": "v4l2", "options": {"framerate": "100", "video_size": "320x240"}},
    )
    assert (video.kind, video.sha256, times) == ("device", "", EVEN_MS)


@pytest.mark.parametrize("field", [{"rate_hz": 0}, {"rate_hz": float("nan")}, {"decoder_threads": -1},
                                   {"decoder_threading": "both"}])  # fmt: skip
def test_options_refuse_what_cannot_be_meant(field):
    """Nonsense is refused before anything is opened."""
    with pytest.raises(ValueError, match=r"rate|threading"):
        ReadOptions(**field)
