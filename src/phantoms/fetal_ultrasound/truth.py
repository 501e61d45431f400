"""What is really in an image: the imagined examination, where its structure lies, what each pixel is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from phantoms.fetal_ultrasound.growth import LEAST_GA_WEEKS, MOST_GA_WEEKS
from phantoms.fetal_ultrasound.scanner import SIZE, STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from phantoms.fetal_ultrasound.abdomen import Abdomen
    from phantoms.fetal_ultrasound.femur import Femur
    from phantoms.fetal_ultrasound.head import Head
    from phantoms.fetal_ultrasound.surroundings import Surroundings

PLANES = ("transthalamic", "transventricular", "transcerebellar", "abdomen", "femur")
HEAD_PLANES = PLANES[:3]
LABELS = (
    "background",
    "skull",
    "brain",
    "midline",
    "cavum",
    "thalami",
    "ventricle",
    "choroid_plexus",
    "cerebellum",
    "cisterna_magna",
    "abdomen",
    "stomach",
    "umbilical_vein",
    "spine",
    "femur",
)
(
    BACKGROUND,
    SKULL,
    BRAIN,
    MIDLINE,
    CAVUM,
    THALAMI,
    VENTRICLE,
    CHOROID_PLEXUS,
    CEREBELLUM,
    CISTERNA_MAGNA,
    ABDOMEN,
    STOMACH,
    UMBILICAL_VEIN,
    SPINE,
    FEMUR,
) = range(len(LABELS))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the structure lies, in pixels at 128 x 128 with (0, 0) at the centre of the top-left pixel.

    ``angle_deg`` is the direction of u, counter-clockwise from the image's right as seen on the screen. The
    outline of the head and of the abdomen, or the ends and sides of the femur, is at 1 in u and v. The front
    of a head is at +u and the spine of an abdomen near -u, always.
    """

    x_px: float
    y_px: float
    half_u_px: float
    half_v_px: float
    angle_deg: float

    def __post_init__(self) -> None:
        values = (self.x_px, self.y_px, self.half_u_px, self.half_v_px, self.angle_deg)
        if not all(math.isfinite(value) for value in values) or not 0 < self.half_v_px <= self.half_u_px:
            raise ValueError(f"a frame needs finite numbers and 0 < half v <= half u, found {values}")
        if not -90 <= self.angle_deg < 90:
            raise ValueError(f"a frame's angle lies in [-90, 90), found {self.angle_deg}")

    def at_size(self, size: int) -> Frame:
        """Return the frame in the pixels of an image of another size."""
        scale = size / SIZE
        x, y = ((centre + 0.5) * scale - 0.5 for centre in (self.x_px, self.y_px))
        return Frame(x, y, self.half_u_px * scale, self.half_v_px * scale, self.angle_deg)


@dataclass(frozen=True, slots=True)
class Case:
    """One imaginary examination: everything but the speckle.

    Parameters
    ----------
    spacing_mm
        Millimetres per pixel at 128 x 128.
    biometry_mm
        Of a head plane ``head_circumference``, ``biparietal_diameter`` (outer to outer) and
        ``occipitofrontal_diameter``; of the abdomen ``abdominal_circumference``; of the femur
        ``femur_length``.
    gain_db
        The operator's, about the style's own.
    texture
        Seed of what varies slowly within tissues.
    """

    plane: str
    ga_weeks: float
    style: str
    frame: Frame
    spacing_mm: float
    biometry_mm: Mapping[str, float]
    patient: int
    anatomy: Head | Abdomen | Femur
    surroundings: Surroundings
    gain_db: float
    texture: int

    def __post_init__(self) -> None:
        if self.plane not in PLANES or self.style not in STYLES:
            raise ValueError(f"a case has one of {PLANES} and {STYLES}, found {self.plane!r}, {self.style!r}")
        if not LEAST_GA_WEEKS <= self.ga_weeks <= MOST_GA_WEEKS:
            raise ValueError(f"a case's age lies in 16 to 38 weeks, found {self.ga_weeks}")
        if not self.spacing_mm > 0 or not all(value > 0 for value in self.biometry_mm.values()):
            raise ValueError("a case's spacing and measures are above 0")


@dataclass(frozen=True, slots=True, eq=False)
class Phantom:
    """One image with its truth.

    Parameters
    ----------
    image
        (size, size) uint8, 0 outside the field of view.
    labels
        (size, size) uint8, indices of LABELS, BACKGROUND outside the field of view.
    field_of_view
        (size, size) bool.
    """

    image: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    field_of_view: NDArray[np.bool_]
    case: Case

    def __post_init__(self) -> None:
        if not self.image.shape == self.labels.shape == self.field_of_view.shape:
            raise ValueError("image, labels and field of view are of one size")

    @property
    def spacing_mm(self) -> float:
        """Millimetres per pixel of this image."""
        return self.case.spacing_mm * SIZE / len(self.image)
