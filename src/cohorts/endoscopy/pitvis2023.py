"""PitVis-2023: 25 pituitary operations through the nose, step and instruments of every second."""

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

HEADER = ("int_video", "int_time", "int_step", "int_instrument1", "int_instrument2")
STEPS = (
    "nasal_corridor_creation",
    "anterior_sphenoidotomy",
    "septum_displacement",
    "sphenoid_sinus_clearance",
    "sellotomy",
    "durotomy",
    "tumour_excision",
    "haemostasis",
    "synthetic_graft_placement",
    "fat_graft_placement",
    "gasket_seal_construct",
    "dural_sealant",
    "nasal_packing",
    "debris_clearance",
)  # numbered from 1; -1 is out of the patient, before or after
PHASE_OF_STEP = {
    "nasal_corridor_creation": "nasal_approach",
    "anterior_sphenoidotomy": "sphenoidotomy",
    "sellotomy": "sellar_exposure",
    "durotomy": "sellar_exposure",
    "tumour_excision": "tumour_removal",
    "haemostasis": "haemostasis",
    "synthetic_graft_placement": "reconstruction",
    "fat_graft_placement": "reconstruction",
    "gasket_seal_construct": "reconstruction",
    "dural_sealant": "reconstruction",
}  # where the device's phase means the same; the other steps have none
INSTRUMENTS = (
    "bipolar_forceps",
    "cottle",
    "cup_forceps",
    "dural_scissors",
    "freer_elevator",
    "haemostatic_foam",
    "irrigation_syringe",
    "kerrisons",
    "micro_doppler",
    "nasal_cutting_forceps",
    "pituitary_rongeurs",
    "retractable_knife",
    "ring_curette",
    "spatula_dissector",
    "stealth_pointer",
    "suction",
    "surgical_drill",
    "tissue_glue",
)  # numbered from 1; 0 is none to be seen, -1 out of the patient, -2 no second one
NUMBERS = range(1, 26)
WITHOUT_LABELS = (19,)  # in the public deposit; read where a copy has them, and not counted
SUGGESTED_TEST = (1, 12, 21, 24, 25)


def load(root: Path, manifest: Manifest) -> Collection:
    """Read the labels of every video that has them; videos are not decoded.

    Raises
    ------
    MissingPathError, ContentError
        Nothing is there, or labels do not fit one another or the video.
    """
    missing: list[str] = []
    annotated = [number for number in NUMBERS if _place(root, f"annotations_{number:02d}.csv").is_file()]
    videos = [_video(root, number, missing) for number in annotated]
    counts = {"annotations": sum(number not in WITHOUT_LABELS for number in annotated)}
    return Collection(
        manifest.name, videos=tuple(videos), missing=(*shortfall(manifest, root, counts), *missing)
    )


def suggested_split() -> Split:
    """Return the split that the challenge suggests; the videos that it was judged by are not public."""
    train = (number for number in NUMBERS if number not in SUGGESTED_TEST)
    return Split(frozenset(map(video_name, train)), frozenset(map(video_name, SUGGESTED_TEST)))


def video_name(number: int) -> str:
    """Return a video's name."""
    return f"pitvis2023/video_{number:02d}"


def _place(root: Path, name: str) -> Path:
    """Return where a file is: at the top, or in the folder of its kind."""
    folder = root / ("videos" if name.endswith(".mp4") else "annotations")
    return folder / name if (folder / name).is_file() else root / name


def _video(root: Path, number: int, missing: list[str]) -> AnnotatedVideo:
    path = _place(root, f"annotations_{number:02d}.csv")
    notes: list[str] = []
    rows = read_rows(path, HEADER, ",")
    values = np.stack([whole_numbers(path, row) for row in rows])  # (T, 5)
    if np.any(values[:, 0] != number):
        raise ContentError(path, f"video {number} in every row", f"{np.unique(values[:, 0]).tolist()}")
    check_steps(path, values[:, 1], 1)
    file = _place(root, f"video_{number:02d}.mp4")
    if file.is_file():
        values = _fitted(path, values, file, notes)
    else:
        missing.append(str(file))
    tracks = {
        "step": Track(STEPS, 1, _steps(path, values[:, 2])),
        "instrument": Track(INSTRUMENTS, 1, _instruments(path, values[:, 3:])),
    }
    return AnnotatedVideo(video_name(number), file if file.is_file() else None, tracks, tuple(notes))


def _fitted(path: Path, values: NDArray[np.int64], file: Path, notes: list[str]) -> NDArray[np.int64]:
    """Leave out the one row, of the second that a video ends in, that has no frame of its own."""
    facts = video_facts(file)
    seconds = -(-facts.frames // round(facts.rate_hz))
    if not facts.frames or len(values) == seconds:
        return values
    if len(values) != seconds + 1 or values[-1, 2] != -1:
        raise ContentError(
            path, f"a row for each of {seconds} seconds, and one of -1 at the end", f"{len(values)}"
        )
    notes.append(f"the last of {len(values)} rows has no frame")
    return values[:-1]


def _steps(path: Path, codes: NDArray[np.int64]) -> NDArray[np.int64]:
    strange = codes[((codes < 1) & (codes != -1)) | (codes > len(STEPS))]
    if strange.size:
        raise ContentError(path, f"steps from 1 to {len(STEPS)}, or -1", f"{strange[0]}")
    return np.where(codes > 0, codes - 1, -1)


def _instruments(path: Path, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    if codes.min() < -2 or codes.max() > len(INSTRUMENTS):
        raise ContentError(
            path, f"instruments from -2 to {len(INSTRUMENTS)}", f"{codes.min()} to {codes.max()}"
        )
    shown: NDArray[np.bool_] = (codes[:, :, None] == np.arange(1, len(INSTRUMENTS) + 1)).any(
        axis=1
    )  # (T, 18)
    return shown
