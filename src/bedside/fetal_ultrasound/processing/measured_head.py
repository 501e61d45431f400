"""The head as it is in a synthetic image, beside the one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import HEAD_PLANES, SIZES
from bedside.fetal_ultrasound.processing.calipers import HeadMeasure, head_measured

if TYPE_CHECKING:
    from bedside.fetal_ultrasound.interface import SyntheticImage


def head_in(image: SyntheticImage) -> HeadMeasure | None:
    """Return the skull's outer ellipse, in pixels at 128, or None where none can be measured."""
    condition, side = image.condition, SIZES[0]
    if condition.plane not in HEAD_PLANES:
        return None
    factor = len(image.pixels) // side
    blocks = image.pixels.reshape(side, factor, side, factor).mean(axis=(1, 3))
    return head_measured(np.rint(blocks).astype(np.uint8), condition.frame, condition.style)


def measured_mm(image: SyntheticImage) -> dict[str, float] | None:
    """Return the measured circumference and biparietal diameter, outer to outer; None without a head."""
    found = head_in(image)
    if found is None:
        return None
    spacing_mm = image.condition.spacing_mm
    return {
        "head_circumference": found.circumference_px * spacing_mm,
        "biparietal_diameter": found.biparietal_px * spacing_mm,
    }
