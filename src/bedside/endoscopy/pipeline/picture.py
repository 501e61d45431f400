"""A frame as screens and films take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.processing.preprocessing import in_eight_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.runtime.media import Frame


def rgb_picture(frame: Frame) -> NDArray[np.uint8]:
    """Return the frame as (H, W, 3) uint8 RGB, grey or deep ones too; its own pixels where it is so."""
    pixels = in_eight_bits(frame)
    return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
