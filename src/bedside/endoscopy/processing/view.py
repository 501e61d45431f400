"""What kind of picture the endoscope gives, judged without any network: it works when every model is dead.

Three rules that need no fitting say black, the same as before, and burnt out. The rest is weighed by a
softmax over the features and their squares, whose weights were fitted on drawn views alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.interface import View
from bedside.endoscopy.processing.content_area import area_of_cells, cells_of
from bedside.endoscopy.processing.view_features import view_features
from bedside.endoscopy.processing.view_weights import CENTRES, SCALES, WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = (
    View.GOOD,
    View.OUT_OF_BODY,
    View.WRONG_SCOPE,
    View.SMOKE,
    View.BLURRED,
    View.OVER_EXPOSED,
)
REASONS = {
    View.GOOD: "",
    View.BLACK: "the picture is black",
    View.FROZEN: "the picture stands still",
    View.OVER_EXPOSED: "the picture is over-exposed",
    View.OUT_OF_BODY: "the endoscope is outside the body",
    View.WRONG_SCOPE: "the picture is none of this kind of endoscope",
    View.SMOKE: "smoke hides the picture",
    View.BLURRED: "the picture is blurred",
}
BLACK_LEVEL, BLACK_RANK = 0.10, 0.98  # the picture is black where so much of it is darker than this
BURNT_LEVEL, BURNT_SHARE = 250, 0.33  # of 255, in green; and of the content area
FURTHEST = 3.5  # standard deviations that a feature may say anything about
LEAST_ODDS = 1.0  # log odds of all that is not good against good, from which the picture is not good
OUTSIDE_SHARE = 0.25  # of what is not good, from which it counts as outside: privacy goes first


def judged_view(
    plane: NDArray[np.uint8], previous_plane: NDArray[np.uint8] | None
) -> tuple[View, str]:  # (144, 256, 3) each
    """Return what kind of picture it is, and why it is not good; an empty reason where it is.

    A picture that is burnt out, or the same as before, may be one from outside the body as well; it is then
    called that, for the sake of who is in it.
    """
    view = _seen(plane, previous_plane)
    return view, REASONS[view]


def view_probabilities(plane: NDArray[np.uint8]) -> NDArray[np.float64]:  # (144, 256, 3) in, (6,) out
    """Return how probable each of KINDS is, by the features alone."""
    cells = cells_of(plane)
    scores = view_scores(view_features(plane, cells, area_of_cells(cells)))
    shares = np.exp(scores - scores.max())
    probabilities: NDArray[np.float64] = shares / shares.sum()
    return probabilities


def view_scores(features: NDArray[np.float32]) -> NDArray[np.float64]:  # (…, F) in, (…, 6) out
    """Return the logarithm of how probable each of KINDS is, but for a constant."""
    scores: NDArray[np.float64] = view_terms((features - CENTRES) / SCALES) @ WEIGHTS
    return scores


def view_terms(features: NDArray[np.float64]) -> NDArray[np.float64]:  # (…, F) in, (…, 1 + 2 F) out
    """Return what the weights weigh: one, the standardised features within FURTHEST, and their squares."""
    near = np.clip(features, -FURTHEST, FURTHEST)
    return np.concatenate((np.ones_like(near[..., :1]), near, near * near - 1), axis=-1)


def _seen(plane: NDArray[np.uint8], previous_plane: NDArray[np.uint8] | None) -> View:
    cells = cells_of(plane)
    brightest = np.sort(np.maximum(np.maximum(cells[0], cells[1]), cells[2]), axis=None)
    if brightest[int(BLACK_RANK * brightest.size)] < BLACK_LEVEL:
        return View.BLACK
    area = area_of_cells(cells)
    kind = _weighed(view_scores(view_features(plane, cells, area)))
    if kind is View.OUT_OF_BODY:
        return kind
    if previous_plane is not None and np.array_equal(plane, previous_plane):
        return View.FROZEN
    burnt = np.count_nonzero(plane[..., 1] >= BURNT_LEVEL)
    if burnt > BURNT_SHARE * area.share * plane.shape[0] * plane.shape[1]:
        return View.OVER_EXPOSED
    return kind


def _weighed(scores: NDArray[np.float64]) -> View:
    """Return the kind that the scores speak for; outside the body even where another one is likelier."""
    bad = np.exp(scores[1:] - scores[1:].max())
    odds = float(np.log(bad.sum()) + scores[1:].max() - scores[0])
    if odds < LEAST_ODDS:
        return View.GOOD
    if bad[0] >= OUTSIDE_SHARE * bad.sum():
        return View.OUT_OF_BODY
    return KINDS[1 + int(bad.argmax())]
