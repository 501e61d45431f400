"""The provenance mark: 32 bits in an image's pixels that say it was generated, found without the original.

Spread-transform dither modulation: Chen B, Wornell GW. Quantization index modulation: a class of provably
good methods for digital watermarking and information embedding. IEEE Trans. Inform. Theory 2001;47:1423-1443.
The image's 8 x 8 blocks, those of JPEG, are cosine-transformed; each of 48 bits (32 of the payload, 16 of
its CRC) owns a pattern of ±1 over ten low frequencies of all blocks, and the sum of the coefficients under
the pattern is moved to the nearest of the levels that mean 0 or, half a step beside them, 1. The speckle
under the mark only decides which level is nearest, it does not disturb the reading.

An image without a mark: its sums fall anywhere between two levels, so the cosine that scores each sum has
mean 0, and by the Chernoff bound (the mean of exp(t cos) is I0(t) <= exp(t² / 4)) the mean over 48 bits
reaches 0.5 with probability below exp(-48 · 0.5²) = 6.1e-6. The CRC then fits by chance once in 65,536:
together below 1e-10, for images that do not know the patterns.

What it does not survive: resizing, cropping or shifting off the grid of 8 pixels or at all (the patterns
have places), turning, flipping, strong smoothing, JPEG far below quality 50. It is a label, not a seal: who
reads this file can remove or forge it.
"""

from __future__ import annotations

import binascii
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bedside.fetal_ultrasound.interface import SIZES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BLOCK = 8
PAYLOAD_BITS, CHECK_BITS = 32, 16
BITS = PAYLOAD_BITS + CHECK_BITS
FREQUENCIES = ((0, 1), (1, 0), (0, 2), (1, 1), (2, 0), (1, 2), (2, 1), (0, 3), (3, 0), (2, 2))  # down, across
KEY = 0xFE7A1  # of the patterns; another key makes another mark
STEP = {128: 120.0, 256: 180.0}  # between two levels of one bit, in grey levels of the orthonormal transform
LEAST_SCORE = 0.5  # of the sums' mean closeness to levels: 1 on them, 0 by chance
ROUNDS = 6  # of the search for the amounts, which clipping at white and black disturbs


def marked(pixels: NDArray[np.uint8], payload: int) -> NDArray[np.uint8]:
    """Return the image with a payload of 32 bits in its grey values.

    Black pixels stay black and others do not become so; where nearly all are black there is no room for the
    mark, and reading it back tells. Implements RC-052.

    Parameters
    ----------
    pixels
        (128, 128) or (256, 256) grey.
    payload
        0 to 2³² - 1.

    Raises
    ------
    ValueError
        The image is of another size, or the payload out of range.
    """
    size = _side(pixels)
    if not 0 <= payload < 2**PAYLOAD_BITS:
        raise ValueError(f"a payload lies in 0 to {2**PAYLOAD_BITS - 1}, found {payload}")
    original = pixels.astype(np.float64)
    free = pixels > 0
    if not free.any():
        return pixels.copy()
    step = STEP[size]
    origins = _dithers(step) + step / 2 * _coded(payload)
    levels = origins + step * np.round((_sums(original) - origins) / step)
    amounts = np.zeros(BITS)
    image = original
    for _ in range(ROUNDS):
        amounts += (levels - _sums(image)) / free.mean()
        image = np.where(free, np.clip(original + _painted(amounts, size), 1, 255), 0)
    return np.rint(image).astype(np.uint8)


def read_mark(pixels: NDArray[np.uint8]) -> int | None:
    """Return the payload that an image carries, or None where no mark is found.

    Parameters
    ----------
    pixels
        (128, 128) or (256, 256) grey.

    Raises
    ------
    ValueError
        The image is of another size.
    """
    step = STEP[_side(pixels)]
    places = (_sums(pixels.astype(np.float64)) - _dithers(step)) / step
    score = np.cos(4 * np.pi * places).mean()
    bits = np.round(2 * places).astype(np.int64) % 2
    payload = int(bits[:PAYLOAD_BITS] @ (1 << np.arange(PAYLOAD_BITS, dtype=np.int64)))
    fits = np.array_equal(bits, _coded(payload))
    return payload if fits and score >= LEAST_SCORE else None


def _side(pixels: NDArray[np.uint8]) -> int:
    if pixels.dtype != np.uint8 or pixels.shape not in {(size, size) for size in SIZES}:
        sides = " or ".join(f"{size} x {size}" for size in SIZES)
        raise ValueError(f"a mark is for uint8 images of {sides}, found {pixels.dtype} {pixels.shape}")
    return len(pixels)


def _coded(payload: int) -> NDArray[np.int64]:
    """Return the payload's bits, lowest first, and those of its CRC (CCITT, from 0xFFFF), (48,)."""
    check = binascii.crc_hqx(payload.to_bytes(PAYLOAD_BITS // 8, "big"), 0xFFFF)
    whole = payload | check << PAYLOAD_BITS
    return whole >> np.arange(BITS, dtype=np.int64) & 1


def _sums(image: Floats) -> Floats:
    """Return the image's coefficients summed under each bit's pattern, (48,)."""
    across = len(image) // BLOCK
    blocks = image.reshape(across, BLOCK, across, BLOCK).transpose(0, 2, 1, 3).reshape(-1, BLOCK * BLOCK)
    return _patterns(len(image)) @ (blocks @ _waves().T).ravel()


def _painted(amounts: Floats, size: int) -> Floats:
    """Return the patterns' sum, each by its amount, as an image, (size, size)."""
    across = size // BLOCK
    coefficients = (amounts @ _patterns(size)).reshape(-1, len(FREQUENCIES))
    blocks = (coefficients @ _waves()).reshape(across, across, BLOCK, BLOCK)
    return blocks.transpose(0, 2, 1, 3).reshape(size, size)


@lru_cache(maxsize=1)
def _waves() -> Floats:
    """Return the orthonormal cosine waves of the frequencies in a block, (10, 64)."""
    at = (np.arange(BLOCK) + 0.5) * np.pi / BLOCK
    lines = np.cos(np.arange(BLOCK)[:, None] * at) * np.sqrt(2 / BLOCK)
    lines[0] /= np.sqrt(2)
    return np.stack([np.outer(lines[down], lines[across]).ravel() for down, across in FREQUENCIES])


@lru_cache(maxsize=len(SIZES))
def _patterns(size: int) -> Floats:
    """Return each bit's keyed pattern of unit length over all blocks' coefficients, (48, blocks x 10)."""
    length = (size // BLOCK) ** 2 * len(FREQUENCIES)
    signs = np.random.Generator(np.random.PCG64(KEY + size)).integers(0, 2, (BITS, length))
    return np.asarray((2.0 * signs - 1) / np.sqrt(length))


def _dithers(step: float) -> Floats:
    """Return where each bit's levels begin, (48,), so that no even image lies on them by itself."""
    return np.random.Generator(np.random.PCG64(KEY)).uniform(0, step, BITS)
