"""CholecSeg8k: 8,080 frames of 17 of Cholec80's videos, every pixel one of thirteen classes.

A video gave several clips of 80 frames in a row, so that neither a clip nor a frame is a unit of its own.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from cohorts.collection import UNLABELLED, AnnotatedFrame, Collection, shortfall
from cohorts.endoscopy.cholec80 import video_name
from cohorts.errors import MissingPathError
from cohorts.pictures import places, read_codes, read_pixels

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

CODES = {
    "black background": 50,
    "abdominal wall": 11,
    "liver": 21,
    "gastrointestinal tract": 13,
    "fat": 12,
    "grasper": 31,
    "connective tissue": 23,
    "blood": 24,
    "cystic duct": 25,
    "l-hook electrocautery": 32,
    "gallbladder": 22,
    "hepatic vein": 33,
    "liver ligament": 5,
}
CLASSES = tuple(CODES)
STRAY_CODES = (0, 35, 36, 255)  # a rim, and pixels that were left out
TABLE = {code: place for place, code in enumerate(CODES.values())} | dict.fromkeys(STRAY_CODES, UNLABELLED)
INSTRUMENTS = ("grasper", "l-hook electrocautery")
COUNTERPARTS = {name: "instrument" if name in INSTRUMENTS else "background" for name in CLASSES}


def load(root: Path, manifest: Manifest) -> Collection:
    """Find every frame and its watershed mask.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, a frame has no mask, or there is more than the data set has.
    """
    clips = sorted(path for path in root.glob("video*/video*_*") if path.is_dir())
    frames = tuple(frame for clip in clips for frame in _frames(clip))
    counts = {
        "videos": len({frame.video for frame in frames}),
        "clips": len(clips),
        "frames": len(frames),
    }
    missing = tuple(shortfall(manifest, root, counts))
    return Collection(manifest.name, frames, classes=CLASSES, counterparts=COUNTERPARTS, missing=missing)


def _frames(clip: Path) -> list[AnnotatedFrame]:
    number = re.fullmatch(r"video(\d+)", clip.parent.name)
    if number is None:
        raise MissingPathError(clip, "a clip in the folder of its video, such as video01/video01_00080")
    found = sorted(clip.glob("frame_*_endo.png"), key=_frame_number)
    return [_frame(video_name(int(number[1])), picture) for picture in found]


def _frame_number(path: Path) -> int:
    return int(path.name.split("_")[1])


def _frame(video: str, picture: Path) -> AnnotatedFrame:
    mask = picture.with_name(picture.name.replace("_endo.png", "_endo_watershed_mask.png"))
    if not mask.is_file():
        raise MissingPathError(mask, f"the watershed mask of {picture.name}")
    name = f"{picture.parent.name}/{picture.stem}"
    return AnnotatedFrame(video, name, partial(read_pixels, picture), partial(_labels, mask))


def _labels(mask: Path) -> NDArray[np.uint8]:
    return places(mask, read_codes(mask), TABLE)
