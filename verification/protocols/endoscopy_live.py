"""Endoscopy live: the clean picture untouched and never late, the annotated one in time, memory flat.

Pictures are of one scripted operation, rendered beforehand and shown forward and backward in turn, so that
rendering has no part. Every number of this file belongs to the machine that its record names.
"""

from __future__ import annotations

import hashlib
import math
import multiprocessing
import threading
import time
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from bedside.app.wiring import open_model
from bedside.endoscopy import LiveSettings, LiveSinks, Openers, run_live
from bedside.runtime.backend import Target
from bedside.runtime.film import write_film
from bedside.runtime.media import Frame, Video, open_video
from bedside.runtime.stream import Pace
from bench.measure import percentile
from endoscopy_released import faulty_released
from phantoms.endoscopy.operation import drawn, view_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bedside.endoscopy import LiveReport
    from bench.verify.handover import Bench

OPERATION, FROM_S = 88_000_000, 500.0
RATE_HZ, HEIGHT, WIDTH, POOL = 25, 480, 854, 100
GPU_RATE_HZ, GPU_HEIGHT, GPU_WIDTH, GPU_FRAMES = 60, 1080, 1920, 108_000
STREAMS = 16
WARM = LiveSettings(warm_up_s=60.0)  # no frame is due before the models are open
MIB = 1024 * 1024


@pytest.mark.verifies("SRS-088", purpose="performance")
@pytest.mark.verifies("SRS-088", purpose="effectiveness")
@pytest.mark.verifies("SRS-089", purpose="performance")
@pytest.mark.verifies("SRS-090", purpose="performance")
@pytest.mark.verifies("SRS-094", purpose="performance")
@pytest.mark.verifies("SRS-094", purpose="effectiveness")
def test_an_operation_runs_live_on_two_cores(bench: Bench, tmp_path: Path) -> None:
    """Run decode to overlay by planned times for 15 minutes; quick, for one (HAZ-021 to HAZ-023).

    Set-up: a film of 854x480 at 25 frames a second, read from its file; the released models, one process and
    one thread each.
    Samples: one a frame; one that is never annotated counts as infinitely late. Memory is that of all
    processes together, once a second from the end of the second minute, over the median of the second minute;
    a run of one minute has none.
    """
    seconds = 900 if bench.profile == "full" else 60
    video = open_video(write_operation(tmp_path / "operation.mp4", seconds))
    with Memory(bench, seconds) as memory:
        report = run_live(video, _openers(), LiveSinks(), pace=Pace.stamped(), settings=WARM)
    assert report.produced == seconds * RATE_HZ, report.warnings
    bench.samples("clean_frame_dropped", [1.0] * report.dropped + [0.0] * report.delivered, unit="1")
    never = [math.inf] * (report.delivered - report.annotated)  # a frame that was never annotated
    bench.samples("overlay_response_ms", [*report.response_ms, *never], unit="ms")
    bench.samples("annotation_delay_ms", [*report.annotation_delay_ms, *never], unit="ms")
    bench.samples("memory_growth_mib", memory.growth_mib(), unit="MiB")
    bench.figure("annotation_delay_ms", kind="histogram", data={"values": report.annotation_delay_ms})
    _note(bench, report)


@pytest.mark.verifies("SRS-087", purpose="performance")
@pytest.mark.verifies("SRS-087", purpose="effectiveness")
@pytest.mark.verifies("SRS-093", purpose="performance")
@pytest.mark.verifies("SRS-093", purpose="effectiveness")
def test_the_clean_picture_is_untouched_whatever_the_models_do(bench: Bench, tmp_path: Path) -> None:
    """Compare clean frames with decoded ones while models run, stall and are killed (HAZ-021, HAZ-022).

    Steps: decode the film alone and keep each frame's digest; run it live three times, with both models
    running, stalled from their 50th answer on, and killed at it; keep what the clean sink was given and take
    its digests after the run, so that neither time nor a later change goes by.
    Samples: one a frame of each run, 1 where its digest differs or it is missing; delays likewise.
    """
    seconds = 60 if bench.profile == "full" else 16
    path = write_operation(tmp_path / "operation.mp4", seconds)
    decoded = [_digest(frame) for frame in open_video(path).frames()]
    for done, state in enumerate(("running", "stall", "killed")):
        clean: dict[int, Frame] = {}
        openers = _openers() if state == "running" else _openers(state, first=50)
        sinks = LiveSinks(clean=lambda frame, kept=clean: kept.__setitem__(frame.index, frame))
        report = run_live(open_video(path), openers, sinks, pace=Pace.stamped(), settings=WARM)
        found = {index: _digest(frame) for index, frame in clean.items()}
        altered = [float(found.get(index) != digest) for index, digest in enumerate(decoded)]
        bench.samples("clean_frame_altered", altered, unit="1")
        bench.samples("video_delay_ms", [*report.video_delay_ms, *[math.inf] * report.dropped], unit="ms")
        late = percentile(report.video_delay_ms, 0.99, 0.95)
        bench.note(f"models {state}: video delay p99 {late.point:.2f} ms, {len(report.alarms)} alarms")
        bench.progress(done + 1, 3)


