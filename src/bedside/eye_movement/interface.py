"""What the eye movement item takes and what it promises.

Conventions, said once for the whole item:

- Pixel coordinates: (0, 0) is the centre of the top-left pixel; x grows to the image's right, y down.
- Angles of gaze: degrees, positive to the image's right and up.
- A gap is NaN in an array and an empty cell in a file; it is never zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


class EyeState(StrEnum):
    """What one frame shows of the eye."""

    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"
    BAD = "bad"


class Status(StrEnum):
    """Whether a recording could be measured."""

    MEASURED = "measured"
    INSUFFICIENT_QUALITY = "insufficient_quality"


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse in full-resolution pixel coordinates.

    ``major_px`` and ``minor_px`` are full axis lengths (diameters). ``angle_deg`` is the direction of the
    major axis, counter-clockwise from the image's right as seen on the screen, in [-90, 90).
    """

    x_px: float
    y_px: float
    major_px: float
    minor_px: float
    angle_deg: float

    def __post_init__(self) -> None:
        values = (self.x_px, self.y_px, self.major_px, self.minor_px, self.angle_deg)
        if not all(math.isfinite(value) for value in values):
            raise ValueError(f"an ellipse needs finite numbers, found {values}")
        if not 0 < self.minor_px <= self.major_px:
            raise ValueError(
                f"an ellipse needs 0 < minor <= major, found {self.minor_px} and {self.major_px}"
            )
        if not -90 <= self.angle_deg < 90:
            raise ValueError(f"an ellipse's angle lies in [-90, 90), found {self.angle_deg}")


@dataclass(frozen=True, slots=True)
class EyeObservation:
    """What was seen in one frame. Only an open eye has a pupil; ``limbus`` may be missing even then."""

    frame: int
    t_s: float
    state: EyeState
    confidence: float
    pupil: Ellipse | None = None
    limbus: Ellipse | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.pupil is None) == (self.state is EyeState.OPEN):
            raise ValueError(
                f"an eye has a pupil exactly when it is open, found {self.state} with {self.pupil}"
            )
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence lies in [0, 1], found {self.confidence}")


@dataclass(frozen=True, slots=True)
class GazeTrace:
    """Eye position over time; rates may be uneven and are kept.

    ``t_s``, ``x_deg`` and ``y_deg`` are (N,) float64; gaps are NaN in both angles.
    """

    t_s: NDArray[np.float64]
    x_deg: NDArray[np.float64]
    y_deg: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided confidence interval at ``level``."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class AxisNystagmus:
    """Nystagmus along one axis. ``beats_toward`` is the quick phase's direction, in image terms."""

    present: bool
    slow_phase_velocity_deg_s: float | None = None
    interval: Interval | None = None
    frequency_hz: float | None = None
    amplitude_deg: float | None = None
    beats_toward: str | None = None  # right, left, up, down
    beats: int = 0
    waveform: str | None = None  # jerk_constant, jerk_decreasing, jerk_increasing, pendular


@dataclass(frozen=True, slots=True)
class Calibration:
    """Degrees per pixel and the pixel that is straight ahead, from a calibration that the user made."""

    deg_per_px_x: float
    deg_per_px_y: float
    origin_x_px: float
    origin_y_px: float

    def __post_init__(self) -> None:
        values = (self.deg_per_px_x, self.deg_per_px_y, self.origin_x_px, self.origin_y_px)
        if not all(math.isfinite(value) for value in values) or min(values[:2]) <= 0:
            raise ValueError(f"a calibration needs finite numbers and positive scales, found {values}")


@dataclass(frozen=True, slots=True)
class Request:
    """One recording to measure: a video of one eye, or a trace file (CSV: t_s, x_deg, y_deg)."""

    input: Path
    out: Path
    calibration: Calibration | None = None
    overlay: bool = False
    image_rate_hz: float | None = None  # of a folder of pictures, which has no times of its own
    camera_s: float = 10.0  # how long a camera is read

    def __post_init__(self) -> None:
        rate = self.image_rate_hz
        if rate is not None and not (math.isfinite(rate) and rate > 0):
            raise ValueError(f"an image rate is a positive number of Hz, found {rate}")
        if not (math.isfinite(self.camera_s) and self.camera_s > 0):
            raise ValueError(f"a camera is read for a positive number of seconds, found {self.camera_s}")


@dataclass(frozen=True, slots=True)
class Result:
    """Measurements with confidence, or the reasons why there are none. Never a diagnosis."""

    status: Status
    sampling_rate_hz: float | None
    data_loss: float
    horizontal: AxisNystagmus | None
    vertical: AxisNystagmus | None
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)
