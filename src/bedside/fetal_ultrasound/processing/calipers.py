"""Head biometry read from an image: where the skull really is, not where it was asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.fetal_ultrasound.interface import StructureFrame

    Floats = NDArray[np.float64]

RAYS = 180
LEAST_RHO, MOST_RHO, RHO_STEP = 0.70, 1.34, 0.01  # of the radius at which the skull is looked for
SMOOTH_RAYS, SMOOTH_RHO = 3, 2  # half widths of the running means
WALL_RHO = 0.06  # half thickness of the bright band that is looked for
ROUNDS = 3  # the search begins anew from the ellipse found before
LEAST_SUPPORT = 0.6  # of the rays that must agree with the ellipse
NEAR_RHO = 0.05  # agrees
EDGE_GREY = 30.0  # below the band's top: about 6 dB, where a blurred edge really lies
# How far a style's blur carries the edge outward across the beams and along them, fitted on 480 phantoms.
BLUR_PX = {
    "curved_soft": (1.80, 0.03),
    "curved_sharp": (1.19, -0.36),
    "curved_grainy": (1.47, -0.05),
    "linear": (1.65, -0.38),
}


@dataclass(frozen=True, slots=True)
class HeadMeasure:
    """The skull's outer ellipse as found.

    Parameters
    ----------
    half_u_px, half_v_px
        Half axes, the longer one first; outer edge of the skull.
    support
        Share of the rays whose own edge lies on the ellipse, 0 to 1.
    """

    x_px: float
    y_px: float
    half_u_px: float
    half_v_px: float
    angle_deg: float
    support: float

    @property
    def circumference_px(self) -> float:
        """Of the ellipse."""
        return ellipse_circumference(self.half_u_px, self.half_v_px)

    @property
    def biparietal_px(self) -> float:
        """Outer to outer across the shorter axis."""
        return 2 * self.half_v_px


def ellipse_circumference(half_u: float, half_v: float) -> float:
    """Return the circumference of an ellipse by Ramanujan's second approximation (1914)."""
    h = ((half_u - half_v) / (half_u + half_v)) ** 2
    return math.pi * (half_u + half_v) * (1 + 3 * h / (10 + math.sqrt(4 - 3 * h)))


def head_measured(pixels: NDArray[np.uint8], near: StructureFrame, style: str) -> HeadMeasure | None:
    """Return the skull's outer ellipse in an image, or None where too little of a skull is seen.

    Rays leave the middle of ``near``; along each the bright band's outer edge is looked for, and an ellipse
    is fitted to what agrees (iteratively reweighted least squares). The search spans a third of the radius
    to either side and begins anew from what it found, so that the answer follows the image.

    Parameters
    ----------
    pixels
        (128, 128) grey.
    near
        Where about the head lies, in pixels of this image.
    style
        Of the scanner, whose known blur is taken off.
    """
    image = pixels.astype(np.float64)
    ellipse = np.array([near.x_px, near.y_px, near.half_u_px, near.half_v_px, math.radians(near.angle_deg)])
    support = 0.0
    for _ in range(ROUNDS):
        found = _refined(image, ellipse)
        if found is None:
            return None
        ellipse, support = found
    return _measure(ellipse, support, *BLUR_PX[style]) if support >= LEAST_SUPPORT else None


def _measure(ellipse: Floats, support: float, lateral_px: float, axial_px: float) -> HeadMeasure:
    x, y, half_u, half_v, angle = map(float, ellipse)
    level, upright = math.cos(angle) ** 2, math.sin(angle) ** 2
    half_u -= lateral_px * level + axial_px * upright
    half_v -= lateral_px * upright + axial_px * level
    if half_v > half_u:
        half_u, half_v, angle = half_v, half_u, angle + math.pi / 2
    turned = (math.degrees(angle) + 90) % 180 - 90
    return HeadMeasure(x, y, half_u, half_v, turned, support)


def _refined(image: Floats, ellipse: Floats) -> tuple[Floats, float] | None:
    """Return a better ellipse with the share of rays that agree with it."""
    phi = 2 * np.pi * np.arange(RAYS) / RAYS
    rho = np.arange(LEAST_RHO, MOST_RHO, RHO_STEP)
    edge, strength = _edges(_smoothed(_profiles(image, ellipse, phi, rho)), rho)
    design = np.stack([np.ones(RAYS), np.cos(phi), np.sin(phi), np.cos(2 * phi), np.sin(2 * phi)], axis=1)
    weights = strength.copy()
    for _ in range(12):
        scale = np.sqrt(weights)[:, None]
        parts, *_ = np.linalg.lstsq(design * scale, edge * scale[:, 0], rcond=None)
        off = edge - design @ parts
        weights = strength * (np.abs(off) < 3 * NEAR_RHO) * (1 - (off / (3 * NEAR_RHO)) ** 2) ** 2 + 1e-9
    support = float(np.mean(np.abs(off) < NEAR_RHO))
    outline = np.stack([(design @ parts) * np.cos(phi), (design @ parts) * np.sin(phi)], axis=1)
    return _fitted(outline, ellipse, support)


