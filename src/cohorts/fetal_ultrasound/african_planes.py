"""Fetal planes from five African countries: 450 images of abdomen, brain, femur and thorax.

A patient's number is given anew in each country, and a public reader of the set found patients of one country
whose images are the same, byte for byte. So a patient is named by country and number, and those who share an
identical picture are taken for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohorts.collection import shortfall
from cohorts.errors import ContentError
from cohorts.fetal_ultrasound.images import TEST, TRAIN, ImageCollection, UltrasoundImage
from cohorts.fetal_ultrasound.planes import DEVICE_PLANES, SIX_PLANES
from cohorts.fetal_ultrasound.twins import joined
from cohorts.rows import read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from cohorts.catalogue import Manifest

TABLE = "African_planes_database.csv"
HEADER = ("Patient_num", "Plane", "Train", "Center", "Filename")
COUNTRIES = ("Algeria", "Egypt", "Ghana", "Malawi", "Uganda")
PLANES = tuple(plane for plane in SIX_PLANES if plane.startswith("Fetal"))
SIDES = {"1": TRAIN, "0": TEST}


def load(root: Path, manifest: Manifest) -> ImageCollection:
    """Read the table and find each image in the folder of its country.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, a row is not of the layout, or there is more than the set has.
    """
    table = next(iter(sorted(root.rglob(TABLE))), root / TABLE)
    rows = read_rows(table, HEADER, ",") if table.is_file() else []
    images = [_image(table, number, row) for number, row in enumerate(rows)]
    found = [image for image in images if image.path.is_file()]
    counts = {country: sum(image.country == country for image in found) for country in COUNTRIES}
    missing = shortfall(manifest, root, counts | {"images": len(found)})
    missing += [str(image.path) for image in images if not image.path.is_file()]
    together, notes = joined(found)
    return ImageCollection(
        manifest.name,
        classes=PLANES,
        counterparts={plane: name for plane, name in DEVICE_PLANES.items() if plane in PLANES},
        missing=tuple(missing),
        images=together,
        notes=notes,
    )


def patient_name(country: str, number: int) -> str:
    """Return a patient's name: numbers are those of the country."""
    return f"african_planes/{country}/patient_{number:03d}"


def _image(table: Path, number: int, row: list[str]) -> UltrasoundImage:
    patient, plane, side, country, name = row
    for what, value, known in (
        ("a plane", plane, PLANES),
        ("the side in Train", side, tuple(SIDES)),
        ("a country", country, COUNTRIES),
    ):
        if value not in known:
            raise ContentError(table, f"{what} in row {number} among {', '.join(known)}", repr(value))
    if not name or not patient.isdecimal():
        raise ContentError(table, f"a name and a patient's number in row {number}", f"{name!r}, {patient!r}")
    return UltrasoundImage(
        patient=patient_name(country, int(patient)),
        name=name,
        path=table.parent / country / f"{name.removesuffix('.png')}.png",
        plane=plane,
        country=country,
        side=SIDES[side],
    )
