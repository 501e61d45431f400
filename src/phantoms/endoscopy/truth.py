"""What is really in a rendered endoscope view. Labels, landmarks and phases stand in the device's order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BACKGROUND, INSTRUMENT, SELLA, CLIVAL_RECESS = range(4)
CAROTID_LEFT, CAROTID_RIGHT, OPTIC_LEFT, OPTIC_RIGHT = range(4)
CONDITIONS = ("good", "black", "over_exposed", "out_of_body", "wrong_scope", "smoke", "blurred")
PHASE_OF_STEP = (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6)


@dataclass(frozen=True, slots=True, eq=False)
class RenderedView:
    """One picture and what a perfect observer would say of it.

    Parameters
    ----------
    picture
        (H, W, 3) uint8 RGB.
    labels
        (H, W) uint8: BACKGROUND, INSTRUMENT, SELLA, CLIVAL_RECESS. What an instrument hides is INSTRUMENT.
        Nothing outside the content area has a label. All BACKGROUND unless the condition is good, smoke or
        blurred.
    landmarks
        (4, 2) float32 x, y in px in the order CAROTID_LEFT … OPTIC_RIGHT; NaN where absent.
    content
        (H, W) bool: inside the endoscope's round picture.
    condition
        One of CONDITIONS. A good picture has at most mild smoke, fog, blur and glare.
    """

    picture: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    landmarks: NDArray[np.float32]
    content: NDArray[np.bool_]
    condition: str = "good"

    def __post_init__(self) -> None:
        if self.condition not in CONDITIONS:
            raise ValueError(f"a condition is one of {CONDITIONS}, found {self.condition!r}")
        if self.labels.shape != self.picture.shape[:2] or self.landmarks.shape != (4, 2):
            raise ValueError("labels are of the picture's size, and there are four landmarks")

    @property
    def present(self) -> NDArray[np.bool_]:
        """(4,) which landmarks are in the picture."""
        return np.asarray(np.isfinite(self.landmarks).all(axis=1))
