"""Plain in-body views of other organs, so that guards learn what tissue is and not what one phantom is.

Nothing here has labels or landmarks: fat, liver, bowel and the like, as any endoscope meets them.
"""

from __future__ import annotations

import colorsys
import math
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.canvas import Canvas
from phantoms.endoscopy.outside import filmed
from phantoms.endoscopy.truth import BACKGROUND, RenderedView

if TYPE_CHECKING:
    from phantoms.endoscopy.canvas import Colour, Field

# hue in degrees, saturation and value: ranges
TISSUES = {
    "liver": ((-2, 18), (0.45, 0.85), (0.18, 0.5)),
    "fat": ((26, 50), (0.3, 0.8), (0.6, 1.0)),
    "bowel": ((2, 24), (0.25, 0.55), (0.6, 1.0)),
    "peritoneum": ((-4, 14), (0.35, 0.75), (0.45, 0.9)),
    "bladder": ((20, 50), (0.1, 0.5), (0.5, 0.95)),
    "spleen": ((-25, 0), (0.35, 0.7), (0.2, 0.55)),
    "fascia": ((0, 45), (0.03, 0.25), (0.6, 1.0)),
    "bare_bone": ((10, 45), (0.08, 0.35), (0.6, 1.0)),
    "mucosa": ((-6, 16), (0.4, 0.8), (0.5, 0.95)),
    "blood": ((-5, 6), (0.8, 0.98), (0.2, 0.6)),
    "char": ((5, 40), (0.2, 0.6), (0.06, 0.25)),
}
SHARES = (0.16, 0.14, 0.13, 0.13, 0.07, 0.05, 0.07, 0.07, 0.1, 0.06, 0.02)
GROUNDS = ("liver", "fat", "bowel", "peritoneum", "spleen", "mucosa", "mucosa")
CONDITIONS = ("good", "smoke", "blurred", "over_exposed")


def abdominal_view(
    rng: np.random.Generator, height: int, width: int, condition: str = "good"
) -> RenderedView:
    """Render one view of several organs, in one of CONDITIONS, whose limits are the population's."""
    canvas = Canvas(height, width)
    paint_tissue(canvas, rng)
    _soft_or_veiled(canvas, rng, condition)
    level = float(canvas.planes[1].mean())
    bright = (
        rng.uniform(2.5, 6)
        if condition == "over_exposed"
        else np.clip(np.exp(rng.normal(-1.2, 0.35)), 0.1, 0.5)
    )
    canvas.planes *= (float(bright) / max(level, 0.02) * np.exp(rng.normal(0, 0.04, 3))).astype(np.float32)[
        :, None, None
    ]
    if condition != "over_exposed":
        canvas.planes = _rolled_off(canvas.planes)
    picture, content = filmed(canvas, rng)
    nowhere = np.full((4, 2), np.nan, np.float32)
    labels = np.full((height, width), BACKGROUND, np.uint8)
    return RenderedView(picture, labels, nowhere, content, condition)


def paint_tissue(canvas: Canvas, rng: np.random.Generator) -> None:
    """Cover the canvas with organs, their vessels, relief, depth and wetness, and at times instruments."""
    _organ(canvas, rng, ground=True)
    for _ in range(rng.integers(0, 5)):
        _organ(canvas, rng, ground=False)
    _depths(canvas, rng)
    for _ in range(rng.choice(4, p=(0.3, 0.4, 0.2, 0.1))):
        _instrument(canvas, rng)


def _organ(canvas: Canvas, rng: np.random.Generator, ground: bool) -> None:
    """Paint one organ; the ground, which may be all that is seen, is red or yellow, and wet."""
    kind = str(rng.choice(GROUNDS) if ground else rng.choice(list(TISSUES), p=SHARES))
    colour = _colour(rng, kind)
    cover: Field = np.ones((canvas.height, canvas.width), np.float32)
    edge = np.float32(0)
    if not ground:
        field = canvas.noise(rng, float(rng.uniform(0.8, 4))) - np.float32(rng.uniform(-0.3, 1.3))
        cover = np.clip(field * np.float32(rng.uniform(2, 25)), 0, 1)
        edge = np.clip(1 - field * np.float32(rng.uniform(0.8, 2)), 0, 1)  # rounds off towards its rim
    relief, fine = canvas.noise(rng, float(rng.uniform(2, 6))), canvas.noise(rng, float(rng.uniform(9, 30)))
    shade = 1 + np.float32(rng.uniform(0.08, 0.25)) * relief + np.float32(rng.uniform(0.04, 0.14)) * fine
    shade = shade * (1 - np.float32(rng.uniform(0.1, 0.6)) * edge)
    if rng.random() < 0.5:
        shade = shade * (
            1 + np.float32(rng.uniform(0.02, 0.12)) * canvas.noise(rng, float(rng.uniform(30, 60)))
        )
    canvas.paint(cover, colour, np.clip(shade, 0.1, 2))
    if ground or rng.random() < 0.6:
        _vessels(canvas, rng, cover, colour)
    if ground or rng.random() < 0.8:
        _gleam(canvas, rng, cover, relief + 0.6 * fine)


