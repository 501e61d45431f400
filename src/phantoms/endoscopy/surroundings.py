"""What can fill an endoscope's picture outside of the body, each painted by a function of its own."""

from __future__ import annotations

import colorsys
import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from phantoms.endoscopy.canvas import Canvas, Colour, Field


BLOOD = (0.38, 0.03, 0.03)


def drapes(canvas: Canvas, rng: np.random.Generator) -> None:
    """Fill the picture with folded cloth: blue, green, teal, grey or white, at times with a seam."""
    _cloth(canvas, rng, drape_colour(rng), fold=float(rng.uniform(0.1, 0.5)))
    if rng.random() < 0.3:
        other = canvas.inside(_edge(canvas, rng), 0.0, float(rng.uniform(0.004, 0.03)))
        colour = drape_colour(rng)
        canvas.paint(other, colour, 1 + np.float32(0.2) * canvas.noise(rng, 4.0))


def gauze(canvas: Canvas, rng: np.random.Generator) -> None:
    """Fill the picture with woven white cloth, as where the lens is wiped, at times stained."""
    warm = float(rng.uniform(-0.04, 0.08))
    white = float(rng.uniform(0.55, 0.95))
    _cloth(canvas, rng, (white + warm / 2, white, white - warm), fold=float(rng.uniform(0.03, 0.25)))
    pitch, turn = float(rng.uniform(0.02, 0.09)), float(rng.uniform(0, math.pi))
    across = canvas.x * np.float32(math.cos(turn)) + canvas.y * np.float32(math.sin(turn))
    down = canvas.y * np.float32(math.cos(turn)) - canvas.x * np.float32(math.sin(turn))
    bend = np.float32(pitch * 0.6) * canvas.noise(rng, 5.0)
    weave = np.sin((across + bend) * np.float32(2 * math.pi / pitch))
    weave = weave * np.sin((down + bend) * np.float32(2 * math.pi / pitch))
    canvas.scale(1 + np.float32(rng.uniform(0.03, 0.22)) * weave)
    if rng.random() < 0.35:
        stains(canvas, rng)


def stains(canvas: Canvas, rng: np.random.Generator) -> None:
    """Soak part of what is there with blood."""
    field = canvas.noise(rng, float(rng.uniform(1.5, 5)))
    cover = np.clip((field - np.float32(rng.uniform(-0.2, 1.2))) * np.float32(rng.uniform(1.5, 6)), 0, 1)
    blood = tuple(value * float(rng.uniform(0.8, 1.6)) for value in BLOOD)
    canvas.paint(cover * np.float32(rng.uniform(0.5, 0.95)), (blood[0], blood[1], blood[2]))


def skin(canvas: Canvas, rng: np.random.Generator) -> None:
    """Fill the picture with skin of any tone around a nostril, a trocar or a cut."""
    colour = skin_colour(rng)
    canvas.planes[:] = np.asarray(colour, np.float32)[:, None, None]
    _light(canvas, rng, 0.35)
    canvas.scale(1 + np.float32(rng.uniform(0.01, 0.06)) * canvas.noise(rng, float(rng.uniform(15, 50))))
    for _ in range(rng.integers(1, 3)):
        _hole(canvas, rng, colour)
    if rng.random() < 0.35:
        _hairs(canvas, rng)
    if rng.random() < 0.75:
        edge = canvas.inside(_edge(canvas, rng), float(rng.uniform(-0.3, 0.05)), 0.01)
        canvas.paint(edge, drape_colour(rng), 1 + np.float32(0.25) * canvas.noise(rng, 5.0))
    if rng.random() < 0.25:
        stains(canvas, rng)


