"""How much a plain classifier learns from one set of images about another: the utility of synthetic data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CELL_PX, DIRECTIONS = 16, 9
PENALTY = 1e-3  # on the squared weights
MOST_ROUNDS = 200


def orientation_features(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return histograms of gradient directions in cells (Dalal and Triggs 2005, without their blocks).

    Parameters
    ----------
    images
        (N, H, W) grey; H and W multiples of 16.

    Returns
    -------
    NDArray
        (N, H/16 · W/16 · 9), each cell of length 1 where there is any contrast.
    """
    grey = images.astype(np.float64)
    rows, columns = np.gradient(grey, axis=(1, 2))
    strength = np.hypot(rows, columns)
    direction = np.mod(np.arctan2(rows, columns), np.pi) / np.pi * DIRECTIONS
    bins = np.minimum(direction.astype(int), DIRECTIONS - 1)
    number, height, width = grey.shape
    shape = (number, height // CELL_PX, CELL_PX, width // CELL_PX, CELL_PX)
    cells = [
        np.where(bins == one, strength, 0.0).reshape(shape).sum(axis=(2, 4)) for one in range(DIRECTIONS)
    ]
    stacked = np.stack(cells, axis=-1)  # (N, H/16, W/16, 9)
    length = np.linalg.norm(stacked, axis=-1, keepdims=True)
    return np.asarray((stacked / np.maximum(length, 1e-9)).reshape(number, -1))


def probe_accuracy(
    learned: NDArray[np.float64],
    learned_labels: NDArray[np.int_],
    seen: NDArray[np.float64],
    seen_labels: NDArray[np.int_],
) -> float:
    """Return the share of ``seen`` that a linear classifier reads right after learning from ``learned``.

    Softmax regression with an L2 penalty, to convergence: nothing in it is drawn at random.

    Parameters
    ----------
    learned, seen
        (N, d) and (M, d) features; standardised by the mean and deviation of what is learned from.
    learned_labels, seen_labels
        Class numbers from 0.

    Raises
    ------
    ValueError
        A class is to be read that was not learned.
    """
    if missing := sorted(set(seen_labels.tolist()) - set(learned_labels.tolist())):
        raise ValueError(f"classes {missing} are to be read and were not learned")
    centre, spread = learned.mean(axis=0), learned.std(axis=0) + 1e-9
    weights = _trained(_padded((learned - centre) / spread), learned_labels)
    read = np.argmax(_padded((seen - centre) / spread) @ weights, axis=1)
    return float(np.mean(read == seen_labels))


def _padded(features: Floats) -> Floats:
    return np.concatenate([features, np.ones((len(features), 1))], axis=1)


def _trained(features: Floats, labels: NDArray[np.int_]) -> Floats:
    """Return the weights (d + 1, classes)."""
    classes = int(labels.max()) + 1
    wanted = np.eye(classes)[labels]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(features.shape[1], classes)
        logits = features @ weights
        logits -= logits.max(axis=1, keepdims=True)
        shares = np.exp(logits)
        shares /= shares.sum(axis=1, keepdims=True)
        value = -np.mean(np.log(np.maximum((shares * wanted).sum(axis=1), 1e-12)))
        gradient = features.T @ (shares - wanted) / len(features) + 2 * PENALTY * weights
        return float(value + PENALTY * (weights**2).sum()), gradient.ravel()

    start = np.zeros(features.shape[1] * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_ROUNDS})
    return np.asarray(found.x).reshape(features.shape[1], classes)
