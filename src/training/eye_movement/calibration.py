"""What the confidence means: fitted on rendered eyes that training did not see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from bedside.eye_movement.processing.observation import REFERENCE_WIDTH, OperatingPoint, candidate, confidence
from bedside.eye_movement.processing.preprocessing import Preprocessing, prepare
from phantoms.eye_movement.appearance import render
from phantoms.eye_movement.population import Population
from training.eye_movement.frames import VALIDATION_STREAM
from training.eye_movement.network import EyeNetwork, Probabilities

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

CLOSE_PX = 1.0  # at the reference width
CLEAR = 0.97  # visible share of the pupil from which it counts as unoccluded


@dataclass(frozen=True, slots=True)
class Validation:
    """What the whole way from frame to ellipse reaches on validation frames."""

    features: NDArray[np.float64]  # (N, 7) of the frames in which a pupil was proposed
    error_px: NDArray[np.float64]  # (N,) at the reference width; infinite where there is no pupil to see
    visible: NDArray[np.float64]  # (N,) share of the pupil
    missed: NDArray[np.float64]  # (M,) visible share of the pupils that were not proposed


def validate(network: EyeNetwork, seed: int, frames: int, report: Callable[[str], None]) -> Validation:
    """Render ``frames`` validation eyes and compare what is found with their truth."""
    model, how, population = Probabilities(network).eval(), Preprocessing(), Population()
    rows, missed = [], []
    for index in range(frames):
        rng = np.random.default_rng([seed, VALIDATION_STREAM, index])
        eye = render(population.scene(rng), rng)
        tensor, geometry = prepare(eye.grey, how)
        with torch.no_grad():
            shares, wholes = model(torch.from_numpy(tensor))
        found = candidate(eye.grey, {"shares": shares.numpy(), "wholes": wholes.numpy()}, geometry)
        there = eye.truth.usable and eye.truth.pupil_visible > 0.1
        if found is not None:
            x, y = found.fit.ellipse.centre
            miss = (
                np.hypot(x - eye.truth.pupil.x_px, y - eye.truth.pupil.y_px)
                * REFERENCE_WIDTH
                / eye.grey.shape[1]
            )
            rows.append((found.features, float(miss) if there else np.inf, eye.truth.pupil_visible))
        elif there:
            missed.append(eye.truth.pupil_visible)
        if (index + 1) % 200 == 0:
            report(f"validated {index + 1} of {frames} frames")
    features, error, visible = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    return Validation(features, error, visible, np.array(missed))


def calibrated(seen: Validation, point: OperatingPoint) -> OperatingPoint:
    """Return the operating point whose confidence is the probability of an error below one pixel."""
    hit, features = (seen.error_px <= CLOSE_PX).astype(np.float64), seen.features
    weights = np.zeros(features.shape[1])
    for _ in range(30):  # Newton's method for logistic regression with a little ridge
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (hit - chance) - 0.3 * weights
        bend = (features * (chance * (1 - chance))[:, None]).T @ features + 0.3 * np.eye(len(weights))
        weights = weights + np.linalg.solve(bend, slope)
    return replace(point, confidence_weights=tuple(round(float(weight), 4) for weight in weights))


def metrics(seen: Validation, point: OperatingPoint) -> dict[str, float | int]:
    """Return what the manifest records of the validation; the claims are judged on other phantoms."""
    clear = seen.visible >= CLEAR
    there = clear & np.isfinite(seen.error_px)
    sure = np.array([confidence(one, point) for one in seen.features])
    hit = (seen.error_px <= CLOSE_PX).astype(np.float64)
    number = int(there.sum() + (seen.missed >= CLEAR).sum())
    return {
        "validation_frames_unoccluded": number,
        "validation_within_1px_unoccluded": round(
            float((seen.error_px[there] <= CLOSE_PX).sum() / number), 4
        ),
        "validation_median_error_px_unoccluded": round(float(np.median(seen.error_px[there])), 4),
        "validation_confidence_mean": round(float(sure.mean()), 4),
        "validation_share_within_1px": round(float(hit.mean()), 4),
        "validation_brier_score": round(float(((sure - hit) ** 2).mean()), 4),
    }
