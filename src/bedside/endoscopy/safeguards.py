"""The item's risk controls, one function each: they withhold, hide or state, and never improve a number.

Those that are a property of a picture or of a memory stand where it is made: what is drawn in
``processing.overlay``, the dwell rule and the words for the remaining time in ``processing.workflow``, blocks
for faces in ``processing.pixelation``, one frame after another in ``pipeline.analysis``.

A judgement that returns a sentence returns the reason why something is withheld; an empty one means none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.interface import View
from bedside.endoscopy.processing.scene import NOWHERE, mean_probability
from bedside.endoscopy.processing.view import REASONS, judged_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import Landmark, SceneObservation

INTENDED_USE = (
    "For pituitary operations through the nose, seen through a rigid endoscope, and staff trained in them. "
    "Not for guidance: nothing is to be cut, spared or decided by what is drawn, left out or said here."
)
STATEMENT = "A description of the picture by software that can be wrong, not a finding and not advice."
COVERAGE = "Accuracy was measured on drawn operations alone: on this recording none is claimed."
RETURN_FRAMES = 10  # good pictures in a row before the models speak again
STILL_FRAMES = 3  # identical pictures in a row before a picture counts as frozen: a film repeats one at times
LEAST_CONFIDENCE = 0.6  # of a label's own region; a guess between two labels has 0.5
LEAST_AREA = 0.0015  # of the picture, for a label: 14 cells of the grid; no tool or bone is a speck
MOST_AGE_MS = 40.0  # of a scene, which is drawn on its own frame: one frame's time at 25 a second


def view_of(plane: NDArray[np.uint8], previous_plane: NDArray[np.uint8] | None) -> tuple[View, str]:
    """Return what kind of picture it is, judged without any model, and why. Implements RC-034.

    Parameters
    ----------
    plane, previous_plane
        (144, 256, 3) uint8: this frame and the one before it.
    """
    return judged_view(plane, previous_plane)


def withheld_reason(view: View) -> str:
    """Return why both models' results are withheld on such a picture; on a good one they are not.

    Implements RC-034.
    """
    return REASONS[view]


class ViewWatch:
    """The view over time, without flicker. Implements RC-035.

    A picture that is not good counts at once, so that nothing is said of it. Back to good it goes after
    RETURN_FRAMES good ones in a row; once out of the body it stays so until then, whatever is seen between. A
    picture counts as frozen at the STILL_FRAMES-th of the same.
    """

    def __init__(self) -> None:
        self._view = View.GOOD
        self._good = self._still = 0

    def update(self, view: View) -> View:
        """Return the view that holds now, given what this frame alone looks like."""
        self._still = self._still + 1 if view is View.FROZEN else 0
        if view is View.FROZEN and self._still < STILL_FRAMES - 1:
            return self._view
        self._good = self._good + 1 if view is View.GOOD else 0
        if view is View.GOOD:
            self._view = view if self._good >= RETURN_FRAMES else self._view
        elif self._view is not View.OUT_OF_BODY:
            self._view = view
        return self._view


def may_be_recorded(view: View) -> bool:
    """Return whether a frame may be written to a recording: none from outside the body. Implements RC-036."""
    return view is not View.OUT_OF_BODY


def sure_labels(scene: SceneObservation) -> SceneObservation:
    """Return the scene, labels that are unsure where they lie, or specks, given to the background.

    Implements RC-029.
    """
    if scene.shares is None:
        return scene
    shares = scene.shares
    chosen = shares.argmax(axis=0)
    best = np.take_along_axis(shares, chosen[None], axis=0)[0]
    cells = np.bincount(chosen.ravel(), minlength=len(shares))
    sums = np.bincount(chosen.ravel(), best.ravel(), minlength=len(shares))
    unsure = (cells > 0) & ((sums < LEAST_CONFIDENCE * cells) | (cells < LEAST_AREA * chosen.size))
    unsure[0] = False
    if not unsure.any():
        return scene
    kept = np.where(unsure[:, None, None], np.float32(0), shares)
    kept[0] = shares[0] + shares[unsure].sum(axis=0)
    return replace(scene, shares=kept, confidence=mean_probability(kept))


def plausible_landmarks(scene: SceneObservation) -> SceneObservation:
    """Return the scene without landmarks that lie as no anatomy has them. Implements RC-030.

    The optic protuberances and the carotids below them are the corners of a quadrilateral that can be turned
    with the endoscope, but not mirrored or crossed over. Of fewer than four nothing is known.
    """
    if _impossible(scene.landmarks):
        return replace(scene, landmarks=NOWHERE)
    return scene


def _impossible(landmarks: tuple[Landmark | None, ...]) -> bool:
    if any(landmark is None for landmark in landmarks):
        return False
    left, right, optic_left, optic_right = (complex(mark.x_px, mark.y_px) for mark in landmarks if mark)
    below, above = right - left, optic_right - optic_left
    on_left, on_right = left - optic_left, right - optic_right
    crossed = _dot(below, above) <= 0 or _dot(on_left, on_right) <= 0
    return crossed or _turn(optic_right - left, right - optic_left) <= 0


def stale(result_age_ms: float, most_age_ms: float = MOST_AGE_MS) -> bool:
    """Return whether a result is too old to be drawn, or from the future. Implements RC-028."""
    return not 0 <= result_age_ms <= most_age_ms


def intended_use() -> str:
    """Return what the item is for, and that it is not for guidance; for every output. Implements RC-046."""
    return INTENDED_USE


def statement() -> str:
    """Return the sentence that stands on every output. Implements RC-046."""
    return STATEMENT


def coverage() -> str:
    """Return that no accuracy is claimed on a recording, for every output. Implements RC-046."""
    return COVERAGE


def _dot(one: complex, other: complex) -> float:
    return one.real * other.real + one.imag * other.imag


def _turn(one: complex, other: complex) -> float:
    return one.real * other.imag - one.imag * other.real
