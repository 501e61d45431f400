"""Views of an endoscope that is out of the body: what must never be recorded, seen by the same camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy import surroundings, theatre
from phantoms.endoscopy.camera import content_mask, content_share
from phantoms.endoscopy.canvas import Canvas
from phantoms.endoscopy.looks import random_content
from phantoms.endoscopy.truth import BACKGROUND, RenderedView

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUNDS = {
    "drapes": (surroundings.drapes, 0.28),
    "wall": (surroundings.wall, 0.25),
    "skin": (surroundings.skin, 0.15),
    "tray": (surroundings.tray, 0.12),
    "gauze": (surroundings.gauze, 0.14),
    "bin": (surroundings.bin_wall, 0.06),
}
FULL = ("gauze", "bin", "skin")  # these often fill the picture, with nothing before them
THINGS = {
    "hand": (theatre.hand, 0.4),
    "face": (theatre.face, 0.25),
    "monitor": (theatre.monitor, 0.2),
    "lamps": (theatre.lamps, 0.15),
}


def out_of_body(rng: np.random.Generator, height: int, width: int, ground: str | None = None) -> RenderedView:
    """Render one view of the operating theatre.

    Parameters
    ----------
    ground
        One of GROUNDS, what most of the picture shows; drawn by chance where it is None.
    """
    names = list(GROUNDS)
    chosen = ground or names[rng.choice(len(names), p=[share for _, share in GROUNDS.values()])]
    canvas = Canvas(height, width)
    GROUNDS[chosen][0](canvas, rng)
    for _ in range(rng.choice(3, p=(0.7, 0.2, 0.1) if chosen in FULL else (0.25, 0.5, 0.25))):
        _thing(canvas, rng)
    if chosen == "drapes" and rng.random() < 0.2:
        surroundings.stains(canvas, rng)
    _lens(canvas, rng)
    picture, content = filmed(canvas, rng)
    nowhere = np.full((4, 2), np.nan, np.float32)
    labels = np.full((height, width), BACKGROUND, np.uint8)
    return RenderedView(picture, labels, nowhere, content, "out_of_body")


def filmed(
    canvas: Canvas, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:  # (H, W, 3), (H, W)
    """Return the canvas as the scope's camera shows it, and where the round picture is."""
    area = random_content(rng)
    distance = np.sqrt(canvas.disc(area.x, area.y, 1.0, 1.0))
    reach = np.float32(min(area.radius, 0.9))
    canvas.scale(1 - np.float32(rng.uniform(0, 0.7)) * np.minimum(distance / reach, 1) ** 3)
    canvas.planes = np.clip(canvas.planes, 0, 1)
    share = content_share(area, canvas.height, canvas.width)
    dark = np.float32(0.03 * rng.random() ** 2)
    if share is not None:
        canvas.planes = canvas.planes * share + dark * (1 - share)
    _grain(canvas, rng)
    levels = np.clip(canvas.planes, 0, 1) ** np.float32(rng.uniform(0.75, 1.3)) * np.float32(255)
    picture = np.ascontiguousarray((levels + np.float32(0.5)).astype(np.uint8).transpose(1, 2, 0))
    return picture, content_mask(area, canvas.height, canvas.width)


def _grain(canvas: Canvas, rng: np.random.Generator) -> None:
    """Add the sensor's noise, at times soft as that of an interpolated colour filter."""
    grain = rng.standard_normal((2, canvas.height, canvas.width), np.float32)
    if rng.random() < 0.5:
        grain[:, 1:, 1:] = (grain[:, 1:, 1:] + grain[:, :-1, 1:] + grain[:, 1:, :-1]) / np.float32(1.73)
    noise = np.float32(0.03 * rng.random() ** 1.5)
    parts = (grain[0], grain[1], np.float32(0.7) * (grain[0] - grain[1]))
    for plane, part in zip(canvas.planes, parts, strict=True):
        plane += noise * part


def _thing(canvas: Canvas, rng: np.random.Generator) -> None:
    names = list(THINGS)
    THINGS[names[rng.choice(len(names), p=[share for _, share in THINGS.values()])]][0](canvas, rng)


def _lens(canvas: Canvas, rng: np.random.Generator) -> None:
    """Light, defocus, motion and white balance: a scope in the room is rarely focused there."""
    level = float(canvas.planes.mean())
    wanted = float(np.clip(level * np.exp(rng.normal(0, 0.35)), 0.1, 0.72))
    canvas.planes *= (wanted / max(level, 0.02) * rng.normal(1, 0.05, 3)).astype(np.float32)[:, None, None]
    np.minimum(canvas.planes, np.float32(1.3), out=canvas.planes)
    if rng.random() < 0.7:
        canvas.blur(float(rng.exponential(0.008)))
    if rng.random() < 0.4:
        across, down = rng.normal(0, 0.03, 2)
        canvas.streak(float(across), float(down))
