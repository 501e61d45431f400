"""Instruments as polished bars: each mirrors a bright and a dark half of the room, seamed at its joint."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.heldout.fields import KINDS, cloud, sampled, spread

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import Field
    from phantoms.endoscopy.heldout.look import Look
    from phantoms.endoscopy.instruments import Instrument, Stroke


def laid_instruments(
    light: Field, instruments: tuple[Instrument, ...], look: Look, x: Field, y: Field
) -> None:
    """Paint instruments into (3, H, W), each stroke within the rows and columns that it can touch."""
    for tool in instruments:
        for stroke in tool.strokes:
            reach = max(stroke.start_radius, stroke.end_radius) + 0.02
            rows = _span(y[:, 0], stroke.start[1], stroke.end[1], reach)
            columns = _span(x[0], stroke.start[0], stroke.end[0], reach)
            if rows.stop > rows.start and columns.stop > columns.start:
                _lay(light[:, rows, columns], tool, stroke, look, x[:, columns], y[rows])


def _lay(light: Field, tool: Instrument, stroke: Stroke, look: Look, x: Field, y: Field) -> None:
    distance, lean, along = _bar(stroke, x, y)
    pixel = np.float32(1 / abs(float(y[1, 0] - y[0, 0]))) if len(y) > 1 else np.float32(100)
    cover = np.clip(np.float32(0.5) - distance * pixel, 0, 1)
    if not cover.any():
        return
    turned = np.arcsin(np.clip(lean, -1, 1)) + np.float32(0.4 * ((tool.seed % 5) - 2))
    room = np.float32(0.52) + np.float32(0.42) * np.tanh(np.float32(2.2) * np.sin(2 * turned + 0.5))
    bright = np.exp(-(((turned - np.float32(0.35)) / np.float32(0.16)) ** 2)) * np.float32(tool.gloss)
    dull = np.sqrt(np.clip(1 - lean * lean, 0, 1))
    shade = dull * (0.45 + 0.55 * room) if tool.gloss < 0.5 else 0.25 + 0.75 * room * dull
    base = tool.tip_colour if stroke.tip else tool.colour
    mixed = np.array(
        [0.7 * own + 0.3 * steel for own, steel in zip(base, look.steel, strict=True)], np.float32
    )
    stain = _stain(tool, x, y)
    blood = np.array(look.blood, np.float32)[:, None, None]
    colour = mixed[:, None, None] * shade + bright
    colour = colour + (blood * dull - colour) * stain
    if not stroke.tip:
        colour = colour * (1 - 0.3 * (np.abs(along - 0.94) < 0.012))
    light += (colour - light) * cover


def _bar(stroke: Stroke, x: Field, y: Field) -> tuple[Field, Field, Field]:
    """Return the signed distance to the bar's edge, and the place across and along it."""
    ax, ay = np.float32(stroke.start[0]), np.float32(stroke.start[1])
    dx, dy = np.float32(stroke.end[0]) - ax, np.float32(stroke.end[1]) - ay
    long = np.float32(math.hypot(dx, dy))
    px, py = spread(x - ax, y - ay)
    if long < 1e-6:
        away = np.asarray(np.hypot(px, py), np.float32)
        radius = np.full_like(away, stroke.start_radius)
        rim = np.abs(away - radius * np.float32((1 + stroke.hollow) / 2)) - radius * np.float32(
            (1 - stroke.hollow) / 2
        )
        edge = rim if stroke.hollow else away - radius
        return edge, px / radius, np.zeros_like(away)
    share: Field = np.clip((px * dx + py * dy) / (long * long), 0, 1)
    radius = np.float32(stroke.start_radius) * (1 - share) + np.float32(stroke.end_radius) * share
    away = np.hypot(px - share * dx, py - share * dy)
    lean: Field = (py * dx - px * dy) / (long * radius)
    edge = np.asarray(away - radius, np.float32)
    return edge, lean, share


def _stain(tool: Instrument, x: Field, y: Field) -> Field | float:
    if tool.soiled <= 0:
        return 0.0
    across, down = spread(x - np.float32(tool.joint[0]), y - np.float32(tool.joint[1]))
    spots = sampled(cloud(tool.seed % KINDS, 1.5), across, down, 260)
    share: Field = np.clip(np.float32(1.5 * tool.soiled - 0.55) + np.float32(0.4) * spots, 0, 0.85)
    return share


def _span(places: Field, one: float, other: float, reach: float) -> slice:
    first, last = np.searchsorted(places, (min(one, other) - reach, max(one, other) + reach))
    return slice(int(first), int(last))