def wall(canvas: Canvas, rng: np.random.Generator) -> None:
    """Fill the picture with the room: a plain wall or a dim hall, cupboards and equipment."""
    shade = float(rng.choice([rng.uniform(0.05, 0.3), rng.uniform(0.4, 0.9)]))
    tint = np.asarray(colorsys.hsv_to_rgb(float(rng.uniform(0.1, 0.7)), float(rng.uniform(0, 0.25)), 1.0))
    canvas.planes[:] = (shade * tint).astype(np.float32)[:, None, None]
    canvas.scale(1 + np.float32(0.15) * canvas.noise(rng, 1.5))
    for _ in range(rng.integers(1, 7)):
        x, y = float(rng.uniform(-0.9, 0.9)), float(rng.uniform(-0.5, 0.5))
        _box(canvas, rng, (x, y), float(rng.uniform(0.08, 0.5)), float(rng.uniform(0.06, 0.4)))


def tray(canvas: Canvas, rng: np.random.Generator) -> None:
    """Fill the picture with a steel tray or a towel, and lay instruments on it."""
    if rng.random() < 0.5:
        _cloth(canvas, rng, drape_colour(rng), fold=0.1)
    else:
        grey = float(rng.uniform(0.35, 0.7))
        canvas.planes[:] = np.asarray((grey, grey, grey * 1.03), np.float32)[:, None, None]
        canvas.scale(1 + np.float32(0.3) * canvas.noise(rng, 1.5))
    for _ in range(rng.integers(2, 8)):
        angle, length = float(rng.uniform(0, math.pi)), float(rng.uniform(0.2, 0.7))
        x, y = float(rng.uniform(-0.8, 0.8)), float(rng.uniform(-0.5, 0.5))
        far = (x + length * math.cos(angle), y + length * math.sin(angle))
        distance, _ = canvas.bar((x, y), far)
        thick, grey = float(rng.uniform(0.008, 0.04)), float(rng.uniform(0.3, 0.9))
        gleam = 1.5 - np.minimum(distance / np.float32(thick), 1)
        canvas.paint(canvas.inside(distance, thick, 0.006), (grey, grey, grey * 1.04), gleam)


def bin_wall(canvas: Canvas, rng: np.random.Generator) -> None:
    """Fill the picture with the plain plastic of a bin: red, yellow, orange or black."""
    hue, saturation, value = ((0.0, 0.85, 0.75), (0.14, 0.85, 0.9), (0.06, 0.85, 0.9), (0.6, 0.1, 0.12))[
        rng.integers(4)
    ]
    red, green, blue = colorsys.hsv_to_rgb(
        (hue + float(rng.normal(0, 0.012))) % 1, saturation, value * float(rng.uniform(0.6, 1.1))
    )
    canvas.planes[:] = np.asarray((red, green, blue), np.float32)[:, None, None]
    _light(canvas, rng, 0.3)
    for _ in range(rng.integers(1, 4)):
        ridge = np.abs(_edge(canvas, rng) + np.float32(rng.uniform(-0.3, 0.3)))
        canvas.scale(1 + np.float32(rng.uniform(-0.4, 0.3)) * canvas.inside(ridge, 0.015, 0.02))
    if rng.random() < 0.85:
        x, y, half = (
            float(rng.uniform(-0.5, 0.5)),
            float(rng.uniform(-0.3, 0.3)),
            float(rng.uniform(0.1, 0.3)),
        )
        canvas.panel((x, y), (half, half * 0.7), (0.92, 0.92, 0.88))
        for row in range(4):
            canvas.lettering(rng, (x, y + half * (row - 1.5) * 0.3), half * 0.7, (0.1, 0.1, 0.1))


def drape_colour(rng: np.random.Generator) -> Colour:
    """Return a colour of surgical cloth: blue, green or near white."""
    hue = (float(rng.uniform(0.52, 0.66)), float(rng.uniform(0.36, 0.5)), float(rng.uniform(0.08, 0.65)))
    saturation = (float(rng.uniform(0.25, 0.85)), float(rng.uniform(0.2, 0.7)), float(rng.uniform(0, 0.12)))
    kind = int(rng.choice(3, p=(0.5, 0.35, 0.15)))
    red, green, blue = colorsys.hsv_to_rgb(hue[kind], saturation[kind], float(rng.uniform(0.25, 0.95)))
    return red, green, blue


