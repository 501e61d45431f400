"""Sub-pixel refinement: edges along rays in the full picture, weighed against the network's ellipse.

Around a near ellipse, written on its own unit circle, every ellipse close to it has the radius
1 + c0 + c1 cos t + c2 sin t + c3 cos 2t + c4 sin 2t to first order: size, two of place, two of shape. They
are found by weighted least squares with the network's ellipse as prior, so that few edges move it little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.processing.ellipse import Affine
from bedside.eye_movement.processing.preprocessing import OUTPUT_STRIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.eye_movement.processing.preprocessing import Geometry

RAYS = 72
SAMPLES = 21
WHOLE = ((0.30, 0.10, 0.06), (0.13, 0.10, 0.06))  # rounds: the rays' half length; how far the ellipse's size
# and place, and how far its shape may be off, all in radii
PARTLY_HIDDEN = ((0.45, 0.40, 0.03), (0.30, 0.30, 0.04), (0.13, 0.10, 0.06))
LIMBUS = ((0.22, 0.10, 0.06), (0.10, 0.10, 0.06))
LARGEST_STEP = 0.4
ROUNDS_OF_WEIGHTS = 4
OPEN_SHARE = 0.9  # of the rays, below which a pupil counts as partly hidden
SEEN = 0.25  # a cell is seen where less of it than this may be lid or skin
_RAY = np.arange(RAYS)
_TURN = _RAY * (2 * np.pi / RAYS)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)  # (RAYS, 2)
_BEFORE, _AFTER = np.roll(_RAY, 1), np.roll(_RAY, -1)  # each ray's neighbours
_ALONG = np.linspace(-1.0, 1.0, SAMPLES)  # a ray's places, in half lengths
_NEARNESS = np.exp(-0.5 * (_ALONG[2:-2] / 0.6) ** 2)
_DIAGONAL = np.diag_indices(5)
_DESIGN = np.stack(
    [np.ones(RAYS), _CIRCLE[:, 0], _CIRCLE[:, 1], np.cos(2 * _TURN), np.sin(2 * _TURN)], axis=1
)  # (RAYS, 5)


@dataclass(frozen=True, slots=True)
class Edges:
    """What the rays found."""

    offset: NDArray[np.float64]  # (RAYS,) place of the edge relative to the ellipse, in radii
    strength: NDArray[np.float64]  # (RAYS,) brightness step across it
    usable: NDArray[np.bool_]  # (RAYS,)
    contrast: float  # median brightness outside less inside


@dataclass(frozen=True, slots=True)
class Refined:
    """The refined ellipse and how well it is supported."""

    ellipse: Affine
    support: float  # share of the rays that agree
    residual_px: float  # spread of the agreeing edges about the ellipse
    contrast: float
    moved_px: float  # from the network's ellipse


def refined(
    grey: NDArray[np.float32], first: Affine, hidden: NDArray[np.float32], geometry: Geometry,
    rounds: tuple[tuple[float, float, float], ...] = WHOLE,
) -> Refined:  # fmt: skip
    """Return the ellipse that the picture's own edges ask for.

    Parameters
    ----------
    grey
        (H, W) the frame at full resolution.
    hidden
        (h, w) the network's probability, cell by cell, that a lid or skin is seen there.
    rounds
        What each round assumes: :data:`WHOLE`, :data:`PARTLY_HIDDEN` or :data:`LIMBUS`.
    """
    ellipse, agree, scale, contrast = first, np.zeros(RAYS), 1.0, 0.0
    for reach, place, form in rounds:
        span = min(max(reach, 2.5 / ellipse.radius), 0.8)
        edges = found_edges(grey, ellipse, span, hidden, geometry)
        contrast = edges.contrast
        if edges.usable.sum() < 4:
            break
        step, agree, scale = fitted_step(edges, ellipse.radius, np.array([place] * 3 + [form] * 2))
        if np.abs(step).max() > LARGEST_STEP:
            return Refined(first, 0.0, first.radius, contrast, 0.0)
        ellipse = stepped(ellipse, step)
    moved = float(np.linalg.norm(ellipse.centre - first.centre))
    return Refined(ellipse, float((agree > 0.3).mean()), scale * ellipse.radius, contrast, moved)


def pupil_rounds(
    first: Affine, hidden: NDArray[np.float32], geometry: Geometry
) -> tuple[tuple[float, float, float], ...]:
    """Return the rounds for a pupil: longer ones where a lid lies close outside the network's ellipse."""
    near = seen(first.at(_CIRCLE * (1.15 + 2 / (geometry.scale * first.radius))), hidden, geometry)
    return WHOLE if near.mean() > OPEN_SHARE else PARTLY_HIDDEN


