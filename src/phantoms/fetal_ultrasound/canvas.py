"""What anatomy is painted on: points with an echo strength, a loss and a label each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.fetal_ultrasound.truth import Frame

    Array = NDArray[np.float32]

SOFTNESS_PX = 1.2  # over which a border passes from one tissue to the next
FLUID_DB = -66.0


@dataclass(slots=True, eq=False)
class Canvas:
    """Points of the image, in pixels at 128 x 128, of any one shape.

    Parameters
    ----------
    east, south
        Direction of the beam at each point.
    echo_db
        Relative to a skull struck squarely.
    loss_db
        Per pixel along the beam, there and back, beyond that of soft tissue.
    labels
        uint8, indices of LABELS.
    """

    x: Array
    y: Array
    east: Array
    south: Array
    echo_db: Array
    loss_db: Array
    labels: NDArray[np.uint8]

    @classmethod
    def blank(cls, x: Array, y: Array, east: Array, south: Array) -> Canvas:
        """Return points in fluid."""
        echo = np.full(x.shape, FLUID_DB, dtype=np.float32)
        return cls(x, y, east, south, echo, np.zeros_like(echo), np.zeros(x.shape, dtype=np.uint8))

    def part(self, mask: NDArray[np.bool_]) -> Canvas:
        """Return a copy of some points, in one dimension."""
        place = self.x[mask], self.y[mask], self.east[mask], self.south[mask]
        return Canvas(*place, self.echo_db[mask], self.loss_db[mask], self.labels[mask])

    def put(self, mask: NDArray[np.bool_], part: Canvas) -> None:
        """Take back what was painted on a part."""
        self.echo_db[mask], self.loss_db[mask], self.labels[mask] = part.echo_db, part.loss_db, part.labels

    def fill(
        self,
        distance_px: Array,
        echo_db: float | Array,
        label: int | None = None,
        *,
        loss_db: float | None = None,
        softness_px: float = SOFTNESS_PX,
        opacity: float = 1.0,
    ) -> None:
        """Paint where a distance (negative inside) says so, softly over the border."""
        share = np.clip(0.5 - distance_px / np.float32(softness_px), 0, 1)
        if opacity != 1.0:
            share *= np.float32(opacity)
        self.echo_db += share * (np.asarray(echo_db, dtype=np.float32) - self.echo_db)
        if loss_db is not None:
            self.loss_db += share * (np.float32(loss_db) - self.loss_db)
        if label is not None:
            self.labels[distance_px <= 0] = label

    def add(self, share: Array, decibels: float) -> None:
        """Make echoes stronger by a share of some decibels."""
        self.echo_db += share * np.float32(decibels)

    def squareness(self, normal_x: Array | float, normal_y: Array | float) -> Array:
        """Return how squarely the beam strikes a surface of this (unit) normal, 0 to 1."""
        return np.asarray(np.abs(self.east * normal_x + self.south * normal_y), dtype=np.float32)


def local(canvas: Canvas, frame: Frame) -> tuple[Array, Array]:
    """Return the points along and across a frame's longer axis, in pixels from its centre."""
    cosine, sine = direction(frame.angle_deg)
    dx, dy = canvas.x - np.float32(frame.x_px), canvas.y - np.float32(frame.y_px)
    return dx * cosine - dy * sine, dx * sine + dy * cosine


def direction(angle_deg: float) -> tuple[np.float32, np.float32]:
    """Return cosine and sine of an angle."""
    angle = math.radians(angle_deg)
    return np.float32(math.cos(angle)), np.float32(math.sin(angle))


def ellipse(along: Array, across: Array, half_along: float, half_across: float) -> Array:
    """Return about how far points lie outside an ellipse about the origin; exact at its border."""
    radius = np.sqrt((along / np.float32(half_along)) ** 2 + (across / np.float32(half_across)) ** 2)
    return (radius - 1) * np.float32(min(half_along, half_across))


def capsule(along: Array, across: Array, half_length: float, half_width: float) -> Array:
    """Return how far points lie outside a bar with round ends."""
    straight = np.float32(max(half_length - half_width, 0.0))
    beyond = np.maximum(np.abs(along) - straight, 0)
    return np.asarray(np.hypot(beyond, across) - np.float32(half_width), dtype=np.float32)


def box(along: Array, across: Array, half_along: float, half_across: float) -> Array:
    """Return about how far points lie outside a rectangle about the origin."""
    return np.maximum(np.abs(along) - np.float32(half_along), np.abs(across) - np.float32(half_across))
