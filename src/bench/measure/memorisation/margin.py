"""By how much one of several patterns stands out as a picture's own.

Pictures of one anatomy agree along its outlines, a copy agrees with its original everywhere. So each pattern
is asked what of the picture it explains beyond all the others (the partial correlation), patch by patch; and
the best is held against the runner-up, as in a paired comparison: the mean of the difference over the
patches, in standard deviations of it. Anatomy that is shared by chance makes large differences in few
patches, a copy makes some in nearly all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.measure.memorisation.fingerprints import standardised

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MIN_PATCHES = 6  # that show something: fewer say nothing
_PATCH = 8  # px of a pattern
_FLAT = 0.3  # of the mean spread of a patch
_ALIKE = 0.9  # correlation from which two patterns are one picture twice
_LEAST_SPREAD = 1e-3  # of the difference: what is the same in all patches stands out enough
_RIDGE = 1e-4  # keeps a pattern that another one explains whole from dividing by nothing


def margin(own: Floats, patterns: Floats) -> tuple[int, float]:
    """Which of K patterns stands out as a picture's own, and by how much.

    A pattern that is another one once more (a training set may hold a picture twice) is no rival of it.

    Parameters
    ----------
    own
        (P, P) the picture's pattern, P a multiple of 8.
    patterns
        (K, P, P) the patterns laid on it.

    Returns
    -------
    tuple
        The number of the best, and its margin in standard deviations over patches: 0 where fewer than 6
        patches of the picture show anything.
    """
    rows = np.stack([_patches(each) for each in (own, *patterns)])  # (K + 1, 64, patches)
    spread = rows.std(axis=1)
    flat = spread < _FLAT * spread.mean(axis=1, keepdims=True)
    rows = np.stack([standardised(each) for each in rows]) * ~flat[:, None, :]
    rows = rows[:, :, ~flat[0]]
    if rows.shape[2] < MIN_PATCHES:
        return 0, 0.0
    kept = _different(rows)
    rows = rows[[0, *(k + 1 for k in kept)]]
    first, *others = np.argsort(-_explained(rows))
    gained = _beyond(rows, first) - (_beyond(rows, others[0]) if others else 0)
    return kept[first], float(gained.mean() / max(gained.std(), _LEAST_SPREAD))


def _different(rows: Floats) -> list[int]:
    """Leave out the patterns that are a better agreeing one once more; the best agreeing first."""
    alike = _correlations(rows)
    kept: list[int] = []
    for k in np.argsort(-alike[0, 1:]):
        if all(alike[k + 1, one + 1] < _ALIKE for one in kept):
            kept.append(int(k))
    return kept


def _correlations(rows: Floats) -> NDArray[np.float64]:
    """(n, n) mean over patches of the correlations of n patterns with each other."""
    flat = rows.reshape(len(rows), -1).astype(float)
    product = flat @ flat.T
    length = np.sqrt(np.maximum(np.diag(product), 1e-12))
    correlations: NDArray[np.float64] = product / length / length[:, None]
    return correlations


def _explained(rows: Floats) -> NDArray[np.float64]:
    """(K,) partial correlation of each pattern with the first row, given all the others."""
    inverse = np.linalg.inv(_correlations(rows) + _RIDGE * np.eye(len(rows)))
    diagonal = np.diag(inverse)
    partial: NDArray[np.float64] = -inverse[0, 1:] / np.sqrt(diagonal[0] * diagonal[1:])
    return partial


def _beyond(rows: Floats, pattern: np.intp) -> NDArray[np.float64]:
    """(patches,) correlation of the picture with one pattern, patch by patch, the others taken off both."""
    flat = rows.reshape(len(rows), -1).T.astype(float)
    others = np.delete(flat, np.array([0, pattern + 1]), axis=1)
    basis, _ = np.linalg.qr(others)
    left = [flat[:, k] - basis @ (basis.T @ flat[:, k]) for k in (0, pattern + 1)]
    one, other = (standardised(each.reshape(rows.shape[1:])) for each in left)
    together: NDArray[np.float64] = np.einsum("pk,pk->k", one, other)
    return together


def _patches(window: Floats) -> Floats:
    """(64, patches) the patches of 8 by 8 px of a window, each a column."""
    across = len(window) // _PATCH
    cut = window.reshape(across, _PATCH, across, _PATCH).transpose(1, 3, 0, 2)
    return cut.reshape(_PATCH**2, -1)
