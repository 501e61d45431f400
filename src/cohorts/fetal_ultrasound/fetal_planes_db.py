"""FETAL_PLANES_DB: 12,400 images of 1,792 patients in six planes, with operator, machine and a split.

The table's last heading is ``Train`` and a space; spaces around headings and values are left out here and
nowhere else, so that ``Voluson E6`` stays one machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cohorts.collection import shortfall
from cohorts.errors import ContentError
from cohorts.fetal_ultrasound.images import TEST, TRAIN, ImageCollection, UltrasoundImage
from cohorts.fetal_ultrasound.planes import BRAIN_PLANES, DEVICE_PLANES, NOT_A_BRAIN, SIX_PLANES
from cohorts.rows import read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from cohorts.catalogue import Manifest

TABLE = "FETAL_PLANES_DB_data.csv"
HEADER = ("Image_name", "Patient_num", "Plane", "Brain_plane", "Operator", "US_Machine", "Train")
SIDES = {"1": TRAIN, "0": TEST}


def load(root: Path, manifest: Manifest) -> ImageCollection:
    """Read the table and find each image; pictures are not decoded.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, a row is not of the layout, or there is more than the set has.
    """
    table = root / TABLE
    rows = read_rows(table, HEADER, ";") if table.is_file() else []
    images = [_image(table, number, row) for number, row in enumerate(rows)]
    _refuse_doubles(table, images)
    here = {path.name for path in (root / "Images").glob("*.png")}
    found = [image for image in images if image.path.name in here]
    counts = {plane: sum(image.plane == plane for image in found) for plane in SIX_PLANES}
    counts |= {"images": len(found), "patients": len({image.patient for image in found})}
    missing = shortfall(manifest, root, counts)
    missing += [str(image.path) for image in images if image.path.name not in here]
    return ImageCollection(
        manifest.name,
        classes=SIX_PLANES,
        counterparts=DEVICE_PLANES,
        missing=tuple(missing),
        images=tuple(found),
        notes=tuple(_notes(images, here)),
    )


def patient_name(number: int) -> str:
    """Return the name that a patient has in every set that was made from this one."""
    return f"fetal_planes_db/patient_{number:05d}"


def _image(table: Path, number: int, row: list[str]) -> UltrasoundImage:
    name, patient, plane, brain_plane, operator, machine, side = row
    _check_row(table, number, row)
    return UltrasoundImage(
        patient=patient_name(int(patient)),
        name=name,
        path=table.parent / "Images" / f"{name}.png",
        plane=plane,
        brain_plane="" if brain_plane == NOT_A_BRAIN else brain_plane,
        operator=operator,
        machine=machine,
        side=SIDES[side],
    )


def _check_row(table: Path, number: int, row: list[str]) -> None:
    """Refuse a label that is none of the set's, and a brain plane of what is no brain."""
    name, patient, plane, brain_plane, _operator, _machine, side = row
    of_plane = BRAIN_PLANES if plane == "Fetal brain" else (NOT_A_BRAIN,)
    for what, value, known in (
        ("a plane", plane, SIX_PLANES),
        (f"the brain plane of {plane}", brain_plane, of_plane),
        ("the side in Train", side, tuple(SIDES)),
    ):
        if value not in known:
            raise ContentError(table, f"{what} in row {number} among {', '.join(known)}", repr(value))
    if not name or not patient.isdecimal():
        raise ContentError(table, f"a name and a patient's number in row {number}", f"{name!r}, {patient!r}")


def _refuse_doubles(table: Path, images: list[UltrasoundImage]) -> None:
    seen: set[str] = set()
    for image in images:
        if image.name in seen:
            raise ContentError(table, "each image once", f"{image.name} twice")
        seen.add(image.name)


def _notes(images: list[UltrasoundImage], here: set[str]) -> list[str]:
    notes = []
    unknown = here - {image.path.name for image in images}
    if unknown:
        notes.append(f"{len(unknown)} picture(s) in Images are not in the table, such as {min(unknown)}")
    other = [image.name for image in images if _named_after_another(image)]
    if other:
        notes.append(f"{len(other)} image(s) are named after another patient than their row's: {other[0]}")
    return notes


def _named_after_another(image: UltrasoundImage) -> bool:
    number = re.match(r"Patient(\d+)_", image.name)
    return number is not None and patient_name(int(number[1])) != image.patient
