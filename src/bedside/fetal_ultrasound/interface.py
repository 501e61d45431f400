"""What fetal ultrasound synthesis takes and what it promises.

Conventions, said once for the whole item:

- What comes out is synthetic: for training, teaching and test data, never an image of a patient.
- Pixel coordinates: (0, 0) is the centre of the top-left pixel; x grows to the image's right, y down, away
  from the probe. Images are grey (H, W) uint8, 0 where the scanner sees nothing.
- Gestational age: weeks since the last menstrual period, days as sevenths.
- A structure's frame turns with it: u runs along the longer half axis, v along the shorter one, and the
  outline of the head (outer to outer), of the abdomen, or the ends and sides of the femur, is at 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

PLANES = ("transthalamic", "transventricular", "transcerebellar", "abdomen", "femur")
HEAD_PLANES = PLANES[:3]
STYLES = ("curved_soft", "curved_sharp", "curved_grainy", "linear")  # of scanners
SIZES = (128, 256)  # pixels along a side
LEAST_GA_WEEKS, MOST_GA_WEEKS = 16.0, 38.0
MOST_IMAGES = 10_000  # of one request


@dataclass(frozen=True, slots=True)
class StructureFrame:
    """Where the structure lies in the image, and how large it is.

    ``angle_deg`` is the direction of u, counter-clockwise from the image's right as seen on the screen, in
    [-90, 90). ``half_u_px`` and ``half_v_px`` are half axes: of a femur, half its length and half its width.
    """

    x_px: float
    y_px: float
    half_u_px: float
    half_v_px: float
    angle_deg: float

    def __post_init__(self) -> None:
        values = (self.x_px, self.y_px, self.half_u_px, self.half_v_px, self.angle_deg)
        if not all(math.isfinite(value) for value in values):
            raise ValueError(f"a frame needs finite numbers, found {values}")
        if not 0 < self.half_v_px <= self.half_u_px:
            raise ValueError(f"a frame needs 0 < half v <= half u, found {self.half_v_px}, {self.half_u_px}")
        if not -90 <= self.angle_deg < 90:
            raise ValueError(f"a frame's angle lies in [-90, 90), found {self.angle_deg}")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Parameters
    ----------
    head_circumference_mm
        Of a head plane; None draws it from the growth relation at this age.
    style
        One of ``STYLES``; empty draws it from the seed.

    Raises
    ------
    ValueError
        A condition is unknown or out of the range that the generator was trained for.
    """

    out: Path
    plane: str
    ga_weeks: float
    count: int = 1
    seed: int = 0
    style: str = ""
    head_circumference_mm: float | None = None
    size: int = 128
    dicom: bool = True

    def __post_init__(self) -> None:
        if self.plane not in PLANES:
            raise ValueError(f"the plane is one of {', '.join(PLANES)}, found {self.plane!r}")
        if self.style and self.style not in STYLES:
            raise ValueError(f"the style is one of {', '.join(STYLES)}, found {self.style!r}")
        if not LEAST_GA_WEEKS <= self.ga_weeks <= MOST_GA_WEEKS:  # NaN too
            raise ValueError(
                f"the gestational age lies in {LEAST_GA_WEEKS:g} to {MOST_GA_WEEKS:g} weeks, "
                f"found {self.ga_weeks:g}"
            )
        if not 1 <= self.count <= MOST_IMAGES:
            raise ValueError(f"the count lies in 1 to {MOST_IMAGES}, found {self.count}")
        if not 0 <= self.seed < 2**32:
            raise ValueError(f"the seed lies in 0 to {2**32 - 1}, found {self.seed}")
        if self.size not in SIZES:
            raise ValueError(f"the size is one of {', '.join(map(str, SIZES))}, found {self.size}")
        if self.head_circumference_mm is not None and self.plane not in HEAD_PLANES:
            raise ValueError(f"a head circumference is asked of head planes, not of {self.plane}")


@dataclass(frozen=True, slots=True)
class Condition:
    """All that decides one image besides the noise; drawn from the request and the image's number.

    Parameters
    ----------
    biometry_mm
        What was asked: of a head plane ``head_circumference``, ``biparietal_diameter`` (outer to outer) and
        ``occipitofrontal_diameter``; of the abdomen ``abdominal_circumference``; of the femur
        ``femur_length``.
    spacing_mm
        Millimetres per pixel at 128 x 128, the same along x and y.
    """

    plane: str
    ga_weeks: float
    style: str
    frame: StructureFrame
    spacing_mm: float
    biometry_mm: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SyntheticImage:
    """One image with what was asked of it.

    Parameters
    ----------
    pixels
        (size, size) uint8, the provenance mark in it.
    seed
        Of this image alone; with the condition and the model it gives the same bytes again.
    plane_read, plane_confidence
        What the plane classifier says of it.
    """

    number: int
    seed: int
    condition: Condition
    pixels: NDArray[np.uint8]
    spacing_mm: float
    plane_read: str
    plane_confidence: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a request gave.

    Parameters
    ----------
    written, withheld
        Numbers of images; withheld is what a safeguard refused, with its reason in ``warnings``.
    files
        Names in the output folder.
    """

    written: int
    withheld: int
    files: tuple[str, ...]
    warnings: tuple[str, ...] = field(default=())
