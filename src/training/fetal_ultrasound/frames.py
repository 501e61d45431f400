"""Phantoms for the networks: rendered ahead, shard by shard, and kept in a cache that can be resumed.

A phantom is decided by its patient's number alone. Training takes patients from 0, validation those from
``VALIDATION_FROM``; verification's begin at 1,000,000 and are never drawn here.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from bedside.fetal_ultrasound.interface import PLANES, STYLES, Condition, StructureFrame
from bedside.fetal_ultrasound.processing.layout import condition_vector, field_of_view, layout
from phantoms.fetal_ultrasound import patient_phantom

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from torch import Tensor

SHARD = 250  # patients
VALIDATION_FROM, VERIFICATION_FROM = 900_000, 1_000_000  # numbers of patients
QUANTILES = 33


@dataclass(frozen=True, slots=True)
class Frames:
    """Phantoms' images with all that was asked of them."""

    images: NDArray[np.uint8]  # (N, S, S)
    planes: NDArray[np.int64]  # (N,) places in PLANES
    styles: NDArray[np.int64]  # (N,) places in STYLES
    outlines: NDArray[np.float64]  # (N, 5) x, y, half u, half v in px at 128, angle in degrees
    ages_weeks: NDArray[np.float64]  # (N,)
    spacings_mm: NDArray[np.float64]  # (N,)

    def __len__(self) -> int:
        return len(self.images)

    def condition(self, index: int) -> Condition:
        """Return what the device would have asked for, but for the biometry, which no network sees."""
        return Condition(
            plane=PLANES[self.planes[index]],
            ga_weeks=float(self.ages_weeks[index]),
            style=STYLES[self.styles[index]],
            frame=StructureFrame(*map(float, self.outlines[index])),
            spacing_mm=float(self.spacings_mm[index]),
            biometry_mm={},
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """What a network is shown at once."""

    images: Tensor  # (N, 1, S, S) in the data scale
    layouts: Tensor  # (N, 4, 128, 128)
    conditions: Tensor  # (N, 11)

    def to(self, device: str) -> Batch:
        """Return it on another device."""
        return Batch(self.images.to(device), self.layouts.to(device), self.conditions.to(device))


def cache_folder() -> Path:
    """Return where phantoms are kept: $BEDSIDE_CACHE, or the user's cache."""
    return Path(os.environ.get("BEDSIDE_CACHE", Path.home() / ".cache" / "bedside")) / "fetal_ultrasound"


def rendered(folder: Path, size: int, patients: range, report: Callable[[str], None]) -> Frames:
    """Render what is missing of the patients' phantoms, in whole shards, and return all of them.

    This is all that any network of the item is trained on: nothing here reads a picture.

    Raises
    ------
    ValueError
        A patient is verification's.

    Implements RC-060.
    """
    if patients.stop > VERIFICATION_FROM:
        raise ValueError(f"patients from {VERIFICATION_FROM} are verification's, found {patients.stop - 1}")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for first in range(patients.start, patients.stop, SHARD):
        path = folder / f"phantoms-{size}-{first:06d}.npz"
        if not path.exists():
            _kept(path, phantoms(range(first, first + SHARD), size))
            report(f"rendered {path.name}, to {patients.stop - 1}")
        paths.append(path)
    return _head(_read(paths), len(patients))


def phantoms(patients: range, size: int) -> Frames:
    """Return freshly rendered phantoms; the same patients give the same bytes."""
    rows = []
    for patient in patients:
        made = patient_phantom(patient, size)
        case, frame = made.case, made.case.frame
        outline = (frame.x_px, frame.y_px, frame.half_u_px, frame.half_v_px, frame.angle_deg)
        plane, style = PLANES.index(case.plane), STYLES.index(case.style)
        rows.append((made.image, plane, style, outline, case.ga_weeks, case.spacing_mm))
    return Frames(*(np.array(column) for column in zip(*rows, strict=True)))


def batch_of(frames: Frames, chosen: NDArray[np.int64]) -> Batch:
    """Return the chosen phantoms as the networks see them, by the device's own preparation."""
    asked = [frames.condition(int(index)) for index in chosen]
    return Batch(
        data_scale(frames.images[chosen]),
        torch.from_numpy(np.stack([layout(one.frame, one.style, one.plane) for one in asked])),
        torch.from_numpy(np.stack([condition_vector(one) for one in asked])),
    )


def data_scale(images: NDArray[np.uint8]) -> Tensor:
    """Return images (N, S, S) as (N, 1, S, S) in -1 to 1."""
    return torch.from_numpy(images.astype(np.float32) / np.float32(127.5) - 1)[:, None]


def grey_quantiles(frames: Frames) -> dict[str, list[float]]:
    """Return 33 evenly spaced quantiles of the grey values within each style's field of view."""
    places, result = np.linspace(0, 1, QUANTILES), {}
    for number, style in enumerate(STYLES):
        seen = frames.images[frames.styles == number][:, field_of_view(style, frames.images.shape[1])]
        result[style] = [round(float(value), 2) for value in np.quantile(seen, places)]
    return result


def _kept(path: Path, frames: Frames) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
    arrays = {name: getattr(frames, name) for name in Frames.__dataclass_fields__}
    np.savez(temporary, allow_pickle=False, **arrays)
    temporary.replace(path)


def _read(paths: list[Path]) -> Frames:
    columns: dict[str, list[NDArray[np.generic]]] = {name: [] for name in Frames.__dataclass_fields__}
    for path in paths:
        with np.load(path) as stored:
            for name, parts in columns.items():
                parts.append(stored[name])
    return Frames(**{name: np.concatenate(parts) for name, parts in columns.items()})


def _head(frames: Frames, number: int) -> Frames:
    return Frames(**{name: getattr(frames, name)[:number] for name in Frames.__dataclass_fields__})
