"""From light to the held-out picture: smoke, drops, a disc of defocus, photons, a camera's colour grid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from phantoms.endoscopy.heldout.fields import KINDS, cloud, sampled, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.endoscopy.geometry import ContentArea, Field
    from phantoms.endoscopy.heldout.look import Look
    from phantoms.endoscopy.scene import Camera, Medium, Scene


def seen_through(
    light: Field, scene: Scene, look: Look, x: Field, y: Field, rng: np.random.Generator
) -> Field:
    """Return (3, H, W) after the medium and the lens, before the sensor."""
    _veiled(light, scene.medium, scene.content, x, y)
    away = ((x - np.float32(scene.content.x)) ** 2 + (y - np.float32(scene.content.y)) ** 2) / np.float32(
        _radius(scene.content) ** 2
    )
    light *= np.cos(np.clip(np.float32(look.vignette) * away, 0, 1.4))
    if scene.medium.drops:
        _dropped(light, scene.medium.drops, rng)
    return _moved(_defocused(light, scene.camera), scene.camera)


def counted(
    light: Field, camera: Camera, look: Look, content: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return (H, W, 3): exposure, white balance, photon noise, tone, and colour at half the resolution."""
    gain = np.float32(camera.exposure * look.exposure)
    balance = np.array([1 + look.warmth, 1.0, 1 - look.warmth], np.float32)[:, None, None]
    level = np.clip(light * gain * balance, 0, 4)
    noise = rng.standard_normal(level.shape, dtype=np.float32)
    level = level + np.sqrt(np.maximum(level, 0.01) / np.float32(look.photons)) * noise
    level = np.clip(level, 0, 1) ** np.float32(camera.gamma)
    luma = 0.299 * level[0] + 0.587 * level[1] + 0.114 * level[2]
    chroma = level - luma
    half = (chroma[:, ::2, ::2] + np.roll(chroma, -1, 2)[:, ::2, ::2]) / 2
    chroma = np.repeat(np.repeat(half, 2, axis=1), 2, axis=2)[:, : level.shape[1], : level.shape[2]]
    picture = np.clip(np.rint(255 * (luma + chroma)), 0, 255).astype(np.uint8)
    picture = np.ascontiguousarray(picture.transpose(1, 2, 0))
    picture[~content] = rng.integers(0, 6)
    return picture


def _veiled(light: Field, medium: Medium, content: ContentArea, x: Field, y: Field) -> None:
    if medium.smoke > 0:
        across, down = spread(x + np.float32(medium.smoke_x), y + np.float32(medium.smoke_y))
        wisps = sampled(cloud(medium.smoke_seed % KINDS, 2.1), across, down, 130)
        even = np.float32(0.55 + 0.45 * medium.smoke**3)
        veil = np.float32(medium.smoke) * np.clip(even + (1 - even) * (0.5 + 0.5 * np.tanh(wisps)), 0, 1)
        lit = 0.25 + 0.85 * float(light[:, ::5, ::5].mean())
        grey = np.array(medium.smoke_colour, np.float32)[:, None, None] * np.float32(lit)
        light += (grey - light) * veil
    if medium.fog > 0:
        radius2 = np.float32(_radius(content) ** 2)
        away = ((x - np.float32(content.x)) ** 2 + (y - np.float32(content.y)) ** 2) / radius2
        mist = np.float32(medium.fog) * np.clip(away if medium.smoke_seed % 2 else 1 - away, 0, 1)
        light += (np.float32(0.55) - light) * mist


def _dropped(light: Field, count: int, rng: np.random.Generator) -> None:
    """Blur the picture in round spots, as where water stands on the lens."""
    _, height, width = light.shape
    for _ in range(count):
        size = int(height * rng.uniform(0.04, 0.09))
        top, left = int(rng.uniform(0, height - size)), int(rng.uniform(0, width - size))
        part = light[:, top : top + size, left : left + size]
        rows, columns = np.mgrid[:size, :size]
        disc = np.hypot(rows - size / 2, columns - size / 2) < size / 2
        soft = ndimage.uniform_filter(part, (0, size // 3 + 1, size // 3 + 1))
        part[:, disc] = 1.05 * soft[:, disc]


def _defocused(light: Field, camera: Camera) -> Field:
    """Blur by a disc of the same second moment as the Gaussian of ``camera.defocus``."""
    radius = 2 * camera.defocus * light.shape[1]
    if radius < 0.7:
        return light
    if radius > 6:  # three boxes in turn come close to it, at any size
        side = max(3, round(math.sqrt(12 * (camera.defocus * light.shape[1]) ** 2 / 3 + 1)) | 1)
        for _ in range(3):
            light = ndimage.uniform_filter(light, (0, side, side), mode="nearest")
        return light
    reach = math.ceil(radius)
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(rows, columns), 0, 1).astype(np.float32)
    disc /= disc.sum()
    return np.stack([ndimage.convolve(plane, disc, mode="nearest") for plane in light])


def _moved(light: Field, camera: Camera) -> Field:
    across, down = (component * light.shape[1] for component in camera.motion)
    length = math.hypot(across, down)
    if length < 1.0:
        return light
    places = np.linspace(-0.5, 0.5, min(math.ceil(length) + 1, 24))
    steps = [(round(down * place), round(across * place)) for place in places]
    rolled = [np.roll(light, step, axis=(1, 2)) for step in steps]
    return np.asarray(np.mean(rolled, axis=0, dtype=np.float32), np.float32)


def _radius(content: ContentArea) -> float:
    return 0.9 if content.whole else content.radius
