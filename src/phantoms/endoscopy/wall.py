"""The wall that the endoscope looks at, on a grid of half the picture's size: colour, slope and light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.coverings import Coat, laid
from phantoms.endoscopy.raster import half_axes, slopes, smoothstep
from phantoms.endoscopy.textures import BROADS, broad

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import ContentArea, Field
    from phantoms.endoscopy.instruments import Colour, Instrument
    from phantoms.endoscopy.scene import Scene

BROAD_TEXELS = 110.0  # per picture height at zoom 1


@dataclass(frozen=True, slots=True)
class Wall:
    """Planes of the wall before fine texture.

    Parameters
    ----------
    planes
        (8, h, w): R, G, B as lit, slope x, slope y, wetness, share of fine texture, light.
    """

    planes: Field


def wall(scene: Scene, height: int, width: int) -> Wall:
    """Return the wall of a scene for a picture of that size."""
    x, y = half_axes(height, width)
    u, v = scene.pose.to_anatomy(x, y)
    shades = _broad_shades(scene, u, v, height / 2)
    levels = _levels(scene, u, v)
    relief, depth = _relief(scene, u, v, levels)
    coat = _bare(scene, levels, shades)
    laid(coat, scene, u, v, shades)
    across, down = slopes(relief + coat.relief, height / 2)
    bend = np.float32(0.10 + 0.25 * scene.surface.bumps)
    across += shades[..., 3] * bend * coat.detail
    down += shades[..., 4] * bend * coat.detail
    across *= coat.flat
    down *= coat.flat
    light = _light(scene, x, y, across, down, depth)
    for instrument in scene.instruments:
        light *= _shadow(instrument, scene, x, y)
    coat.colour *= light
    glare = coat.wet * np.clip(light, 0, 1.2)
    return Wall(np.stack([*coat.colour, across, down, glare, coat.detail, light]))


def _broad_shades(scene: Scene, u: Field, v: Field, px_per_height: float) -> Field:
    seed = scene.surface.seed
    offset = np.float32(seed % 977 / 400), np.float32(seed % 1013 / 400)
    tile = broad(seed % BROADS)
    density = BROAD_TEXELS / scene.surface.grain
    return tile.sampled(u + offset[0], v + offset[1], density, px_per_height * scene.pose.zoom)


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of a scene's outlines; infinitely far where there is none."""

    sella: Field
    recess: Field
    cavity: Field


def _levels(scene: Scene, u: Field, v: Field) -> Levels:
    anatomy = scene.anatomy
    far = np.full(np.broadcast_shapes(u.shape, v.shape), np.inf, dtype=np.float32)
    outlines = anatomy.sella, anatomy.recess, anatomy.cavity
    return Levels(*(far if outline is None else outline.level(u, v) for outline in outlines))


def _relief(scene: Scene, u: Field, v: Field, levels: Levels) -> tuple[Field, Field]:
    """Return the relief whose slopes are seen, and how deep the wall lies (0 near, 1 far)."""
    anatomy = scene.anatomy
    relief = np.zeros(np.broadcast_shapes(u.shape, v.shape), dtype=np.float32)
    for bulge in (*anatomy.bulges, *anatomy.landmarks):
        near = np.maximum(1 - bulge.level(u, v) * np.float32(0.3), 0)
        relief += near * near * np.float32(bulge.height)
    if anatomy.sella is not None and anatomy.recess is not None:
        rise, width = 0.10 + 0.035 * (scene.surface.seed % 7), 0.22 + 0.045 * (scene.surface.seed % 8)
        level = levels.sella
        step = smoothstep((np.float32(1 + 0.35 * width) - level) / np.float32(width))
        dome = np.float32(rise) * step + np.float32(0.32) * np.maximum(1 - level * level, 0)
        relief += np.float32(anatomy.sella.half_height) * dome
        pit = smoothstep((np.float32(1.15) - levels.recess) / np.float32(0.6))
        relief -= np.float32((0.3 + 3 * rise) * anatomy.recess.half_height) * pit
    depth = 0.35 - relief
    if anatomy.cavity is not None:
        level = levels.cavity
        if anatomy.environment == "corridor":
            depth += 2.2 * smoothstep((np.float32(1.25) - level) / np.float32(0.9))
        else:
            rim = smoothstep((level - np.float32(0.85)) / np.float32(0.3))
            relief += np.float32(0.10) * rim
            depth -= np.float32(0.25) * rim
            depth += np.float32(0.5) * np.maximum(1 - np.abs(level - np.float32(0.86)) / np.float32(0.13), 0)
    return relief, np.maximum(depth, 0)


