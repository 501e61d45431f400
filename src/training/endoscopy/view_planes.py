"""Planes for the view guard: every kind of view, from two renderers, at several sizes and shapes of frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.processing.preprocessing import PLANE_HEIGHT, PLANE_WIDTH
from phantoms.endoscopy.abdomen import abdominal_view
from phantoms.endoscopy.outside import out_of_body
from phantoms.endoscopy.population import random_view
from phantoms.endoscopy.wrong_scope import wrong_scope

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.endoscopy.truth import RenderedView

ABDOMEN_SHARE = 0.15  # of in-body views
LARGE_SHARE = 0.15  # rendered at twice the size, and so with less noise and finer detail
NARROW_SHARE = 0.12  # 4:3 frames, between black bars


def random_plane(rng: np.random.Generator, condition: str) -> NDArray[np.uint8]:
    """Return one plane, (144, 256, 3), of a view in that condition."""
    factor = 2 if rng.random() < LARGE_SHARE else 1
    width = PLANE_HEIGHT * 4 // 3 if rng.random() < NARROW_SHARE else PLANE_WIDTH
    picture = _view(rng, condition, PLANE_HEIGHT * factor, width * factor).picture
    if factor > 1:
        cells = picture.reshape(PLANE_HEIGHT, factor, width, factor, 3)
        picture = (cells.mean(axis=(1, 3), dtype=np.float32) + np.float32(0.5)).astype(np.uint8)
    plane = np.zeros((PLANE_HEIGHT, PLANE_WIDTH, 3), np.uint8)
    left = (PLANE_WIDTH - width) // 2
    plane[:, left : left + width] = picture
    return plane


def _view(rng: np.random.Generator, condition: str, height: int, width: int) -> RenderedView:
    if condition == "out_of_body":
        return out_of_body(rng, height, width)
    if condition == "wrong_scope":
        good = random_view(rng, height, width, "good") if rng.random() < 0.5 else None
        return wrong_scope(rng, height, width, white_light=good)
    if condition != "black" and rng.random() < ABDOMEN_SHARE:
        return abdominal_view(rng, height, width, condition)
    return random_view(rng, height, width, condition)
