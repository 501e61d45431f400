"""HC18: 999 training images of fetal heads, each with its pixel size, circumference and annotated ellipse.

``010_HC`` and ``010_2HC`` are of one examination, which a split keeps together. An examination's number is no
woman's: 551 women gave the images of both releases, which have more numbers than that, and which numbers are
of one woman the set does not say.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cohorts.collection import shortfall
from cohorts.errors import ContentError
from cohorts.fetal_ultrasound.ellipse import Ellipse, fitted, outline_points
from cohorts.fetal_ultrasound.images import ImageCollection, UltrasoundImage
from cohorts.pictures import read_codes
from cohorts.rows import read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

TABLE = "training_set_pixel_size_and_HC.csv"
HEADER = ("filename", "pixel size(mm)", "head circumference (mm)")
CLASSES = ("background", "head")
TOLERANCE = 0.02  # share of the table's circumference; half a pixel all round is 0.3 % of a usual head


def load(root: Path, manifest: Manifest, *, check_annotations: bool = True) -> ImageCollection:
    """Read the table and find each image with its annotation.

    Parameters
    ----------
    check_annotations
        Fit each annotation's ellipse and compare its circumference with the table's.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, a row is not of the layout, an annotation is not there or contradicts its row, or
        there is more than the set has.
    """
    table = next(iter(sorted(root.rglob(TABLE))), root / TABLE)
    rows = read_rows(table, HEADER, ",") if table.is_file() else []
    folder = _folder(table)
    images = [_image(table, folder, number, row) for number, row in enumerate(rows)]
    found = [image for image in images if image.path.is_file()]
    counts = {"images": len(found), "examinations": len({image.patient for image in found})}
    missing = shortfall(manifest, root, counts)
    missing += [str(image.path) for image in images if not image.path.is_file()]
    missing += [str(annotation(i.path)) for i in found if not annotation(i.path).is_file()]
    if check_annotations:
        for image in found:
            if annotation(image.path).is_file():
                check_circumference(table, image)
    return ImageCollection(manifest.name, classes=CLASSES, missing=tuple(missing), images=tuple(found))


def examination_name(number: int) -> str:
    """Return the name that an examination has in every set that was made from this one."""
    return f"hc18/examination_{number:03d}"


def annotation(picture: Path) -> Path:
    """Return where the annotation of a picture is."""
    return picture.with_name(f"{picture.stem}_Annotation.png")


def ellipse(picture: Path) -> Ellipse:
    """Fit the ellipse of a picture's annotation, which is a drawn outline or a filled mask.

    Raises
    ------
    ContentError
        What is drawn there is no ellipse.
    """
    path = annotation(picture)
    found = fitted(outline_points(read_codes(path) > 127))
    if found is None:
        raise ContentError(path, "an ellipse, as an outline or filled", "none")
    return found


def check_circumference(table: Path, image: UltrasoundImage) -> None:
    """Compare the annotated ellipse with the table; each of image, spacing and annotation may be another's.

    Raises
    ------
    ContentError
        They differ by more than `TOLERANCE`; the error names the row.
    """
    stated = image.head_circumference_mm or 0.0
    drawn = ellipse(image.path).circumference_px * (image.spacing_mm or 0.0)
    if abs(drawn - stated) > TOLERANCE * stated:
        said = f"row {image.path.name}: a circumference of {stated:.2f} mm within {TOLERANCE:.0%}"
        raise ContentError(table, said, f"{drawn:.2f} mm in its annotation at {image.spacing_mm} mm a pixel")


def _folder(table: Path) -> Path:
    """Return the folder of the images: beside the table, its name once or twice, or the table's own."""
    once = table.parent / "training_set"
    return next((path for path in (once / "training_set", once) if path.is_dir()), table.parent)


def _image(table: Path, folder: Path, number: int, row: list[str]) -> UltrasoundImage:
    name, spacing, circumference = row
    examination = re.fullmatch(r"(\d+)_\d*HC\.png", name)
    if examination is None:
        raise ContentError(table, f"a file such as 010_HC.png or 010_2HC.png in row {number}", repr(name))
    try:
        return UltrasoundImage(
            patient=examination_name(int(examination[1])),
            name=name.removesuffix(".png"),
            path=folder / name,
            spacing_mm=float(spacing),
            head_circumference_mm=float(circumference),
            read_labels=partial(_labels, folder / name),
        )
    except ValueError as error:
        raise ContentError(table, f"two lengths in mm in row {name}", str(error)) from error


def _labels(picture: Path) -> NDArray[np.uint8]:
    """Fill the annotated ellipse, (H, W) places in `CLASSES`."""
    shape = read_codes(annotation(picture)).shape
    return ellipse(picture).mask((shape[0], shape[1])).astype(np.uint8)
