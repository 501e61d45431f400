"""How large a fetus is at an age, by published growth relations.

Medians: Hadlock FP, Deter RL, Harrist RB, Park SK. Estimating fetal age: computer-assisted analysis of
multiple fetal growth parameters. Radiology 1984;152:497-501; polynomials of menstrual age, in cm there.
Cephalic index: Hadlock FP et al. Estimating fetal age: effect of head shape on BPD. AJR 1981;137:83-85.
Transcerebellar diameter: about the age in weeks, in millimetres, up to 24 weeks, faster later (Goldstein I et
al. Am J Obstet Gynecol 1987;156:1065-1069), as knots rounded to whole millimetres.
All coefficients and spreads are from memory, to be confirmed against the papers.
"""

from __future__ import annotations

import math

import numpy as np

LEAST_GA_WEEKS, MOST_GA_WEEKS = 16.0, 38.0
# Ascending powers of the age in weeks, giving millimetres.
_POLYNOMIALS_MM = {
    "head_circumference": (-114.8, 15.6, 0.0, -0.002548),
    "biparietal_diameter_outer_inner": (-30.8, 4.1, 0.0, -0.00061),
    "abdominal_circumference": (-133.0, 16.1, -0.0998),
    "femur_length": (-39.1, 4.27, -0.034),
}
SPREADS = {  # standard deviation as a share of the median
    "head_circumference": 0.035,
    "biparietal_diameter_outer_inner": 0.040,
    "abdominal_circumference": 0.055,
    "femur_length": 0.050,
}
CEPHALIC_INDEX, CEPHALIC_INDEX_SPREAD = 0.783, 0.044
CEPHALIC_INDEX_LEAST, CEPHALIC_INDEX_MOST = 0.70, 0.87
_CEREBELLUM_WEEKS = (16.0, 20.0, 24.0, 28.0, 32.0, 36.0, 38.0)
_CEREBELLUM_MM = (16.0, 20.0, 25.0, 31.0, 38.0, 44.0, 47.0)
MOST_DEVIATIONS = 2.5  # beyond which no measure is drawn


def median_mm(measure: str, ga_weeks: float) -> float:
    """Return the median of a measure at an age.

    Raises
    ------
    ValueError
        The age is outside the relations' range here, 16 to 38 weeks.
    """
    if not LEAST_GA_WEEKS <= ga_weeks <= MOST_GA_WEEKS:  # NaN too
        raise ValueError(
            f"the gestational age lies in {LEAST_GA_WEEKS:g} to {MOST_GA_WEEKS:g} weeks, found {ga_weeks:g}"
        )
    return sum(factor * ga_weeks**power for power, factor in enumerate(_POLYNOMIALS_MM[measure]))


def drawn_mm(rng: np.random.Generator, measure: str, ga_weeks: float) -> float:
    """Return a measure of one fetus: the median times a normal deviation, at most 2.5 deviations off."""
    deviation = float(np.clip(rng.standard_normal(), -MOST_DEVIATIONS, MOST_DEVIATIONS))
    return median_mm(measure, ga_weeks) * (1 + SPREADS[measure] * deviation)


def drawn_cephalic_index(rng: np.random.Generator) -> float:
    """Return a ratio of biparietal (outer to outer) to occipitofrontal diameter."""
    index = CEPHALIC_INDEX + CEPHALIC_INDEX_SPREAD * float(rng.standard_normal())
    return float(np.clip(index, CEPHALIC_INDEX_LEAST, CEPHALIC_INDEX_MOST))


def circumference(length: float, width: float) -> float:
    """Return the circumference of an ellipse of these two diameters.

    Ramanujan's first approximation (1914), within 1e-5 of the truth for any head or abdomen.
    """
    a, b = length / 2, width / 2
    return math.pi * (3 * (a + b) - math.sqrt((3 * a + b) * (a + 3 * b)))


def head_diameters_mm(head_circumference_mm: float, cephalic_index: float) -> tuple[float, float]:
    """Return the occipitofrontal and the biparietal (outer to outer) diameter of a circumference."""
    length = head_circumference_mm / circumference(1.0, cephalic_index)
    return length, length * cephalic_index


def skull_thickness_mm(ga_weeks: float) -> float:
    """Return how thick the skull's echo (not the bone) is drawn: 2 mm at 16 weeks, 3.5 mm at 38."""
    return 2.0 + 1.5 * (ga_weeks - LEAST_GA_WEEKS) / (MOST_GA_WEEKS - LEAST_GA_WEEKS)


def cerebellar_diameter_mm(ga_weeks: float) -> float:
    """Return the median transcerebellar diameter."""
    return float(np.interp(ga_weeks, _CEREBELLUM_WEEKS, _CEREBELLUM_MM))
