"""One frame: from the network's maps to what is seen of the eye, with confidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.eye_movement.interface import Ellipse, EyeState
from bedside.eye_movement.processing.ellipse import Affine, to_ellipse
from bedside.eye_movement.processing.lids import closure, eye_area, light
from bedside.eye_movement.processing.refinement import LIMBUS, Refined, pupil_rounds, refined
from bedside.eye_movement.processing.segmentation import Blob, blob_ellipse, heaviest_blob

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bedside.eye_movement.processing.preprocessing import Geometry

REFERENCE_WIDTH = 320  # px: the frame width at which one pixel is one pixel in the confidence


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """The thresholds and the calibration of confidence that belong to a model; its manifest records them."""

    least_area_cells: float = 3.0
    least_visible: float = 0.12  # share of the pupil
    least_contrast: float = 0.02  # between iris and pupil, of full scale
    least_confidence: float = 0.10
    dark_level: float = 0.08  # 97th percentile of the frame
    white_share: float = 0.5
    least_eye_area: float = 0.015  # of the map, below which the lids are held to be shut
    confidence_weights: tuple[float, ...] = (-2.0, 3.0, 2.0, 3.0, -2.0, -1.0, 1.0)

    @classmethod
    def from_manifest(cls, recorded: Mapping[str, Any]) -> OperatingPoint:
        """Return the operating point that a manifest records; other keys than its own are a ``ValueError``."""
        if set(recorded) != {field.name for field in fields(cls)}:
            raise ValueError(f"an operating point has {sorted(asdict(cls()))}, found {sorted(recorded)}")
        return cls(**{**recorded, "confidence_weights": tuple(recorded["confidence_weights"])})


@dataclass(frozen=True, slots=True)
class EyeFit:
    """What one frame shows of the eye, in full-resolution pixels."""

    state: EyeState
    confidence: float  # probability that the pupil's centre is within 1 px at a frame width of 320 px
    pupil: Ellipse | None = None
    limbus: Ellipse | None = None
    closure: float = float("nan")
    reason: str = ""
    centroid: tuple[float, float] | None = None  # the network's own centre, before refinement


def observe(
    grey: NDArray[np.float32],
    outputs: Mapping[str, NDArray[np.float32]],
    geometry: Geometry,
    point: OperatingPoint,
) -> EyeFit:
    """Return what the network's maps and the picture's own edges show of the eye.

    Parameters
    ----------
    grey
        (H, W) the frame at full resolution, 0 to 1.
    outputs
        ``shares`` (1, 4, h, w) and ``wholes`` (1, 2, h, w).
    geometry
        As :func:`~bedside.eye_movement.processing.preprocessing.prepare` returned it.
    """
    shares, (pupil_map, limbus_map) = outputs["shares"][0], outputs["wholes"][0]
    shut = closure(shares, limbus_map)
    blob = heaviest_blob(pupil_map, geometry)
    if blob is None or blob.area < point.least_area_cells:
        return _without_pupil(grey, shares, shut, point)
    first = blob_ellipse(blob, geometry)
    visible = float(np.clip(shares[3, blob.rows, blob.columns].sum() / blob.area, 0, 1))
    fit = refined(grey, first, shares[0], geometry, pupil_rounds(first, shares[0], geometry))
    features = confidence_features(blob, visible, fit, first, grey.shape[1])
    confidence = float(1 / (1 + np.exp(-np.clip(np.dot(point.confidence_weights, features), -30, 30))))
    doubts = {
        "the pupil is hidden": visible < point.least_visible,
        "too little contrast": fit.contrast < point.least_contrast,
        "uncertain": confidence < point.least_confidence,
    }
    for reason, holds in doubts.items():
        if holds:
            return _without_pupil(grey, shares, shut, point, reason)
    x, y = first.centre
    reason = "the pupil is cut by the frame" if blob.cut else ""
    limbus = limbus_ellipse(grey, limbus_map, shares, geometry)
    return EyeFit(
        EyeState.OPEN, confidence, to_ellipse(fit.ellipse), limbus, shut, reason, (float(x), float(y))
    )


def confidence_features(
    blob: Blob, visible: float, fit: Refined, first: Affine, width: int
) -> NDArray[np.float64]:
    """Return what confidence is computed from: a constant and six signs of a good fit, all within 0 to 1."""
    unit = width / REFERENCE_WIDTH
    residual, moved = fit.residual_px / unit, fit.moved_px / unit
    return np.array([
        1.0, blob.sharpness, visible, fit.support, residual / (0.5 + residual), moved / (1 + moved),
        float(np.clip(fit.contrast / 0.2, 0, 1)) - 0.3 * blob.cut,
    ])  # fmt: skip


def limbus_ellipse(
    grey: NDArray[np.float32], limbus: NDArray[np.float32], shares: NDArray[np.float32], geometry: Geometry
) -> Ellipse | None:
    """Return the whole limbus, or None where the network sees none."""
    blob = heaviest_blob(limbus, geometry)
    if blob is None or blob.area < 12:
        return None
    first = blob_ellipse(blob, geometry)
    return to_ellipse(refined(grey, first, shares[0], geometry, LIMBUS).ellipse)


def _without_pupil(
    grey: NDArray[np.float32],
    shares: NDArray[np.float32],
    shut: float,
    point: OperatingPoint,
    reason: str = "no pupil",
) -> EyeFit:
    level, white = light(grey)
    if level < point.dark_level:
        return EyeFit(EyeState.LOST, 0.0, closure=shut, reason="too dark")
    if eye_area(shares) < point.least_eye_area:
        if white > point.white_share:
            return EyeFit(EyeState.LOST, 0.0, closure=shut, reason="over-exposed")
        return EyeFit(EyeState.CLOSED, 0.0, closure=1.0, reason="the lids are shut")
    return EyeFit(EyeState.LOST, 0.0, closure=shut, reason=reason)
