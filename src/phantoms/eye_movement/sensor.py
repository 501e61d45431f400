"""A camera: blur, exposure, vignette, noise, compression and eight bits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import fft, ndimage

if TYPE_CHECKING:
    from phantoms.eye_movement.raster import Plane


@dataclass(frozen=True, slots=True)
class Sensor:
    """How a camera turns light into grey levels."""

    gain: float = 1.0
    gamma: float = 1.0
    black_level: float = 0.0
    defocus_px: float = 0.6  # standard deviation
    motion_px: tuple[float, float] = (0.0, 0.0)  # path during the exposure, right and down
    vignette: float = 0.0
    shot_noise: float = 0.01
    read_noise: float = 0.01
    row_noise: float = 0.0
    block_quality: float = 0.0  # quantisation step of 8x8 blocks; 0 is none

    @classmethod
    def random(cls, rng: np.random.Generator, width: int) -> Sensor:
        """Return a plausible camera; blur scales with the frame's width."""
        unit = width / 320
        gain = float(np.exp(rng.normal(0.0, 0.35)))
        dice = rng.random()
        if dice < 0.06:
            gain *= float(np.exp(rng.uniform(-4.5, -1.2)))
        elif dice < 0.13:
            gain *= float(np.exp(rng.uniform(0.5, 1.6)))
        length = rng.exponential(4.0) * unit if rng.random() < 0.25 else 0.0
        angle = rng.uniform(0, 2 * np.pi)
        return cls(
            gain, float(np.exp(rng.normal(0, 0.25))), float(max(rng.normal(0.015, 0.02), 0)),
            float(np.exp(rng.uniform(np.log(0.35), np.log(2.6))) * unit),
            (float(length * np.cos(angle)), float(length * np.sin(angle))),
            float(max(rng.normal(0.1, 0.3), 0)), float(rng.exponential(0.012)),
            float(np.exp(rng.uniform(np.log(0.002), np.log(0.05)))),
            float(rng.exponential(0.006)) if rng.random() < 0.2 else 0.0,
            float(rng.uniform(0.02, 0.22)) if rng.random() < 0.35 else 0.0,
        )  # fmt: skip

    def expose(self, light: Plane) -> Plane:
        """Return the noiseless picture, clipped to 0..1."""
        picture = ndimage.gaussian_filter(light, max(self.defocus_px, 0.05), truncate=3.0)
        picture = moved(np.asarray(picture, dtype=np.float32), *self.motion_px)
        height, width = light.shape
        if self.vignette:
            x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
            picture = picture / (1 + np.float32(self.vignette) * (x[None] ** 2 + y[:, None] ** 2))
        picture = np.clip(picture * np.float32(self.gain), 0, 1) ** np.float32(self.gamma)
        return np.asarray(np.clip(picture + np.float32(self.black_level), 0, 1), dtype=np.float32)

    def read(self, picture: Plane, rng: np.random.Generator) -> Plane:
        """Return the picture with noise and compression, in steps of 1/255."""
        height, width = picture.shape
        noise = rng.standard_normal((height, width), dtype=np.float32)
        noisy = picture + noise * np.sqrt(self.read_noise**2 + self.shot_noise**2 * picture).astype(
            np.float32
        )
        if self.row_noise:
            noisy += np.float32(self.row_noise) * rng.standard_normal((height, 1), dtype=np.float32)
        if self.block_quality:
            noisy = blocked(noisy, self.block_quality)
        return np.asarray(np.round(np.clip(noisy, 0, 1) * 255) / 255, dtype=np.float32)


def moved(picture: Plane, right_px: float, down_px: float) -> Plane:
    """Return the picture smeared along a straight path, centred on the middle of the exposure."""
    length = float(np.hypot(right_px, down_px))
    if length < 0.3:
        return picture
    steps = int(np.ceil(length)) + 1
    reach = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    for part in np.linspace(-0.5, 0.5, 4 * steps):
        row, column = reach + part * down_px, reach + part * right_px
        top, left = int(row), int(column)
        v, u = row - top, column - left
        kernel[top : top + 2, left : left + 2] += np.outer([1 - v, v], [1 - u, u])
    kernel /= kernel.sum()
    wide = np.pad(picture, reach, mode="edge")
    rows, columns = wide.shape
    spectrum = fft.rfft2(wide) * fft.rfft2(np.asarray(kernel, dtype=np.float32), s=(rows, columns))
    smeared = fft.irfft2(spectrum, s=(rows, columns))
    return np.asarray(smeared[2 * reach :, 2 * reach :], dtype=np.float32)


def blocked(picture: Plane, step: float) -> Plane:
    """Return the picture as a coarse transform codec would leave it."""
    height, width = picture.shape
    padded = np.pad(picture, ((0, -height % 8), (0, -width % 8)), mode="edge")
    rows, columns = padded.shape
    blocks = padded.reshape(rows // 8, 8, columns // 8, 8).transpose(0, 2, 1, 3)
    transformed = fft.dctn(blocks, axes=(2, 3), norm="ortho")
    index = np.arange(8)
    table = np.float32(step) * (0.4 + (index[:, None] + index[None]) * np.float32(0.25))
    restored = fft.idctn(np.round(transformed / table) * table, axes=(2, 3), norm="ortho")
    return np.asarray(
        restored.transpose(0, 2, 1, 3).reshape(rows, columns)[:height, :width], dtype=np.float32
    )
