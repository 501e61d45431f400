"""What hangs between the wall and the lens: smoke, fog and drops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.raster import axes, doubled, half_axes
from phantoms.endoscopy.textures import smoke

if TYPE_CHECKING:
    from phantoms.endoscopy.geometry import Field
    from phantoms.endoscopy.scene import Scene


def veiled(planes: Field, scene: Scene) -> None:
    """Lay a scene's smoke, fog and drops over (3, H, W)."""
    medium = scene.medium
    if medium.drops:
        _dropped(planes, scene)
    if medium.smoke > 0 or medium.fog > 0:
        _, height, width = planes.shape
        veil, glow = doubled(np.stack(_veil(scene, height, width)), height, width)
        glow *= np.float32(0.35 + 0.75 * float(planes[:, ::7, ::7].mean()))
        for channel in range(3):
            part = planes[channel]
            part += (np.float32(medium.smoke_colour[channel]) * glow - part) * veil


def _veil(scene: Scene, height: int, width: int) -> tuple[Field, Field]:
    """Return the share of each pixel that is veiled, and the veil's brightness, on the half grid."""
    medium, content = scene.medium, scene.content
    x, y = half_axes(height, width)
    radius = np.float32(0.7 if content.whole else content.radius)
    away = ((x - np.float32(content.x)) ** 2 + (y - np.float32(content.y)) ** 2) / (radius * radius)
    veil = np.zeros(away.shape, dtype=np.float32)
    glow = 1 - np.float32(0.6 * scene.light.vignette) * np.minimum(away, 1.2)
    if medium.smoke > 0:
        grain = 60.0 + 12 * (medium.smoke_seed % 5)
        shifted = x + np.float32(medium.smoke_x), y + np.float32(medium.smoke_y)
        billow = smoke(medium.smoke_seed % 4).sampled(*shifted, grain, height / 2)[..., 0]
        glow *= 1 + np.float32(0.1 * (medium.smoke_seed % 7)) * (billow - np.float32(0.5))
        even = np.float32(medium.smoke**2)  # thick smoke has no gaps
        veil += np.float32(medium.smoke) * (even + (1 - even) * billow)
    if medium.fog > 0:
        ring = np.clip(away if medium.smoke_seed % 2 else 1.1 - away, 0, 1)
        veil += (1 - veil) * np.float32(medium.fog) * ring
    return veil, glow


def _dropped(planes: Field, scene: Scene) -> None:
    """Turn the picture upside down in small discs, as a drop on the lens does."""
    rng = np.random.default_rng(scene.medium.smoke_seed + 17)
    _, height, width = planes.shape
    x, y = axes(height, width)
    for _ in range(scene.medium.drops):
        place = rng.uniform(-0.45, 0.45, 2)
        radius = rng.uniform(0.02, 0.055)
        rows = _around(place[1], radius, height, height)
        columns = _around(place[0], radius, height, width)
        part = planes[:, rows, columns]
        if part.size == 0:
            continue
        away = np.hypot(x[:, columns] - np.float32(place[0]), y[rows] - np.float32(place[1])) / np.float32(
            radius
        )
        cover = np.clip((1 - away) * 3, 0, 1) * np.float32(0.75)
        part += (part[:, ::-1, ::-1].mean(axis=0) * 0.3 + part[:, ::-1, ::-1] * 0.75 - part) * cover


def _around(place: float, radius: float, height: int, size: int) -> slice:
    first, last = ((place + side * radius) * height + size / 2 for side in (-1, 1))
    return slice(int(max(first, 0)), int(min(max(last, 0), size)))