def found_edges(
    grey: NDArray[np.float32], ellipse: Affine, span: float, hidden: NDArray[np.float32], geometry: Geometry
) -> Edges:
    """Return the strongest rise of brightness along each ray, near the ellipse."""
    along = span * _ALONG
    points = (_CIRCLE @ ellipse.shape.T)[:, None] * (1 + along)[None, :, None] + ellipse.centre
    raw, inside = sampled(grey, points)  # (RAYS, SAMPLES)
    profile = (raw[_BEFORE] + 2 * raw + raw[_AFTER]) / np.float32(4)
    rise = profile[:, 2:] - profile[:, :-2]  # (RAYS, SAMPLES - 2) about along[1:-1]
    rise = (rise[:, 2:] + 2 * rise[:, 1:-1] + rise[:, :-2]) / 4  # about along[2:-2]
    peak = np.minimum(np.maximum((rise * _NEARNESS).argmax(axis=1), 1), rise.shape[1] - 2)
    before, at, after = rise[_RAY, peak - 1], rise[_RAY, peak], rise[_RAY, peak + 1]
    bend = np.minimum(before - 2 * at + after, -1e-9)
    part = np.minimum(np.maximum((before - after) / (2 * bend), -1), 1)
    offset = along[peak + 2] + part * (along[1] - along[0])
    dark, bright = profile[:, :5].mean(axis=1), profile[:, -5:].mean(axis=1)
    usable = inside & (at > max(0.25 * _median(at), 1e-4)) & _clean(dark, bright)
    cell = OUTPUT_STRIDE / (geometry.scale * ellipse.radius)  # a map's cell, in radii
    checked = np.array([1 - span, 1.0, 1 + span + cell])[:, None, None]
    usable &= seen(ellipse.at(_CIRCLE * checked), hidden, geometry).all(axis=0)
    return Edges(offset, at, usable, _median(bright) - _median(dark))


def fitted_step(
    edges: Edges, radius_px: float, prior: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return the five coefficients, each ray's weight and the edges' spread, by reweighted squares."""
    ray = np.flatnonzero(edges.usable)
    design, offset, base = _DESIGN[ray], edges.offset[ray], edges.strength[ray]
    base = np.minimum(base / _median(base), 1.5)
    gap, weight, scale, step = offset - _median(offset), base, 1.0, np.zeros(5)
    for _ in range(ROUNDS_OF_WEIGHTS):
        scale = max(1.4826 * _median(np.abs(gap)), 0.08 / radius_px)
        weight = base * np.maximum(1 - (gap / (3.5 * scale)) ** 2, 0) ** 2  # Tukey's biweight
        weighted = design.T * weight
        normal = weighted @ design
        normal[_DIAGONAL] += (scale / prior) ** 2
        step = np.linalg.solve(normal, weighted @ offset)
        gap = offset - design @ step
    agreeing = np.zeros(RAYS)
    agreeing[ray] = weight
    return step, agreeing, scale


def stepped(ellipse: Affine, step: NDArray[np.float64]) -> Affine:
    """Return the ellipse moved by the five coefficients."""
    size, right, down, stretch, shear = step
    change = np.array([[1 + size + stretch, shear], [shear, 1 + size - stretch]])
    return Affine(ellipse.centre + ellipse.shape @ np.array([right, down]), ellipse.shape @ change)


def sampled(
    grey: NDArray[np.float32], points: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the brightness at fractional places (R, S, 2), and which rays lie wholly within the picture."""
    height, width = grey.shape
    x, y = points[..., 0].astype(np.float32), points[..., 1].astype(np.float32)
    ends = points[:, [0, -1]]  # a ray is straight: it is inside where both of its ends are
    within = (ends >= 0) & (ends <= (width - 1, height - 1))
    inside = np.asarray(within.all(axis=(1, 2)), dtype=bool)
    x = np.minimum(np.maximum(x, 0), np.float32(max(width - 1.001, 0)))
    y = np.minimum(np.maximum(y, 0), np.float32(max(height - 1.001, 0)))
    left, top = x.astype(np.intp), y.astype(np.intp)
    u, v = x - left.astype(np.float32), y - top.astype(np.float32)
    flat, first = grey.reshape(-1), top * width + left
    right, below = min(1, width - 1), width * min(1, height - 1)
    upper = flat[first] * (1 - u) + flat[first + right] * u
    lower = flat[first + below] * (1 - u) + flat[first + below + right] * u
    return upper * (1 - v) + lower * v, inside


def seen(points: NDArray[np.float64], hidden: NDArray[np.float32], geometry: Geometry) -> NDArray[np.bool_]:
    """Return which places (..., 2) of the frame the network does not hold to be lid or skin."""
    height, width = hidden.shape
    cells = ((points + 0.5) * geometry.scale + (geometry.left, geometry.top)) / OUTPUT_STRIDE
    column, row = cells[..., 0].astype(np.intp), cells[..., 1].astype(np.intp)
    place = np.minimum(np.maximum(row, 0), height - 1) * width + np.minimum(np.maximum(column, 0), width - 1)
    return np.asarray(hidden.reshape(-1)[place] < SEEN, dtype=bool)


def _clean(dark: NDArray[np.floating], bright: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return which rays have no glint: neither end is much brighter than its like around the ellipse."""
    inner, outer = _median(dark), _median(bright)
    limit = max(outer - inner, 0.02)
    return np.asarray(
        (np.abs(dark - inner) < 0.5 * limit) & (np.abs(bright - outer) < 1.2 * limit), dtype=bool
    )


def _median(values: NDArray[np.floating]) -> float:
    """Return the upper median; a tenth of the time that ``numpy.median`` takes for so few values."""
    return float(np.partition(values, len(values) // 2)[len(values) // 2])
