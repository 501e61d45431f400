"""What was seen, drawn on a copy of the frame: around the centre, never on it."""

from __future__ import annotations

import math
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.interface import LABELS, LANDMARKS, View
from bedside.endoscopy.processing.contours import outlines
from bedside.endoscopy.processing.strokes import draw_lines, draw_ring, draw_text, text_size
from bedside.endoscopy.processing.workflow import remaining_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.interface import Landmark, SceneObservation, WorkflowObservation
    from bedside.endoscopy.processing.preprocessing import Letterbox
    from bedside.endoscopy.processing.strokes import Colour

CLEAR_RADIUS = 0.12  # of the picture's height: the disc around the centre on which nothing is drawn
NOTICE = "not for guidance"
# Told apart by people with any kind of colour blindness (Okabe and Ito), by brightness too.
LABEL_COLOURS: dict[str, Colour] = {
    "instrument": (86, 180, 233),
    "sella": (240, 228, 66),
    "clival_recess": (0, 190, 140),
}
LANDMARK_COLOUR: Colour = (255, 255, 255)
TEXT_COLOUR: Colour = (240, 240, 240)
FAINT_COLOUR: Colour = (190, 190, 190)
ALARM_COLOUR: Colour = (255, 150, 0)


def annotated(
    pixels: NDArray[np.uint8],
    scene: SceneObservation | None,
    workflow: WorkflowObservation | None,
    view: View,
    alarm: str,
    box: Letterbox,
) -> NDArray[np.uint8]:
    """Return a copy of a frame with what is said of it, each with its confidence; the frame stays as it is.

    Implements RC-026 and RC-031.

    Parameters
    ----------
    pixels
        (H, W, 3) RGB or (H, W) grey uint8; read alone.
    scene
        Of this very frame; None draws nothing. Drawn where the view is good.
    workflow
        The newest there is; None says nothing of it.
    view
        What kind of picture it is.
    alarm
        What the user must know at once; empty for nothing.
    box
        Where the frame lies in the plane.

    Returns
    -------
    (H, W, 3) uint8. But for lines, rings, letters and the alarm's border it is the frame; in the central zone
    it is the frame always.
    """
    if pixels.shape[:2] != box.frame:
        raise ValueError(f"the letterbox is of frames {box.frame}, found {pixels.shape[:2]}")
    clean = pixels if pixels.ndim == 3 else np.broadcast_to(pixels[..., None], (*pixels.shape, 3))
    picture = np.array(clean, order="C")
    sketch = _Sketch(picture)
    lines, seen = _said(scene, workflow, view), list[str]()
    if scene is not None and scene.shares is not None and view is View.GOOD:
        seen = sketch.outlines(scene.shares, box)
        lines.append(f"{'outlines' if seen else 'nothing to outline,'} {scene.confidence:.0%} sure")
        marks = zip(LANDMARKS, scene.landmarks, strict=True)
        lines += [sketch.landmark(name, landmark) for name, landmark in marks if landmark]
    sketch.corner(lines, seen)
    sketch.foot(alarm)
    _clear_centre(picture, clean)
    return picture


def central_zone(height: int, width: int) -> NDArray[np.bool_]:
    """Return the pixels that an overlay leaves as they are, (H, W). Implements RC-032."""
    rows, columns, disc = _disc(height, width)
    zone = np.zeros((height, width), dtype=bool)
    zone[rows, columns] = disc
    return zone


