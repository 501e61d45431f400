"""The fetal thigh along the femur: a bright shaft with round ends, its shadow, muscle and skin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.fetal_ultrasound.canvas import Canvas, capsule, direction, ellipse, local
from phantoms.fetal_ultrasound.truth import FEMUR

if TYPE_CHECKING:
    from phantoms.fetal_ultrasound.truth import Case

SKIN_DB, CARTILAGE_DB = -22.0, -46.0


@dataclass(frozen=True, slots=True)
class Femur:
    """What is one fetus's own.

    Parameters
    ----------
    muscle_db
        Echo of the muscle.
    bow
        How far the shaft's middle bends down, as a share of its half length.
    thigh
        Half the thigh's thickness, as a share of half the femur's length.
    thigh_shift
        How far the thigh's middle lies below the bone, as a share of half its thickness.
    bone_loss_db
        Of a beam through the shaft, per pixel.
    stripes
        Phase and wave number of the muscle's fibres.
    """

    muscle_db: float
    bow: float
    thigh: float
    thigh_shift: float
    bone_loss_db: float
    stripes: tuple[float, float]


def drawn_femur(rng: np.random.Generator, ga_weeks: float) -> Femur:
    """Return a thigh's own traits; it grows thicker against its length."""
    late = (ga_weeks - 16) / 22
    return Femur(
        -34 + float(rng.normal(0, 2)),
        float(rng.uniform(-0.02, 0.03)),
        0.50 + 0.22 * late + float(rng.normal(0, 0.05)),
        float(rng.normal(0.05, 0.12)),
        6.0,
        (float(rng.uniform(0, 6.28)), float(rng.uniform(0.5, 0.9))),
    )


def thigh_half_px(case: Case, femur: Femur) -> float:
    """Return half the thigh's thickness."""
    return femur.thigh * case.frame.half_u_px


def paint_femur(canvas: Canvas, case: Case, femur: Femur) -> None:
    """Paint the thigh, the cartilage at both ends and the shaft."""
    frame = case.frame
    along, across = local(canvas, frame)
    half = thigh_half_px(case, femur)
    middle = np.float32(femur.thigh_shift * half)
    thigh = ellipse(along, across - middle, frame.half_u_px * 1.9, half)
    cosine, sine = direction(frame.angle_deg)
    square = canvas.squareness(float(sine), float(cosine))
    canvas.fill(thigh, SKIN_DB - 16 * (1 - square))
    canvas.fill(thigh + np.float32(1.6), -30)
    canvas.fill(thigh + np.float32(0.16 * half), femur.muscle_db, softness_px=2.0)
    phase, number = femur.stripes
    fibres = np.sin(across * np.float32(number) + along * np.float32(0.05) + np.float32(phase))
    canvas.add(np.clip(fibres, 0, 1) * (thigh < -0.16 * half), 6)
    half_u = np.float32(frame.half_u_px)
    bent = across - np.float32(femur.bow) * (half_u - along**2 / half_u)
    ends = np.abs(along) - np.float32(frame.half_u_px + 1.3 * frame.half_v_px)
    canvas.fill(ellipse(ends, bent, 1.9 * frame.half_v_px, 1.7 * frame.half_v_px), CARTILAGE_DB)
    shaft = capsule(along, bent, frame.half_u_px, frame.half_v_px)
    canvas.fill(shaft, -15 * (1 - square), FEMUR, loss_db=femur.bone_loss_db)
