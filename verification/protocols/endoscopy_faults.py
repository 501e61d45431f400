"""Endoscopy: what the device does when something goes wrong, and that no output looks ahead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

import endoscopy_recording
from bedside.app.wiring import open_model
from bedside.endoscopy import (
    Analyst,
    HoldBack,
    LiveSettings,
    LiveSinks,
    Openers,
    PlaneMaker,
    Veil,
    View,
    ViewReader,
    pixelated,
    run_live,
    workflow_picture,
)
from bedside.runtime.backend import Target
from bedside.runtime.media import Frame, Video
from bedside.runtime.stream import Pace, Stages
from endoscopy_released import faulty_released
from endoscopy_theatre import film
from phantoms.endoscopy.heldout import heldout_episode
from phantoms.endoscopy.operation import drawn, view_at

if TYPE_CHECKING:
    from bedside.endoscopy import Displayed, FrameReport
    from bench.verify.handover import Bench

RATE_HZ, HEIGHT, WIDTH = 25, 144, 256
OPERATION, FROM_S, POOL = 96_000_000, 450.0, 60
FAULTS = ("raise", "nan", "slow", "stall", "killed")
FIRST, EVERY = 40, 75  # runs of the scene model
NEVER_MS = 1e6  # an alarm that did not come
EPISODE_SEEDS = 85_000_000
RECORDING = Path(endoscopy_recording.__file__)  # run as a program of its own


@pytest.mark.verifies("SRS-096", purpose="performance")
@pytest.mark.verifies("SRS-096", purpose="effectiveness")
def test_a_model_that_fails_is_seen_within_half_a_second(bench: Bench, tmp_path: Path) -> None:
    """Measure from each fault of the scene model until the display shows it, without an overlay (HAZ-034).

    Set-up: live runs at 25 frames a second whose scene model raises, gives numbers that are none, becomes
    slow, stalls or is killed, again and again, each time after it has worked well.
    Steps: take the moment of each fault from the model's own process, and that of the first picture after it
    that bears an alarm and no overlay.
    Samples: one a fault.
    """
    each = 7 if bench.profile == "full" else 3
    for done, fault in enumerate(FAULTS):
        log = tmp_path / f"{fault}.txt"
        shown: list[tuple[int, bool]] = []

        def display(picture: Displayed, shown: list[tuple[int, bool]] = shown) -> None:
            shown.append((time.perf_counter_ns(), bool(picture.alarm) and not picture.annotated))

        again = 0 if fault in ("stall", "killed") else EVERY  # a new process counts its runs anew
        lasting = 10**9 if fault == "stall" else 10
        scene = faulty_released("scene", fault, FIRST, FIRST + lasting, every=again, log=log)
        settings = LiveSettings(restarts=each + 2, restart_pause_s=0.1, give_up_s=0.5)
        openers = Openers(scene, partial(open_model, "endoscopy", Target(), "workflow"))
        film = _film(_seconds(fault, each))
        run_live(film, openers, LiveSinks(display=display), pace=Pace.stamped(), settings=settings)
        delays_ms = _delays_ms([int(line) for line in log.read_text().split()][:each], shown)
        bench.samples("alarm_delay_ms", delays_ms, unit="ms")
        bench.note(f"{fault}: {len(delays_ms)} faults, slowest alarm {max(delays_ms, default=0):.0f} ms")
        bench.progress(done + 1, len(FAULTS))


@pytest.mark.verifies("SRS-099", purpose="performance")
@pytest.mark.verifies("SRS-099", purpose="effectiveness")
def test_a_recording_survives_a_kill(bench: Bench, tmp_path: Path) -> None:
    """Kill the device outright while it records, and play what is there (HAZ-036).

    Steps: start a live run with a recording in a process of its own, kill that at a moment drawn between 2
    and 5 s after its first frame, decode the file from its beginning.
    Samples: one a kill: the time between the last frame given to the recorder and the last that plays.
    """
    kills, rng = 10 if bench.profile == "full" else 4, np.random.default_rng(99)
    for index in range(kills):
        folder = tmp_path / str(index)
        folder.mkdir()
        offered_s = _killed(folder, float(rng.uniform(2, 5)))
        bench.samples("recording_lost_s", [offered_s - _last_played_s(folder)], unit="s")
        bench.progress(index + 1, kills)


@pytest.mark.verifies("SRS-085", purpose="performance")
@pytest.mark.verifies("SRS-085", purpose="effectiveness")
def test_no_frame_from_outside_the_body_is_recorded(bench: Bench) -> None:
    """Offer episodes out of the body to the recorder's hold-back, and count what it lets through (HAZ-030).

    Set-up: films of the held-out renderer: twelve good frames, then eight from outside; the overlay's film
    passes through its own veil.
    Samples: one a frame from outside, 1 where the recording would hold it or the film show it as it was.
    """
    total = 300 if bench.profile == "full" else 40
    for index in range(total):
        reader, hold, veil, planes = ViewReader(), HoldBack(), Veil(), PlaneMaker()
        film = list(heldout_episode(EPISODE_SEEDS + index, "out_of_body", 12, 8, HEIGHT, WIDTH))
        written: set[int] = set()
        filmed: list[tuple[float, np.ndarray]] = []
        for number, rendered in enumerate(film):
            frame = Frame(number, number / RATE_HZ, rendered.picture)
            view = reader.read(planes.plane(frame))[0]
            passed, outside = hold.pass_on(frame, view), view is View.OUT_OF_BODY
            written |= {passed.index} if passed is not None else set()
            shown = pixelated(rendered.picture) if outside else rendered.picture
            filmed += veil.pass_on(frame.t_s, shown, outside=outside)
        hold.end()
        filmed += veil.rest()
        written |= {n for n, (_, picture) in enumerate(filmed) if np.array_equal(picture, film[n].picture)}
        bench.samples("out_of_body_frame_recorded", [float(n in written) for n in range(12, 20)], unit="1")
        bench.progress(index + 1, total)


@pytest.mark.verifies("SRS-104", purpose="performance")
@pytest.mark.verifies("SRS-104", purpose="effectiveness")
def test_no_output_depends_on_a_later_frame(bench: Bench) -> None:
    """Change everything after a moment drawn at random, and compare all that was said before it (HAZ-039).

    Samples: one a frame before the moment, 1 where its view, scene or workflow differs in one bit.
    """
    films = 40 if bench.profile == "full" else 14
    for index in range(films):
        rng = np.random.default_rng([104, index])
        whole = [_pool()[place] for place in rng.integers(0, POOL, 130)]
        moment = int(rng.integers(80, 120))
        other = whole[:moment] + [255 - whole[place] for place in rng.integers(0, 130, 130 - moment)]
        one, two = _observed(whole), _observed(other)
        changed = [float(not _same(a, b)) for a, b in zip(one[:moment], two[:moment], strict=True)]
        bench.samples("past_output_changed", changed, unit="1")
        bench.progress(index + 1, films)


@pytest.mark.verifies("SRS-105", purpose="performance")
def test_second_by_second_equals_the_whole_at_once(bench: Bench) -> None:
    """Run the workflow network with its state, one second at a time, and over all seconds at once.

    Samples: one a number that it gives: phases, steps and remaining time of every second.
    """
    seconds = 600 if bench.profile == "full" else 120
    _, backend = open_model("endoscopy", Target(), "workflow")
    planes = PlaneMaker()
    pictures = np.stack(
        [workflow_picture(planes.plane(Frame(0, 0.0, _pool()[index % POOL]))) for index in range(seconds)]
    )[None]
    state = np.zeros((1, 128), np.float32)
    whole = backend.run({"pictures": pictures, "state": state})
    for index in range(seconds):
        step = backend.run({"pictures": pictures[:, index : index + 1], "state": state})
        state = step["next_state"]
        off = [np.abs(step[name][0, 0] - whole[name][0, index]).ravel() for name in ("phases", "steps")]
        off.append(np.abs(step["remaining"][0, 0] - whole["remaining"][0, index]).ravel())
        bench.samples("streaming_offline_difference", np.concatenate(off), unit="1")


def _seconds(fault: str, each: int) -> int:
    """Return how long a film gives time for so many faults of a kind."""
    period_s = 5 if fault in ("stall", "killed") else EVERY / RATE_HZ
    return round(4 + FIRST / RATE_HZ + each * period_s)


def _delays_ms(faults_ns: list[int], shown: list[tuple[int, bool]]) -> list[float]:
    """Return the time from each fault to the first picture after it that shows it, before the next fault."""
    delays = []
    for begin_ns, next_ns in pairwise([*faults_ns, 2**62]):
        seen = (at_ns for at_ns, alarmed in shown if alarmed and begin_ns <= at_ns < next_ns)
        first_ns = next(seen, None)
        delays.append(NEVER_MS if first_ns is None else (first_ns - begin_ns) / 1e6)
    return delays


def _killed(folder: Path, after_s: float) -> float:
    """Record in another process, kill it, and return the last time that it had handed on."""
    film(folder / "film.mp4", 12 * RATE_HZ)
    command = [sys.executable, str(RECORDING), str(folder / "film.mp4"), str(folder)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603 # this interpreter, a file of the tests
        assert process.stdout is not None
        lines = [process.stdout.readline(), process.stdout.readline()]  # its processes, the first frame
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.read().splitlines(keepends=True)
    return float([line for line in lines if line.endswith(b"\n")][-1])


def _last_played_s(folder: Path) -> float:
    [recording] = folder.glob("recording-*.mp4")
    with av.open(str(recording)) as container:
        times = [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]
    return times[-1]


def _film(seconds: int) -> Video:
    pool = _pool()
    total = seconds * RATE_HZ
    frames = (Frame(index, index / RATE_HZ, pool[_to_and_fro(index)]) for index in range(total))
    return Video.like(
        Frame(0, 0.0, pool[0]), description="memory", kind="file", nominal_rate_hz=RATE_HZ,
        declared_frames=total, sha256="", read=lambda _log: frames,
    )  # fmt: skip


@cache
def _pool() -> tuple[np.ndarray, ...]:
    operation = drawn(OPERATION)
    inside = next(
        float(t)
        for t in np.arange(FROM_S, operation.duration_s)
        if all(operation.condition_at(float(t) + ahead) == "good" for ahead in (0, 1, 2, 3))
    )
    times = inside + np.arange(POOL) / RATE_HZ
    return tuple(view_at(operation, float(t_s), HEIGHT, WIDTH).picture for t_s in times)


def _to_and_fro(index: int) -> int:
    place = index % (2 * POOL - 2)
    return place if place < POOL else 2 * POOL - 2 - place


def _observed(pictures: list[np.ndarray]) -> list[FrameReport]:
    analyst = Analyst(*(open_model("endoscopy", Target(), role) for role in ("scene", "workflow")))
    stages = Stages()
    return [analyst.observe(Frame(i, i / 10, picture), stages) for i, picture in enumerate(pictures)]


def _same(one: FrameReport, two: FrameReport) -> bool:
    pair = one.scene.shares, two.scene.shares
    shares = pair[0] is pair[1] if None in {*map(type, pair)} else np.array_equal(*pair)
    rest = (one.view, one.view_reason, one.scene.landmarks, one.scene.confidence, one.workflow)
    return bool(shares) and rest == (
        two.view,
        two.view_reason,
        two.scene.landmarks,
        two.scene.confidence,
        two.workflow,
    )