class _Sketch:
    """A picture being drawn on; all measures grow with its height."""

    def __init__(self, picture: NDArray[np.uint8]) -> None:
        self._picture = picture
        self._height, self._width = int(picture.shape[0]), int(picture.shape[1])
        self._line = max(round(self._height / 300), 1)
        self._large, self._small = max(self._height // 240, 1), max(self._height // 360, 1)
        self._margin = 4 * self._large

    def outlines(self, shares: NDArray[np.float32], box: Letterbox) -> list[str]:
        """Draw each label's outline; return the names of those that there are."""
        named = dict(zip(LABELS[1:], outlines(shares, box), strict=True))
        for name, pieces in named.items():
            draw_lines(self._picture, pieces, self._line, LABEL_COLOURS[name])
        return [name for name, pieces in named.items() if len(pieces)]

    def landmark(self, name: str, landmark: Landmark) -> str:
        """Draw a ring, its name and confidence on the side that it is on; return what is said instead.

        In the central zone there is no ring, and the corner says so.
        """
        x, y, radius = landmark.x_px, landmark.y_px, 5 * self._line
        words = f"{name.replace('_protuberance', '').replace('_', ' ')} {landmark.confidence:.0%}"
        if self._central(x, y, radius + self._line):
            return f"{words}, in the centre"
        high, wide = text_size(words, self._small)
        row = min(max(y - high / 2, 0), max(self._height - high, 0))
        columns = (x - radius - 4 - wide, x + radius + 4)
        own, other = columns if name.endswith("left") else columns[::-1]
        middle = min(max(self._width / 2, own), own + wide)  # the letters' nearest to the centre
        column = other if self._central(middle, y, high) else own
        column = min(max(column, 0), max(self._width - wide, 0))
        draw_ring(self._picture, x, y, radius, self._line, LANDMARK_COLOUR)
        draw_text(self._picture, words, round(row), round(column), self._small, LANDMARK_COLOUR)
        return ""

    def _central(self, x: float, y: float, reach_px: float) -> bool:
        """Return whether something of that reach would touch the central zone."""
        distance = math.hypot(x - (self._width - 1) / 2, y - (self._height - 1) / 2)
        return distance < CLEAR_RADIUS * self._height + reach_px

    def corner(self, lines: list[str], seen: list[str]) -> None:
        """Write lines in the top left corner, and below them the names of what is outlined, in its colour."""
        coloured = [(line, TEXT_COLOUR) for text in lines for line in self._wrapped(text)]
        coloured += [(name.replace("_", " "), LABEL_COLOURS[name]) for name in seen]
        self._write(coloured, self._margin)

    def foot(self, alarm: str) -> None:
        """Write the notice in the bottom left corner; above it the alarm, whose border goes all round."""
        coloured = [(NOTICE, FAINT_COLOUR)]
        if alarm:
            coloured = [(line, ALARM_COLOUR) for line in self._wrapped(f"alarm: {alarm}")] + coloured
            self._border()
        high, _ = text_size("", self._large)
        self._write(coloured, self._height - self._margin - high * len(coloured))

    def _border(self) -> None:
        thick = 2 * self._large
        for edge in np.s_[:thick, :], np.s_[-thick:, :], np.s_[:, :thick], np.s_[:, -thick:]:
            self._picture[edge] = ALARM_COLOUR

    def _write(self, coloured: list[tuple[str, Colour]], top: int) -> None:
        high, _ = text_size("", self._large)
        for place, (line, colour) in enumerate(coloured):
            draw_text(self._picture, line, top + place * high, self._margin, self._large, colour)

    def _wrapped(self, text: str) -> list[str]:
        _, wide = text_size(" ", self._large)
        return wrap(text, max((self._width - 2 * self._margin) // wide, 8))


def _said(scene: SceneObservation | None, workflow: WorkflowObservation | None, view: View) -> list[str]:
    """Return what is said of the workflow in words, or why nothing is said."""
    reasons = [said.reason for said in (scene, workflow) if said is not None and said.reason]
    if view is not View.GOOD and not reasons:
        reasons = [f"the view is {view.value.replace('_', ' ')}"]
    lines = [f"nothing is said: {reason}" for reason in dict.fromkeys(reasons)]
    if view is View.GOOD and workflow is not None and not workflow.reason:
        lines += _workflow_lines(workflow)
    return lines


def _workflow_lines(workflow: WorkflowObservation) -> list[str]:
    if workflow.phase is None:
        return ["phase not known yet"]
    lines = [f"phase {workflow.phase.replace('_', ' ')}, {workflow.confidence:.0%} sure"]
    if workflow.step is not None:
        lines.append(f"step {workflow.step.replace('_', ' ')}")
    return [*lines, *filter(None, [remaining_words(workflow.remaining_s)])]


def _clear_centre(picture: NDArray[np.uint8], clean: NDArray[np.uint8]) -> None:
    """Put the frame's own pixels back in the central zone."""
    rows, columns, disc = _disc(*picture.shape[:2])
    np.copyto(picture[rows, columns], clean[rows, columns], where=disc[..., None])


@lru_cache(maxsize=8)
def _disc(height: int, width: int) -> tuple[slice, slice, NDArray[np.bool_]]:
    """Return the central zone as rows, columns and the disc within them."""
    x, y, radius = (width - 1) / 2, (height - 1) / 2, CLEAR_RADIUS * height
    rows = slice(max(int(y - radius), 0), int(y + radius) + 2)
    columns = slice(max(int(x - radius), 0), int(x + radius) + 2)
    down, across = np.ogrid[rows.start : min(rows.stop, height), columns.start : min(columns.stop, width)]
    disc: NDArray[np.bool_] = np.hypot(across - x, down - y) <= radius
    disc.setflags(write=False)
    return rows, columns, disc
