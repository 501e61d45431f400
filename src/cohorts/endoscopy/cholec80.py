"""Cholec80: 80 operations, the phase of every frame and the tools of every second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cohorts.collection import AnnotatedVideo, Collection, Track, shortfall
from cohorts.errors import ContentError
from cohorts.pictures import video_facts
from cohorts.rows import check_steps, read_rows, whole_numbers
from cohorts.splits import Split

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from cohorts.catalogue import Manifest

PHASES = (
    "Preparation",
    "CalotTriangleDissection",
    "ClippingCutting",
    "GallbladderDissection",
    "GallbladderPackaging",
    "CleaningCoagulation",
    "GallbladderRetraction",
)
TOOLS = ("Grasper", "Bipolar", "Hook", "Scissors", "Clipper", "Irrigator", "SpecimenBag")
RATE_HZ = 25
NUMBERS = range(1, 81)
MOST_DIFFERENCE = 1  # frames between a video and its labels that are put up with, and noted


def load(root: Path, manifest: Manifest) -> Collection:
    """Read the labels of every video that has phases; videos are not decoded.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, or labels do not fit one another or the video.
    """
    missing: list[str] = []
    videos = [_video(root, number, missing) for number in NUMBERS if _place(root, "phase", number).is_file()]
    counts = {"videos": len(videos)}
    return Collection(
        manifest.name, videos=tuple(videos), missing=(*shortfall(manifest, root, counts), *missing)
    )


def usual_split() -> Split:
    """Return the usual split: the first 40 videos, and the other 40 to judge by."""
    return Split(frozenset(map(video_name, NUMBERS[:40])), frozenset(map(video_name, NUMBERS[40:])))


def video_name(number: int) -> str:
    """Return the name that a video has in every data set that was made from it."""
    return f"cholec80/video{number:02d}"


def _place(root: Path, kind: str, number: int) -> Path:
    return root / f"{kind}_annotations" / f"video{number:02d}-{kind}.txt"


def _video(root: Path, number: int, missing: list[str]) -> AnnotatedVideo:
    notes: list[str] = []
    file = root / "videos" / f"video{number:02d}.mp4"
    phases = _phases(_place(root, "phase", number))
    if file.is_file():
        phases = _fitted(_place(root, "phase", number), phases, video_facts(file).frames, notes)
    else:
        missing.append(str(file))
    tracks = {"phase": Track(PHASES, RATE_HZ, phases)}
    tools = _place(root, "tool", number)
    if tools.is_file():
        tracks["tool"] = Track(TOOLS, 1, _tools(tools, phases.size, notes))
    else:
        missing.append(str(tools))
    return AnnotatedVideo(video_name(number), file if file.is_file() else None, tracks, tuple(notes))


def _phases(path: Path) -> NDArray[np.int64]:
    rows = read_rows(path, ("Frame", "Phase"), "\t")
    check_steps(path, whole_numbers(path, [row[0] for row in rows]), 1)
    strange = sorted({row[1] for row in rows} - set(PHASES))
    if strange:
        raise ContentError(path, "the seven phases", ", ".join(strange))
    return np.array([PHASES.index(row[1]) for row in rows], np.int64)


def _fitted(path: Path, phases: NDArray[np.int64], frames: int, notes: list[str]) -> NDArray[np.int64]:
    """Leave out the one label that may be there without its frame."""
    if not frames or frames == phases.size:
        return phases
    if abs(frames - phases.size) > MOST_DIFFERENCE:
        raise ContentError(path, f"a phase for each of the {frames} frames", f"{phases.size}")
    notes.append(f"{phases.size} phases for {frames} frames")
    return phases[:frames]


def _tools(path: Path, frames: int, notes: list[str]) -> NDArray[np.bool_]:
    """Read a row a second; the last second may have none."""
    rows = read_rows(path, ("Frame", *TOOLS), "\t")
    values = np.stack([whole_numbers(path, row) for row in rows])
    check_steps(path, values[:, 0], RATE_HZ)
    seconds = -(-frames // RATE_HZ)
    if not seconds - 1 <= len(values) <= seconds:
        raise ContentError(
            path, f"tools for each of {seconds} seconds, the last one alone left out", f"{len(values)}"
        )
    if not np.isin(values[:, 1:], (0, 1)).all():
        raise ContentError(path, "tools as 0 or 1", f"{values[:, 1:].min()} to {values[:, 1:].max()}")
    if len(values) < seconds:
        notes.append(f"no tools for the last of {seconds} seconds")
    return values[:, 1:].astype(np.bool_)
