"""Readers of public fetal ultrasound data sets, a file each, and of real ultrasound frames in DICOM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohorts.fetal_ultrasound import african_planes, fetal_planes_db, fetsam, hc18
from cohorts.fetal_ultrasound.frames import Region, UltrasoundFrames, read_ultrasound
from cohorts.fetal_ultrasound.images import ImageCollection, UltrasoundImage
from cohorts.fetal_ultrasound.sides import Sides, by_patient, each_left_out, leaving_out
from cohorts.fetal_ultrasound.twins import joined, twins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cohorts.catalogue import Manifest

LOADERS: Mapping[str, Callable[[Path, Manifest], ImageCollection]] = {
    "african_planes": african_planes.load,
    "fetal_planes_db": fetal_planes_db.load,
    "fetsam": fetsam.load,
    "hc18": hc18.load,
}

__all__ = [
    "LOADERS",
    "ImageCollection",
    "Region",
    "Sides",
    "UltrasoundFrames",
    "UltrasoundImage",
    "by_patient",
    "each_left_out",
    "joined",
    "leaving_out",
    "read_ultrasound",
    "twins",
]
