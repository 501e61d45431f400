"""How large a fetus is at an age, by published growth relations, and the ranges that a request may ask for.

Medians: Hadlock FP, Deter RL, Harrist RB, Park SK. Estimating fetal age: computer-assisted analysis of
multiple fetal growth parameters. Radiology 1984;152:497-501. Cephalic index: Hadlock FP et al. Estimating
fetal age: effect of head shape on BPD. AJR 1981;137:83-85. Coefficients and spreads are from memory, to be
confirmed against the papers. The phantoms state the same relations on their own; a test holds them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import HEAD_PLANES
from bedside.fetal_ultrasound.processing.calipers import ellipse_circumference

if TYPE_CHECKING:
    from collections.abc import Mapping

# Ascending powers of the age in weeks, giving millimetres.
_POLYNOMIALS_MM = {
    "head_circumference": (-114.8, 15.6, 0.0, -0.002548),
    "abdominal_circumference": (-133.0, 16.1, -0.0998),
    "femur_length": (-39.1, 4.27, -0.034),
}
_SPREADS = {"head_circumference": 0.035, "abdominal_circumference": 0.055, "femur_length": 0.050}
CEPHALIC_INDEX, CEPHALIC_INDEX_SPREAD = 0.783, 0.044
LEAST_CEPHALIC_INDEX, MOST_CEPHALIC_INDEX = 0.70, 0.87
MOST_DEVIATIONS = 2.5  # beyond which no measure is drawn
LEAST_ABDOMEN_RATIO, MOST_ABDOMEN_RATIO = 0.86, 0.99  # of its two diameters
FEMUR_RATIO, FEMUR_RATIO_SPREAD = 0.085, 0.008  # of its width to its length, as its echo is drawn
LEAST_FEMUR_RATIO, MOST_FEMUR_RATIO = 0.065, 0.105


def measure_mm(measure: str, ga_weeks: float) -> tuple[float, float]:
    """Return the median and the standard deviation of a measure at an age, in millimetres.

    Parameters
    ----------
    measure
        ``head_circumference``, ``abdominal_circumference`` or ``femur_length``.
    """
    median = sum(factor * ga_weeks**power for power, factor in enumerate(_POLYNOMIALS_MM[measure]))
    return median, median * _SPREADS[measure]


def drawn_size(
    rng: np.random.Generator, plane: str, ga_weeks: float, head_circumference_mm: float | None
) -> tuple[Mapping[str, float], float, float]:
    """Return a fetus's biometry in a plane, and half the structure's length and half its width, all in mm.

    Parameters
    ----------
    head_circumference_mm
        Of a head plane, where it was asked for; None draws it.
    """
    deviation = float(np.clip(rng.standard_normal(), -MOST_DEVIATIONS, MOST_DEVIATIONS))
    if plane in HEAD_PLANES:
        drawn = _drawn_mm("head_circumference", ga_weeks, deviation)
        return _head(rng, drawn if head_circumference_mm is None else head_circumference_mm)
    if plane == "abdomen":
        girth = _drawn_mm("abdominal_circumference", ga_weeks, deviation)
        ratio = float(rng.uniform(LEAST_ABDOMEN_RATIO, MOST_ABDOMEN_RATIO))
        half = girth / ellipse_circumference(1.0, ratio)
        return {"abdominal_circumference": girth}, half, half * ratio
    length = _drawn_mm("femur_length", ga_weeks, deviation)
    ratio = float(rng.normal(FEMUR_RATIO, FEMUR_RATIO_SPREAD))
    ratio = float(np.clip(ratio, LEAST_FEMUR_RATIO, MOST_FEMUR_RATIO))
    return {"femur_length": length}, length / 2, length * ratio / 2


def _head(rng: np.random.Generator, circumference: float) -> tuple[Mapping[str, float], float, float]:
    index = float(rng.normal(CEPHALIC_INDEX, CEPHALIC_INDEX_SPREAD))
    index = float(np.clip(index, LEAST_CEPHALIC_INDEX, MOST_CEPHALIC_INDEX))
    half = circumference / ellipse_circumference(1.0, index)
    biometry = {
        "head_circumference": circumference,
        "biparietal_diameter": 2 * half * index,
        "occipitofrontal_diameter": 2 * half,
    }
    return biometry, half, half * index


def _drawn_mm(measure: str, ga_weeks: float, deviation: float) -> float:
    median, spread = measure_mm(measure, ga_weeks)
    return median + spread * deviation
