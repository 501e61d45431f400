"""The view guard's weights: a softmax over features, fitted to drawn planes and written as constants."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from bedside.endoscopy.interface import View
from bedside.endoscopy.processing.content_area import area_of_cells, cells_of
from bedside.endoscopy.processing.view import KINDS, view_terms
from bedside.endoscopy.processing.view_features import view_features
from training.endoscopy.view_planes import random_plane

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

FRAMES = {
    View.GOOD: 12_000,
    View.OUT_OF_BODY: 8_000,
    View.WRONG_SCOPE: 5_000,
    View.SMOKE: 2_000,
    View.BLURRED: 2_500,
    View.OVER_EXPOSED: 1_000,
}
WEIGHT_OF_GOOD = 10.0  # of all good planes together, against all of another kind: alarms are to be rare
RIDGE = 1e-5
STEPS = 500


@dataclass(frozen=True, slots=True, eq=False)
class ViewWeights:
    """What ``bedside.endoscopy.processing.view_weights`` holds.

    Parameters
    ----------
    centres, scales
        (F,) mean and standard deviation of each feature.
    weights
        (1 + 2 F, K) of the terms, for each of KINDS.
    digest
        SHA-256 of the features that they were fitted to.
    """

    centres: NDArray[np.float64]
    scales: NDArray[np.float64]
    weights: NDArray[np.float64]
    digest: str


def fit_view_weights(
    path: Path, seed: int, frames: dict[View, int], report: Callable[[str], None]
) -> ViewWeights:
    """Render planes of every kind, fit the weights to them and write the module at ``path``."""
    parts = []
    for number, kind in enumerate(KINDS):
        parts.append(drawn_features(kind, seed, frames[kind]))
        report(f"{kind}: {len(parts[number])} planes")
    features = np.concatenate(parts)
    kinds = np.repeat(np.arange(len(KINDS)), [len(part) for part in parts])
    found = fitted(features, kinds)
    counts = ", ".join(f"{kind} {len(part)}" for kind, part in zip(KINDS, parts, strict=True))
    path.write_text(source(found, f"seed {seed}; planes: {counts}"), encoding="utf-8")
    return found


def drawn_features(kind: View, seed: int, count: int) -> NDArray[np.float32]:  # (count, F)
    """Return the features of so many planes of a kind."""
    rows = []
    for index in range(count):
        plane = random_plane(np.random.default_rng([seed, KINDS.index(kind), index]), str(kind))
        cells = cells_of(plane)
        rows.append(view_features(plane, cells, area_of_cells(cells)))
    return np.array(rows, np.float32)


def fitted(features: NDArray[np.float32], kinds: NDArray[np.intp]) -> ViewWeights:
    """Return the weights that make the kinds most likely, each kind counting the same but for the good."""
    centres, scales = features.mean(axis=0), features.std(axis=0) + 1e-6
    centres, scales = _rounded(centres), _rounded(scales)
    terms = view_terms((features - centres) / scales).astype(np.float32)
    share = 1 / np.bincount(kinds)[kinds]
    share[kinds == 0] *= WEIGHT_OF_GOOD
    share = (share / share.sum()).astype(np.float32)
    truth = np.eye(len(KINDS), dtype=np.float32)[kinds]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(terms.shape[1], len(KINDS)).astype(np.float32)
        scores = terms @ weights
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        sums = chances.sum(axis=1, keepdims=True)
        slope = terms.T @ ((chances / sums - truth) * share[:, None])
        slope[1:] += 2 * RIDGE * weights[1:]
        likelihood = float((share * ((scores * truth).sum(axis=1) - np.log(sums[:, 0]))).sum())
        return RIDGE * float((weights[1:] ** 2).sum()) - likelihood, slope.astype(np.float64).ravel()

    start = np.zeros(terms.shape[1] * len(KINDS))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": 20})
    weights = np.round(found.x.reshape(terms.shape[1], len(KINDS)), 3)
    digest = hashlib.sha256(np.ascontiguousarray(features).tobytes()).hexdigest()
    return ViewWeights(centres, scales, weights, digest)


def source(found: ViewWeights, how: str) -> str:
    """Return the module that holds the weights, as text."""
    rows, columns = found.weights.shape
    lines = [
        '"""The view guard\'s weights. Made by ``python -m training endoscopy-view``, never by hand.',
        "",
        "Fitted to drawn planes alone, of the training renderers:",
        *_wrapped(how + ".", 108),
        f"SHA-256 of their features: {found.digest}.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "import numpy as np",
        "",
        *_text("_CENTRES", found.centres),
        "",
        *_text("_SCALES", found.scales),
        "",
        *_text("_WEIGHTS", found.weights.ravel()),
        "",
        "# mean and standard deviation of each of view_features.FEATURES, (F,)",
        "CENTRES = np.array(_CENTRES.split(), dtype=np.float64)",
        "SCALES = np.array(_SCALES.split(), dtype=np.float64)",
        "# of one, each feature and each feature's square, for each of view.KINDS",
        f"WEIGHTS = np.array(_WEIGHTS.split(), dtype=np.float64).reshape({rows}, {columns})",
    ]
    return "\n".join(lines) + "\n"


def _rounded(values: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.array([float(f"{value:.4g}") for value in values])


def _text(name: str, values: NDArray[np.float64]) -> list[str]:
    return [f'{name} = """', *_wrapped(" ".join(f"{value:.5g}" for value in values), 108), '"""']


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
