"""What was seen of the eye, drawn on a copy of the frame, with the words below it and not on it."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.interface import EyeState
from bedside.runtime.letters import HEIGHT, WIDTH, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bedside.eye_movement.interface import Ellipse, EyeObservation

PUPIL, LIMBUS, CENTRE = (80, 255, 90), (70, 190, 255), (255, 70, 70)
STATE_COLOURS = {
    EyeState.OPEN: (80, 255, 90),
    EyeState.CLOSED: (255, 200, 60),
    EyeState.LOST: (255, 120, 60),
    EyeState.BAD: (255, 80, 80),
}
CROSS = 4  # px
MARGIN = 4


def annotated(
    pixels: NDArray[np.uint8],
    seen: EyeObservation,
    gaze_deg: tuple[float, float],
    notices: Sequence[str],
) -> NDArray[np.uint8]:
    """Return a copy of the frame with ellipses drawn and a strip of words below it.

    Parameters
    ----------
    pixels
        (H, W, 3) uint8.
    seen
        What was seen in this frame.
    gaze_deg
        Horizontal and vertical, NaN in gaps.
    notices
        What every output says.

    Returns
    -------
    (H + strip, W, 3) uint8.
    """
    picture = pixels.copy()
    if seen.limbus is not None:
        _draw(picture, *_outline(seen.limbus), LIMBUS)
    if seen.pupil is not None:
        _draw(picture, *_outline(seen.pupil), PUPIL)
        _draw(picture, *_cross(seen.pupil), CENTRE)
    return np.concatenate([picture, _strip(picture.shape[1], seen, gaze_deg, notices)])


def in_eight_bits(pixels: NDArray[np.uint8] | NDArray[np.uint16], bit_depth: int) -> NDArray[np.uint8]:
    """Return any frame's pixels as (H, W, 3) uint8."""
    small = pixels if bit_depth == 8 else pixels >> (bit_depth - 8)
    colour = small if small.ndim == 3 else np.repeat(small[..., None], 3, axis=2)
    return np.asarray(colour, dtype=np.uint8)


def _strip(
    width: int, seen: EyeObservation, gaze_deg: tuple[float, float], notices: Sequence[str]
) -> NDArray[np.uint8]:
    letters = max((width - 2 * MARGIN) // WIDTH, 8)
    said = f"{seen.state}" + (f": {seen.reason}" if seen.reason else "")
    place = f"frame {seen.frame}  {seen.t_s:.3f} s  conf. {seen.confidence:.2f}"
    if all(math.isfinite(angle) for angle in gaze_deg):
        place += f"  x {gaze_deg[0]:+.1f} y {gaze_deg[1]:+.1f} deg"
    below = [line for notice in notices for line in wrap(notice, letters)]
    lines = [said[:letters], *_two(wrap(place, letters)), *below]
    strip = np.zeros((len(lines) * HEIGHT + 2 * MARGIN, width, 3), dtype=np.uint8)
    for row, line in enumerate(lines):
        colour = STATE_COLOURS[seen.state] if row == 0 else (225, 225, 225) if row < 3 else (150, 150, 150)
        dots = written(line)[:, : width - MARGIN]
        top = MARGIN + row * HEIGHT
        strip[top : top + HEIGHT, MARGIN : MARGIN + dots.shape[1]][dots] = colour
    return strip


def _two(lines: list[str]) -> list[str]:
    """Return exactly two lines, so that the strip is of one height throughout."""
    return ([*lines, "", ""])[:2]


def _outline(ellipse: Ellipse) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points along the ellipse, closer together than pixels; y down."""
    n = max(32, int(math.pi * ellipse.major_px * 1.5))
    along = np.linspace(0, 2 * np.pi, n, endpoint=False)
    turn = math.radians(ellipse.angle_deg)
    a, b = ellipse.major_px / 2 * np.cos(along), ellipse.minor_px / 2 * np.sin(along)
    x = ellipse.x_px + a * math.cos(turn) - b * math.sin(turn)
    y = ellipse.y_px - a * math.sin(turn) - b * math.cos(turn)
    return x, y


def _cross(ellipse: Ellipse) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    arm = np.arange(-CROSS, CROSS + 1)
    still = np.zeros(len(arm))
    return ellipse.x_px + np.concatenate([arm, still]), ellipse.y_px + np.concatenate([still, arm])


def _draw(
    picture: NDArray[np.uint8], x: NDArray[np.float64], y: NDArray[np.float64], colour: tuple[int, int, int]
) -> None:
    column, row = np.rint(x).astype(int), np.rint(y).astype(int)
    inside = (column >= 0) & (column < picture.shape[1]) & (row >= 0) & (row < picture.shape[0])
    picture[row[inside], column[inside]] = colour
