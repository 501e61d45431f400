"""SAR-RARP50: 50 suturing clips of prostatectomies, an action ten times a second and a mask every second.

The videos run at 60 Hz; the organisers' tool takes every sixth frame into ``rgb``. Four operations come in
two parts, ``video_<number>_1`` and ``_2``, which are one operation here.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from cohorts.collection import AnnotatedFrame, AnnotatedVideo, Collection, Track, shortfall
from cohorts.errors import ContentError, MissingPathError
from cohorts.pictures import places, read_codes, read_pixels
from cohorts.rows import check_steps, read_rows, whole_numbers
from cohorts.splits import Split

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

CLASSES = (
    "background",
    "tool clasper",
    "tool wrist",
    "tool shaft",
    "suturing needle",
    "thread",
    "suction tool",
    "needle holder",
    "clamps",
    "catheter",
)
COUNTERPARTS = {
    "background": "background",
    **dict.fromkeys(
        ("tool clasper", "tool wrist", "tool shaft", "suction tool", "needle holder"), "instrument"
    ),
}
ACTIONS = (
    "other",
    "picking up the needle",
    "positioning the needle tip",
    "pushing the needle through the tissue",
    "pulling the needle out of the tissue",
    "tying a knot",
    "cutting the suture",
    "returning the needle",
)
ACTION_STEP, ACTION_RATE_HZ = 6, 10
TEST = range(41, 51)


def load(root: Path, manifest: Manifest) -> Collection:
    """Find every mask with its picture, and read the actions.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, a mask has no picture, or actions and pictures are not of the same frames.
    """
    folders = sorted(path.parent for path in root.rglob("video_*/segmentation") if path.is_dir())
    missing: list[str] = []
    frames = tuple(frame for folder in folders for frame in _frames(folder, missing))
    videos = tuple(video for folder in folders for video in _videos(folder, missing))
    counts = {"operations": len({video_name(folder) for folder in folders})}
    return Collection(
        manifest.name,
        frames,
        videos,
        CLASSES,
        COUNTERPARTS,
        (*shortfall(manifest, root, counts), *missing),
    )


def original_split() -> Split:
    """Return the challenge's split: operations 41 to 50 to judge by."""
    train = (number for number in range(1, 51) if number not in TEST)
    return Split(frozenset(map(_named, train)), frozenset(map(_named, TEST)))


def video_name(folder: Path) -> str:
    """Return the name of the operation that a folder ``video_<number>`` or a part of one is of."""
    number = re.fullmatch(r"video_(\d+)(_\d+)?", folder.name)
    if number is None:
        raise ContentError(folder, "a folder video_<number>", folder.name)
    return _named(int(number[1]))


def _named(number: int) -> str:
    return f"sar_rarp50/operation_{number:02d}"


def _frames(folder: Path, missing: list[str]) -> list[AnnotatedFrame]:
    if not (folder / "rgb").is_dir():
        missing.append(f"{folder / 'rgb'} (every sixth frame of video_left.avi, named by its number)")
        return []
    found = []
    for mask in sorted((folder / "segmentation").glob("*.png")):
        picture = folder / "rgb" / mask.name
        if not picture.is_file():
            raise MissingPathError(picture, f"the picture of {mask}")
        name = f"{folder.name}/{mask.stem}"
        labels = partial(_labels, mask)
        found.append(AnnotatedFrame(video_name(folder), name, partial(read_pixels, picture), labels))
    return found


def _videos(folder: Path, missing: list[str]) -> list[AnnotatedVideo]:
    path = folder / "action_discrete.txt"
    if not path.is_file():
        missing.append(str(path))
        return []
    rows = read_rows(path, (), ",")
    values = [whole_numbers(path, column) for column in zip(*rows, strict=True)]
    if len(values) != 2:
        raise ContentError(path, "rows of frame,action", f"{len(values)} cells")
    frame, action = values
    check_steps(path, frame, ACTION_STEP)
    if action.min() < 0 or action.max() >= len(ACTIONS):
        raise ContentError(path, f"actions from 0 to {len(ACTIONS) - 1}", f"{action.min()} to {action.max()}")
    pictures = len(list((folder / "rgb").glob("*.png")))
    if pictures and pictures != action.size:
        raise ContentError(path, f"an action for each of the {pictures} pictures in rgb", f"{action.size}")
    video = folder / "video_left.avi"
    track = Track(ACTIONS, ACTION_RATE_HZ, action)
    return [AnnotatedVideo(video_name(folder), video if video.is_file() else None, {"action": track})]


def _labels(mask: Path) -> NDArray[np.uint8]:
    return places(mask, read_codes(mask), {place: place for place in range(len(CLASSES))})
