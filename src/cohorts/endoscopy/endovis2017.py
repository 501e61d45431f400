"""EndoVis 2017, robotic instruments: 8 procedures of 225 training frames, a mask an instrument.

Only the training release is read: the masks of the test release are laid out in another way that could not be
confirmed. Test sequences 1 to 8 go on where the training sequences of the same number end, so a model that is
judged on one must not have seen the other; `video_name` names both alike.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cohorts.collection import AnnotatedFrame, Collection, shortfall
from cohorts.errors import ContentError, MissingPathError
from cohorts.pictures import places, read_codes, read_pixels

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

TYPES = (
    "background",
    "bipolar forceps",
    "prograsp forceps",
    "large needle driver",
    "vessel sealer",
    "grasping retractor",
    "monopolar curved scissors",
    "other",
)
PARTS = ("background", "shaft", "wrist", "claspers", "probe")
PART_CODES = {0: 0, 10: 1, 20: 2, 30: 3, 40: 4}
SIZE = (1080, 1920)
ROWS, COLUMNS = slice(28, 28 + 1024), slice(320, 320 + 1280)  # the camera's picture within black borders


def load(root: Path, manifest: Manifest, kind: str = "types") -> Collection:
    """Find every training frame and its masks.

    Parameters
    ----------
    kind
        ``types`` of instrument, or ``parts`` of one.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, a frame lacks one of its procedure's masks, or a mask's folder has a strange name.
    """
    classes = {"types": TYPES, "parts": PARTS}[kind]
    folders = sorted(
        (path for path in root.rglob("instrument_dataset_*") if (path / "ground_truth").is_dir()), key=_number
    )
    frames = tuple(frame for folder in folders for frame in _frames(folder, kind))
    counts = {"procedures": len(folders), "frames": len(frames)}
    counterparts = {
        name: "background" if name == "background" else "instrument"
        for name in classes
        if name not in ("other", "probe")  # anything else that was in the picture
    }
    missing = tuple(shortfall(manifest, root, counts))
    return Collection(manifest.name, frames, classes=classes, counterparts=counterparts, missing=missing)


def video_name(number: int) -> str:
    """Return the name of a procedure, whose training and test frames are neighbours."""
    return f"endovis2017/procedure_{number}"


def type_of(folder: Path) -> int:
    """Return the place in `TYPES` of what a folder such as Left_Vessel_Sealer_labels is named after."""
    words = folder.name.removesuffix("_labels").lower().split("_")
    name = " ".join(word for word in words if word not in ("left", "right", "maryland"))
    if name not in TYPES[1:]:
        raise ContentError(folder, "a folder named after an instrument", folder.name)
    return TYPES.index(name)


def _number(folder: Path) -> int:
    number = re.fullmatch(r"instrument_dataset_(\d+)", folder.name)
    if number is None:
        raise ContentError(folder, "a folder instrument_dataset_<number>", folder.name)
    return int(number[1])


def _frames(folder: Path, kind: str) -> list[AnnotatedFrame]:
    of_type = {path: type_of(path) for path in sorted((folder / "ground_truth").iterdir()) if path.is_dir()}
    if not of_type:
        raise MissingPathError(folder / "ground_truth", "a folder of masks for each instrument")
    found = []
    for picture in sorted((folder / "left_frames").glob("frame*.png")):
        masks = {masks / picture.name: place for masks, place in of_type.items()}
        for mask in masks:
            if not mask.is_file():
                raise MissingPathError(mask, f"the mask of {picture}")
        labels = partial(_types if kind == "types" else _parts, masks)
        name = f"{folder.name}/{picture.stem}"
        found.append(AnnotatedFrame(video_name(_number(folder)), name, partial(_pixels, picture), labels))
    return found


def _pixels(path: Path) -> NDArray[np.uint8]:
    return _cropped(path, read_pixels(path))


def _types(masks: Mapping[Path, int]) -> NDArray[np.uint8]:
    """Lay the masks over one another in the order of their folders' names."""
    labels = np.zeros(SIZE, np.uint8)[ROWS, COLUMNS]
    for path, place in masks.items():
        labels[_cropped(path, read_codes(path)) > 0] = place
    return labels


def _parts(masks: Mapping[Path, int]) -> NDArray[np.uint8]:
    labels = np.zeros(SIZE, np.uint8)[ROWS, COLUMNS]
    for path in masks:
        of_one = places(path, _cropped(path, read_codes(path)), PART_CODES)
        labels[of_one > 0] = of_one[of_one > 0]
    return labels


def _cropped(path: Path, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if pixels.shape[:2] != SIZE:
        raise ContentError(path, "a picture of 1920x1080 pixels", f"{pixels.shape[1]}x{pixels.shape[0]}")
    return pixels[ROWS, COLUMNS]
