"""All that decides an image besides its noise, drawn from the request's seed and the image's number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import STYLES, Condition, StructureFrame
from bedside.fetal_ultrasound.processing.growth import drawn_size
from bedside.fetal_ultrasound.processing.layout import SIZE, field_of_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONDITION_STREAM = 0xF7A1
LEAST_SPAN, MOST_SPAN = 0.55, 0.80  # of the image's width, that the structure takes
LEAST_FEMUR_SPAN, MOST_FEMUR_SPAN = 0.42, 0.66
LEAST_SPACING_MM = 0.4
MARGIN_PX = 1.5  # that the whole outline keeps from what the scanner does not see
ANGLE_DEG, MOST_ANGLE_DEG = 14.0, 35.0
MIDDLE_PX = (SIZE - 1) / 2
BELOW_MIDDLE_PX, SPREAD_X_PX, SPREAD_Y_PX = 3.0, 3.0, 4.0
OUTLINE_POINTS = 48


def drawn_condition(
    plane: str,
    ga_weeks: float,
    number: int,
    seed: int,
    style: str = "",
    head_circumference_mm: float | None = None,
) -> Condition:
    """Return the condition of one image; ages and sizes as asked, the rest over its whole range.

    Implements RC-065.

    Parameters
    ----------
    number
        Of the image in its request; with the seed it decides all that is drawn.
    style
        Empty: the four styles take turns, so that each comes equally often.
    """
    rng = np.random.Generator(np.random.PCG64([CONDITION_STREAM, seed, number]))
    style = style or STYLES[number % len(STYLES)]
    biometry, half_u_mm, half_v_mm = drawn_size(rng, plane, ga_weeks, head_circumference_mm)
    frame, spacing_mm = _drawn_frame(rng, style, half_u_mm, half_v_mm, plane)
    return Condition(plane, ga_weeks, style, frame, spacing_mm, biometry)


def _drawn_frame(
    rng: np.random.Generator, style: str, half_u_mm: float, half_v_mm: float, plane: str
) -> tuple[StructureFrame, float]:
    """Return where the structure lies and the spacing, its whole outline in the field of view."""
    least, most = (LEAST_FEMUR_SPAN, MOST_FEMUR_SPAN) if plane == "femur" else (LEAST_SPAN, MOST_SPAN)
    while True:
        spacing_mm = max(2 * half_u_mm / (float(rng.uniform(least, most)) * SIZE), LEAST_SPACING_MM)
        frame = StructureFrame(
            float(rng.normal(MIDDLE_PX, SPREAD_X_PX)),
            float(rng.normal(MIDDLE_PX + BELOW_MIDDLE_PX, SPREAD_Y_PX)),
            half_u_mm / spacing_mm,
            half_v_mm / spacing_mm,
            float(np.clip(rng.normal(0, ANGLE_DEG), -MOST_ANGLE_DEG, MOST_ANGLE_DEG)),
        )
        if seen_whole(frame, style):
            return frame, spacing_mm


def seen_whole(frame: StructureFrame, style: str) -> bool:
    """Return whether the outline, a little enlarged, lies within the image and what the scanner sees."""
    x, y = (np.rint(values).astype(int) for values in _outline(frame))
    if min(x.min(), y.min()) < 0 or max(x.max(), y.max()) >= SIZE:
        return False
    return bool(field_of_view(style)[y, x].all())


def _outline(frame: StructureFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    turn = np.linspace(0, 2 * math.pi, OUTLINE_POINTS, endpoint=False)
    along = (frame.half_u_px + MARGIN_PX) * np.cos(turn)
    across = (frame.half_v_px + MARGIN_PX) * np.sin(turn)
    angle = math.radians(frame.angle_deg)
    return (
        frame.x_px + along * math.cos(angle) + across * math.sin(angle),
        frame.y_px - along * math.sin(angle) + across * math.cos(angle),
    )
