"""The fetal abdomen where its circumference is measured: stomach, umbilical vein, spine.

Within it, p runs along u and q along v, both in shorter half axes from the centre; the spine is near -p.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.fetal_ultrasound.canvas import Canvas, direction, ellipse, local
from phantoms.fetal_ultrasound.truth import ABDOMEN, SPINE, STOMACH, UMBILICAL_VEIN

if TYPE_CHECKING:
    from phantoms.fetal_ultrasound.canvas import Array
    from phantoms.fetal_ultrasound.truth import Case, Frame

FLUID_DB, SKIN_DB, FAT_DB = -60.0, -14.0, -28.0


@dataclass(frozen=True, slots=True)
class Abdomen:
    """What is one fetus's own; sizes are factors of the usual.

    Parameters
    ----------
    liver_db
        Echo of the liver.
    turn_deg
        How far the spine lies from -u, counter-clockwise as seen on the screen.
    stomach, vein, spine
        Sizes.
    stomach_shape
        Ratio of its axes.
    bone_loss_db
        Of a beam through a vertebra, per pixel.
    rib_deg
        Where ribs are cut, from the spine.
    """

    liver_db: float
    turn_deg: float
    stomach: float
    stomach_shape: float
    vein: float
    spine: float
    bone_loss_db: float
    rib_deg: tuple[float, ...]


def drawn_abdomen(rng: np.random.Generator, ga_weeks: float) -> Abdomen:
    """Return an abdomen's own traits."""
    late = (ga_weeks - 16) / 22
    sides = [sign * float(angle) for sign in (-1, 1) for angle in rng.uniform(38, 85, rng.integers(1, 3))]
    return Abdomen(
        -34 + 2 * late + float(rng.normal(0, 1.8)),
        float(rng.normal(0, 14)),
        float(rng.normal(1, 0.2)),
        float(rng.uniform(0.6, 0.9)),
        float(rng.normal(1, 0.12)),
        float(rng.normal(1, 0.1)),
        1.6 + 0.9 * late,
        tuple(sides),
    )


def paint_abdomen(canvas: Canvas, case: Case, abdomen: Abdomen) -> None:
    """Paint skin, liver and what lies in it."""
    frame = case.frame
    along, across = local(canvas, frame)
    outline = ellipse(along, across, frame.half_u_px, frame.half_v_px)
    mask = outline < 2
    part = canvas.part(mask)
    along, across, outline = along[mask], across[mask], outline[mask]
    late, unit = (case.ga_weeks - 16) / 22, frame.half_v_px
    part.fill(outline, _skin_db(part, along, across, frame), ABDOMEN, loss_db=0.15)
    part.fill(outline + np.float32(max(0.02 * unit, 1.0)), FAT_DB)
    part.fill(outline + np.float32((0.06 + 0.05 * late) * unit), abdomen.liver_db, loss_db=0.02)
    cosine, sine = direction(abdomen.turn_deg)
    p, q = along / np.float32(unit), across / np.float32(unit)
    p, q = p * cosine - q * sine, p * sine + q * cosine
    _paint_ribs(part, p, q, abdomen, unit)
    _paint_vessels(part, p, q, abdomen, unit)
    _paint_stomach(part, p, q, abdomen, unit)
    _paint_spine(part, p, q, abdomen, unit)
    canvas.put(mask, part)


def _skin_db(part: Canvas, along: Array, across: Array, frame: Frame) -> Array:
    a, b = along / np.float32(frame.half_u_px**2), across / np.float32(frame.half_v_px**2)
    length = np.hypot(a, b) + np.float32(1e-9)
    cosine, sine = direction(frame.angle_deg)
    square = part.squareness((a * cosine + b * sine) / length, (b * cosine - a * sine) / length)
    return np.asarray(SKIN_DB - 14 * (1 - square), dtype=np.float32)


def _paint_stomach(part: Canvas, p: Array, q: Array, abdomen: Abdomen, unit: float) -> None:
    """Paint the stomach's bubble, on the +q side."""
    length = 0.26 * abdomen.stomach
    cosine, sine = direction(35.0)
    dp, dq = p - np.float32(-0.12), q - np.float32(0.48)
    shape = ellipse(dp * cosine - dq * sine, dp * sine + dq * cosine, length, length * abdomen.stomach_shape)
    part.fill(shape * np.float32(unit), FLUID_DB, STOMACH)


def _paint_vessels(part: Canvas, p: Array, q: Array, abdomen: Abdomen, unit: float) -> None:
    """Paint the umbilical vein's bend from the front to the right, and the great vessels before the spine."""
    half = 0.075 * abdomen.vein
    radius, centre_p, centre_q = 0.42, 0.30, -0.40
    ring = np.abs(np.hypot(p - np.float32(centre_p), q - np.float32(centre_q)) - np.float32(radius))
    turn = np.degrees(np.arctan2(q - np.float32(centre_q), p - np.float32(centre_p)))
    ends = np.maximum(np.float32(45.0) - turn, turn - np.float32(150.0)) * np.float32(radius * math.pi / 180)
    vein = np.maximum(ring - np.float32(half), ends)
    part.fill((vein - np.float32(0.025)) * np.float32(unit), -24, opacity=0.7)
    part.fill(vein * np.float32(unit), FLUID_DB + 4, UMBILICAL_VEIN)
    for place_p, place_q, size in ((-0.42, 0.10, 0.065), (-0.30, -0.16, 0.06)):
        vessel = np.hypot(p - np.float32(place_p), q - np.float32(place_q)) - np.float32(size)
        part.fill((vessel - np.float32(0.02)) * np.float32(unit), -25, opacity=0.6)
        part.fill(vessel * np.float32(unit), FLUID_DB + 6)


def _paint_spine(part: Canvas, p: Array, q: Array, abdomen: Abdomen, unit: float) -> None:
    """Paint the three bright centres of a vertebra, with the canal between them."""
    size = 0.085 * abdomen.spine
    for place_p, place_q, factor in ((-0.60, 0.0, 1.25), (-0.79, -0.13, 0.9), (-0.79, 0.13, 0.9)):
        centre = ellipse(p - np.float32(place_p), q - np.float32(place_q), size * factor, size * factor)
        part.fill(centre * np.float32(unit), -5, SPINE, loss_db=abdomen.bone_loss_db)
    canal = np.hypot(p - np.float32(-0.74), q) - np.float32(0.055)
    part.fill(canal * np.float32(unit), -48, SPINE)


def _paint_ribs(part: Canvas, p: Array, q: Array, abdomen: Abdomen, unit: float) -> None:
    """Paint ribs cut along their course, as short arcs under the skin."""
    radius = np.hypot(p, q)
    turn = np.degrees(np.arctan2(q, -p))
    for angle in abdomen.rib_deg:
        arc = np.maximum(
            np.abs(radius - np.float32(0.84)) - np.float32(0.022),
            (np.abs(turn - np.float32(angle)) - np.float32(13.0)) * np.float32(0.84 * math.pi / 180),
        )
        part.fill(arc * np.float32(unit), -9, loss_db=1.2)
