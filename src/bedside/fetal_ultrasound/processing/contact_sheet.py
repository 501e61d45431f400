"""All images of a run on one sheet, with what was asked of each below it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from bedside.runtime.letters import HEIGHT, WIDTH, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bedside.fetal_ultrasound.interface import Condition, SyntheticImage

NOTICE = "SYNTHETIC - NOT A PATIENT"
MOST_ON_SHEET = 48
LINES = 5  # of a caption
GAP, PAPER, INK, FRAME = 8, 24, 235, 60  # px, and grey levels
LEAST_WIDTH = len(NOTICE) * WIDTH  # px of a cell: the notice fits in one line
MOST_COLUMNS = 8
_PLANES = {
    "transthalamic": "TRANSTHALAMIC", "transventricular": "TRANSVENTRICULAR",
    "transcerebellar": "TRANSCEREBELLAR", "abdomen": "ABDOMEN", "femur": "FEMUR",
}  # fmt: skip
_SIZES = {"head_circumference": "HC", "abdominal_circumference": "AC", "femur_length": "FL"}


def contact_sheet(images: Sequence[SyntheticImage], size: int, total: int) -> NDArray[np.uint8]:
    """Return the sheet, (H, W) uint8: a heading, then a cell for each image with its caption.

    Parameters
    ----------
    images
        At most MOST_ON_SHEET, of ``size`` pixels; there may be none.
    total
        How many images the run wrote.

    Implements RC-054.
    """
    columns = max(1, min(MOST_COLUMNS, math.ceil(math.sqrt(len(images)))))
    rows = math.ceil(len(images) / columns)
    width, height = cell_size(size)
    head = heading(len(images), total)
    head_px = GAP + 2 * HEIGHT * len(head)
    across = max(columns * (width + GAP) + GAP, 2 * GAP + 2 * WIDTH * max(map(len, head)))
    sheet = np.full((head_px + GAP + rows * (height + GAP), across), PAPER, dtype=np.uint8)
    for line, text in enumerate(head):
        _write(sheet, text, GAP, GAP + 2 * HEIGHT * line, scale=2)
    for place, image in enumerate(images):
        row, column = divmod(place, columns)
        x, y = GAP + column * (width + GAP), head_px + GAP + row * (height + GAP)
        sheet[y : y + height, x : x + width] = _cell(image, width, height)
    return sheet


def cell_size(size: int) -> tuple[int, int]:
    """Return the width and height in pixels of a cell for images of that size."""
    return max(size, LEAST_WIDTH) + 2, size + 2 + LINES * HEIGHT + 2


def heading(shown: int, total: int) -> tuple[str, ...]:
    """Return the lines on top of the sheet."""
    of = f"THE FIRST {shown} OF {total} IMAGES" if shown < total else f"{total} IMAGES"
    return NOTICE, of.replace("1 IMAGES", "1 IMAGE") if total == 1 else of


def caption(image: SyntheticImage) -> tuple[str, ...]:
    """Return the lines below an image."""
    condition = image.condition
    return (
        f"{image.number:04} {_PLANES[condition.plane]}",
        f"{_age(condition.ga_weeks)}  {_biometry(condition)}",
        condition.style.replace("_", " ").upper(),
        f"SEED {image.seed}",
        NOTICE,
    )


def _age(ga_weeks: float) -> str:
    days = round(7 * ga_weeks)
    return f"{days // 7}W{days % 7}D"


def _biometry(condition: Condition) -> str:
    named = [
        f"{sign} {condition.biometry_mm[name]:.0f} MM"
        for name, sign in _SIZES.items()
        if name in condition.biometry_mm
    ]
    return " ".join(named)


def _cell(image: SyntheticImage, width: int, height: int) -> NDArray[np.uint8]:
    """Return one image in a thin frame, centred, its caption below."""
    cell = np.full((height, width), PAPER, dtype=np.uint8)
    size = len(image.pixels)
    left = (width - size - 2) // 2
    cell[: size + 2, left : left + size + 2] = FRAME
    cell[1 : size + 1, left + 1 : left + size + 1] = image.pixels
    for line, text in enumerate(caption(image)):
        _write(cell, text, 1, size + 4 + line * HEIGHT)
    return cell


def _write(sheet: NDArray[np.uint8], text: str, x: int, y: int, scale: int = 1) -> None:
    """Write a line in place; what has no room is cut."""
    dots = written(text).repeat(scale, axis=0).repeat(scale, axis=1)
    room = sheet[y : y + dots.shape[0], x : x + dots.shape[1]]
    room[dots[: room.shape[0], : room.shape[1]]] = INK
