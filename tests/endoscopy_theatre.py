"""A small operating theatre: a film to run live, and a screen that remembers what it was given."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

import endoscopy_packages
from bedside.endoscopy.interface import View
from bedside.endoscopy.pipeline.live import LiveReport, Openers, run_live
from bedside.endoscopy.pipeline.sinks import Displayed, LiveSinks
from bedside.runtime.media import Frame, Video, open_video
from bedside.runtime.stream import Pace
from recordings import write_video

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.endoscopy.pipeline.analysis import FrameReport

RATE_HZ = 25
HEIGHT, WIDTH = 96, 160
OUTSIDE = (30, 40, 200)  # a blue room


def picture(number: int, height: int = HEIGHT, width: int = WIDTH) -> NDArray[np.uint8]:
    """Draw tissue with a bright instrument whose place tells the frame's number."""
    rows, columns = np.mgrid[:height, :width]
    drawn = np.stack([110 + columns * 40 // width, 50 + rows * 20 // height, 50 + rows * 0], axis=-1)
    left = (number * 5) % (width - width // 8)
    drawn[height // 8 : height // 3, left : left + width // 8] = 210
    return drawn.astype(np.uint8)


def outside(height: int = HEIGHT, width: int = WIDTH) -> NDArray[np.uint8]:
    """Draw the room, with a pattern that must not be recognised."""
    drawn = np.full((height, width, 3), OUTSIDE, np.uint8)
    drawn[::4, ::4] = 255
    return drawn


def film(path: Path, frames: int, out_of_body: range = range(0)) -> Video:
    """Write a film at 25 frames a second and open it."""
    pictures = (outside() if number in out_of_body else picture(number) for number in range(frames))
    times_ms = range(0, frames * 1000 // RATE_HZ, 1000 // RATE_HZ)
    return open_video(write_video(path, pictures, times_ms))


def judged(plane: NDArray[np.uint8]) -> tuple[View, str]:
    """Judge the view by its colour: blue is the room."""
    red, _, blue = plane.reshape(-1, 3).mean(axis=0)
    return (View.OUT_OF_BODY, "blue") if blue > red else (View.GOOD, "")


def digest(frame: Frame) -> str:
    """Return the digest of a frame's bytes."""
    return hashlib.sha256(np.ascontiguousarray(frame.pixels)).hexdigest()


def decoded_digests(video: Video) -> list[str]:
    """Return the digests of a film's frames, decoded without any of this."""
    return [digest(frame) for frame in video.frames()]


@dataclass(slots=True)
class Theatre:
    """Remembers what a live run gave to whom, and when."""

    clean: list[str] = field(default_factory=list)
    clean_at_s: dict[int, float] = field(default_factory=dict)
    shown: list[Displayed] = field(default_factory=list)
    shown_at_s: list[float] = field(default_factory=list)
    reports: list[FrameReport] = field(default_factory=list)
    on_clean: Callable[[Frame], object] = lambda _: None

    def sinks(self) -> LiveSinks:
        """Return sinks that remember."""
        return LiveSinks(self._clean, self._display, lambda _, report: self.reports.append(report))

    def run(
        self,
        video: Video,
        scene: Any = endoscopy_packages.open_scene,
        workflow: Any = endoscopy_packages.open_workflow,
        pace: Pace | None = None,
        **others: Any,
    ) -> LiveReport:
        """Run a film live."""
        others = {"judge": judged} | others
        return run_live(video, Openers(scene, workflow), self.sinks(), pace=pace or Pace.stamped(), **others)

    def first_shown_at_s(self, wanted: Callable[[Displayed], bool]) -> float:
        """Return when the first such picture was on the screen."""
        return next(at for at, shown in zip(self.shown_at_s, self.shown, strict=True) if wanted(shown))

    def _clean(self, frame: Frame) -> None:
        self.clean_at_s[frame.index] = time.perf_counter()
        self.clean.append(digest(frame))
        self.on_clean(frame)

    def _display(self, shown: Displayed) -> None:
        self.shown_at_s.append(time.perf_counter())
        self.shown.append(shown)


def camera(frames: Callable[[], Iterator[Frame]]) -> Video:
    """Make a camera that delivers what the iterator does, when it does."""
    first = Frame(0, 0.0, picture(0))
    return Video.like(
        first, description="/dev/video9", kind="device", nominal_rate_hz=None, declared_frames=None,
        sha256="", read=lambda _log: frames(),
    )  # fmt: skip
