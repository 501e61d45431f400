"""Who and what stands about in an operating theatre, each painted on a canvas by a function of its own."""

from __future__ import annotations

import colorsys
import math
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.surroundings import drape_colour, skin_colour

if TYPE_CHECKING:
    from phantoms.endoscopy.canvas import Canvas, Colour


def lamps(canvas: Canvas, rng: np.random.Generator) -> None:
    """Hang surgical lamps: a dark head with bright discs and their bloom."""
    x, y, size = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.3, 0.3)), float(rng.uniform(0.15, 0.45))
    grey = float(rng.uniform(0.25, 0.8))
    head = canvas.disc(x, y, size, size * float(rng.uniform(0.6, 1)), float(rng.uniform(0, 3)))
    canvas.paint(canvas.inside(head, 1.0, 0.05), (grey, grey, grey * 1.03))
    count, radius = int(rng.integers(1, 12)), size * float(rng.uniform(0.12, 0.3))
    warm = float(rng.uniform(-0.1, 0.1))
    for index in range(count):
        angle, out = 2 * math.pi * index / count, size * (0.55 if count > 1 else 0)
        level = canvas.disc(x + out * math.cos(angle), y + out * math.sin(angle), radius, radius)
        canvas.paint(canvas.inside(level, 1.0, 0.3), (1.1, 1.1 - warm / 2, 1.1 - warm))
    canvas.planes += np.float32(rng.uniform(0.05, 0.4)) * np.exp(-head)


def face(canvas: Canvas, rng: np.random.Generator) -> None:
    """Put somebody's head there: skin, eyes, brows, and a cap and a mask as staff wear them."""
    x, y, size = float(rng.uniform(-0.4, 0.4)), float(rng.uniform(-0.15, 0.15)), float(rng.uniform(0.15, 0.5))
    turn, colour = float(rng.normal(0, 0.3)), skin_colour(rng)
    head = canvas.disc(x, y, size * 0.75, size, turn)
    inside = canvas.inside(head, 1.0, 0.08)
    canvas.paint(inside, colour, 1.1 - np.float32(0.35) * head)
    for side in (-1, 1):
        eye = canvas.disc(x + side * size * 0.3, y - size * 0.15, size * 0.12, size * 0.06, turn)
        canvas.paint(canvas.inside(eye, 1.0, 0.4), (0.85, 0.83, 0.8))
        iris = canvas.disc(x + side * size * 0.3, y - size * 0.15, size * 0.05, size * 0.05)
        canvas.paint(canvas.inside(iris, 1.0, 0.4), (0.15, 0.1, 0.08))
    cloth = drape_colour(rng)
    if rng.random() < 0.8:
        canvas.paint(inside * canvas.inside(canvas.y, y - size * 0.4, 0.02), cloth)
    if rng.random() < 0.7:
        mask = inside * (1 - canvas.inside(canvas.y, y + size * 0.1, 0.02))
        canvas.paint(mask, drape_colour(rng), 1 + np.float32(0.12) * canvas.noise(rng, 8.0))
    else:
        mouth = canvas.disc(x, y + size * 0.5, size * 0.25, size * 0.07, turn)
        canvas.paint(canvas.inside(mouth, 1.0, 0.5), (0.5, 0.2, 0.2))


def hand(canvas: Canvas, rng: np.random.Generator) -> None:
    """Hold a gloved hand, rarely a bare one, into the picture."""
    kind = rng.random()
    if kind < 0.15:
        colour = skin_colour(rng)
    else:
        hue, saturation = ((0.58, 0.6), (0.1, 0.28), (0.1, 0.05), (0.75, 0.35), (0.38, 0.4))[rng.integers(5)]
        value = float(rng.uniform(0.5, 0.95))
        red, green, blue = colorsys.hsv_to_rgb(
            hue + float(rng.normal(0, 0.02)), saturation * float(rng.uniform(0.7, 1.3)), value
        )
        colour = red, green, blue
    x, y, size = float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.3, 0.4)), float(rng.uniform(0.12, 0.3))
    turn, spread = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(0.1, 0.4))
    wrinkle = 1 + np.float32(0.1) * canvas.noise(rng, 9.0)
    palm = canvas.disc(x, y, size, size * 0.8, turn)
    canvas.paint(canvas.inside(palm, 1.0, 0.06), colour, (1.1 - np.float32(0.3) * palm) * wrinkle)
    for finger in range(5):
        angle = turn + (finger - 2) * spread
        near = (x + 0.7 * size * math.cos(angle), y + 0.7 * size * math.sin(angle))
        reach = size * float(rng.uniform(1.4, 2.6))
        distance, _ = canvas.bar(near, (x + reach * math.cos(angle), y + reach * math.sin(angle)))
        thick = size * 0.24
        shade = (1.08 - np.float32(0.45) * np.minimum(distance / np.float32(thick), 1) ** 2) * wrinkle
        canvas.paint(canvas.inside(distance, thick, 0.015), colour, shade)


def monitor(canvas: Canvas, rng: np.random.Generator) -> None:
    """Stand a monitor there: curves, lines of text and panels on a dark or a light screen."""
    x, y = float(rng.uniform(-0.4, 0.4)), float(rng.uniform(-0.2, 0.2))
    half, tall = float(rng.uniform(0.25, 0.7)), float(rng.uniform(0.18, 0.45))
    canvas.panel((x, y), (half + 0.03, tall + 0.03), (0.06, 0.06, 0.07))
    light = rng.random() < 0.35
    back = (0.8, 0.83, 0.88) if light else (0.02, 0.03, 0.06)
    canvas.panel((x, y), (half, tall), back)
    for _ in range(rng.integers(2, 6)):
        red, green, blue = colorsys.hsv_to_rgb(float(rng.random()), 0.8, 0.5 if light else 0.95)
        _curve(canvas, rng, (x, y + float(rng.uniform(-0.8, 0.8)) * tall), half, (red, green, blue))
    for _ in range(rng.integers(2, 7)):
        spot = x + float(rng.uniform(-0.6, 0.6)) * half, y + float(rng.uniform(-0.9, 0.9)) * tall
        canvas.lettering(rng, spot, half * 0.3, (0.1, 0.1, 0.1) if light else (0.9, 0.9, 0.85))


def _curve(
    canvas: Canvas, rng: np.random.Generator, middle: tuple[float, float], half: float, colour: Colour
) -> None:
    phase = (canvas.x - np.float32(middle[0])) * np.float32(rng.uniform(15, 60))
    wave = np.float32(middle[1]) + np.float32(0.03) * np.sin(phase) * np.sin(np.float32(0.37) * phase)
    cover = canvas.inside(np.abs(canvas.y - wave), 0.006, 0.008)
    canvas.paint(cover * canvas.inside(np.abs(canvas.x - np.float32(middle[0])), half * 0.9, 0.01), colour)