def _colour(rng: np.random.Generator, kind: str) -> Colour:
    hue, saturation, value = (float(rng.uniform(*limits)) for limits in TISSUES[kind])
    return colorsys.hsv_to_rgb((hue / 360) % 1, saturation, value)


def _vessels(canvas: Canvas, rng: np.random.Generator, cover: Field, colour: Colour) -> None:
    lines = np.abs(canvas.noise(rng, float(rng.uniform(1.5, 6))))
    gate = np.clip(canvas.noise(rng, 3.0) + np.float32(rng.uniform(0, 1)), 0, 1)
    thin = float(rng.uniform(0.02, 0.09))
    share = canvas.inside(lines, thin, thin) * gate * cover * np.float32(rng.uniform(0.2, 0.8))
    red = (0.75 * colour[0], 0.35 * colour[1], 0.4 * colour[2])
    canvas.paint(share, red)


def _gleam(canvas: Canvas, rng: np.random.Generator, cover: Field, relief: Field) -> None:
    """Reflect the light where the relief faces it: few large or many small spots."""
    facing = relief - 3 * ((canvas.x - np.float32(rng.normal(0, 0.2))) ** 2)
    facing = facing + np.float32(rng.uniform(0.2, 0.9)) * canvas.noise(rng, float(rng.uniform(20, 70)))
    facing = np.where(cover > 0.5, facing, np.float32(-9))
    limit = np.float32(np.quantile(facing[::3, ::3], 1 - 0.03 * rng.random() ** 1.5 - 0.002))
    spots = np.clip((facing - limit) * np.float32(rng.uniform(1, 6)), 0, 1)
    canvas.planes += cover * spots * np.float32(rng.uniform(0.4, 1))


def _depths(canvas: Canvas, rng: np.random.Generator) -> None:
    """Let the light fall off to the sides and into hollows, where it reddens."""
    x, y = rng.normal(0, 0.12, 2)
    away = canvas.disc(float(x), float(y), 1.0, 1.0)
    falloff = np.exp(-np.float32(rng.uniform(0.1, 2.2)) * away)
    for _ in range(rng.choice(4, p=(0.3, 0.35, 0.2, 0.15))):
        across, down = rng.normal(0, 0.3, 2)
        size = float(rng.uniform(0.06, 0.35))
        hole = canvas.disc(
            float(across), float(down), size, size * float(rng.uniform(0.3, 1)), float(rng.uniform(0, 3))
        )
        falloff = falloff * (1 - np.float32(rng.uniform(0.5, 1)) * np.exp(-hole * hole))
    powers = (1.0, float(rng.uniform(1.0, 1.4)), float(rng.uniform(1.0, 1.4)))
    for plane, power in zip(canvas.planes, powers, strict=True):
        plane *= falloff ** np.float32(power)


def _instrument(canvas: Canvas, rng: np.random.Generator) -> None:
    angle, reach = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(0, 0.4))
    tip = reach * math.cos(angle + 0.5), reach * math.sin(angle + 0.5)
    distance, along = canvas.bar((1.2 * math.cos(angle), 1.2 * math.sin(angle)), tip)
    thick = float(rng.uniform(0.015, 0.08))
    steel = rng.random() < 0.6
    grey = float(rng.uniform(0.4, 0.9) if steel else rng.uniform(0.02, 0.15))
    tint = np.exp(rng.normal(0, 0.04 if steel else 0.15, 3)) * grey
    shade = 1.1 - np.minimum(distance / np.float32(thick), 1) * np.float32(rng.uniform(0.3, 1))
    shade = shade + np.clip(canvas.noise(rng, 6.0) - 1, 0, 1) * np.float32(0.5 * steel)
    cover = canvas.inside(distance - np.float32(0.3 * thick) * (1 - along), thick, 0.006)
    canvas.paint(cover, (float(tint[0]), float(tint[1]), float(tint[2])), shade)


def _soft_or_veiled(canvas: Canvas, rng: np.random.Generator, condition: str) -> None:
    smoke = float(rng.uniform(0.93, 1.0)) if condition == "smoke" else float(max(rng.uniform(-0.5, 0.3), 0))
    if smoke > 0:
        colour = colorsys.hsv_to_rgb(
            float(rng.random()), float(rng.uniform(0, 0.12)), float(rng.uniform(0.4, 0.9))
        )
        billow = np.clip(1 + np.float32(0.1) * canvas.noise(rng, float(rng.uniform(1, 4))), 0.88, 1)
        bright = 0.35 + 0.75 * float(canvas.planes.mean())
        canvas.paint(np.minimum(np.float32(smoke) * billow, 1), colour, bright)
    if condition == "blurred":
        canvas.blur(float(rng.uniform(0.025, 0.07)))
        if rng.random() < 0.3:
            across, down = rng.normal(0, 0.1, 2)
            canvas.streak(float(across), float(down))
    else:
        canvas.blur(float(0.008 * rng.random() ** 1.5))


def _rolled_off(planes: Field) -> Field:
    """Bend what is bright below full scale, but for the highlights, as a camera's processor does."""
    bent: Field = np.where(
        planes > 0.75, 0.75 + 0.25 * np.tanh((planes - np.float32(0.75)) / np.float32(0.35)), planes
    )
    return bent