@pytest.mark.verifies("SRS-118", purpose="performance")
@pytest.mark.verifies("SRS-119", purpose="performance")
@pytest.mark.verifies("SRS-120", purpose="performance")
@pytest.mark.verifies("SRS-121", purpose="performance")
@pytest.mark.verifies("SRS-122", purpose="performance")
def test_full_high_definition_at_sixty_on_nvidia_h100(bench: Bench) -> None:
    """Run 1920x1080 at 60 frames a second from memory for 30 minutes, with telemetry throughout."""
    total = GPU_FRAMES if bench.profile == "full" else GPU_FRAMES // 60
    report = _from_memory(bench, total)
    never = [math.inf] * (report.produced - report.annotated)
    bench.samples("overlay_service_ms", [*report.annotation_delay_ms, *never], unit="ms")
    bench.samples("clean_frame_dropped", [1.0] * report.dropped + [0.0] * report.delivered, unit="1")
    _note(bench, report)


@pytest.mark.verifies("SRS-123", purpose="performance")
def test_sixteen_streams_at_once_on_nvidia_h100(bench: Bench) -> None:
    """Run more and more streams at once for a minute each; a number holds where every stream keeps up."""
    held = 0
    for streams in (1, 4, 8, STREAMS):
        reports: list[LiveReport] = []
        threads = [
            threading.Thread(target=lambda kept=reports: kept.append(_from_memory(bench, 60 * GPU_RATE_HZ)))
            for _ in range(streams)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(reports) < streams or not all(_keeps_up(report) for report in reports):
            break
        held = streams
    bench.samples("simultaneous_streams", [float(held)], unit="1")


def write_operation(path: Path, seconds: int) -> Path:
    """Write a film of so many seconds from the pool's pictures."""
    pool = _pool(HEIGHT, WIDTH, RATE_HZ)
    write_film(path, ((index / RATE_HZ, pool[_to_and_fro(index)]) for index in range(seconds * RATE_HZ)))
    return path


class Memory:
    """Reads the resident memory of this process and its children once a second, in a thread."""

    def __init__(self, bench: Bench, seconds: int) -> None:
        self._bench, self._seconds = bench, seconds
        self._read_mib: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def growth_mib(self) -> list[float]:
        """Return how far each second after the second minute lies above that minute's median."""
        read = np.array(self._read_mib)
        return (read[120:] - np.median(read[60:120])).tolist() if len(read) > 120 else []

    def _watch(self) -> None:
        start_s, own = time.monotonic(), psutil.Process()
        while not self._stop.wait(max(0.0, start_s + len(self._read_mib) + 1 - time.monotonic())):
            resident = own.memory_info().rss
            for child in multiprocessing.active_children():
                try:
                    resident += psutil.Process(child.pid).memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self._read_mib.append(resident / MIB)
            self._bench.progress(min(len(self._read_mib), self._seconds), self._seconds)


def _openers(fault: str = "", first: int = 0) -> Openers:
    if fault:
        return Openers(faulty_released("scene", fault, first), faulty_released("workflow", fault, 2))
    return Openers(*(partial(open_model, "endoscopy", Target(), role) for role in ("scene", "workflow")))


def _from_memory(bench: Bench, total: int) -> LiveReport:
    pool = _pool(GPU_HEIGHT, GPU_WIDTH, GPU_RATE_HZ)

    def frames() -> Iterator[Frame]:
        for index in range(total):
            yield Frame(index, index / GPU_RATE_HZ, pool[_to_and_fro(index)])
            if index % GPU_RATE_HZ == 0:
                bench.progress(index + 1, total)

    first = Frame(0, 0.0, pool[0])
    video = Video.like(
        first, description="memory", kind="file", nominal_rate_hz=GPU_RATE_HZ, declared_frames=total,
        sha256="", read=lambda _log: frames(),
    )  # fmt: skip
    here = bench.target
    target = Target(here.provider, here.precision, here.intra_threads)
    openers = Openers(*(partial(open_model, "endoscopy", target, role) for role in ("scene", "workflow")))
    settings = LiveSettings(warm_up_s=600.0, opening_s=600.0)
    return run_live(video, openers, LiveSinks(), pace=Pace.at(GPU_RATE_HZ), settings=settings)


def _keeps_up(report: LiveReport) -> bool:
    slowest = report.annotation_delay_ms.max(initial=0.0)
    return not report.dropped and report.annotated == report.produced and slowest <= 1e3 / GPU_RATE_HZ


@cache
def _pool(height: int, width: int, rate_hz: int) -> tuple[np.ndarray, ...]:
    operation = drawn(OPERATION)
    inside = next(t for t in np.arange(FROM_S, operation.duration_s) if _stays_inside(operation, float(t)))
    times = inside + np.arange(POOL) / rate_hz
    return tuple(view_at(operation, float(t_s), height, width).picture for t_s in times)


def _stays_inside(operation: object, t_s: float) -> bool:
    return all(operation.condition_at(t_s + ahead) == "good" for ahead in np.linspace(0, POOL / RATE_HZ, 9))


def _to_and_fro(index: int) -> int:
    place = index % (2 * POOL - 2)
    return place if place < POOL else 2 * POOL - 2 - place


def _digest(frame: Frame) -> str:
    return hashlib.sha256(np.ascontiguousarray(frame.pixels)).hexdigest()


def _note(bench: Bench, report: LiveReport) -> None:
    bench.note(
        f"{report.annotated} of {report.delivered} pictures annotated, {report.late} late, "
        f"{report.display_skipped} not shown, alarms: {', '.join(a.text for a in report.alarms) or 'none'}"
    )
    for name, stage in report.stages.items():
        bench.note(
            f"stage {name}: p50 {stage.p50_ms:.2f} ms, p99 {stage.p99_ms:.2f} ms, max {stage.max_ms:.2f} ms"
        )
