"""EndoVis 2018, whole robotic scenes: 15 training sequences of 149 frames, twelve classes by colour."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cohorts.collection import UNLABELLED, AnnotatedFrame, Collection, shortfall
from cohorts.errors import ContentError, MissingPathError
from cohorts.pictures import read_pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

CLASSES = (
    "background-tissue",
    "instrument-shaft",
    "instrument-clasper",
    "instrument-wrist",
    "kidney-parenchyma",
    "covered-kidney",
    "thread",
    "clamps",
    "suturing-needle",
    "suction-instrument",
    "small-intestine",
    "ultrasound-probe",
)
OTHER_NAMES = {"intestine": "small-intestine"}  # one colour, two names in two releases
COUNTERPARTS = {
    **dict.fromkeys(
        ("background-tissue", "kidney-parenchyma", "covered-kidney", "small-intestine"), "background"
    ),
    **dict.fromkeys(
        ("instrument-shaft", "instrument-clasper", "instrument-wrist", "suction-instrument"), "instrument"
    ),
}
NOT_TRAINING = ("__MACOSX", "test_data")

Colours = dict[tuple[int, ...], int]


def load(root: Path, manifest: Manifest) -> Collection:
    """Find every training frame and its mask, the organisers' repaired mask where there is one.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, no ``labels.json``, a frame has no mask, or two lists disagree about a colour.
    """
    folders = [path for path in _training(root, "seq_*") if (path / "left_frames").is_dir()]
    colours = _colours(_training(root, "labels.json")) if folders else {}
    if folders and not colours:
        raise MissingPathError(root, "a labels.json with the colour of each class, as each release has")
    repairs = {path.name: path for path in _training(root, "seq_*_frame*.png")}
    frames = tuple(frame for folder in folders for frame in _frames(folder, colours, repairs))
    counts = {"sequences": len(folders), "frames": len(frames)}
    missing = tuple(shortfall(manifest, root, counts))
    return Collection(manifest.name, frames, classes=CLASSES, counterparts=COUNTERPARTS, missing=missing)


def video_name(sequence: str) -> str:
    """Return the name of a training sequence; a test sequence of the same number is another operation."""
    return f"endovis2018/training_{sequence}"


def _training(root: Path, pattern: str) -> list[Path]:
    found = (path for path in root.rglob(pattern) if not path.name.startswith("._"))
    return sorted(path for path in found if not set(path.relative_to(root).parts) & set(NOT_TRAINING))


def _colours(files: Iterable[Path]) -> Colours:
    """Unite the lists of all releases, each of which names its own classes alone."""
    colours: Colours = {}
    for path in files:
        for name, colour in _entries(path):
            if colours.setdefault(colour, name) != name:
                raise ContentError(path, f"{CLASSES[colours[colour]]} for {colour}", CLASSES[name])
    return colours


def _entries(path: Path) -> list[tuple[int, tuple[int, ...]]]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        entries = said["classes"] if isinstance(said, dict) else said
        pairs = [(str(entry["name"]), tuple(map(int, entry["color"]))[:3]) for entry in entries]
        return [(CLASSES.index(OTHER_NAMES.get(name, name)), colour) for name, colour in pairs]
    except (KeyError, TypeError, ValueError) as error:
        raise ContentError(
            path, "a list of the known classes, each with name and color", str(error)
        ) from error


def _frames(folder: Path, colours: Colours, repairs: Mapping[str, Path]) -> list[AnnotatedFrame]:
    found = []
    for picture in sorted((folder / "left_frames").glob("frame*.png")):
        mask = repairs.get(f"{folder.name}_{picture.name}", folder / "labels" / picture.name)
        if not mask.is_file():
            raise MissingPathError(mask, f"the mask of {picture}")
        name = f"{folder.name}/{picture.stem}"
        labels = partial(_labels, mask, colours)
        found.append(AnnotatedFrame(video_name(folder.name), name, partial(read_pixels, picture), labels))
    return found


def _labels(mask: Path, colours: Colours) -> NDArray[np.uint8]:
    pixels = read_pixels(mask)
    labels = np.full(pixels.shape[:2], UNLABELLED, np.uint8)
    for colour, place in colours.items():
        labels[(pixels == np.array(colour, np.uint8)).all(axis=2)] = place
    if np.any(labels == UNLABELLED):
        strange = tuple(pixels[labels == UNLABELLED][0].tolist())
        raise ContentError(mask, "the colours of labels.json", f"also {strange}")
    return labels
