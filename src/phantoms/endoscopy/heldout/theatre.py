"""The room, seen by a held-out camera: cloth, skin, gloves, lamps, screens and steel as lit height fields."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from phantoms.endoscopy.heldout.fields import KINDS, cloud, sampled, slopes, spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from phantoms.endoscopy.geometry import Field

    Painter = Callable[[np.random.Generator, Field, Field], Field]


def room(rng: np.random.Generator, x: Field, y: Field) -> Field:
    """Return (3, H, W) light of one view out of the body."""
    ground = GROUNDS[int(rng.integers(len(GROUNDS)))]
    light: Field = ground(rng, x, y)
    for _ in range(int(rng.integers(0, 3))):
        THINGS[int(rng.integers(len(THINGS)))](light, rng, x, y)
    return light


def _cloth(rng: np.random.Generator, x: Field, y: Field) -> Field:
    """Paint drapes and gowns: blue, green or turquoise, folded."""
    return _lit(rng, x, y, _hue(rng, (0.36, 0.62), (0.3, 0.75), (0.3, 0.75)), 0.045, 2.3)


def _white_cloth(rng: np.random.Generator, x: Field, y: Field) -> Field:
    """Paint gauze and sheets: a weave that fills the view."""
    light = _lit(rng, x, y, _hue(rng, (0.08, 0.6), (0.0, 0.07), (0.75, 0.97)), 0.02, 2.0)
    pitch = float(rng.uniform(60, 200))
    woven: Field = light * (1 + np.float32(0.06) * np.sin(pitch * x) * np.sin(pitch * y))
    return woven


def _skin(rng: np.random.Generator, x: Field, y: Field) -> Field:
    """Paint skin of any tone: smooth, matt, broad shades and the hole of a nostril or port."""
    tone = _hue(rng, (0.045, 0.08), (0.25, 0.6), (0.25, 0.92))
    light = _lit(rng, x, y, tone, 0.04, 2.7)
    if rng.random() < 0.6:
        away = np.hypot(x - np.float32(rng.normal(0, 0.2)), (y - np.float32(rng.normal(0, 0.15))) * 1.3)
        light *= 1 - 0.9 * np.clip((rng.uniform(0.06, 0.2) - away) * 25 + 0.5, 0, 1)
    return light


def _wall(rng: np.random.Generator, x: Field, y: Field) -> Field:
    """Paint a wall or ceiling out of focus, with panels."""
    light = _lit(rng, x, y, _hue(rng, (0.1, 0.65), (0.0, 0.2), (0.35, 0.9)), 0.02, 2.6)
    edge = np.float32(rng.uniform(-0.5, 0.5)) + np.float32(rng.normal(0, 0.3)) * y
    panels: Field = light * np.where(x > edge, np.float32(1), np.float32(rng.uniform(0.5, 0.95)))
    return panels


def _steel(rng: np.random.Generator, x: Field, y: Field) -> Field:
    """Paint a tray of polished steel with bars upon it."""
    light = _lit(rng, x, y, _hue(rng, (0.55, 0.65), (0.0, 0.12), (0.45, 0.8)), 0.04, 2.0)
    for _ in range(int(rng.integers(2, 7))):
        angle, place = rng.uniform(0, np.pi), rng.normal(0, 0.3)
        away = np.abs(np.cos(angle) * x + np.sin(angle) * y - np.float32(place))
        width = np.float32(rng.uniform(0.012, 0.05))
        light = np.where(
            away < width, np.float32(rng.uniform(0.3, 1.0)) * (1 - (away / width) ** 2 * 0.7), light
        )
    return light.astype(np.float32)


def _lit(rng: np.random.Generator, x: Field, y: Field, tone: Field, depth: float, slope: float) -> Field:
    """Light a height field of that depth and spectrum from a side."""
    across, down = spread(x + np.float32(rng.uniform(0, 4)), y + np.float32(rng.uniform(0, 4)))
    squeeze = np.float32(np.exp(rng.normal(0, 0.35)))
    height = sampled(cloud(int(rng.integers(KINDS)), slope), across * squeeze, down / squeeze, 80)
    across_slope, down_slope = slopes(np.float32(depth) * height, len(y))
    sun = rng.normal(0, 0.5, 2)
    facing = (1 - across_slope * np.float32(sun[0]) - down_slope * np.float32(sun[1])) / np.sqrt(
        1 + across_slope**2 + down_slope**2
    )
    shade: Field = np.float32(0.35) + np.float32(0.65) * np.clip(facing, 0, 1.4)
    return tone[:, None, None] * shade[None]


def _glove(light: Field, rng: np.random.Generator, x: Field, y: Field) -> None:
    """Paint fingers of a gloved hand, out of focus."""
    tone = _hue(rng, (0.05, 0.7), (0.02, 0.5), (0.6, 0.95))
    base, angle = rng.normal(0, 0.35, 2), rng.uniform(0, 2 * np.pi)
    for finger in range(int(rng.integers(2, 5))):
        turn = angle + 0.25 * finger
        px, py = x - np.float32(base[0]), y - np.float32(base[1])
        along = np.clip(
            px * np.float32(np.cos(turn)) + py * np.float32(np.sin(turn)),
            0,
            np.float32(rng.uniform(0.3, 0.6)),
        )
        away = np.hypot(px - along * np.float32(np.cos(turn)), py - along * np.float32(np.sin(turn)))
        radius = np.float32(rng.uniform(0.05, 0.11))
        cover = np.clip((radius - away) * 40, 0, 1)
        light += (tone[:, None, None] * (1 - 0.5 * np.minimum(away / radius, 1) ** 2) - light) * cover


def _face(light: Field, rng: np.random.Generator, x: Field, y: Field) -> None:
    """Paint a masked face and cap, far out of focus."""
    tone, cap = (
        _hue(rng, (0.04, 0.08), (0.25, 0.6), (0.3, 0.9)),
        _hue(rng, (0.4, 0.65), (0.2, 0.6), (0.5, 0.9)),
    )
    middle, size = rng.normal(0, 0.25, 2), rng.uniform(0.12, 0.35)
    across, down = (
        (x - np.float32(middle[0])) / np.float32(size),
        (y - np.float32(middle[1])) / np.float32(1.3 * size),
    )
    level = across**2 + down**2
    cover = np.clip((1 - level) * 6, 0, 1)
    masked = np.where(np.abs(down) < 0.25, tone[:, None, None], cap[:, None, None])
    light += (masked * np.sqrt(np.clip(1.1 - level, 0, 1)) - light) * cover


def _lamps(light: Field, rng: np.random.Generator, x: Field, y: Field) -> None:
    """Paint the cluster of an operating lamp."""
    middle = rng.normal(0, 0.35, 2)
    for _ in range(int(rng.integers(3, 9))):
        place = middle + rng.normal(0, 0.15, 2)
        away = np.hypot(x - np.float32(place[0]), y - np.float32(place[1]))
        light += np.float32(rng.uniform(0.8, 1.6)) * np.exp(
            -((away / np.float32(rng.uniform(0.02, 0.07))) ** 2)
        )


def _screen(light: Field, rng: np.random.Generator, x: Field, y: Field) -> None:
    """Paint a monitor with lines of writing."""
    middle, half = rng.normal(0, 0.25, 2), rng.uniform(0.12, 0.35, 2)
    inside = (np.abs(x - np.float32(middle[0])) < half[0]) & (np.abs(y - np.float32(middle[1])) < half[1])
    text = (np.sin(y * np.float32(rng.uniform(90, 220))) > 0.2) & (
        sampled(cloud(1, 0.6), *spread(x, y), 300) > 0.4
    )
    tone = _hue(rng, (0.3, 0.7), (0.2, 0.9), (0.1, 0.5))
    shown = np.where(text[None], np.float32(0.9), tone[:, None, None])
    light[:, inside] = shown[:, inside]


def unfit(rng: np.random.Generator, tissue: Field, x: Field, y: Field) -> Field:
    """Return tissue (3, H, W) as a scope or mode shows it that the item is not made for."""
    kind = int(rng.integers(4))
    grey = 0.299 * tissue[0] + 0.587 * tissue[1] + 0.114 * tissue[2]
    if kind == 0:  # a bundle of fibres
        pitch = np.float32(rng.uniform(24, 42))
        u, v = spread(x * pitch, y * pitch)
        rows = np.round(v / np.float32(0.866))
        offset = np.float32(0.5) * (rows % 2)
        core = np.hypot(u - np.round(u - offset) - offset, v - rows * np.float32(0.866))
        return np.asarray(tissue * np.clip(1.3 - 2.4 * core, 0.08, 1), np.float32)
    if kind == 1:  # one wavelength of near infrared
        return np.repeat(np.clip(grey * np.float32(rng.uniform(0.8, 1.3)), 0, 1.2)[None], 3, axis=0)
    if kind == 2:  # two narrow bands, blue and green
        narrow = np.stack([0.75 * tissue[1], 0.9 * tissue[1] + 0.25 * grey, 0.6 * tissue[2] + 0.55 * grey])
        return np.asarray(narrow, dtype=np.float32)
    glow = ndimage.gaussian_filter(np.clip(grey - 0.3, 0, 1), 3)
    tone = _hue(rng, (0.3, 0.45), (0.7, 1.0), (0.8, 1.0))
    return np.asarray(tone[:, None, None] * (0.15 * grey + 1.6 * glow), dtype=np.float32)


def _hue(
    rng: np.random.Generator,
    hue: tuple[float, float],
    saturation: tuple[float, float],
    value: tuple[float, float],
) -> Field:
    drawn = (float(rng.uniform(*limits)) for limits in (hue, saturation, value))
    return np.array(colorsys.hsv_to_rgb(*drawn), np.float32)


GROUNDS: tuple[Painter, ...] = (_cloth, _cloth, _white_cloth, _skin, _wall, _steel)
THINGS = (_glove, _glove, _face, _lamps, _screen)
