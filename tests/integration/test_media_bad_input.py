"""Whatever is given in place of a recording, the answer is one clear error, soon and in little memory."""

import contextlib
import itertools
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from bedside.runtime.errors import BedsideError, InputError
from bedside.runtime.media import open_video, read_signal
from recordings import pattern, write_audio, write_dicom, write_picture, write_video

PICTURES = [pattern(48, 64, number) for number in range(30)]
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc")
PLAY_LIST = "#EXTM3U\n#EXTINF:10,\n{path}\n#EXT-X-ENDLIST\n"
CONCATENATION = "ffconcat version 1.0\nfile {path}\n"


def film(path, **settings):
    """Write a second of video at 25 Hz."""
    return write_video(path, PICTURES, range(30), unit=Fraction(1, 25), **settings)


def bad_inputs(folder):
    """Make one of everything that is no recording, by name."""
    good = film(folder / "good.mp4")
    texts = {
        "text.mp4": "hello world\n" * 100,
        "page.html": "<html><video src='good.mp4'></html>",
        "list.m3u8": PLAY_LIST.format(path=good),
        "list.ffconcat": CONCATENATION.format(path=good),
        "enormous.y4m": "YUV4MPEG2 W60000 H60000 F25:1 Ip A1:1 C420jpeg\nFRAME\n" + "x" * 1000,
        "tiny.y4m": "YUV4MPEG2 W1 H1 F25:1 Ip A1:1 C420jpeg\nFRAME\nxyz",
        "zero.y4m": "YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C420jpeg\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "random.avi").write_bytes(np.random.default_rng(0).bytes(100_000))
    (folder / "zeros.mkv").write_bytes(b"\0" * 100_000)
    (folder / "headless.mp4").write_bytes(good.read_bytes()[:700])
    (folder / "tailless.mp4").write_bytes(good.read_bytes()[:-400])
    (folder / "dicom").write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 100)
    (folder / "dicom_only").write_bytes(b"\0" * 128 + b"DICM")
    write_dicom(folder / "enormous.dcm", np.zeros((1, 48, 64), np.uint8), Rows=65535, Columns=65535)
    write_dicom(
        folder / "many.dcm", np.zeros((1, 48, 64), np.uint8), NumberOfFrames="2147483647", FrameTime=None
    )
    write_picture(folder / "still.png", pattern(48, 64))
    write_audio(folder / "sound.m4a")
    (folder / "no_pictures").mkdir()
    good.unlink()
    return sorted(path for path in folder.iterdir() if path != good)


@pytest.mark.verifies("SRS-006", purpose="effectiveness")
def test_unhandled_input_failure_is_zero_over_everything_that_is_no_recording(tmp_path):
    """Each is refused with an InputError that names the path and says what to give, and nothing else."""
    unhandled_input_failure = {}
    paths = [*bad_inputs(tmp_path), tmp_path / "nothing", Path("/dev/null"), Path("/dev/video77")]
    for path in paths:
        try:
            list(open_video(path).frames())
            unhandled_input_failure[path.name] = "accepted"
        except InputError as error:
            if path.name not in str(error) or " Give " not in str(error):
                unhandled_input_failure[path.name] = str(error)
        except Exception as error:  # noqa: BLE001 # what this test is looking for
            unhandled_input_failure[path.name] = repr(error)
    assert len(paths) >= 20
    assert unhandled_input_failure == {}


