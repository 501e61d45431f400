"""An endoscope's picture drawn for the self-test: tissue with vessels in a circle, and a grey shaft."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 180
RATE_HZ, DURATION_S = 10.0, 4.0
TISSUE, VESSEL, SHAFT = (0.62, 0.27, 0.22), (0.40, 0.09, 0.09), (0.62, 0.64, 0.66)
SHAFT_PX = 13.0  # half of its width
MARGIN = 4  # px; the scope sways by less
CONTENT = 0.62  # of the height: radius of the round picture


def drawn_view(index: int, *, instrument: bool = True) -> NDArray[np.uint8]:
    """Return one picture, (180, 320, 3); the same index gives the same bytes. The scope sways a little."""
    across, down = round(3 * np.sin(0.9 * index)), round(2 * np.cos(0.7 * index))
    light = _tissue()[MARGIN + down :][:HEIGHT, MARGIN + across :][:, :WIDTH]
    if instrument:
        rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
        light = _with_shaft(light, columns + 0.6 * across, rows)
    noise = 0.012 * np.random.default_rng(index).standard_normal((HEIGHT, WIDTH, 1), dtype=np.float32)
    lit = (light + noise) * _lamp()[..., None]
    return np.clip(np.rint(255 * lit), 0, 255).astype(np.uint8)


@lru_cache(maxsize=1)
def _tissue() -> NDArray[np.float32]:
    """Return tissue with folds, vessels and wet spots, a margin larger than the picture on each side."""
    high, wide = HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    folds = 0.10 * np.sin(x / 31 + 1.7 * np.sin(y / 43)) + 0.07 * np.sin(y / 19 - x / 57)
    grain = 0.04 * np.sin(x / 2.9 + 2 * np.sin(y / 5.3)) * np.sin(y / 3.7)
    light = np.asarray(TISSUE, np.float32) * (1 + folds + grain)[..., None]
    for start, slope, wave in ((30, 0.25, 41), (95, -0.3, 33), (150, 0.1, 27)):
        course = start + slope * x + 9 * np.sin(x / wave)
        share = 0.7 * np.exp(-(((y - course) / 2.2) ** 2))
        light += share[..., None] * (np.asarray(VESSEL, np.float32) - light)
    wet = sum(
        np.exp(-(((x - a) / 4) ** 2 + ((y - b) / 2) ** 2)) for a, b in ((120, 60), (205, 118), (90, 130))
    )
    return np.asarray(light + 0.5 * np.asarray(wet)[..., None], dtype=np.float32)


def _with_shaft(
    light: NDArray[np.float32], x: NDArray[np.float32], y: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Lay a shaft from the lower right to the middle over the tissue, bright along its upper side."""
    along, off = ((x - 175) * 0.83 + (y - 92) * 0.56), (-(x - 175) * 0.56 + (y - 92) * 0.83)
    inside = np.clip(SHAFT_PX - np.abs(off) + 0.5, 0, 1) * np.clip(along + 0.5, 0, 1)
    round_light = 0.45 + 0.55 * np.sqrt(np.clip(1 - (off / SHAFT_PX) ** 2, 0, 1))
    glint = 0.35 * np.exp(-(((off + 5) / 2) ** 2))
    shaft = np.asarray(SHAFT, np.float32) * round_light[..., None] + glint[..., None]
    return np.asarray(light + inside[..., None] * (shaft - light), dtype=np.float32)


@lru_cache(maxsize=1)
def _lamp() -> NDArray[np.float32]:
    """Return the light that falls on each pixel: less to the edge, none outside the round picture."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    radius = np.hypot(columns - (WIDTH - 1) / 2, rows - (HEIGHT - 1) / 2)
    edge = np.clip(CONTENT * HEIGHT - radius + 0.5, 0, 1)
    return np.asarray(edge * (1.15 - 0.45 * (radius / (CONTENT * HEIGHT)) ** 2), dtype=np.float32)
