"""Paints instruments: each stroke in its own small box, shaded as a rounded bar of metal or plastic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.raster import axes
from phantoms.endoscopy.textures import MOTTLE, TILE_PX, TISSUES, tissue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.endoscopy.geometry import Field
    from phantoms.endoscopy.instruments import Instrument, Stroke
    from phantoms.endoscopy.scene import Scene


@dataclass(frozen=True, slots=True)
class Box:
    """Rows and columns of a picture that a stroke may touch, and their places."""

    rows: slice
    columns: slice
    x: Field
    y: Field


def paint_instruments(planes: Field, light: Field, scene: Scene) -> NDArray[np.bool_]:
    """Paint a scene's instruments into (3, H, W) and return (H, W): where they are."""
    _, height, width = planes.shape
    label = np.zeros((height, width), dtype=np.bool_)
    for tool in scene.instruments:
        for stroke in tool.strokes:
            box = _box(stroke, height, width)
            if box is not None:
                _paint(planes, light, label, tool, stroke, box, scene)
    return label


def instrument_mask(instruments: tuple[Instrument, ...], height: int, width: int) -> NDArray[np.bool_]:
    """Return (H, W): the pixels whose centre an instrument covers, for any renderer of the same strokes."""
    label = np.zeros((height, width), dtype=np.bool_)
    for tool in instruments:
        for stroke in tool.strokes:
            box = _box(stroke, height, width)
            if box is not None:
                label[box.rows, box.columns] |= _span(stroke, box)[0] <= 0
    return label


def _box(stroke: Stroke, height: int, width: int) -> Box | None:
    reach = max(stroke.start_radius, stroke.end_radius) + 2 / height
    columns = _range([stroke.start[0], stroke.end[0]], reach, height, width)
    rows = _range([stroke.start[1], stroke.end[1]], reach, height, height)
    if columns.start >= columns.stop or rows.start >= rows.stop:
        return None
    x, y = axes(height, width)
    return Box(rows, columns, x[:, columns], y[rows])


def _range(ends: list[float], reach: float, height: int, size: int) -> slice:
    first = math.floor((min(ends) - reach) * height + size / 2)
    last = math.ceil((max(ends) + reach) * height + size / 2) + 1
    return slice(max(first, 0), min(last, size))


def _span(stroke: Stroke, box: Box) -> tuple[Field, Field, Field]:
    """Return the signed distance to the stroke's edge, the place across (-1 to 1) and along it (0 to 1)."""
    run_x, run_y = (np.float32(end - start) for start, end in zip(stroke.start, stroke.end, strict=True))
    from_x, from_y = box.x - np.float32(stroke.start[0]), box.y - np.float32(stroke.start[1])
    length = np.float32(math.hypot(run_x, run_y))
    if length < 1e-6:
        distance = np.sqrt(from_x * from_x + from_y * from_y)
        radius = np.float32(stroke.start_radius)
        return _edge(distance, stroke), from_x / radius, from_y / radius
    along: Field = np.clip((from_x * run_x + from_y * run_y) / (length * length), 0, 1)
    thick: Field = np.float32(stroke.start_radius) + along * np.float32(
        stroke.end_radius - stroke.start_radius
    )
    off_x, off_y = from_x - along * run_x, from_y - along * run_y
    across: Field = (from_y * run_x - from_x * run_y) / (length * thick)
    return np.sqrt(off_x * off_x + off_y * off_y) - thick, across, along


def _edge(distance: Field, stroke: Stroke) -> Field:
    outer: Field = distance - np.float32(stroke.start_radius)
    if stroke.hollow:
        outer = np.maximum(outer, np.float32(stroke.hollow * stroke.start_radius) - distance)
    return outer


def _paint(
    planes: Field,
    light: Field,
    label: NDArray[np.bool_],
    tool: Instrument,
    stroke: Stroke,
    box: Box,
    scene: Scene,
) -> None:
    edge, across, along = _span(stroke, box)
    here = (box.rows, box.columns)
    label[here] |= edge <= 0
    cover = np.clip(np.float32(0.5) - edge * np.float32(planes.shape[1]), 0, 1)
    shade = _shade(tool, stroke, across, along)
    lit = shade * (np.float32(0.35) + np.float32(0.65) * np.minimum(light[here], 1.1))
    glint = _glint(tool, across, along)
    soil = _soil(tool, box)
    colour = tool.tip_colour if stroke.tip else tool.colour
    for channel in range(3):
        metal = (
            np.float32(colour[channel])
            + (np.float32(scene.palette.blood[channel]) - np.float32(colour[channel])) * soil
        )
        part = planes[channel][here]
        part += (metal * lit + glint * (1 - soil) - part) * cover


def _shade(tool: Instrument, stroke: Stroke, across: Field, along: Field) -> Field:
    """Return the brightness of a round bar, with the bands that some shafts have."""
    kind = tool.seed
    bulge = np.sqrt(np.maximum(1 - across * across, 0))
    ambient = np.float32(0.15 + 0.05 * (kind % 7))
    shade: Field = ambient + (1 - ambient) * bulge + np.float32(0.12 * ((kind // 7) % 5 - 2)) * across
    if not stroke.tip and (kind // 3) % 4 == 0:
        shade = shade * (1 - np.float32(0.35) * (np.sin(along * np.float32(20 + kind % 60)) > 0.8))
    if stroke.start == stroke.end and tool.kind == "drill":
        shade = shade * (np.float32(0.75) + np.float32(0.25) * np.sin(across * 14 + along * 40))
    if tool.kind == "suction" and stroke.tip:
        shade = shade * (1 - np.float32(0.8) * (along > 0.95))
    return shade


def _glint(tool: Instrument, across: Field, along: Field) -> Field:
    kind = tool.seed
    place = np.float32(-0.6 + 0.1 * (kind % 11) + 0.3 * along.mean())
    narrow = np.float32(3 + 12 * tool.gloss)
    away = (across - place) * narrow
    ripple = np.float32(1) + np.float32(0.3) * np.sin(along * np.float32(9 + kind % 17))
    glint: Field = np.float32(tool.gloss) * np.maximum(1 - away * away, 0) * ripple
    return glint


def _soil(tool: Instrument, box: Box) -> Field | np.float32:
    if tool.soiled <= 0:
        return np.float32(0)
    texture = tissue(tool.seed % TISSUES)
    offset = np.float32(tool.joint[0]), np.float32(tool.joint[1])
    noise = texture.sampled(box.x - offset[0], box.y - offset[1], TILE_PX / 2, TILE_PX / 3)[..., MOTTLE]
    soil: Field = np.clip(np.float32(1.6 * tool.soiled - 0.6) + np.float32(0.5) * noise, 0, 0.9)
    return soil
