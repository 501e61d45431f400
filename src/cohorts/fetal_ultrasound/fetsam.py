"""Fetal heads with masks of brain, cavum and lateral ventricle: 3,832 images, on which FetSAM was trained.

The images are those of FETAL_PLANES_DB (three brain planes) and of HC18 (diverse heads), annotated anew; they
bear their patients' names of there, so that a split across the sets cannot share one. A mask's colours differ
between the groups (the cavum is green in three, yellow in the fourth), so each group's own ``labelmap.txt``
is read and no colour is assumed.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cohorts.collection import UNLABELLED, shortfall
from cohorts.errors import ContentError, MissingPathError
from cohorts.fetal_ultrasound.fetal_planes_db import patient_name
from cohorts.fetal_ultrasound.hc18 import examination_name
from cohorts.fetal_ultrasound.images import ImageCollection, UltrasoundImage
from cohorts.fetal_ultrasound.planes import BRAIN_PLANES
from cohorts.pictures import read_pixels
from cohorts.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

CLASSES = ("background", "brain", "csp", "lv")
DIVERSE = "Diverse Fetal Head Images"
PICTURES = {
    "Trans-thalamic": "Trans-thalamic",
    "Trans-ventricular": "Trans-ventricular",
    "Trans-cerebellum": "Trans-cerebellum",
    DIVERSE: "Orginal_train_images_to_959_661",  # spelt so in the set
}
SPACINGS = "*-Pixel-Size.csv"
SPACING_HEADER = ("Label", "Pixel in mm")

Colours = dict[tuple[int, ...], int]


def load(root: Path, manifest: Manifest) -> ImageCollection:
    """Find every image, its mask where there is one, and its pixel size where a table states it.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, masks have no list of colours, or there is more than the set has.
    """
    images = tuple(image for group in PICTURES for image in _group(root / group))
    groups = [image.path.parent.parent.name for image in images]
    missing = shortfall(manifest, root, {group: groups.count(group) for group in PICTURES})
    bare = [image.name for image in images if image.read_labels is None]
    notes = (f"{len(bare)} of {len(images)} image(s) have no mask, such as {bare[0]}",) if bare else ()
    return ImageCollection(manifest.name, classes=CLASSES, missing=tuple(missing), images=images, notes=notes)


def _group(folder: Path) -> list[UltrasoundImage]:
    masks = _masks(folder)
    colours = _colours(masks.parent / "labelmap.txt") if masks else {}
    spacings = _spacings(folder)
    found = []
    for picture in sorted((folder / PICTURES[folder.name]).glob("*.png")):
        mask = masks / picture.name if masks else None
        found.append(
            UltrasoundImage(
                patient=_patient(picture),
                name=picture.stem,
                path=picture,
                plane="Fetal brain",
                brain_plane=folder.name if folder.name in BRAIN_PLANES else "",
                spacing_mm=spacings.get(picture.stem),
                read_labels=partial(_labels, mask, colours) if mask and mask.is_file() else None,
            )
        )
    return found


def _masks(folder: Path) -> Path | None:
    """Return the folder of a group's masks, of the format Segmentation mask before any other."""
    found = sorted(folder.rglob("SegmentationClass"))
    found.sort(key=lambda path: "segmentation" not in path.parent.name.lower())
    return found[0] if found else None


def _patient(picture: Path) -> str:
    """Name the patient as the set does that the image is from."""
    of_planes = re.match(r"Patient(\d+)_", picture.name)
    if of_planes:
        return patient_name(int(of_planes[1]))
    of_heads = re.fullmatch(r"(\d+)_\d*HC\.png", picture.name)
    if of_heads:
        return examination_name(int(of_heads[1]))
    raise ContentError(picture, "a name such as Patient00168_Plane3_1_of_3.png or 010_2HC.png", picture.name)


def _colours(path: Path) -> Colours:
    """Read lines of label:red,green,blue:parts:actions."""
    colours: Colours = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise MissingPathError(path, "the colours of the masks beside it, a line a label") from error
    for line in lines:
        if line.strip() and not line.startswith("#"):
            name, _, rest = line.partition(":")
            colours[_colour(path, rest.split(":")[0])] = _class(path, name)
    if set(colours.values()) != set(range(len(CLASSES))):
        raise ContentError(path, f"a colour for each of {', '.join(CLASSES)}", f"{len(colours)} colours")
    return colours


def _class(path: Path, name: str) -> int:
    if name.strip().lower() not in CLASSES:
        raise ContentError(path, f"labels among {', '.join(CLASSES)}", name)
    return CLASSES.index(name.strip().lower())


def _colour(path: Path, said: str) -> tuple[int, ...]:
    try:
        colour = tuple(map(int, said.split(",")))
    except ValueError as error:
        raise ContentError(path, "colours as three numbers", said) from error
    if len(colour) != 3 or not all(0 <= value <= 255 for value in colour):
        raise ContentError(path, "colours as three numbers from 0 to 255", said)
    return colour


def _spacings(folder: Path) -> Mapping[str, float]:
    """Read a group's pixel sizes by the image's name; the table's headings have one space or two."""
    spacings: dict[str, float] = {}
    for path in sorted(folder.glob(SPACINGS)):
        rows = read_rows(path, (), ",")
        header = tuple(" ".join(cell.split()) for cell in rows[0])
        if not set(SPACING_HEADER) <= set(header):
            raise ContentError(path, f"the headings {' and '.join(SPACING_HEADER)}", ", ".join(header))
        label, size = (header.index(name) for name in SPACING_HEADER)
        try:
            spacings |= {row[label].removesuffix(".png"): float(row[size]) for row in rows[1:]}
        except ValueError as error:
            raise ContentError(path, "pixel sizes in mm", str(error)) from error
    return spacings


def _labels(mask: Path, colours: Colours) -> NDArray[np.uint8]:
    pixels = read_pixels(mask)
    labels = np.full(pixels.shape[:2], UNLABELLED, np.uint8)
    for colour, place in colours.items():
        labels[(pixels == np.array(colour, np.uint8)).all(axis=2)] = place
    if np.any(labels == UNLABELLED):
        strange = tuple(pixels[labels == UNLABELLED][0].tolist())
        raise ContentError(mask, "the colours of its labelmap.txt", f"also {strange}")
    return labels