def _profiles(image: Floats, ellipse: Floats, phi: Floats, rho: Floats) -> Floats:
    """Return grey values (rays, rho) by bilinear sampling; NaN outside of the image."""
    x, y = _placed(np.cos(phi)[:, None] * rho, np.sin(phi)[:, None] * rho, ellipse)
    height, width = image.shape
    inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    x, y = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    left, top = x.astype(int), y.astype(int)
    dx, dy = x - left, y - top
    upper = image[top, left] * (1 - dx) + image[top, left + 1] * dx
    lower = image[top + 1, left] * (1 - dx) + image[top + 1, left + 1] * dx
    return np.where(inside, upper * (1 - dy) + lower * dy, 0.0)


def _placed(u: Floats, v: Floats, ellipse: Floats) -> tuple[Floats, Floats]:
    """Return pixel coordinates of places in the ellipse's own frame."""
    x, y, half_u, half_v, angle = ellipse
    along, across = u * half_u, v * half_v
    return (
        x + along * np.cos(angle) + across * np.sin(angle),
        y - along * np.sin(angle) + across * np.cos(angle),
    )


def _smoothed(profiles: Floats) -> Floats:
    """Return running means over neighbouring rays (they close the circle) and along each ray."""
    rays = sum(np.roll(profiles, shift, axis=0) for shift in range(-SMOOTH_RAYS, SMOOTH_RAYS + 1))
    padded = np.pad(rays / (2 * SMOOTH_RAYS + 1), ((0, 0), (SMOOTH_RHO, SMOOTH_RHO)), mode="edge")
    width = 2 * SMOOTH_RHO + 1
    sums = np.cumsum(np.pad(padded, ((0, 0), (1, 0))), axis=1)
    return np.asarray((sums[:, width:] - sums[:, :-width]) / width)


def _edges(profiles: Floats, rho: Floats) -> tuple[Floats, Floats]:
    """Return each ray's outer edge of its brightest band, as rho, and how far the band stands out."""
    band = round(WALL_RHO / RHO_STEP)
    peak = np.argmax(profiles[:, band:-band], axis=1) + band
    rays = np.arange(len(profiles))
    top = profiles[rays, peak]
    beyond = np.where(np.arange(len(rho)) >= peak[:, None], profiles, np.inf)
    floor = np.min(np.where(np.arange(len(rho)) <= peak[:, None] + 3 * band, beyond, np.inf), axis=1)
    half = np.maximum(top - EDGE_GREY, (top + floor) / 2)
    under = (np.arange(len(rho)) > peak[:, None]) & (profiles <= half[:, None])
    place = np.where(under.any(axis=1), under.argmax(axis=1), peak)
    before, after = profiles[rays, np.maximum(place - 1, 0)], profiles[rays, place]
    share = np.clip((before - half) / np.maximum(before - after, 1e-9), 0, 1)
    return rho[np.maximum(place - 1, 0)] + share * RHO_STEP, np.maximum(top - floor, 0.0) + 1e-6


def _fitted(outline: Floats, ellipse: Floats, support: float) -> tuple[Floats, float] | None:
    """Return the ellipse through an outline given in the old one's frame (least squares of the conic)."""
    u, v = outline[:, 0], outline[:, 1]
    conic, *_ = np.linalg.lstsq(np.stack([u * u, u * v, v * v, u, v], axis=1), np.ones(len(u)), rcond=None)
    a, b, c, d, e = conic
    if 4 * a * c - b * b <= 0:
        return None
    x, y, half_u, half_v, angle = ellipse
    # to pixels along the old axes: U = half_u u, V = half_v v
    a, b, c, d, e = a / half_u**2, b / (half_u * half_v), c / half_v**2, d / half_u, e / half_v
    matrix = np.array([[a, b / 2], [b / 2, c]])
    middle = -np.linalg.solve(2 * matrix, np.array([d, e]))
    level = 1 + middle @ matrix @ middle
    values, vectors = np.linalg.eigh(matrix / level)  # ascending: the longer axis first
    if values[0] <= 0:
        return None
    halves = 1 / np.sqrt(values)
    turn = math.atan2(-vectors[1, 0], vectors[0, 0])
    shift_x = middle[0] * np.cos(angle) + middle[1] * np.sin(angle)
    shift_y = -middle[0] * np.sin(angle) + middle[1] * np.cos(angle)
    return np.array([x + shift_x, y + shift_y, halves[0], halves[1], angle + turn]), support
