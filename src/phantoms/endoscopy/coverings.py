"""What lies on the wall: blood, water, cotton, grafts, glue, tumour, bone dust and the opened dura."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.raster import smoothstep

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import Field
    from phantoms.endoscopy.instruments import Colour
    from phantoms.endoscopy.scene import Covering, Scene


@dataclass(slots=True)
class Coat:
    """The wall's surface as it is built up: planes that each layer changes.

    Parameters
    ----------
    colour
        (3, h, w) before light.
    relief, wet, detail, flat
        (h, w): thickness laid on, wetness, share of the fine texture that shows, factor on slopes.
    """

    colour: Field
    relief: Field
    wet: Field
    detail: Field
    flat: Field


@dataclass(frozen=True, slots=True)
class Matter:
    """How one kind of covering looks.

    Parameters
    ----------
    thickness
        Of its middle, as a share of its size.
    wet, detail, flat
        What becomes of the wetness, the fine texture and the slopes beneath.
    edge
        Softness of its border, as a share of its radius.
    ragged
        How far noise moves its border.
    stain
        How much of blood's colour noise mixes in.
    """

    thickness: float
    wet: float
    detail: float
    flat: float
    edge: float
    ragged: float
    stain: float


MATTER = {
    "blood": Matter(0.04, 1.3, 0.12, 0.35, 0.10, 0.22, 0.0),
    "clot": Matter(0.16, 1.0, 0.8, 1.0, 0.12, 0.25, 0.0),
    "water": Matter(0.05, 1.7, 0.5, 0.5, 0.08, 0.15, 0.05),
    "cotton": Matter(0.12, 0.15, 1.0, 0.8, 0.05, 0.05, 0.35),
    "graft": Matter(0.10, 0.45, 0.6, 0.9, 0.07, 0.08, 0.25),
    "glue": Matter(0.08, 1.6, 0.25, 0.8, 0.10, 0.2, 0.1),
    "tumour": Matter(0.30, 0.9, 1.2, 1.0, 0.2, 0.25, 0.3),
    "hole": Matter(-0.35, 0.5, 0.5, 1.0, 0.08, 0.08, 0.0),
}


def laid(coat: Coat, scene: Scene, u: Field, v: Field, shades: Field) -> None:
    """Lay the film of blood, the bone dust and then each covering of a scene on its coat."""
    surface = scene.surface
    if surface.blood_film > 0:
        spread = np.clip(1.4 * surface.blood_film + 0.45 * shades[..., 2] - 0.35, 0, 0.9)
        coat.colour += (_column(scene.palette.blood) * np.float32(1.3) - coat.colour) * spread
        coat.wet += np.float32(0.5) * spread
    if surface.dust > 0:
        grains = np.clip(np.float32(2.2 * surface.dust) + 0.6 * shades[..., 1] - 0.9, 0, 1)
        coat.colour += (np.float32(0.86) - coat.colour) * grains
        coat.wet *= 1 - np.float32(0.8) * grains
    for covering in scene.anatomy.coverings:
        _lay(coat, covering, scene, u, v, shades)


def _lay(coat: Coat, covering: Covering, scene: Scene, u: Field, v: Field, shades: Field) -> None:
    matter = MATTER[covering.kind]
    noise = shades[..., covering.seed % 3]
    level = covering.outline.level(u, v) + np.float32(matter.ragged * 0.4) * noise
    mask = smoothstep((np.float32(1) - level) / np.float32(matter.edge)) * np.float32(covering.opacity)
    size = min(covering.outline.half_width, covering.outline.half_height)
    ground = _column(_colour_of(covering.kind, scene)) * (1 + np.float32(0.10) * shades[..., 1])
    if matter.stain > 0:
        stained = np.clip(np.float32(matter.stain) * (shades[..., 0] + np.float32(0.4)), 0, 0.8)
        ground += (_column(scene.palette.blood) - ground) * stained
    if covering.kind == "hole":
        ground *= np.clip(np.float32(0.35) + np.float32(0.75) * level * level, 0, 1.2)
    body = np.float32(0.22) if covering.kind == "water" else np.float32(1)
    coat.colour += (ground - coat.colour) * (mask * body)
    rim = np.maximum(1 - np.abs(level - np.float32(1 + matter.edge)) / np.float32(0.12), 0)
    coat.colour *= 1 - np.float32(0.35 * covering.opacity) * rim
    coat.relief += np.float32(matter.thickness * size) * mask * np.maximum(np.float32(1.6) - level * level, 0)
    coat.wet += (np.float32(matter.wet * (0.4 + scene.surface.wetness)) - coat.wet) * mask
    coat.detail += (np.float32(matter.detail) - coat.detail) * mask
    coat.flat += (np.float32(matter.flat) - coat.flat) * mask


def _colour_of(kind: str, scene: Scene) -> Colour:
    palette = scene.palette
    dark = tuple(0.5 * value for value in palette.blood)
    own: dict[str, Colour] = {
        "blood": palette.blood,
        "clot": (dark[0], dark[1], dark[2]),
        "water": (0.75, 0.72, 0.70),
        "cotton": (0.90, 0.89, 0.87),
        "graft": palette.graft,
        "glue": (0.80, 0.80, 0.70),
        "tumour": palette.tumour,
        "hole": palette.deep,
    }
    return own[kind]


def _column(colour: Colour) -> Field:
    return np.array(colour, dtype=np.float32)[:, None, None]
