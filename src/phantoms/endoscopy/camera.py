"""From light to a picture: blur, the video processor's tone, the sensor's noise, the round content."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.raster import axes, blurred, swept
from phantoms.endoscopy.textures import sensor_noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.endoscopy.geometry import ContentArea, Field
    from phantoms.endoscopy.scene import Camera, Scene

STEPS = 1023  # of brightness before the tone curve
AIM = 0.36  # mean brightness of the content at exposure 1
DARK = 0.012  # brightness of the frame outside the content area


def photographed(planes: Field, scene: Scene) -> NDArray[np.uint8]:
    """Return (H, W, 3) of light in (3, H, W), which is changed."""
    camera = scene.camera
    _, height, width = planes.shape
    planes = swept(planes, camera.motion[0] * height, camera.motion[1] * height)
    planes = blurred(planes, camera.defocus * height)
    if camera.sharpening > 0:
        soft = blurred(planes, max(0.6, 0.004 * height))
        planes = planes + np.float32(camera.sharpening) * (planes - soft)
    inside = content_share(scene.content, height, width)
    planes = _toned(planes, camera, _gain(planes, inside))
    if inside is not None:
        planes *= inside
    noise = _noise(scene, height, width)
    planes += noise
    if inside is not None:
        planes += np.float32(DARK * (scene.noise_seed % 3)) * (1 - inside)
    return _quantised(planes, camera.gamma)


def content_mask(content: ContentArea, height: int, width: int) -> NDArray[np.bool_]:
    """Return (H, W): the pixels inside the endoscope's round picture."""
    share = content_share(content, height, width)
    return np.ones((height, width), dtype=np.bool_) if share is None else share >= np.float32(0.5)


@lru_cache(maxsize=8)
def content_share(content: ContentArea, height: int, width: int) -> Field | None:
    """Return (H, W) 0 to 1: how much of each pixel is inside, None where all is."""
    if content.whole:
        return None
    x, y = axes(height, width)
    distance = np.sqrt((x - np.float32(content.x)) ** 2 + (y - np.float32(content.y)) ** 2)
    edge = max(content.softness, 1 / height)
    share: Field = np.clip((np.float32(content.radius) - distance) / np.float32(edge) + np.float32(0.5), 0, 1)
    return share


def _gain(planes: Field, inside: Field | None) -> float:
    """Return the factor by which the camera's own exposure control brings the picture's mean to its aim."""
    sample = planes[:, ::5, ::5].mean(axis=0)
    mean = float(
        sample.mean() if inside is None else (sample * inside[::5, ::5]).sum() / inside[::5, ::5].sum()
    )
    return float(np.clip((AIM / max(mean, 1e-3)) ** 0.85, 0.3, 4.0))


def _toned(planes: Field, camera: Camera, gain: float) -> Field:
    grey = planes[0] * np.float32(0.3) + planes[1] * np.float32(0.6) + planes[2] * np.float32(0.1)
    toned = np.empty_like(planes)
    for channel in range(3):
        factor = np.float32(gain * camera.exposure * camera.balance[channel])
        own = np.float32(camera.saturation) * factor
        np.multiply(planes[channel], own, out=toned[channel])
        toned[channel] += grey * (factor - own)
    return toned


def _noise(scene: Scene, height: int, width: int) -> Field:
    tile = sensor_noise(scene.noise_seed % 2 == 0)
    size = tile.shape[0]
    rng = np.random.default_rng(scene.noise_seed)
    noise = np.empty((3, height, width), dtype=np.float32)
    for channel in range(3):
        row, column = (int(start) for start in rng.integers(0, (max(size - height, 1), max(size - width, 1))))
        piece = tile[row : row + height, column : column + width]
        if piece.shape != (height, width):
            piece = np.resize(tile, (height, width))
        np.multiply(piece, np.float32(scene.camera.noise), out=noise[channel])
    return noise


def _quantised(planes: Field, gamma: float) -> NDArray[np.uint8]:
    curve = _curve(round(gamma, 3))
    np.clip(planes, 0, 1, out=planes)
    planes *= np.float32(STEPS)
    picture = np.empty((*planes.shape[1:], 3), dtype=np.uint8)
    steps = planes.astype(np.int16)
    for channel in range(3):
        picture[..., channel] = curve.take(steps[channel])
    return picture


@lru_cache(maxsize=256)
def _curve(gamma: float) -> NDArray[np.uint8]:
    share = (np.arange(STEPS + 1) + 0.5) / (STEPS + 1)
    return np.clip(np.round(255 * share**gamma), 0, 255).astype(np.uint8)
