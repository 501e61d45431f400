"""Eye recordings made on the spot, and a stand-in for the network that goes by grey levels."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from bedside.app.drawn_eye import RATE_HZ, drawn_eye
from bedside.eye_movement.pipeline import Ports
from bedside.eye_movement.processing.observation import OperatingPoint
from bedside.eye_movement.processing.preprocessing import Preprocessing
from bedside.runtime.film import write_film
from fakes import FakeBackend
from packages import package

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from bedside.runtime.model import ModelPackage

PUPIL, IRIS, SKIN = 0.4, 0.78, 0.93  # upper ends of the drawn eye's grey levels, prepared for the network


def grey_levels(inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Answer as the network would for the drawn eye: by the grey level of each cell."""
    plane = next(iter(inputs.values()))[0, 0]
    cells = plane.reshape(plane.shape[0] // 2, 2, plane.shape[1] // 2, 2).mean(axis=(1, 3))
    inside = cells > 0
    pupil = inside & (cells < PUPIL)
    iris = inside & (cells >= PUPIL) & (cells < IRIS)
    sclera = cells >= SKIN
    shares = np.stack([~(pupil | iris | sclera), sclera, iris, pupil])
    wholes = np.stack([pupil, pupil | iris])
    return {"shares": shares[None].astype(np.float32), "wholes": wholes[None].astype(np.float32)}


def eye_package() -> ModelPackage:
    """Make a package whose manifest is that of this software's network."""
    point = asdict(OperatingPoint())
    point["confidence_weights"] = list(point["confidence_weights"])
    return package(preprocessing=asdict(Preprocessing()), operating_point=point)


def ports(tell: Callable[[int, int | None], None] | None = None) -> Ports:
    """Make the flow's ports with the stand-in for the network and a fixed time of day."""
    given = {"tell": tell} if tell else {}
    return Ports(
        lambda: (eye_package(), FakeBackend(grey_levels)), lambda: "2026-01-02T03:04:05+00:00", **given
    )


def write_eye(
    path: Path,
    duration_s: float = 4.0,
    spoil: Callable[[int, NDArray[np.uint8]], NDArray[np.uint8]] = lambda _, picture: picture,
) -> Path:
    """Write a video of the drawn eye; ``spoil`` may change each frame."""
    eyes = (drawn_eye(index) for index in range(round(duration_s * RATE_HZ)))
    write_film(path, ((eye.t_s, spoil(index, eye.picture)) for index, eye in enumerate(eyes)))
    return path
