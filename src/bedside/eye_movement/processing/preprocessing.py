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
    tall = _squeezed(grey, geometry.height, geometry.scale, geometry.top)
    wide = _squeezed(np.ascontiguousarray(tall.T), geometry.width, geometry.scale, geometry.left)
    return np.ascontiguousarray(wide.T, dtype=np.float32)


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


def _squeezed(plane: NDArray[np.float32], outputs: int, scale: float, padding: float) -> NDArray[np.float32]:
    """Return the rows of the plane averaged to ``outputs`` rows; sums of rows, as no library call threads."""
    taps, weights = _taps(outputs, plane.shape[0], scale, padding)
    total = plane[taps[0]] * weights[0]
    for tap, weight in zip(taps[1:], weights[1:], strict=True):
        total += plane[tap] * weight
    return np.asarray(total, dtype=np.float32)


@lru_cache(maxsize=32)
def _taps(
    outputs: int, inputs: int, scale: float, padding: float
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return which inputs each output reads (T, outputs), and how much of each (T, outputs, 1)."""
    centre = (np.arange(outputs) + 0.5 - padding) / scale
    half = max(1 / scale, 1.0) / 2
    low, high = centre - half, centre + half
    taps = np.floor(low).astype(np.intp) + np.arange(int(np.ceil(2 * half)) + 1)[:, None]
    overlap = np.clip(np.minimum(high, taps + 1) - np.maximum(low, taps), 0, None)
    overlap[(taps < 0) | (taps >= inputs)] = 0
    overlap[:, (centre < 0) | (centre > inputs)] = 0
    weights = np.asarray(overlap / np.maximum(overlap.sum(axis=0), 1e-12), dtype=np.float32)[..., None]
    taps = np.clip(taps, 0, inputs - 1)
    weights.setflags(write=False)
    taps.setflags(write=False)
    return taps, weights