def _bare(scene: Scene, levels: Levels, shades: Field) -> Coat:
    """Return the wall before anything lies upon it."""
    anatomy, palette, surface = scene.anatomy, scene.palette, scene.surface
    shape = shades.shape[:2]
    colour = np.empty((3, *shape), dtype=np.float32)
    colour[:] = _column(palette.mucosa)
    fine = np.full(shape, 1, dtype=np.float32)
    if anatomy.cavity is not None:
        level = levels.cavity
        inside = smoothstep((np.float32(0.98) - level) / np.float32(0.14))
        deep = palette.deep if anatomy.environment == "corridor" else palette.bone
        colour += (_column(deep) - colour) * inside
    blend = np.float32(0.25 + 0.35 * surface.mottle) * np.clip(shades[..., 1] * 0.5, -1, 1)
    colour += (_column(palette.bone) - colour) * np.maximum(blend, 0)
    colour += (_column(palette.vessel) - colour) * np.maximum(-blend, 0) * np.float32(0.6)
    if anatomy.sella is not None:
        soft = np.float32(0.04 + 0.06 * (surface.seed % 5))
        for level, tint in ((levels.recess, palette.recess), (levels.sella, palette.sella)):
            colour += (_column(tint) - colour) * smoothstep((1 - level) / soft + np.float32(0.5))
    colour *= 1 + np.float32(0.16 * surface.mottle) * shades[..., 2]
    wet = np.float32(surface.wetness) * np.clip(0.75 + 0.5 * shades[..., 0], 0.1, 1.6)
    return Coat(colour, np.zeros(shape, np.float32), wet, fine, np.ones(shape, np.float32))


def _light(scene: Scene, x: Field, y: Field, across: Field, down: Field, depth: Field) -> Field:
    """Return how bright each place is lit by a light beside the lens."""
    light = scene.light
    from_x, from_y = x - np.float32(light.x), y - np.float32(light.y)
    steep = across * across + down * down
    slant: Field = np.sqrt(1 + steep * np.float32(1 + light.contrast))
    facing: Field = (1 + np.float32(0.9) * (across * from_x + down * from_y)) / slant
    facing = np.clip(facing, 0.05, 1.5)
    lit: Field = 1 + np.float32(0.4 + light.contrast) * (facing - 1)
    lit /= 1 + np.float32(1.6 * light.falloff) * (from_x * from_x + from_y * from_y)
    reach = 1 + np.float32(1.3 * light.depth_falloff) * depth
    lit /= reach * reach
    lit = np.maximum(lit, np.float32(0.02))
    lit *= np.float32(1.25) * _vignette(scene.content, light.vignette, x, y)
    return lit


def _vignette(content: ContentArea, strength: float, x: Field, y: Field) -> Field:
    edge = 0.75 if content.whole else content.radius
    away = ((x - np.float32(content.x)) ** 2 + (y - np.float32(content.y)) ** 2) / np.float32(edge * edge)
    share: Field = np.maximum(1 - np.float32(strength) * away * away, np.float32(0.05))
    return share


def _shadow(tool: Instrument, scene: Scene, x: Field, y: Field) -> Field:
    """Return the soft shade beside a shaft, on the side away from the light."""
    side_x, side_y = 0.03 - 0.1 * scene.light.x, 0.03 - 0.1 * scene.light.y
    start, end = tool.entry, tool.end
    run_x, run_y = end[0] - start[0], end[1] - start[1]
    from_x, from_y = x - np.float32(start[0] + side_x), y - np.float32(start[1] + side_y)
    length = max(run_x * run_x + run_y * run_y, 1e-6)
    along = np.clip((from_x * np.float32(run_x) + from_y * np.float32(run_y)) / np.float32(length), 0, 1)
    away = (from_x - along * np.float32(run_x)) ** 2 + (from_y - along * np.float32(run_y)) ** 2
    near = np.maximum(1 - away / np.float32(tool.width * tool.width), 0)
    return 1 - np.float32(0.1 + 0.02 * (tool.seed % 8)) * near * near


def _column(colour: Colour) -> Field:
    return np.array(colour, dtype=np.float32)[:, None, None]