@pytest.mark.parametrize("kind", ["a.mp4", "a.mkv", "a.avi", "a.ts", "dicom", "trace.csv"])
@pytest.mark.verifies("SRS-006", purpose="effectiveness")
def test_unhandled_input_failure_is_zero_over_cut_and_damaged_files(tmp_path, kind):
    """At any cut and with any bytes flipped: frames in order of time, or an error of ours."""
    path = tmp_path / kind
    if kind == "dicom":
        write_dicom(path, np.stack(PICTURES))
    elif kind == "trace.csv":
        path.write_text("t_s,x_deg,y_deg\n" + "".join(f"{n / 100},{n},{-n}\n" for n in range(200)))
    else:
        film(path, codec="mpeg2video" if kind == "a.ts" else "libx264")
    whole, chance = path.read_bytes(), np.random.default_rng(7)
    cuts = [whole[: len(whole) * part // 12] for part in range(12)]
    flips = []
    for count in (1, 3, 10, 30) * 3:
        data = np.frombuffer(whole, np.uint8).copy()
        data[chance.integers(0, len(data), count)] ^= chance.integers(1, 256, count, dtype=np.uint8)
        flips.append(data.tobytes())
    unhandled_input_failure = []
    for number, data in enumerate([*cuts, *flips]):
        path.write_bytes(data)
        try:
            times = (
                read_signal(path).t_s if kind == "trace.csv" else [f.t_s for f in open_video(path).frames()]
            )
            unhandled_input_failure += [number] * any(a >= b for a, b in itertools.pairwise(times))
        except BedsideError:
            continue
        except Exception as error:  # noqa: BLE001 # what this test is looking for
            unhandled_input_failure.append(f"{number}: {error!r}")
    assert unhandled_input_failure == []


def measured(code, *arguments):
    """Run code in a process of its own, where peak_kib() is defined, and return the lines it prints."""
    start = (
        "import sys\n"
        "from bedside.runtime.errors import InputError\n"
        "from bedside.runtime.media import ReadOptions, open_video\n"
        "def peak_kib():\n"  # ru_maxrss would start from the parent's
        "    lines = open('/proc/self/status').read().splitlines()\n"
        "    return int(next(line for line in lines if line.startswith('VmHWM')).split()[1])\n"
    )
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(  # noqa: S603 # our own interpreter and code
        [sys.executable, "-c", start + code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": str(source)},
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@ON_LINUX
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_an_enormous_claim_takes_little_memory(tmp_path):
    """Declared sizes are refused before memory is taken for them."""
    bad_inputs(tmp_path)
    code = (
        "before = peak_kib()\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        next(open_video(path).frames())\n"
        "    except InputError as error:\n"
        "        print(error)\n"
        "print(peak_kib() - before)\n"
    )
    paths = [tmp_path / name for name in ("enormous.y4m", "enormous.dcm", "many.dcm")]
    *messages, grown_kib = measured(code, *paths)
    assert len(messages) == 3
    assert int(grown_kib) < 64 * 1024


@ON_LINUX
@pytest.mark.parametrize(("keep", "limits_kib"), [(False, (0, 8_000)), (True, (16_000, 200_000))])
@pytest.mark.verifies("SRS-006", purpose="implementation")
def test_reading_a_long_video_takes_constant_memory(tmp_path, keep, limits_kib):
    """Frames are decoded one at a time; keeping them all, for comparison, does take memory."""
    pictures = [pattern(240, 320, number % 50) for number in range(400)]
    path = tmp_path / "a.avi"
    unit = Fraction(1, 25)
    write_video(path, pictures, range(400), unit=unit, codec="mjpeg", pixel_format="yuvj420p")
    code = (
        "kept = []\n"
        "for frame in open_video(sys.argv[1], ReadOptions(grey=True)).frames():\n"
        "    if frame.index == 100:\n"
        "        before = peak_kib()\n"
        "    if sys.argv[2] == 'True':\n"
        "        kept.append(frame)\n"
        "print(peak_kib() - before)\n"
    )
    low, high = limits_kib
    assert low <= int(measured(code, path, keep)[0]) < high


@pytest.mark.verifies("SRS-015", purpose="implementation")
def test_a_play_list_or_address_is_never_followed(tmp_path):
    """A file that names another one is refused, and an address is only ever looked for as a file."""
    good = film(tmp_path / "good.mp4")
    for name, text in (("a.m3u8", PLAY_LIST), ("a.mp4", PLAY_LIST), ("b.ffconcat", CONCATENATION)):
        (tmp_path / name).write_text(text.format(path=good))
        with pytest.raises(InputError, match="cannot be opened"):
            open_video(tmp_path / name)
    for address in (
        "http://127.0.0.1:9/a.mp4",
        "file:///etc/hostname",
        "concat:a.mp4|b.mp4",
        "rtsp://127.0.0.1/",
    ):
        with pytest.raises(InputError, match="nothing there"):
            open_video(address)


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_flipped_bytes_end_in_frames_or_in_an_error_of_our_own(tmp_path):
    """Of sixty recordings with eight bytes flipped each, none ends in anything else, nor in more frames."""
    good = film(tmp_path / "good.mp4").read_bytes()
    rng = np.random.default_rng(14)
    for number in range(60):
        damaged = bytearray(good)
        for place in rng.integers(0, len(good), 8):
            damaged[place] ^= 1 << int(rng.integers(8))
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(damaged)
        with contextlib.suppress(BedsideError):  # anything else fails the test
            assert len(list(open_video(path).frames())) <= 30