def skin_colour(rng: np.random.Generator) -> Colour:
    """Return a colour of skin, from very dark to very pale, with more or less red."""
    tone = float(rng.random())
    red, green, blue = (a + (b - a) * tone for a, b in ((0.22, 0.95), (0.13, 0.78), (0.09, 0.69)))
    flush = float(rng.uniform(-0.02, 0.04)) * (0.4 + tone)
    return red + flush, green - flush, blue - flush


def _cloth(canvas: Canvas, rng: np.random.Generator, colour: Colour, fold: float) -> None:
    canvas.planes[:] = np.asarray(colour, np.float32)[:, None, None]
    folds = canvas.noise(rng, float(rng.uniform(2, 7)))
    sharp = np.abs(canvas.noise(rng, float(rng.uniform(1.5, 4))))
    canvas.scale(1 + np.float32(fold) * (0.5 * folds + sharp - np.float32(0.7)))
    canvas.scale(1 + np.float32(rng.uniform(0, 0.05)) * canvas.noise(rng, 40.0))
    _light(canvas, rng, 0.3)


def _light(canvas: Canvas, rng: np.random.Generator, most: float) -> None:
    slope = rng.uniform(-most, most, 2).astype(np.float32)
    canvas.scale(np.clip(1 + slope[0] * canvas.x + slope[1] * canvas.y, 0.2, 2))


def _edge(canvas: Canvas, rng: np.random.Generator) -> Field:
    """Signed distance from a slightly wavy line through the picture."""
    turn, off = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(-0.3, 0.3))
    line = canvas.x * np.float32(math.cos(turn)) + canvas.y * np.float32(math.sin(turn)) - np.float32(off)
    field: Field = line + np.float32(0.03) * canvas.noise(rng, 3.0)
    return field


def _hole(canvas: Canvas, rng: np.random.Generator, colour: Colour) -> None:
    x, y, size = float(rng.normal(0, 0.2)), float(rng.normal(0, 0.15)), float(rng.uniform(0.05, 0.2))
    rim = canvas.disc(x, y, size, size * float(rng.uniform(0.4, 1)), float(rng.uniform(0, math.pi)))
    canvas.paint(canvas.inside(rim, 1.9, 0.9), (colour[0] * 1.05, colour[1] * 0.78, colour[2] * 0.75), 1.0)
    dark = (0.2, 0.03, 0.03) if rng.random() < 0.6 else (0.05, 0.05, 0.06)
    canvas.paint(canvas.inside(rim, 1.0, 0.5), dark)
    if rng.random() < 0.4:  # a trocar's ring
        ring = np.abs(np.sqrt(rim) - np.float32(1.15))
        grey = float(rng.uniform(0.3, 0.9))
        canvas.paint(canvas.inside(ring, 0.15, 0.08), (grey, grey, grey * 1.05))


def _hairs(canvas: Canvas, rng: np.random.Generator) -> None:
    for _ in range(rng.integers(3, 9)):
        x, y = float(rng.uniform(-0.6, 0.6)), float(rng.uniform(-0.5, 0.5))
        far = (x + float(rng.normal(0, 0.12)), y + float(rng.normal(0, 0.12)))
        distance, _ = canvas.bar((x, y), far)
        canvas.paint(np.float32(0.7) * canvas.inside(distance, 0.003, 0.006), (0.12, 0.09, 0.07))


def _box(
    canvas: Canvas, rng: np.random.Generator, middle: tuple[float, float], half: float, tall: float
) -> None:
    red, green, blue = colorsys.hsv_to_rgb(
        float(rng.random()), float(rng.uniform(0, 0.4)), float(rng.uniform(0.05, 0.9))
    )
    canvas.panel(middle, (half, tall), (red, green, blue))
