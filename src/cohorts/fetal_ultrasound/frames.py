"""Real ultrasound frames in DICOM: grey pixels, calibrated regions, spacing, and whether text is burned in.

Of the header only the attributes in `TAGS` are read; no name, number or date of a patient is kept. Text in
the pixels is not read, only found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pydicom
from pydicom.errors import InvalidDicomError

from bedside.runtime.errors import InputError
from bedside.runtime.media.dicom import open_dicom
from bedside.runtime.media.video import ReadOptions
from cohorts.errors import ContentError, MissingPathError
from cohorts.fetal_ultrasound.lettering import lines_of_lettering

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from cohorts.fetal_ultrasound.lettering import Box

TAGS = (
    "Modality",
    "Manufacturer",
    "ManufacturerModelName",
    "BurnedInAnnotation",
    "SequenceOfUltrasoundRegions",
)
FORMATS = {1: "2D", 2: "M-mode", 3: "spectral", 4: "waveform", 5: "graphics"}  # (0018,6012)
TISSUE = 1  # (0018,6014)
CENTIMETRES = 3  # (0018,6024) and (0018,6026)
STATED, LIKELY, NOT_SEEN = "stated", "likely", "not seen"


@dataclass(frozen=True, slots=True)
class Region:
    """A calibrated rectangle of the picture, as its header states it (DICOM PS3.3 C.8.5.5).

    Parameters
    ----------
    kind
        Of its spatial format: 2D, M-mode, spectral, waveform, graphics or none.
    tissue
        Whether it shows tissue, in grey.
    left, top, right, bottom
        Pixels; as scanners write them, right and bottom are the last pixel or one past it.
    spacing_mm
        Millimetres per pixel along x and y where both are lengths; else None.
    """

    kind: str
    tissue: bool
    left: int
    top: int
    right: int
    bottom: int
    spacing_mm: tuple[float, float] | None

    def fits(self, shape: tuple[int, int]) -> bool:
        """Whether a picture of that shape, (H, W), holds the rectangle."""
        rows, columns = shape
        return 0 <= self.left < self.right <= columns and 0 <= self.top < self.bottom <= rows


@dataclass(frozen=True, slots=True, eq=False)
class UltrasoundFrames:
    """What a DICOM file holds of ultrasound.

    Parameters
    ----------
    shape
        (H, W) of a frame.
    burned_in_text
        `STATED` by the header, `LIKELY` by what is seen, or `NOT_SEEN`, which is no proof that there is none.
    notes
        What contradicts what, in words.
    """

    path: Path
    machine: str
    shape: tuple[int, int]
    count: int
    regions: tuple[Region, ...]
    burned_in_text: str
    notes: tuple[str, ...]

    @property
    def calibrated(self) -> bool:
        """Whether there are regions and every one lies within the picture; else they are of another one."""
        return bool(self.regions) and all(region.fits(self.shape) for region in self.regions)

    @property
    def tissue_region(self) -> Region | None:
        """The first region that shows tissue in two dimensions."""
        return next((region for region in self.regions if region.tissue and region.kind == "2D"), None)

    @property
    def stated_spacing_mm(self) -> tuple[float, float] | None:
        """Millimetres per pixel along x and y of the tissue, as the header states them."""
        region = self.tissue_region
        return region.spacing_mm if region else None

    @property
    def spacing_mm(self) -> tuple[float, float] | None:
        """The stated spacing where the regions fit the picture; None where it may be that of another one."""
        return self.stated_spacing_mm if self.calibrated else None

    def grey(self) -> Iterator[NDArray[np.uint8]]:
        """Yield each frame, (H, W) uint8, decoded by the device."""
        for frame in open_dicom(self.path, ReadOptions(grey=True)).frames():
            yield cast("NDArray[np.uint8]", frame.pixels)

    def tissue(self) -> Iterator[NDArray[np.uint8]]:
        """Yield each frame's tissue alone, (H, W) uint8, without what is written round it.

        Raises
        ------
        ContentError
            There is no region of tissue, or the regions are of another picture.
        """
        region = self.tissue_region
        if region is None or not self.calibrated:
            found = "; ".join(self.notes) or "none"
            raise ContentError(self.path, "a region of tissue within the picture", found)
        for frame in self.grey():
            yield frame[region.top : region.bottom + 1, region.left : region.right + 1]


def read_ultrasound(path: Path) -> UltrasoundFrames:
    """Read what a DICOM file says of its ultrasound frames, and look at the first for text.

    Raises
    ------
    MissingPathError
        There is no such file.
    ContentError
        It is no ultrasound, or none that can be decoded.
    """
    header = _header(path)
    first, count = _first(path)
    shape = (first.shape[0], first.shape[1])
    regions = tuple(_region(path, item) for item in header.get("SequenceOfUltrasoundRegions") or ())
    burned_in, notes = burned_in_text(first, regions, str(header.get("BurnedInAnnotation") or ""))
    return UltrasoundFrames(
        path=path,
        machine=f"{header.get('Manufacturer') or ''} {header.get('ManufacturerModelName') or ''}".strip(),
        shape=shape,
        count=count,
        regions=regions,
        burned_in_text=burned_in,
        notes=(*_strangers(regions, shape), *notes),
    )


def burned_in_text(
    grey: NDArray[np.uint8], regions: tuple[Region, ...], stated: str
) -> tuple[str, tuple[str, ...]]:
    """Say whether text is burned into a frame, and what speaks for it. Implements RC-070.

    A header that says NO is not believed where lettering is seen. It is looked for in the whole picture,
    since a name may stand in a region as well as beside it; how many lines do is noted.

    Parameters
    ----------
    grey
        (H, W) uint8.
    stated
        Burned In Annotation (0028,0301): YES, NO or empty.
    """
    if stated == "YES":
        return STATED, ()
    lines = lines_of_lettering(grey)
    if not lines:
        return NOT_SEEN, ()
    within = sum(any(_holds(region, line) for region in regions) for line in lines)
    denied = ", which the header denies" if stated == "NO" else ""
    return LIKELY, (f"{len(lines)} line(s) of lettering, {within} within a stated region{denied}",)


def _header(path: Path) -> pydicom.Dataset:
    try:
        header = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(TAGS))
    except FileNotFoundError as error:
        raise MissingPathError(path, "a DICOM file") from error
    except (InvalidDicomError, ValueError, EOFError) as error:
        raise ContentError(path, "a DICOM file", "something else") from error
    if header.get("Modality") != "US":
        raise ContentError(path, "an image of modality US", f"{header.get('Modality') or 'none'}")
    return header


def _first(path: Path) -> tuple[NDArray[np.uint8], int]:
    """Decode the first frame, (H, W), and return it with the number of frames."""
    try:
        video = open_dicom(path, ReadOptions(grey=True))
        pixels = next(iter(video.frames())).pixels
    except InputError as error:
        raise ContentError(path, error.expected, error.found) from error
    if pixels.dtype != np.uint8:
        raise ContentError(path, "frames of 8 bits", f"{pixels.dtype}")
    return cast("NDArray[np.uint8]", pixels), video.declared_frames or 1


def _region(path: Path, item: pydicom.Dataset) -> Region:
    units = (item.get("PhysicalUnitsXDirection"), item.get("PhysicalUnitsYDirection"))
    deltas = [abs(float(item.get(f"PhysicalDelta{axis}") or 0)) * 10 for axis in "XY"]  # cm to mm
    lengths = units == (CENTIMETRES, CENTIMETRES) and all(math.isfinite(d) and d > 0 for d in deltas)
    corners = [item.get(f"RegionLocation{corner}") for corner in ("MinX0", "MinY0", "MaxX1", "MaxY1")]
    if None in corners:
        raise ContentError(path, "four sides of each region", "a region without one")
    left, top, right, bottom = (int(corner) for corner in corners)
    return Region(
        kind=FORMATS.get(int(item.get("RegionSpatialFormat") or 0), "none"),
        tissue=item.get("RegionDataType") == TISSUE,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        spacing_mm=(deltas[0], deltas[1]) if lengths else None,
    )


def _holds(region: Region, box: Box) -> bool:
    across = region.left <= box.left and box.right <= region.right
    return across and region.top <= box.top and box.bottom <= region.bottom


def _strangers(regions: tuple[Region, ...], shape: tuple[int, int]) -> tuple[str, ...]:
    """Name the regions that the picture does not hold: it was cropped or scaled after they were written."""
    return tuple(
        f"the region to ({region.right}, {region.bottom}) is not within {shape[1]}x{shape[0]} pixels: "
        "the picture was cropped or scaled, so that its spacing is not certain"
        for region in regions
        if not region.fits(shape)
    )
