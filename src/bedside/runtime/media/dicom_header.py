"""What a DICOM data set says about its frames: layout, coding and time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydicom.uid import (
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEGBaseline8Bit,
    RLELossless,
)

from bedside.runtime.errors import InputError
from bedside.runtime.media.video import check_size

if TYPE_CHECKING:
    from pathlib import Path

    import pydicom

    from bedside.runtime.media.video import ReadOptions

EXPECTED = "a DICOM image of 8 to 16 bits, native, RLE Lossless or JPEG Baseline, with its frame times"
_NATIVE = (
    ImplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ExplicitVRBigEndian,
)
TAGS = (
    "BitsAllocated", "BitsStored", "CineRate", "Columns", "FrameTime", "FrameTimeVector", "HighBit",
    "NumberOfFrames", "PhotometricInterpretation", "PixelRepresentation", "PlanarConfiguration",
    "RecommendedDisplayFrameRate", "RescaleIntercept", "RescaleSlope", "Rows", "SamplesPerPixel",
    *(
        f"{colour}PaletteColorLookupTable{part}"
        for colour in ("Red", "Green", "Blue")
        for part in ("Data", "Descriptor")
    ),
)  # fmt: skip
_GREY = ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
_COLOUR = ("RGB", "YBR_FULL", "YBR_FULL_422")


@dataclass(frozen=True, slots=True)
class Clock:
    """When each frame was taken: at even steps, or at the sums of the frame time vector."""

    step_s: float
    times_s: tuple[float, ...] = ()

    def at(self, index: int) -> float:
        """Seconds of the frame of that index."""
        return self.times_s[index] if self.times_s else index * self.step_s

    @property
    def rate_hz(self) -> float | None:
        """The even rate, or the mean one; None for a single frame."""
        if len(self.times_s) > 1:
            return (len(self.times_s) - 1) / (self.times_s[-1] - self.times_s[0])
        return 1 / self.step_s if self.step_s else None


@dataclass(frozen=True, slots=True)
class Header:
    """The checked description of a data set's pixels. ``bits`` are those stored, 8 to 16."""

    rows: int
    columns: int
    frames: int
    bits: int
    signed: bool
    photometric: str
    syntax: UID
    clock: Clock
    warnings: tuple[str, ...]

    @property
    def encapsulated(self) -> bool:
        """Whether the pixels are compressed."""
        return self.syntax not in _NATIVE

    @classmethod
    def of(cls, dataset: pydicom.Dataset, path: Path, options: ReadOptions) -> Header:
        """Read and check the data set's image attributes.

        Raises
        ------
        InputError
            Some attribute is missing or asks for what is not read here.
        """
        rows, columns = int(dataset.get("Rows", 0)), int(dataset.get("Columns", 0))
        check_size(str(path), columns, rows)
        frames = int(dataset.get("NumberOfFrames") or 1)
        if frames < 1:
            raise InputError(path, EXPECTED, f"{frames} frames")
        return cls(
            rows=rows,
            columns=columns,
            frames=frames,
            bits=_bits(dataset, path),
            signed=bool(dataset.get("PixelRepresentation", 0)),
            photometric=_photometric(dataset, path),
            syntax=_syntax(dataset, path),
            clock=_clock(dataset, path, frames, options),
            warnings=_warnings(dataset),
        )


def _bits(dataset: pydicom.Dataset, path: Path) -> int:
    allocated, stored = int(dataset.BitsAllocated), int(dataset.BitsStored)
    high = int(dataset.get("HighBit", stored - 1))
    if allocated not in {8, 16} or not 8 <= stored <= allocated or high != stored - 1:
        raise InputError(path, EXPECTED, f"{stored} bits stored in {allocated}, the highest at {high}")
    return stored


def _photometric(dataset: pydicom.Dataset, path: Path) -> str:
    photometric, samples = str(dataset.PhotometricInterpretation), int(dataset.get("SamplesPerPixel", 1))
    if (photometric, samples) not in {*((name, 1) for name in _GREY), *((name, 3) for name in _COLOUR)}:
        raise InputError(path, EXPECTED, f"{samples} samples a pixel of {photometric}")
    return photometric


def _syntax(dataset: pydicom.Dataset, path: Path) -> UID:
    syntax = UID(dataset.file_meta.TransferSyntaxUID)
    if syntax not in {*_NATIVE, RLELossless, JPEGBaseline8Bit}:
        raise InputError(
            path, EXPECTED, f"the transfer syntax {syntax.name}, for which no decoder is installed"
        )
    if syntax == JPEGBaseline8Bit and dataset.PhotometricInterpretation == "RGB":
        raise InputError(path, EXPECTED, "RGB in JPEG Baseline, whose colours decoders disagree about")
    return syntax


def _clock(dataset: pydicom.Dataset, path: Path, frames: int, options: ReadOptions) -> Clock:
    """Take the frame time vector, else the frame time, else a stated rate, else the rate asked for."""
    vector = dataset.get("FrameTimeVector")
    if vector is not None:
        return _uneven(path, [float(step) for step in vector], frames)
    step_s = float(dataset.get("FrameTime") or 0) / 1000
    rate_hz = float(
        dataset.get("CineRate") or dataset.get("RecommendedDisplayFrameRate") or options.rate_hz or 0
    )
    step_s = step_s or (1 / rate_hz if rate_hz else 0.0)
    if frames > 1 and not (math.isfinite(step_s) and step_s > 0):
        raise InputError(path, EXPECTED, f"{frames} frames without times (no FrameTime, no rate)")
    return Clock(step_s if frames > 1 else 0.0)


def _uneven(path: Path, steps_ms: list[float], frames: int) -> Clock:
    if len(steps_ms) != frames or not all(math.isfinite(step) and step > 0 for step in steps_ms[1:]):
        raise InputError(path, EXPECTED, f"a frame time vector that does not fit {frames} frames")
    times_s, now_ms = [0.0], 0.0
    for step in steps_ms[1:]:
        now_ms += step
        times_s.append(now_ms / 1000)
    return Clock(0.0, tuple(times_s))


def _warnings(dataset: pydicom.Dataset) -> tuple[str, ...]:
    found = []
    if float(dataset.get("RescaleSlope", 1)) != 1 or float(dataset.get("RescaleIntercept", 0)) != 0:
        found.append("the rescale slope and intercept are not applied: stored values are used")
    if "FrameTime" not in dataset and "FrameTimeVector" not in dataset and "NumberOfFrames" in dataset:
        found.append("the frames have no times of their own and are timed by a rate")
    return tuple(found)
