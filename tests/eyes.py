"""Eye recordings made on the spot, and the flow's ports as the command line fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bedside.app.drawn_eye import RATE_HZ, drawn_eye
from bedside.app.wiring import open_model
from bedside.eye_movement import Ports
from bedside.runtime.backend import Target
from bedside.runtime.film import write_film

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

NOON = "2026-01-02T12:00:00+00:00"


def ports(tell: Callable[[int, int | None], None] = lambda _done, _total: None) -> Ports:
    """Fill the flow's ports with the installed model on the CPU and a fixed time of day."""
    return Ports(lambda: open_model("eye_movement", Target()), lambda: NOON, tell)


def write_eye(
    path: Path,
    duration_s: float = 3.2,
    spoil: Callable[[int, NDArray[np.uint8]], NDArray[np.uint8]] = lambda _, picture: picture,
) -> Path:
    """Write a video of the drawn eye; ``spoil`` may change each frame."""
    eyes = (drawn_eye(index) for index in range(round(duration_s * RATE_HZ)))
    write_film(path, ((eye.t_s, spoil(index, eye.picture)) for index, eye in enumerate(eyes)))
    return path
