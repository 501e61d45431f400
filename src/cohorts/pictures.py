"""Pictures and label maps from PNG files, and what a video's container declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import av
import av.error
import numpy as np

from bedside.runtime.media.still import decode_still
from cohorts.errors import ContentError, MissingPathError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a video's container declares, without decoding it; frames are 0 where it does not say."""

    frames: int
    rate_hz: float


def read_pixels(path: Path) -> NDArray[np.uint8]:
    """Read a colour picture, (H, W, 3) uint8 RGB."""
    pixels = _decoded(path)
    return np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels


def read_codes(path: Path) -> NDArray[np.uint8]:
    """Read a picture whose grey values are codes, (H, W); in colour, all three channels must agree.

    Raises
    ------
    ContentError
        It is in colours, which are no codes.
    """
    pixels = _decoded(path)
    if pixels.ndim == 2:
        return pixels
    if np.any(pixels != pixels[..., :1]):
        raise ContentError(path, "one grey value a pixel", "colours")
    return np.ascontiguousarray(pixels[..., 0])


def places(path: Path, codes: NDArray[np.uint8], table: Mapping[int, int]) -> NDArray[np.uint8]:
    """Turn (H, W) codes into places in a list of classes.

    Raises
    ------
    ContentError
        A code has no place, so that the file is not what the layout says.
    """
    lookup = np.full(256, -1, np.int16)
    lookup[list(table)] = list(table.values())
    found = lookup[codes]
    if np.any(found < 0):
        strange = ", ".join(str(code) for code in np.unique(codes[found < 0])[:8])
        raise ContentError(path, f"codes among {', '.join(map(str, sorted(table)))}", f"also {strange}")
    return found.astype(np.uint8)


def video_facts(path: Path) -> VideoFacts:
    """Read what a video's container declares.

    Raises
    ------
    ContentError
        It is no video, or has no rate.
    """
    try:
        with av.open(str(path)) as container:
            stream = next(iter(container.streams.video), None)
            if stream is None or not stream.average_rate:
                raise ContentError(path, "a video with a frame rate", "none")
            return VideoFacts(stream.frames, float(stream.average_rate))
    except av.error.FFmpegError as error:
        raise ContentError(path, "a video", str(error)) from error


def _decoded(path: Path) -> NDArray[Any]:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingPathError(path, "a PNG picture") from error
    still = decode_still(data, "png", grey=False)
    if still is None or still.damaged or still.bit_depth != 8:
        raise ContentError(path, "an 8-bit PNG picture", "something else, or a damaged one")
    return still.pixels
