"""Which examinations there are: any plane, age and style, each fetus about the growth relations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from phantoms.fetal_ultrasound.abdomen import drawn_abdomen
from phantoms.fetal_ultrasound.femur import drawn_femur
from phantoms.fetal_ultrasound.growth import (
    LEAST_GA_WEEKS,
    MOST_GA_WEEKS,
    circumference,
    drawn_cephalic_index,
    drawn_mm,
    head_diameters_mm,
)
from phantoms.fetal_ultrasound.head import drawn_head
from phantoms.fetal_ultrasound.scanner import MIDDLE_PX, SCANNERS, SIZE, STYLES
from phantoms.fetal_ultrasound.surroundings import drawn_surroundings
from phantoms.fetal_ultrasound.truth import HEAD_PLANES, PLANES, Case, Frame

if TYPE_CHECKING:
    from phantoms.fetal_ultrasound.abdomen import Abdomen
    from phantoms.fetal_ultrasound.femur import Femur
    from phantoms.fetal_ultrasound.head import Head

    Random = np.random.Generator

LEAST_SPAN, MOST_SPAN = 0.55, 0.80  # of the image's width, that the structure takes
LEAST_FEMUR_SPAN, MOST_FEMUR_SPAN = 0.42, 0.66
LEAST_SPACING_MM = 0.4
MARGIN_PX = 1.5  # that the whole outline keeps from what the scanner does not see
ANGLE_DEG, MOST_ANGLE_DEG = 14.0, 35.0
_PATIENTS = 1981  # keeps patients' generators apart from others
FEMUR_RATIO, FEMUR_RATIO_SPREAD = 0.085, 0.008  # of its width to its length, as drawn


def drawn_case(
    rng: Random,
    plane: str | None = None,
    ga_weeks: float | None = None,
    style: str | None = None,
    patient: int = 0,
) -> Case:
    """Return an examination; what is None is drawn evenly from its whole range.

    Raises
    ------
    ValueError
        The plane, the age or the style is unknown or out of range.
    """
    plane = str(rng.choice(PLANES)) if plane is None else plane
    style = str(rng.choice(STYLES)) if style is None else style
    age = float(rng.uniform(LEAST_GA_WEEKS, MOST_GA_WEEKS)) if ga_weeks is None else ga_weeks
    if plane not in PLANES or style not in STYLES:
        raise ValueError(f"plane and style are of {PLANES} and {STYLES}, found {plane!r}, {style!r}")
    biometry, half_u_mm, half_v_mm = drawn_biometry(rng, plane, age)
    frame, spacing = drawn_frame(rng, style, half_u_mm, half_v_mm, femur=plane == "femur")
    anatomy = _drawn_anatomy(rng, plane, age)
    around = drawn_surroundings(rng, age)
    gain = float(np.clip(rng.normal(0, 2), -4, 4))
    texture = int(rng.integers(2**31))
    return Case(plane, age, style, frame, spacing, biometry, patient, anatomy, around, gain, texture)


def patient_case(patient: int) -> Case:
    """Return the one examination of a patient, decided by the number alone; planes and styles take turns.

    Raises
    ------
    ValueError
        The number is negative.
    """
    if patient < 0:
        raise ValueError(f"patients are numbered from 0, found {patient}")
    plane, style = PLANES[patient % len(PLANES)], STYLES[patient // len(PLANES) % len(STYLES)]
    return drawn_case(np.random.default_rng((_PATIENTS, patient)), plane, None, style, patient)


def drawn_biometry(rng: Random, plane: str, ga_weeks: float) -> tuple[dict[str, float], float, float]:
    """Return a fetus's measures in a plane, with half the structure's length and width, all in mm."""
    if plane in HEAD_PLANES:
        head = drawn_mm(rng, "head_circumference", ga_weeks)
        length, width = head_diameters_mm(head, drawn_cephalic_index(rng))
        names = ("head_circumference", "biparietal_diameter", "occipitofrontal_diameter")
        return dict(zip(names, (head, width, length), strict=True)), length / 2, width / 2
    if plane == "abdomen":
        girth = drawn_mm(rng, "abdominal_circumference", ga_weeks)
        ratio = float(rng.uniform(0.86, 0.99))
        length = girth / circumference(1.0, ratio)
        return {"abdominal_circumference": girth}, length / 2, length * ratio / 2
    femur = drawn_mm(rng, "femur_length", ga_weeks)
    ratio = float(np.clip(rng.normal(FEMUR_RATIO, FEMUR_RATIO_SPREAD), 0.065, 0.105))
    return {"femur_length": femur}, femur / 2, femur * ratio / 2


def drawn_frame(
    rng: Random, style: str, half_u_mm: float, half_v_mm: float, *, femur: bool
) -> tuple[Frame, float]:
    """Return where a structure lies and the spacing at 128 x 128, its whole outline in the field of view."""
    least, most = (LEAST_FEMUR_SPAN, MOST_FEMUR_SPAN) if femur else (LEAST_SPAN, MOST_SPAN)
    while True:
        spacing = max(2 * half_u_mm / (float(rng.uniform(least, most)) * SIZE), LEAST_SPACING_MM)
        angle = float(np.clip(rng.normal(0, ANGLE_DEG), -MOST_ANGLE_DEG, MOST_ANGLE_DEG))
        x, y = float(rng.normal(MIDDLE_PX, 3)), float(rng.normal(MIDDLE_PX + 3, 4))
        frame = Frame(x, y, half_u_mm / spacing, half_v_mm / spacing, angle)
        if seen_whole(frame, style):
            return frame, spacing


def seen_whole(frame: Frame, style: str) -> bool:
    """Return whether the outline, a little enlarged, lies within the field of view and the image."""
    turn = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    along = (frame.half_u_px + MARGIN_PX) * np.cos(turn)
    across = (frame.half_v_px + MARGIN_PX) * np.sin(turn)
    cosine, sine = math.cos(math.radians(frame.angle_deg)), math.sin(math.radians(frame.angle_deg))
    x = frame.x_px + along * cosine + across * sine
    y = frame.y_px - along * sine + across * cosine
    within = (np.abs(x - MIDDLE_PX) <= MIDDLE_PX) & (np.abs(y - MIDDLE_PX) <= MIDDLE_PX)
    return bool(np.all(SCANNERS[style].shape.inside(x, y) & within))


def _drawn_anatomy(rng: Random, plane: str, ga_weeks: float) -> Head | Abdomen | Femur:
    if plane in HEAD_PLANES:
        return drawn_head(rng, ga_weeks)
    return drawn_abdomen(rng, ga_weeks) if plane == "abdomen" else drawn_femur(rng, ga_weeks)
