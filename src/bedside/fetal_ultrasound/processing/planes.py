"""Which plane an image shows, as the classifier reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import PLANES
from bedside.fetal_ultrasound.processing.layout import SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend

BATCH = 16


def plane_read(backend: Backend, pixels: NDArray[np.uint8]) -> tuple[str, float]:
    """Return the likeliest plane of one image, (128, 128) or (256, 256), with its probability."""
    probabilities = backend.run({"image": _scaled(pixels[None])})["probabilities"][0]
    best = int(np.argmax(probabilities))
    return PLANES[best], float(probabilities[best])


def plane_features(backend: Backend, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the classifier's last features of images (N, S, S), (N, 64)."""
    parts = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
    return np.concatenate([backend.run({"image": _scaled(part)})["features"] for part in parts])


def _scaled(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return (N, 1, 128, 128) in -1 to 1; larger images by the mean of each block."""
    factor = images.shape[1] // SIZE
    if images.shape[1:] != (factor * SIZE, factor * SIZE) or not factor:
        raise ValueError(f"images are square, {SIZE} pixels or a multiple, found {images.shape[1:]}")
    blocks = images.reshape(len(images), SIZE, factor, SIZE, factor).mean(axis=(2, 4), dtype=np.float32)
    return np.asarray((blocks / np.float32(127.5) - 1)[:, None], dtype=np.float32)
