"""Runtime: how fast frames are worked on, whether live frames are kept, and whether providers agree.

Frames of 320x240 are rendered beforehand and held in memory, so that rendering and decoding have no part.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.app.wiring import open_model
from bedside.eye_movement import EyeTracker, gaze_in_degrees, measure
from bedside.runtime.backend import Target
from bedside.runtime.media import Frame
from bedside.runtime.stream import Pace, Stages, run_stream
from bench.measure import closed_loop, percentile
from phantoms.eye_movement import heldout
from phantoms.eye_movement.motion import Jerk
from phantoms.eye_movement.waveforms import Sampling, gaze_waveform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bedside.eye_movement import AxisNystagmus, EyeObservation
    from bench.verify.handover import Bench

POOL = 48  # rendered frames, used in turn
WARM_UP = 50
CACHE = Path(__file__).parents[2] / "build" / "engines"  # TensorRT's, kept from run to run
LIVE_HZ, LIVE_S = 100.0, 60.0


@pytest.mark.verifies("SRS-041", purpose="performance")
def test_frame_service_time_on_the_reference_processor(bench: Bench) -> None:
    """Measure each frame from decoded picture to gaze, one after the other, warm-up apart.

    Samples: at least 1,000 frames; median, 95th and 99th percentile with bounds, and each stage, are noted.
    """
    _service_times(bench)


@pytest.mark.verifies("SRS-050", purpose="performance")
def test_frame_service_time_on_nvidia_h100(bench: Bench) -> None:
    """As on the reference processor, with telemetry of the GPU throughout; a throttled run is invalid."""
    _service_times(bench)


@pytest.mark.verifies("SRS-051", purpose="performance")
def test_frame_service_time_on_nvidia_rtx_a2000(bench: Bench) -> None:
    """As on the reference processor, with telemetry of the GPU throughout; a throttled run is invalid."""
    _service_times(bench)


@pytest.mark.verifies("SRS-052", purpose="performance")
def test_frame_service_time_on_nvidia_orin(bench: Bench) -> None:
    """As on the reference processor, with telemetry of the GPU throughout; a throttled run is invalid."""
    _service_times(bench)


def _service_times(bench: Bench) -> None:
    frames = list(islice(_frames(), WARM_UP + (5000 if bench.profile == "full" else 1200)))
    start_s = time.monotonic()
    tracker, stages = EyeTracker(*open_model("eye_movement", _target(bench))), Stages()
    opened_s = time.monotonic() - start_s

    def work(frame: Frame) -> None:
        seen = tracker.observe(frame, stages)
        gaze_in_degrees([seen], frame.width)

    warm = closed_loop(work, frames[:WARM_UP], warm_up=0).service_ms
    bench.warm_up(n=WARM_UP, duration_s=float(warm.sum()) / 1e3, opening_s=opened_s, first_ms=float(warm[0]))
    service_ms = closed_loop(work, frames[WARM_UP:], warm_up=0).service_ms
    bench.samples("frame_service_ms", service_ms, unit="ms")
    bench.figure("frame_service_ms", kind="histogram", data={"values": service_ms})
    for share in (0.5, 0.95, 0.99):
        found = percentile(service_ms, share, 0.95)
        bench.note(f"p{100 * share:g} {_ms(found.point)}, upper bound at 95 % confidence {_ms(found.upper)}")
    bench.note(f"slowest {service_ms.max():.2f} ms")
    for name, stage in stages.statistics().items():
        bench.note(
            f"stage {name}: p50 {stage.p50_ms:.2f} ms, p99 {stage.p99_ms:.2f} ms, max {stage.max_ms:.2f} ms"
        )


def _ms(value: float | None) -> str:
    return "not to be had from so few" if value is None else f"{value:.2f} ms"


@pytest.mark.verifies("SRS-042", purpose="performance")
def test_live_frames_are_kept_at_a_hundred_a_second(bench: Bench) -> None:
    """Offer frames for 60 s at 100 Hz by planned times, whether earlier ones are done or not.

    Steps: count frames worked on and dropped, deadlines missed; see that they add up.
    Samples: one a frame offered, 1 where it was dropped.
    """
    offered = round(LIVE_HZ * LIVE_S)
    tracker = EyeTracker(*open_model("eye_movement", _target(bench)))
    warm_s = time.monotonic()
    for frame in islice(_frames(), WARM_UP):
        tracker.observe(frame, Stages())
    bench.warm_up(n=WARM_UP, duration_s=time.monotonic() - warm_s)
    done = 0

    def work(frame: Frame, stages: Stages) -> None:
        nonlocal done
        tracker.observe(frame, stages)
        done += 1
        if done % 100 == 0:
            bench.progress(done, offered)

    period_ms = 1e3 / LIVE_HZ
    summary = run_stream(islice(_frames(), offered), work, pace=Pace.at(LIVE_HZ), deadline_ms=period_ms)
    assert summary.produced == offered == summary.processed + summary.dropped
    dropped = set(summary.dropped_indices)
    bench.samples("frame_dropped", [float(index in dropped) for index in range(offered)], unit="1")
    response_ms = np.array([(timing.finished_ns - timing.due_ns) / 1e6 for timing in summary.timings])
    service_ms = np.array([(timing.finished_ns - timing.started_ns) / 1e6 for timing in summary.timings])
    bench.figure("response_ms", kind="histogram", data={"values": response_ms})
    bench.note(f"{summary.dropped} dropped, {summary.missed_deadlines} later than {period_ms:g} ms after due")
    for name, values in (("response from due time", response_ms), ("service", service_ms)):
        p50, p99 = np.percentile(values, (50, 99))
        bench.note(f"{name}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, max {values.max():.2f} ms")


@pytest.mark.verifies("SRS-053", purpose="performance")
@pytest.mark.verifies("SRS-056", purpose="performance")
@pytest.mark.verifies("SRS-056", purpose="effectiveness")
def test_nvidia_h100_agrees_with_the_processor(bench: Bench) -> None:
    """Observe the same frames and recordings on both; another state, presence or direction is infinite."""
    _parity(bench)


@pytest.mark.verifies("SRS-054", purpose="performance")
@pytest.mark.verifies("SRS-057", purpose="performance")
@pytest.mark.verifies("SRS-057", purpose="effectiveness")
def test_nvidia_rtx_a2000_agrees_with_the_processor(bench: Bench) -> None:
    """Observe the same frames and recordings on both; another state, presence or direction is infinite."""
    _parity(bench)


@pytest.mark.verifies("SRS-055", purpose="performance")
@pytest.mark.verifies("SRS-058", purpose="performance")
@pytest.mark.verifies("SRS-058", purpose="effectiveness")
def test_nvidia_orin_agrees_with_the_processor(bench: Bench) -> None:
    """Observe the same frames and recordings on both; another state, presence or direction is infinite."""
    _parity(bench)


def _parity(bench: Bench) -> None:
    targets = (_target(bench), Target())
    trackers = [EyeTracker(*open_model("eye_movement", target)) for target in targets]
    off_px = []
    for index in range(400 if bench.profile == "full" else 220):
        here, there = (
            t.observe(_frame(heldout.heldout_eye(53_000_000 + index).grey, 0), Stages()) for t in trackers
        )
        off_px.append(_apart_px(here, there))
        bench.progress(index + 1, 240)
    bench.samples("parity_pupil_centre_px", off_px, unit="px")
    off_deg_s = []
    for index in range(20):
        frames = list(_recording(index))
        axes = []
        for tracker in trackers:
            gaze, _, _ = gaze_in_degrees(
                [tracker.observe(frame, Stages()) for frame in frames], frames[0].width
            )
            axes.append(measure(gaze).horizontal)
        off_deg_s.append(_apart_deg_s(*axes))
        bench.progress(221 + index, 240)
    bench.samples("parity_slow_phase_velocity_deg_s", off_deg_s, unit="deg/s")


def _apart_px(here: EyeObservation, there: EyeObservation) -> float:
    if here.state is not there.state:
        return float("inf")
    if here.pupil is None or there.pupil is None:
        return 0.0
    return float(np.hypot(here.pupil.x_px - there.pupil.x_px, here.pupil.y_px - there.pupil.y_px))


def _apart_deg_s(here: AxisNystagmus | None, there: AxisNystagmus | None) -> float:
    if here is None or there is None:
        return 0.0 if here is there else float("inf")
    if (here.present, here.beats_toward) != (there.present, there.beats_toward):
        return float("inf")
    pair = (here.slow_phase_velocity_deg_s, there.slow_phase_velocity_deg_s)
    if pair[0] is None or pair[1] is None:
        return 0.0 if pair[0] is pair[1] else float("inf")
    return abs(pair[0] - pair[1])


def _recording(index: int) -> Iterator[Frame]:
    """Yield a rendered eye with nystagmus, 100 frames a second for 3.2 s, at half the size to save time."""
    rng = np.random.default_rng([56, index])
    motion = Jerk(float(rng.uniform(5, 25) * rng.choice([-1, 1])), float(rng.uniform(2, 4)))
    wave = gaze_waveform(56_000_000 + index, motion, sampling=Sampling(3.2, 100, 0.0))
    scene, look = heldout.heldout_scene(rng, 0.0, (120, 160)), int(rng.integers(2**32))
    facing = replace(scene.eye, gaze_x_deg=0.0, gaze_y_deg=0.0, head_yaw_deg=0.0, head_pitch_deg=0.0)
    facing = heldout.placed(facing, 80.0, 60.0)
    for number, (t_s, x_deg) in enumerate(zip(wave.t_s, wave.x_deg, strict=True)):
        eye = replace(
            scene.eye, gaze_x_deg=float(x_deg), gaze_y_deg=0.0, head_yaw_deg=0.0, head_pitch_deg=0.0
        )
        turned = replace(scene, eye=eye)
        grey = heldout.render(turned, np.random.default_rng(look)).grey
        yield Frame(number, float(t_s), _eight_bits(grey))


def _frames() -> Iterator[Frame]:
    """Yield rendered frames for ever; each differs from the one before."""
    index = 0
    while True:
        yield Frame(index, index / LIVE_HZ, _pool()[index % POOL])
        index += 1


@cache
def _pool() -> tuple[np.ndarray, ...]:
    return tuple(_eight_bits(heldout.heldout_eye(41_000_000 + index).grey) for index in range(POOL))


def _frame(grey: np.ndarray, index: int) -> Frame:
    return Frame(index, index / LIVE_HZ, _eight_bits(grey))


def _eight_bits(grey: np.ndarray) -> np.ndarray:
    return np.rint(255 * np.clip(grey, 0, 1)).astype(np.uint8)


def _target(bench: Bench) -> Target:
    here = bench.target
    return Target(here.provider, here.precision, here.intra_threads, engine_cache=_cache(bench))


def _cache(bench: Bench) -> Path | None:
    if bench.target.provider != "tensorrt":
        return None
    folder = CACHE / bench.target.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
