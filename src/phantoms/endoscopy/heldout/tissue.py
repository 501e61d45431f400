"""The wall as a height field lit by a point light at the lens: cosine shading, micro-facet highlights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.heldout.fields import KINDS, branches, cloud, sampled, slopes, spread
from phantoms.endoscopy.scene import SELLA_VIEWS

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import Field, Outline
    from phantoms.endoscopy.heldout.look import Look
    from phantoms.endoscopy.scene import Covering, Scene

LENS_HEIGHT = 0.9  # of the lens over the wall, in picture heights


@dataclass(slots=True)
class Ground:
    """The wall as it is built up, (H, W) each and (3, H, W) for colour."""

    colour: Field
    height: Field
    wet: Field
    rough: Field


def lit_wall(scene: Scene, look: Look, x: Field, y: Field) -> Field:
    """Return (3, H, W) light from the wall at places in the picture."""
    u, v = scene.pose.to_anatomy(x, y)
    u, v = spread(u, v)
    ground = _anatomy(scene, look, u, v)
    _mottled(ground, scene, look, u, v)
    for covering in scene.anatomy.coverings:
        _covered(ground, covering, look, u, v)
    return _shaded(ground, scene, look, x, y)


def _anatomy(scene: Scene, look: Look, u: Field, v: Field) -> Ground:
    anatomy = scene.anatomy
    colour = np.empty((3, *u.shape), np.float32)
    colour[:] = _tint(look.mucosa)
    height = np.zeros(u.shape, np.float32)
    for bulge in (*anatomy.bulges, *anatomy.landmarks):
        cap = np.maximum(1 - bulge.level(u, v) / np.float32(2.6), 0)
        height += np.float32(0.9 * bulge.height) * np.sqrt(cap) * cap
    if anatomy.cavity is not None:
        level = anatomy.cavity.level(u, v)
        within = _ramp(level, 1.0, 0.10)
        if anatomy.environment == "corridor":
            height -= np.float32(1.6) * np.clip(1.3 - level, 0, 1) ** 2
            colour += (_tint(look.deep) - colour) * within
        else:
            height -= np.float32(0.22) * within
            colour += (_tint(look.bone) - colour) * within
    if anatomy.environment in SELLA_VIEWS and anatomy.sella is not None and anatomy.recess is not None:
        pit, dome = anatomy.recess.level(u, v), anatomy.sella.level(u, v)
        height -= np.float32(0.75 * anatomy.recess.half_height) * np.exp(-(pit**4))
        height += np.float32(0.7 * anatomy.sella.half_height) * np.sqrt(np.clip(1.15 - dome**3, 0, 1))
        colour += (_tint(look.recess) - colour) * _ramp(pit, 1.0, 0.12)
        colour += (_tint(look.sella) - colour) * _ramp(dome, 1.0, 0.08)
    wet = np.full(u.shape, look.wetness, np.float32)
    return Ground(colour, height, wet, np.full(u.shape, look.roughness, np.float32))


def _mottled(ground: Ground, scene: Scene, look: Look, u: Field, v: Field) -> None:
    """Lay spectral mottling, vessels, a film of blood and bone dust over the wall."""
    shift_u, shift_v = u + np.float32(look.shift[0]), v + np.float32(look.shift[1])
    broad = sampled(cloud(look.kind % KINDS, 1.9), shift_u, shift_v, 150 / look.grain)
    fine = sampled(cloud((look.kind + 2) % KINDS, 1.1), shift_u, shift_v, 330 / look.grain)
    ground.colour *= 1 + np.float32(0.13 * look.mottle) * broad + np.float32(0.06 * look.mottle) * fine
    ground.colour[1:] *= 1 - np.float32(0.10 * look.mottle) * np.clip(broad, -2, 2)
    lines = sampled(branches(look.kind % KINDS), shift_u, shift_v, 190 / look.grain)
    ground.colour += (_tint(look.vessel) - ground.colour) * (lines * np.float32(look.vessels))
    ground.height += np.float32(0.004 * look.relief) * broad + np.float32(0.0016 * look.relief) * fine
    surface = scene.surface
    if surface.blood_film > 0:
        film = np.clip(1.3 * surface.blood_film - 0.3 + 0.35 * broad, 0, 0.85)
        ground.colour += (_tint(look.blood) - ground.colour) * film
        ground.rough *= 1 - 0.4 * film
    if surface.dust > 0:
        grains = np.clip(2.0 * surface.dust - 0.8 + 0.5 * fine, 0, 0.9)
        ground.colour += (np.float32(0.82) - ground.colour) * grains
        ground.wet *= 1 - grains


def _covered(ground: Ground, covering: Covering, look: Look, u: Field, v: Field) -> None:
    """Lay one covering on the wall; its border is bent by a cloud."""
    level, cover, bent = _extent(covering, u, v)
    colour, thick, wet, rough = MATTER[covering.kind]
    tint = _tint(look.matter(colour))
    if covering.kind == "hole":
        tint = tint * np.clip(0.3 + 0.9 * level**3, 0, 1.3)
    if covering.kind == "cotton":
        weave = np.sin(u * np.float32(260)) * np.sin(v * np.float32(260))
        tint = tint * (1 + np.float32(0.06) * weave)
    if covering.kind in ("tumour", "clot", "graft"):
        tint = tint * (1 + np.float32(0.14) * bent)
    share = cover * np.float32(0.25 if covering.kind == "water" else 1)
    ground.colour += (tint - ground.colour) * share
    size = min(covering.outline.half_width, covering.outline.half_height)
    ground.height += np.float32(thick * size) * cover * np.sqrt(np.clip(1.2 - level * level, 0, 1))
    ground.wet += (np.float32(wet * look.wetness) - ground.wet) * cover
    ground.rough += (np.float32(rough) - ground.rough) * cover


def _extent(covering: Covering, u: Field, v: Field) -> tuple[Field, Field, Field]:
    outline: Outline = covering.outline
    bent = sampled(cloud((covering.seed + 3) % KINDS, 1.7), u, v, 170)
    level = outline.level(u, v) + np.float32(0.06) * bent
    return level, _ramp(level, 1.0, 0.07) * np.float32(covering.opacity), bent


MATTER = {  # colour, thickness, wetness, roughness
    "blood": ("blood", 0.03, 1.2, 0.12),
    "clot": ("clot", 0.14, 0.8, 0.3),
    "water": ("water", 0.03, 1.8, 0.08),
    "cotton": ("cotton", 0.14, 0.1, 0.8),
    "graft": ("graft", 0.12, 0.4, 0.5),
    "glue": ("glue", 0.08, 1.5, 0.15),
    "tumour": ("tumour", 0.22, 0.8, 0.35),
    "hole": ("deep", -0.4, 0.4, 0.5),
}


def _shaded(ground: Ground, scene: Scene, look: Look, x: Field, y: Field) -> Field:
    """Return the light that reaches the lens: the lamp stands a little beside it."""
    zoom = np.float32(scene.pose.zoom)
    across, down = slopes(ground.height * zoom, len(y))
    to_x, to_y = np.float32(look.lamp[0]) - x, np.float32(look.lamp[1]) - y
    to_z = np.maximum(np.float32(LENS_HEIGHT) - zoom * ground.height, 0.12)
    distance2 = to_x * to_x + to_y * to_y + to_z * to_z
    slope2 = across * across + down * down + 1
    facing = (to_z - across * to_x - down * to_y) / np.sqrt(distance2 * slope2)
    reach = (np.float32(LENS_HEIGHT**2) / distance2) ** np.float32(look.falloff)
    light = np.float32(look.ambient) + (1 - np.float32(look.ambient)) * np.clip(facing, 0, 1)
    light = light * reach
    mirrored = _highlight(ground, facing, slope2, reach, look, x, y, across, down)
    return np.asarray(ground.colour * light + mirrored, np.float32)


def _highlight(
    ground: Ground, facing: Field, slope2: Field, reach: Field, look: Look,
    x: Field, y: Field, across: Field, down: Field,
) -> Field:  # fmt: skip
    """Return the mirror image of the lamp in a wet surface (Trowbridge and Reitz's distribution)."""
    half_x, half_y = np.float32(look.lamp[0] / 2) - x, np.float32(look.lamp[1] / 2) - y
    half2 = half_x * half_x + half_y * half_y + np.float32(LENS_HEIGHT**2)
    cosine = np.clip(
        (np.float32(LENS_HEIGHT) - across * half_x - down * half_y) / np.sqrt(half2 * slope2), 0, 1
    )
    sharp = np.square(np.clip(ground.rough, 0.06, 1) ** 2)
    spread = cosine * cosine * (sharp - 1) + 1
    mirror = sharp / (spread * spread) * np.float32(0.05)
    bright: Field = np.minimum(mirror / sharp**0.5 * 0.25, 1.4) * ground.wet * reach * (facing > 0)
    return bright


def _ramp(level: Field, edge: float, softness: float) -> Field:
    share: Field = np.clip((np.float32(edge) - level) / np.float32(softness) + np.float32(0.5), 0, 1)
    return share


def _tint(colour: tuple[float, float, float]) -> Field:
    return np.array(colour, np.float32)[:, None, None]
