"""Decoding: how fast frames come out of a film, beside the library itself and beside OpenCV."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import av
import cv2
import pytest

from bedside.runtime.film import write_film
from bedside.runtime.media import open_video
from phantoms.endoscopy.operation import drawn, view_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.verify.handover import Bench

RATE_HZ, HEIGHT, WIDTH, POOL, FRAMES = 25, 480, 854, 25, 500


@pytest.mark.verifies("SRS-091", purpose="performance")
@pytest.mark.verifies("SRS-092", purpose="performance")
def test_frames_come_as_fast_as_the_library_gives_them(bench: Bench, tmp_path: Path) -> None:
    """Decode one film to colour arrays by three readers in turn, each with one thread of decoding.

    Set-up: 500 frames of 854x480, H.264, in the disk's cache; each reader runs once beforehand.
    Samples: one a round: our frames a second of processor time over the other reader's in the same round. On
    a shared machine processor time is what one reader costs; wall-clock time is what its neighbours cost.
    """
    rounds = 30 if bench.profile == "full" else 12
    path = tmp_path / "film.mp4"
    operation = drawn(91_000_000)
    pool = [view_at(operation, 400 + index / RATE_HZ, HEIGHT, WIDTH).picture for index in range(POOL)]
    write_film(path, ((index / RATE_HZ, pool[index % POOL]) for index in range(FRAMES)))
    readers: dict[str, Callable[[Path], int]] = {"ours": _ours, "pyav": _pyav, "opencv": _opencv}
    for read in readers.values():
        assert read(path) == FRAMES
    for index in range(rounds):
        rates = {name: _rate(read, path) for name, read in readers.items()}
        bench.samples("decode_ratio_pyav", [rates["ours"] / rates["pyav"]], unit="1")
        bench.samples("decode_ratio_opencv", [rates["ours"] / rates["opencv"]], unit="1")
        bench.progress(index + 1, rounds)
    bench.note(
        "last round, frames a second of processor time: "
        + ", ".join(f"{n} {r:.0f}" for n, r in rates.items())
    )
    bench.note(f"OpenCV {cv2.__version__}")


def _rate(read: Callable[[Path], int], path: Path) -> float:
    start_s = time.process_time()
    return read(path) / (time.process_time() - start_s)


def _ours(path: Path) -> int:
    return sum(1 for _ in open_video(path).frames())


def _pyav(path: Path) -> int:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        return sum(frame.to_ndarray(format="rgb24").ndim == 3 for frame in container.decode(stream))


def _opencv(path: Path) -> int:
    capture, count = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1]), 0
    while capture.read()[0]:
        count += 1
    capture.release()
    return count
