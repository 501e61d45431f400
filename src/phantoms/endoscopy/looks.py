"""Random looks: colours, surfaces, light, what hangs before the lens, and the camera."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.geometry import ContentArea, Pose
from phantoms.endoscopy.scene import Camera, Light, Medium, Palette, Surface

if TYPE_CHECKING:
    from phantoms.endoscopy.instruments import Colour

    Random = np.random.Generator

MILD_SMOKE = 0.30
MILD_DEFOCUS = 0.008
MILD_MOTION = 0.02


def random_palette(rng: Random) -> Palette:
    """Return colours from pale to deep red, as patients and video processors differ."""
    hue = rng.normal(0.015, 0.018)
    mucosa = coloured(rng, hue, (0.35, 0.72), (0.55, 0.95))
    bone = coloured(rng, hue + rng.uniform(0.0, 0.06), (0.12, 0.55), (0.6, 1.0))
    sella = mixed(
        bone, coloured(rng, hue + rng.uniform(-0.02, 0.05), (0.15, 0.65), (0.6, 1.0)), rng.uniform(0.3, 1)
    )
    shade = rng.uniform(0.35, 0.8)
    recess = scaled(mixed(bone, mucosa, rng.uniform(0, 1)), shade)
    return Palette(
        mucosa=mucosa,
        bone=bone,
        sella=sella,
        recess=recess,
        deep=coloured(rng, hue, (0.3, 0.8), (0.02, 0.2)),
        vessel=coloured(rng, hue + rng.normal(-0.01, 0.02), (0.5, 0.9), (0.3, 0.7)),
        blood=coloured(rng, rng.normal(0.0, 0.012), (0.8, 0.97), (0.22, 0.62)),
        tumour=coloured(rng, rng.uniform(0.0, 0.12), (0.05, 0.4), (0.4, 0.9)),
        graft=coloured(rng, rng.uniform(0.03, 0.16), (0.03, 0.3), (0.7, 1.0)),
    )


def random_surface(rng: Random) -> Surface:
    """Return a surface from dull and smooth to rough, wet and full of vessels."""
    blood = rng.random() ** 3
    seed = int(rng.integers(2**20))
    mottle, vessels, bumps = rng.uniform((0.1, 0.0, 0.0), (1.0, 1.0, 1.0)).tolist()
    return Surface(
        seed,
        mottle,
        vessels,
        bumps,
        grain=float(np.exp(rng.uniform(np.log(0.45), np.log(2.0)))),
        wetness=float(rng.uniform(0.05, 1.0)),
        gloss=float(rng.uniform(0.0, 0.95)),
        blood_film=float(0.8 * blood) if rng.random() < 0.6 else 0.0,
        dust=float(rng.uniform(0.1, 0.7)) if rng.random() < 0.12 else 0.0,
    )


def random_light(rng: Random) -> Light:
    """Return a light near the lens."""
    x, y = rng.normal(0, 0.09, 2)
    return Light(float(x), float(y), *rng.uniform((0.1, 0.1, 0.1, 0.0), (1.4, 1.2, 1.1, 0.75)).tolist())


def random_medium(rng: Random) -> Medium:
    """Return at most mild smoke and fog."""
    smoky, foggy, drops = rng.random(3) < (0.35, 0.15, 0.10)
    return Medium(
        smoke=float(rng.uniform(0.03, MILD_SMOKE)) if smoky else 0.0,
        smoke_x=float(rng.uniform(-2, 2)),
        smoke_y=float(rng.uniform(-2, 2)),
        smoke_seed=int(rng.integers(2**16)),
        smoke_colour=coloured(rng, rng.uniform(0, 1), (0.0, 0.12), (0.7, 0.95)),
        fog=float(rng.uniform(0.03, 0.22)) if foggy else 0.0,
        drops=int(rng.integers(1, 4)) if drops else 0,
    )


def random_camera(rng: Random) -> Camera:
    """Return a camera whose picture is good."""
    balance = np.exp(rng.normal(0, 0.06, 3))
    angle = rng.uniform(0, 2 * np.pi)
    length = MILD_MOTION * rng.random() ** 2 if rng.random() < 0.4 else 0.0
    return Camera(
        exposure=float(np.exp(rng.normal(0, 0.22))),
        balance=(float(balance[0]), float(balance[1]), float(balance[2])),
        saturation=float(rng.uniform(0.65, 1.35)),
        gamma=float(np.exp(rng.normal(0, 0.18))),
        defocus=float(MILD_DEFOCUS * rng.random() ** 1.5),
        motion=(float(length * np.cos(angle)), float(length * np.sin(angle))),
        sharpening=float(rng.uniform(0, 1.2)) if rng.random() < 0.5 else 0.0,
        noise=float(0.03 * rng.random() ** 1.5),
    )


def random_content(rng: Random) -> ContentArea:
    """Return a full frame, a circle that the frame cuts, or a whole circle inside it."""
    shape = rng.choice(3, p=(0.3, 0.35, 0.35))
    if shape == 0:
        return ContentArea()
    radius = rng.uniform(0.52, 0.85) if shape == 1 else rng.uniform(0.34, 0.52)
    room = 0.06 if shape == 1 else max(0.5 - radius, 0.0)
    x, y = rng.normal(0, 0.07), rng.uniform(-1, 1) * room
    return ContentArea(float(x), float(y), float(radius), float(rng.uniform(0.003, 0.02)))


def random_pose(rng: Random, content: ContentArea) -> Pose:
    """Return where the anatomy lies: moved, 0.6 to 1.6 times as large, and rolled by up to 20 degrees."""
    size = 0.55 if content.whole else min(content.radius, 0.55)
    zoom = float(np.exp(rng.uniform(np.log(0.6), np.log(1.6))) * (size / 0.55) ** 0.5)
    shift = rng.normal(0, 0.11, 2) * (1.3, 1.0)
    roll = float(np.clip(rng.normal(0, 8), -20, 20))
    return Pose(
        float(content.x + shift[0]), float(content.y + shift[1]), float(np.clip(zoom, 0.6, 1.6)), roll
    )


def coloured(rng: Random, hue: float, saturation: tuple[float, float], value: tuple[float, float]) -> Colour:
    """Return a colour of that hue (0 to 1, red at 0)."""
    return colorsys.hsv_to_rgb(float(hue) % 1.0, float(rng.uniform(*saturation)), float(rng.uniform(*value)))


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """Return the first colour with that share of the second."""
    red, green, blue = (float(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def scaled(colour: Colour, factor: float) -> Colour:
    """Return a colour brighter or darker by a factor."""
    red, green, blue = (float(value * factor) for value in colour)
    return red, green, blue
