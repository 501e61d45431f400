"""Views in a way of seeing that the models are not made for: other light, other colours, a fibre bundle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.abdomen import paint_tissue
from phantoms.endoscopy.canvas import Canvas
from phantoms.endoscopy.outside import filmed
from phantoms.endoscopy.truth import BACKGROUND, RenderedView

if TYPE_CHECKING:
    from collections.abc import Callable

    from phantoms.endoscopy.canvas import Field


def wrong_scope(
    rng: np.random.Generator,
    height: int,
    width: int,
    mode: str | None = None,
    white_light: RenderedView | None = None,
) -> RenderedView:
    """Render tissue as another scope, or another mode of the same one, would show it.

    Parameters
    ----------
    mode
        One of MODES; drawn by chance where it is None.
    white_light
        The view that is to be seen in that way; where it is None, other organs are painted.
    """
    names = list(MODES)
    chosen = mode or names[rng.integers(len(names))]
    canvas = Canvas(height, width)
    if white_light is None:
        paint_tissue(canvas, rng)
        MODES[chosen](canvas, rng)
        _expose(canvas, rng)
        canvas.blur(float(rng.exponential(0.001)) if chosen != "fibre_bundle" else 0.0)
        picture, content = filmed(canvas, rng)
    else:
        canvas.planes = white_light.picture.transpose(2, 0, 1).astype(np.float32) / np.float32(255)
        MODES[chosen](canvas, rng)
        content = white_light.content
        levels = np.clip(canvas.planes, 0, 1) * content * np.float32(255) + np.float32(0.5)
        picture = np.ascontiguousarray(levels.astype(np.uint8).transpose(1, 2, 0))
    nowhere = np.full((4, 2), np.nan, np.float32)
    return RenderedView(
        picture, np.full((height, width), BACKGROUND, np.uint8), nowhere, content, "wrong_scope"
    )


def fibre_bundle(canvas: Canvas, rng: np.random.Generator) -> None:
    """Show each fibre of the bundle as a bright dot in a dark cladding, a honeycomb, at times in grey."""
    pitch, turn = float(rng.uniform(0.022, 0.06)), float(rng.uniform(0, math.pi / 3))
    warp = np.float32(pitch * 0.1)
    x, y = canvas.x + warp * canvas.noise(rng, 12.0), canvas.y + warp * canvas.noise(rng, 12.0)
    lattice: Field = np.zeros((canvas.height, canvas.width), np.float32)
    for third in range(3):
        angle = turn + third * 2 * math.pi / 3
        wave = np.float32(4 * math.pi / math.sqrt(3) / pitch)
        lattice += np.cos(wave * (x * np.float32(math.cos(angle)) + y * np.float32(math.sin(angle))))
    dots = np.clip((lattice + np.float32(1.5)) / np.float32(3.5), 0, 1)
    depth = np.float32(rng.uniform(0.35, 0.9))
    if rng.random() < 0.3:
        grey_light(canvas, rng)
    canvas.blur(pitch * 0.3)
    canvas.scale((1 - depth + depth * dots) * np.float32(rng.uniform(1.0, 1.5)))


def narrow_band(canvas: Canvas, rng: np.random.Generator) -> None:
    """Show green light as red, and blue light as green and blue: vessels brown, tissue green to cyan."""
    _, green, blue = canvas.planes
    green, blue = 0.8 * green + 0.2 * blue, blue + np.float32(rng.uniform(0.0, 0.06))
    gain = np.float32(rng.uniform(1.1, 1.8))
    brown = np.float32(rng.uniform(0.55, 0.95))
    cyan = np.float32(rng.uniform(0.65, 1.1))
    mixed = np.float32(rng.uniform(0.3, 0.7))
    canvas.planes = np.stack(
        [gain * brown * green, gain * (mixed * green + (1 - mixed) * blue), gain * cyan * blue]
    )


def grey_light(canvas: Canvas, rng: np.random.Generator) -> None:
    """Show near-infrared or one channel alone, without colour but for a faint tint."""
    share = rng.dirichlet((2, 2, 1)).astype(np.float32)
    grey = np.tensordot(share, canvas.planes, 1) * np.float32(rng.uniform(0.8, 1.6))
    if rng.random() < 0.2:
        grey = np.float32(0.9) - np.float32(0.8) * grey
    canvas.planes = grey[None] * rng.normal(1, 0.015, 3).astype(np.float32)[:, None, None]


def fluorescence(canvas: Canvas, rng: np.random.Generator) -> None:
    """Show a dye's glow: pink in blue-violet light, green on grey or on black, or green tissue."""
    grey = canvas.planes.mean(axis=0) * np.float32(rng.uniform(0.8, 1.8))
    field = canvas.noise(rng, float(rng.uniform(1.5, 5)))
    glow = np.clip((field - np.float32(rng.uniform(0.1, 1.5))) * np.float32(rng.uniform(0.8, 4)), 0, 1)
    grounds = ((0.25, 0.15, 0.9), (0.5, 0.5, 0.52), (0.08, 0.08, 0.1), (0.15, 0.8, 0.3), (0.1, 0.35, 0.95))
    glows = ((0.95, 0.25, 0.5), (0.2, 0.95, 0.3), (0.15, 0.95, 0.25), (0.6, 0.1, 0.6), (0.2, 0.95, 0.6))
    kind = int(rng.integers(len(grounds)))
    wobble = rng.normal(1, 0.08, 3)
    ground, light = np.asarray(grounds[kind]) * wobble, np.asarray(glows[kind]) * wobble
    if kind == 2:
        glow = np.maximum(glow, np.clip(field + np.float32(0.3), 0, 1))
    canvas.planes = grey[None] * ground.astype(np.float32)[:, None, None]
    canvas.planes += (glow * (0.3 + grey))[None] * (light - ground).astype(np.float32)[:, None, None]


MODES: dict[str, Callable[[Canvas, np.random.Generator], None]] = {
    "fibre_bundle": fibre_bundle,
    "narrow_band": narrow_band,
    "grey_light": grey_light,
    "fluorescence": fluorescence,
}


def _expose(canvas: Canvas, rng: np.random.Generator) -> None:
    """Bring the picture to a level that a camera's own exposure would."""
    level = float(canvas.planes.mean())
    wanted = float(np.clip(level * np.exp(rng.normal(0, 0.25)), 0.12, 0.6))
    canvas.scale(wanted / max(level, 0.02))
