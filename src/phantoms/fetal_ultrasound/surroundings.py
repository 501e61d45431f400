"""What lies around the structure: the mother's wall, the uterus, fluid, a placenta, more of the fetus."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.fetal_ultrasound.canvas import FLUID_DB, Canvas, direction, ellipse, local

if TYPE_CHECKING:
    from phantoms.fetal_ultrasound.canvas import Array
    from phantoms.fetal_ultrasound.truth import Frame

WALL_DB, FASCIA_DB, PLACENTA_DB, FETUS_DB = -37.0, -19.0, -29.0, -33.0
GRAIN_DB = 1.8  # of the muscle's layers along the uterus
NEAR_DB, NEAR_PX = 8.0, 14.0  # how much brighter the mother's wall is near the probe, and how far down


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One fetus's neighbourhood.

    Parameters
    ----------
    room_u, room_v
        Half axes of the fluid about the structure, as shares of its own.
    tilt_deg, shift_px
        Of that fluid against the structure.
    wall_echo_db, fluid_echo_db
        Of the uterus, and of the fluid with its specks.
    fascia_px
        Depths of bright layers in the mother's wall.
    placenta_deg, placenta_share
        Where along the wall its middle lies, and how much of the room it takes.
    neighbour_deg, neighbour_share
        Where another part of the fetus looks in, and its size against the structure.
    ripple
        Phases of the wall's waves.
    """

    room_u: float
    room_v: float
    tilt_deg: float
    shift_px: float
    wall_echo_db: float
    fluid_echo_db: float
    fascia_px: tuple[float, ...]
    placenta_deg: float
    placenta_share: float
    neighbour_deg: float
    neighbour_share: float
    ripple: tuple[float, float]


def drawn_surroundings(rng: np.random.Generator, ga_weeks: float) -> Surroundings:
    """Return a neighbourhood; the later, the less room."""
    room = 0.42 - 0.26 * (ga_weeks - 16) / 22
    return Surroundings(
        1 + room * float(rng.uniform(0.3, 1.2)),
        1 + room * float(rng.uniform(0.5, 1.6)),
        float(rng.normal(0, 8)),
        float(rng.normal(0, 2.5)),
        WALL_DB + float(rng.normal(0, 2.5)),
        FLUID_DB + float(rng.uniform(-3, 8)),
        tuple(float(depth) for depth in np.sort(rng.uniform(2, 20, rng.integers(2, 5)))),
        float(rng.uniform(0, 360)),
        float(rng.choice([0.0, rng.uniform(0.08, 0.2)])),
        float(rng.choice([0, 180]) + rng.normal(0, 25)),
        float(rng.choice([0.0, rng.uniform(0.25, 0.5)])),
        (float(rng.uniform(0, 6.28)), float(rng.uniform(0, 6.28))),
    )


def paint_surroundings(canvas: Canvas, frame: Frame, around: Surroundings, half_v_px: float) -> None:
    """Paint all but the structure.

    Parameters
    ----------
    half_v_px
        How far what belongs to the structure reaches across: more than the frame's for a thigh.
    """
    along, across = local(canvas, frame)
    cosine, sine = direction(around.tilt_deg)
    along, across = along * cosine - across * sine, along * sine + across * cosine
    across = across - np.float32(around.shift_px)
    half_u, half_v = frame.half_u_px * around.room_u, half_v_px * around.room_v
    canvas.echo_db[...] = around.fluid_echo_db
    angle = np.arctan2(across / np.float32(half_v), along / np.float32(half_u))
    edge = ellipse(along, across, half_u, half_v)
    edge = edge + np.sin(3 * angle + around.ripple[0]) * 1.5 + np.sin(5 * angle + around.ripple[1])
    _neighbour(canvas, frame, around, half_v_px)
    if around.placenta_share:
        _placenta(canvas, edge, angle, around, half_v)
    near = np.float32(NEAR_DB) * np.exp(-np.maximum(canvas.y, 0) / np.float32(NEAR_PX))
    grain = np.sin(edge * np.float32(0.55) + np.sin(3 * angle + around.ripple[1])) * np.float32(GRAIN_DB)
    canvas.fill(-edge, around.wall_echo_db + near + grain, softness_px=2.5)
    _layers(canvas, edge, around)


def _neighbour(canvas: Canvas, frame: Frame, around: Surroundings, half_v_px: float) -> None:
    if not around.neighbour_share:
        return
    along, across = local(canvas, frame)
    cosine, sine = direction(around.neighbour_deg)
    size = around.neighbour_share * half_v_px
    away = (frame.half_u_px * abs(float(cosine)) + half_v_px * abs(float(sine))) + size
    canvas.fill(ellipse(along - cosine * away, across - sine * away, size, 0.8 * size), FETUS_DB)


def _placenta(canvas: Canvas, edge: Array, angle: Array, around: Surroundings, half_v: float) -> None:
    """Paint a crescent along the wall."""
    middle = math.radians(around.placenta_deg)
    turn = np.cos(angle - np.float32(middle))
    depth = np.clip(turn, 0, 1) * np.float32(around.placenta_share * half_v)
    canvas.fill(-(edge + depth), PLACENTA_DB, softness_px=2.0)


def _layers(canvas: Canvas, edge: Array, around: Surroundings) -> None:
    """Paint the bright layers of the mother's wall, and a bright line along the uterus."""
    wavy = canvas.y + np.sin(canvas.x * np.float32(0.07) + np.float32(around.ripple[0])) * np.float32(1.3)
    for number, depth in enumerate(around.fascia_px):
        line = np.maximum(np.abs(wavy - np.float32(depth + 2)) - np.float32(0.6), -edge)
        canvas.fill(line, FASCIA_DB - 3 * (number % 2), opacity=0.7)
    canvas.fill(np.abs(edge - np.float32(0.4)) - np.float32(0.5), FASCIA_DB - 4, opacity=0.5)
