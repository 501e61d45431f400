"""From ellipses in pixels to gaze in degrees: a calibration that was given, or the limbus as the scale.

The eye is a ball that turns about its centre, seen from afar: the entrance pupil lies 10.2 mm before the
centre of rotation and moves on the image as the sine of the angle. The limbus, 11.7 mm across in adults
(white to white 11.71 mm, standard deviation 0.42: Ruefer et al., Cornea 2005;24:259), tells how many pixels a
millimetre takes; its longest axis stays whole however the eye turns. Zero is the recording's median position.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.interface import Calibration, EyeObservation, GazeTrace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PUPIL_DEPTH_MM = 10.2
LIMBUS_DIAMETER_MM = 11.7


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the eye looks straight ahead and how far the pupil's centre moves for a sine of 1."""

    origin_x_px: float
    origin_y_px: float
    reach_px: float


def pupil_centres(seen: Sequence[EyeObservation]) -> NDArray[np.float64]:
    """Return the pupil's centres (N, 2) in pixels, NaN where there is no pupil."""
    gap = (np.nan, np.nan)
    return np.array([gap if o.pupil is None else (o.pupil.x_px, o.pupil.y_px) for o in seen]).reshape(-1, 2)


def limbus_diameters(seen: Sequence[EyeObservation]) -> NDArray[np.float64]:
    """Return the limbus's longest axes (N,) in pixels, NaN where there is no limbus."""
    return np.array([np.nan if o.limbus is None else o.limbus.major_px for o in seen], dtype=np.float64)


def limbus_scale(seen: Sequence[EyeObservation]) -> Scale:
    """Return the recording's scale, medians over all its frames; ``ValueError`` where none has both."""
    centres, diameters = pupil_centres(seen), limbus_diameters(seen)
    if not (np.isfinite(centres).any() and np.isfinite(diameters).any()):
        raise ValueError("a scale needs a frame with a pupil and a frame with a limbus")
    x, y = np.nanmedian(centres, axis=0)
    reach = PUPIL_DEPTH_MM / LIMBUS_DIAMETER_MM * float(np.nanmedian(diameters))
    return Scale(float(x), float(y), reach)


def gaze_by_limbus(seen: Sequence[EyeObservation], scale: Scale) -> GazeTrace:
    """Return gaze from the pupil's centre on the turning eye; NaN where it lies off the eye.

    ``y = asin(dy / R)``, ``x = asin(dx / (R cos y))``, with R the scale's reach.
    """
    centres = pupil_centres(seen)
    up = _within((scale.origin_y_px - centres[:, 1]) / scale.reach_px)
    y = np.arcsin(up)
    x = np.arcsin(_within((centres[:, 0] - scale.origin_x_px) / (scale.reach_px * np.cos(y))))
    y = np.where(np.isnan(x), np.nan, y)
    return GazeTrace(_times(seen), np.degrees(x), np.degrees(y))


def gaze_by_calibration(seen: Sequence[EyeObservation], calibration: Calibration) -> GazeTrace:
    """Return gaze in proportion to the pupil's distance from the pixel that is straight ahead."""
    centres = pupil_centres(seen)
    x = (centres[:, 0] - calibration.origin_x_px) * calibration.deg_per_px_x
    y = (calibration.origin_y_px - centres[:, 1]) * calibration.deg_per_px_y
    return GazeTrace(_times(seen), x, y)


def _within(sine: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.abs(sine) < 1, sine, np.nan)


def _times(seen: Sequence[EyeObservation]) -> NDArray[np.float64]:
    return np.array([o.t_s for o in seen], dtype=np.float64)
