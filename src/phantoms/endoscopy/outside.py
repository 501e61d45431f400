"""Views of an endoscope that is out of the body: what must never be recorded, seen by the same camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy import surroundings, theatre
from phantoms.endoscopy.canvas import Canvas
from phantoms.endoscopy.truth import BACKGROUND, RenderedView

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUNDS = {
    "drapes": (surroundings.drapes, 0.24),
    "wall": (surroundings.wall, 0.22),
    "skin": (surroundings.skin, 0.2),
    "tray": (surroundings.tray, 0.12),
    "gauze": (surroundings.gauze, 0.14),
    "bin": (surroundings.bin_wall, 0.08),
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
    radius = float(rng.uniform(0.44, 0.9)) if rng.random() < 0.8 else np.inf
    x, y = float(rng.normal(0, 0.03)), float(rng.normal(0, 0.02))
    distance = np.sqrt(canvas.disc(x, y, 1.0, 1.0))
    reach = min(radius, 0.9)
    canvas.scale(1 - np.float32(rng.uniform(0, 0.6)) * np.minimum(distance / np.float32(reach), 1) ** 3)
    canvas.planes = np.clip(canvas.planes, 0, 1) ** np.float32(rng.uniform(0.8, 1.25))
    grain = rng.standard_normal((2, canvas.height, canvas.width), np.float32)
    noise = np.float32(rng.uniform(0.003, 0.02))
    for plane, part in zip(canvas.planes, (grain[0], grain[1], 0.7 * (grain[0] - grain[1])), strict=True):
        plane += noise * part
    content = distance < radius
    if np.isfinite(radius):
        canvas.scale(canvas.inside(distance, radius, float(rng.uniform(0.004, 0.015))))
    black = float(rng.uniform(0, 0.03))
    levels = np.clip(canvas.planes * np.float32(255 * (1 - black)) + np.float32(255 * black + 0.5), 0, 255)
    return np.ascontiguousarray(levels.astype(np.uint8).transpose(1, 2, 0)), content


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
