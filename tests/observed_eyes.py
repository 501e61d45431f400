"""Held-out eyes observed by the released model, recordings measured by the whole item, and their errors."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from bedside.app.wiring import now_utc, open_model
from bedside.eye_movement import EyeObservation, EyeTracker, Ports, Request, run
from bedside.runtime.backend import Target
from bedside.runtime.media import Frame
from bedside.runtime.stream import Stages
from phantoms.eye_movement import heldout
from phantoms.eye_movement.waveforms import Sampling

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from phantoms.eye_movement.truth import RenderedEye

CLINICAL = Sampling(duration_s=10, rate_hz=250, noise_deg=0.1, blinks_per_min=12, drift_deg_s=0.1)
MISSED = 1.0  # what a measure scores that was not given
PLACES = (
    "pupil_x_px", "pupil_y_px", "pupil_major_px", "pupil_minor_px", "pupil_angle_deg", "limbus_diameter_px",
    "x_deg", "y_deg",
)  # fmt: skip
MODELS: dict[Target, tuple] = {}  # type: ignore[type-arg] # opened once a run


def held_out_eye(block: int, index: int) -> RenderedEye:
    """Return a rendered eye of the held-out renderer; blocks are of one protocol each."""
    return heldout.heldout_eye(block * 1_000_000 + index)


def frame_of(grey: NDArray[np.float32], index: int, rate_hz: float = 100.0) -> Frame:
    """Return grey values in 0..1, (H, W), as a frame of 8 bits."""
    return Frame(index, index / rate_hz, np.rint(255 * np.clip(grey, 0, 1)).astype(np.uint8))


def observed(frames: list[Frame], target: Target = Target()) -> list[EyeObservation]:  # noqa: B008 - frozen
    """Observe frames in their order with the released model."""
    tracker, stages = EyeTracker(*_opened(target)), Stages()
    return [tracker.observe(frame, stages) for frame in frames]


def _opened(target: Target) -> tuple:  # type: ignore[type-arg] # the model and its backend
    if target not in MODELS:
        MODELS[target] = open_model("eye_movement", target)
    return MODELS[target]


def rows_of(source: Path, out: Path) -> list[dict[str, str]]:
    """Run the whole item on a recording and return the rows of its trace.csv."""
    run(Request(source, out), Ports(lambda: open_model("eye_movement", Target()), now_utc))
    with (out / "trace.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def relative(found: float | None, true: float) -> float:
    """Return a relative error; what was not given counts as missed."""
    return MISSED if found is None else abs(found / true - 1)
