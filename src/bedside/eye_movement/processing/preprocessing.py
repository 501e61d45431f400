"""From any grey frame to the network's input and back: one definition for training, export and run time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

OUTPUT_STRIDE = 2  # the network's maps have one cell for so many input pixels on each side


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """The parameters, as the model's manifest records them."""

    height: int = 128
    width: int = 160
    low_percentile: float = 1.0
    high_percentile: float = 97.0
    least_range: float = 0.08  # of full scale: darker or flatter frames are not stretched further
    curve: str = "square root"
    resampling: str = "letterbox, box of one output pixel but no less than one input pixel"

    def __post_init__(self) -> None:
        if self.height % 32 or self.width % 32 or min(self.height, self.width) <= 0:
            raise ValueError(f"the network's input is a multiple of 32, found {self.height} x {self.width}")

    @classmethod
    def from_manifest(cls, recorded: Mapping[str, Any]) -> Preprocessing:
        """Return the definition that a model was trained with, or refuse one that is not this code's."""
        own = cls()
        if dict(recorded) != asdict(own):
            raise ValueError(
                f"the model asks for the preprocessing {dict(recorded)}, this software does {asdict(own)}"
            )
        return own

    def geometry(self, height: int, width: int) -> Geometry:
        """Return how a frame of that size lies in the network's input."""
        if min(height, width) < 1:
            raise ValueError(f"a frame needs at least one pixel, found {height} x {width}")
        scale = min(self.height / height, self.width / width)
        left, top = (self.width - width * scale) / 2, (self.height - height * scale) / 2
        return Geometry(height, width, self.height, self.width, scale, left, top)


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where a frame's pixels lie in the network's input; centres of pixels have whole coordinates in both."""

    frame_height: int
    frame_width: int
    height: int
    width: int
    scale: float
    left: float  # input pixels of padding
    top: float

    def to_input(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Return the place in the network's input of a place in the frame."""
        return (x_px + 0.5) * self.scale + self.left - 0.5, (y_px + 0.5) * self.scale + self.top - 0.5

    def to_frame(self, x: float, y: float) -> tuple[float, float]:
        """Return the place in the frame of a place in the network's input."""
        return (x + 0.5 - self.left) / self.scale - 0.5, (y + 0.5 - self.top) / self.scale - 0.5

    def cell_to_frame(self, column: float, row: float) -> tuple[float, float]:
        """Return the place in the frame of a place in the network's output maps."""
        half = (OUTPUT_STRIDE - 1) / 2
        return self.to_frame(column * OUTPUT_STRIDE + half, row * OUTPUT_STRIDE + half)

    @property
    def content(self) -> tuple[slice, slice]:
        """Rows and columns of the network's input that hold picture."""
        return _inside(self.top, self.height), _inside(self.left, self.width)


def prepare(grey: NDArray[np.float32], how: Preprocessing) -> tuple[NDArray[np.float32], Geometry]:
    """Return the network's input of a frame and where the frame lies in it.

    Parameters
    ----------
    grey
        (H, W) float32, 0 to 1.

    Returns
    -------
    tuple
        (1, 1, height, width) float32, and the geometry.
    """
    if grey.ndim != 2:
        raise ValueError(f"a grey frame is (H, W), found {grey.shape}")
    geometry = how.geometry(*grey.shape)
    return normalised(resampled(grey, geometry), geometry, how)[None, None], geometry


def resampled(grey: NDArray[np.float32], geometry: Geometry) -> NDArray[np.float32]:
    """Return the frame at the network's size, (height, width), area-averaged, zero outside the frame."""
    taps, weights = _taps(geometry.height, geometry.frame_height, geometry.scale, geometry.top)
    squeezed = grey[taps[0]] * weights[0]
    for tap, weight in zip(taps[1:], weights[1:], strict=True):
        squeezed += grey[tap] * weight
    columns = _weights(geometry.width, geometry.frame_width, geometry.scale, geometry.left)
    return np.asarray(squeezed @ columns.T, dtype=np.float32)


def normalised(plane: NDArray[np.float32], geometry: Geometry, how: Preprocessing) -> NDArray[np.float32]:
    """Return the plane between its own dark and bright percentiles, roots taken; padding is zero."""
    content = plane[geometry.content]
    sample = np.sort(content[::2, ::2], axis=None)
    low = sample[int((len(sample) - 1) * how.low_percentile / 100)]
    high = sample[int((len(sample) - 1) * how.high_percentile / 100)]
    span = max(float(high - low), how.least_range)
    result = np.zeros_like(plane)
    result[geometry.content] = np.sqrt(np.clip((content - low) * np.float32(1 / span), 0, 1.5))
    return result


def _inside(padding: float, side: int) -> slice:
    first = min(int(np.ceil(padding - 0.5)), side - 1)
    return slice(first, max(int(np.floor(side - padding - 0.5)), first) + 1)


@lru_cache(maxsize=16)
def _weights(outputs: int, inputs: int, scale: float, padding: float) -> NDArray[np.float32]:
    """Return how much each input pixel gives to each output pixel, (outputs, inputs)."""
    centre = (np.arange(outputs) + 0.5 - padding) / scale
    half = max(1 / scale, 1.0) / 2
    low, high = (centre - half)[:, None], (centre + half)[:, None]
    pixel = np.arange(inputs)[None]
    overlap = np.clip(np.minimum(high, pixel + 1) - np.maximum(low, pixel), 0, None)
    overlap[(centre < 0) | (centre > inputs)] = 0
    total = np.maximum(overlap.sum(axis=1, keepdims=True), 1e-12)
    weights = np.asarray(overlap / total, dtype=np.float32)
    weights.setflags(write=False)
    return weights


@lru_cache(maxsize=16)
def _taps(
    outputs: int, inputs: int, scale: float, padding: float
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the same weights as the few inputs that each output reads, (T, outputs) and (T, outputs, 1)."""
    weights = _weights(outputs, inputs, scale, padding)
    first = (weights > 0).argmax(axis=1)
    last = inputs - 1 - (weights[:, ::-1] > 0).argmax(axis=1)
    reach = int((np.where(weights.any(axis=1), last - first, 0)).max()) + 1
    taps = np.minimum(first + np.arange(reach)[:, None], inputs - 1)
    repeated = first + np.arange(reach)[:, None] > inputs - 1
    shares = np.where(repeated, 0, weights[np.arange(outputs), taps]).astype(np.float32)
    return taps, shares[..., None]
