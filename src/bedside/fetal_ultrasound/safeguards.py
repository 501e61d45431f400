"""Risk controls of fetal ultrasound synthesis, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import HEAD_PLANES
from bedside.fetal_ultrasound.processing.growth import measure_mm
from bedside.fetal_ultrasound.processing.layout import field_of_view
from bedside.fetal_ultrasound.processing.mark import read_mark
from bedside.fetal_ultrasound.processing.measured_head import head_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.fetal_ultrasound.interface import Request, SyntheticImage

MOST_DEVIATIONS = 3.0  # of a head circumference that is asked for
MOST_SIZE_ERROR = 0.05  # of a head's circumference
LEAST_SPREAD_GREY = 8.0  # standard deviation within the field of view, below which a picture is flat
LEAST_MEAN_GREY, MOST_MEAN_GREY = 10.0, 230.0
INTENDED_USE = (
    "Synthetic ultrasound images for training of people, teaching and test data of software; "
    "not for diagnosis, not to stand for a patient, not as clinical evidence by themselves."
)
STATEMENT = "SYNTHETIC: made by a generator from stated conditions; no patient was imaged."
COVERAGE = (
    "The generator learned from simulated phantoms alone; "
    "no likeness to real examinations is claimed in numbers."
)


def refused_request(request: Request) -> str:
    """Return why a head circumference is not one of this age, or nothing. Implements RC-057.

    What lies outside the ages that the generator learned is refused by the request itself.
    """
    asked = request.head_circumference_mm
    if asked is None:
        return ""
    median, spread = measure_mm("head_circumference", request.ga_weeks)
    least, most = median - MOST_DEVIATIONS * spread, median + MOST_DEVIATIONS * spread
    if least <= asked <= most:  # NaN is refused
        return ""
    return (
        f"a head circumference of {asked:g} mm at {request.ga_weeks:g} weeks; "
        f"{least:.0f} to {most:.0f} mm can be asked for"
    )


def withheld_reason(image: SyntheticImage) -> str:
    """Return why an image is not given out, or nothing where it may be."""
    return (
        unusable_picture(image.pixels, image.condition.style)
        or wrong_plane(image)
        or wrong_size(image)
        or lost_mark(image)
    )


def unusable_picture(pixels: NDArray[np.uint8], style: str) -> str:
    """Return that a picture is flat, black or white, or nothing. Implements RC-058."""
    seen = pixels[field_of_view(style, len(pixels))].astype(np.float64)
    if seen.std() < LEAST_SPREAD_GREY or not LEAST_MEAN_GREY <= seen.mean() <= MOST_MEAN_GREY:
        return "the picture is flat, black or white"
    return ""


def wrong_plane(image: SyntheticImage) -> str:
    """Return that the classifier reads another plane than was asked for, or nothing. Implements RC-056."""
    if image.plane_read == image.condition.plane:
        return ""
    return f"it reads as {image.plane_read}, {image.condition.plane} was asked for"


def wrong_size(image: SyntheticImage) -> str:
    """Return that a head's skull is missing or the head of another size, or nothing. Implements RC-071."""
    condition = image.condition
    if condition.plane not in HEAD_PLANES:
        return ""
    found = head_in(image)
    if found is None:
        return "no skull can be measured"
    ratio = found.circumference_px * condition.spacing_mm / condition.biometry_mm["head_circumference"]
    if abs(ratio - 1) <= MOST_SIZE_ERROR:
        return ""
    return "the head is of another size than was asked for"


def lost_mark(image: SyntheticImage) -> str:
    """Return that the provenance mark cannot be read back, or nothing. Implements RC-052."""
    return "" if read_mark(image.pixels) == image.seed else "its provenance mark cannot be read"


def intended_use() -> str:
    """Return what the images are for and what not; for every output."""
    return INTENDED_USE


def statement() -> str:
    """Return the words that stand on every output. Implements RC-054."""
    return STATEMENT


def coverage() -> str:
    """Return what the generator learned from, for every output."""
    return COVERAGE
