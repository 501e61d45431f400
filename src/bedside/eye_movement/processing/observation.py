"""One frame: from the network's maps to what is seen of the eye, with confidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.eye_movement.interface import Ellipse, EyeState
from bedside.eye_movement.processing.ellipse import Affine, to_ellipse
from bedside.eye_movement.processing.lids import closure, light, opening_area
from bedside.eye_movement.processing.refinement import LIMBUS, Refined, pupil_rounds, refined
from bedside.eye_movement.processing.segmentation import Blob, blob_ellipse, heaviest_blob

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bedside.eye_movement.processing.preprocessing import Geometry

PUPIL, WHOLE_LIMBUS, OPENING = range(3)  # maps of ``wholes``
LEAST_PUPIL_CELLS, LEAST_LIMBUS_CELLS = 3.0, 12.0
REFERENCE_WIDTH = 320  # px: the frame width at which one pixel is one pixel in the confidence


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """The thresholds and the calibration of confidence that belong to a model; its manifest records them."""

    least_visible: float = 0.12  # share of the pupil
    least_contrast: float = 0.02  # between iris and pupil, of full scale
    least_confidence: float = 0.5  # a position is given only where it is more likely right than not
    dark_level: float = 0.08  # 97th percentile of the frame
    white_share: float = 0.5
    least_opening: float = 0.004  # of the map: from here on there is an eye, open or shut
    least_closure: float = 0.6
    confidence_weights: tuple[float, ...] = (-2.0, 3.0, 2.0, 3.0, -2.0, -1.0, 1.0)

    @classmethod
    def from_manifest(cls, recorded: Mapping[str, Any]) -> OperatingPoint:
        """Return the operating point that a manifest records; other keys are a ``ValueError``."""
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pupil as the network proposes it and the picture's edges refine it, before anyone believes it."""

    blob: Blob
    first: Affine  # the network's own ellipse
    fit: Refined
    visible: float  # share of the whole pupil that is seen as pupil
    features: NDArray[np.float64]  # (7,) what confidence is computed from


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
        ``shares`` (1, 4, h, w) and ``wholes`` (1, 3, h, w).
    geometry
        As :func:`~bedside.eye_movement.processing.preprocessing.prepare` returned it.
    point
        As the model's manifest records it.
    """
    shut = closure(outputs["shares"][0], outputs["wholes"][0, OPENING])
    found = candidate(grey, outputs, geometry)
    if found is None:
        return _without_pupil(grey, outputs, shut, point, "no pupil")
    sure = confidence(found.features, point)
    if doubt := _doubt(found, sure, point):
        return _without_pupil(grey, outputs, shut, point, doubt)
    x, y = (float(value) for value in found.first.centre)
    return EyeFit(
        EyeState.OPEN,
        sure,
        to_ellipse(found.fit.ellipse),
        limbus_ellipse(grey, outputs, geometry),
        shut,
        "the pupil is cut by the frame" if found.blob.cut else "",
        (x, y),
    )


def candidate(
    grey: NDArray[np.float32], outputs: Mapping[str, NDArray[np.float32]], geometry: Geometry
) -> Candidate | None:
    """Return the pupil that the network proposes, refined, or None where it proposes none."""
    shares = outputs["shares"][0]
    blob = heaviest_blob(outputs["wholes"][0, PUPIL], geometry)
    if blob is None or blob.area < LEAST_PUPIL_CELLS:
        return None
    first = blob_ellipse(blob, geometry)
    visible = float(np.clip(shares[3, blob.rows, blob.columns].sum() / blob.area, 0, 1))
    fit = refined(grey, first, shares[0], geometry, pupil_rounds(first, shares[0], geometry))
    return Candidate(blob, first, fit, visible, confidence_features(blob, visible, fit, grey.shape[1]))


def confidence(features: NDArray[np.float64], point: OperatingPoint) -> float:
    """Return the probability that the pupil's centre is within 1 px at a frame width of 320 px."""
    logit = float(np.clip(np.dot(point.confidence_weights, features), -30, 30))
    return float(1 / (1 + np.exp(-logit)))


def confidence_features(blob: Blob, visible: float, fit: Refined, width: int) -> NDArray[np.float64]:
    """Return a constant and six signs of a good fit, all within 0 to 1."""
    unit = width / REFERENCE_WIDTH
    residual, moved = fit.residual_px / unit, fit.moved_px / unit
    return np.array(
        [
            1.0,
            blob.sharpness,
            visible,
            fit.support,
            residual / (0.5 + residual),
            moved / (1 + moved),
            float(np.clip(fit.contrast / 0.2, 0, 1)) - 0.3 * blob.cut,
        ]
    )


def limbus_ellipse(
    grey: NDArray[np.float32], outputs: Mapping[str, NDArray[np.float32]], geometry: Geometry
) -> Ellipse | None:
    """Return the whole limbus, or None where the network sees none."""
    blob = heaviest_blob(outputs["wholes"][0, WHOLE_LIMBUS], geometry)
    if blob is None or blob.area < LEAST_LIMBUS_CELLS:
        return None
    first = blob_ellipse(blob, geometry)
    return to_ellipse(refined(grey, first, outputs["shares"][0, 0], geometry, LIMBUS).ellipse)


def _doubt(found: Candidate, sure: float, point: OperatingPoint) -> str:
    if found.visible < point.least_visible:
        return "the pupil is hidden"
    if found.fit.contrast < point.least_contrast:
        return "too little contrast"
    return "uncertain" if sure < point.least_confidence else ""


def _without_pupil(
    grey: NDArray[np.float32],
    outputs: Mapping[str, NDArray[np.float32]],
    shut: float,
    point: OperatingPoint,
    reason: str,
) -> EyeFit:
    level, white = light(grey)
    if level < point.dark_level:
        return EyeFit(EyeState.LOST, 0.0, closure=shut, reason="too dark")
    if opening_area(outputs["wholes"][0, OPENING]) >= point.least_opening and shut > point.least_closure:
        return EyeFit(EyeState.CLOSED, 0.0, closure=shut, reason="the lids are shut")
    if white > point.white_share:
        return EyeFit(EyeState.LOST, 0.0, closure=shut, reason="over-exposed")
    return EyeFit(EyeState.LOST, 0.0, closure=shut, reason=reason)
