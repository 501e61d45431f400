"""One coded picture (a PNG file, a JPEG inside a DICOM) decoded by FFmpeg's codec of that name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import av
import av.error

from bedside.runtime.media.orientation import Orientation
from bedside.runtime.media.pixels import Converter
from bedside.runtime.media.video import MAX_PIXELS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A decoded picture: (H, W) or (H, W, 3), upright and in full range."""

    pixels: NDArray[Any]
    bit_depth: int
    damaged: bool


def decode_still(data: bytes, coding: str, *, grey: bool) -> Still | None:
    """Decode one picture, or return None where that is impossible.

    Parameters
    ----------
    data
        The coded bytes. A picture of more than ``MAX_PIXELS`` is refused before memory is taken for it.
    coding
        FFmpeg's name of the coding, such as ``png`` or ``mjpeg``.
    grey
        Deliver luma even from colour.
    """
    context = cast("av.VideoCodecContext", av.CodecContext.create(coding, "r"))
    context.options = {"max_pixels": str(MAX_PIXELS)}
    context.thread_count = 1
    try:
        pictures = [*context.decode(av.Packet(data)), *context.decode(None)]
        if not pictures:
            return None
        pixels, depth = Converter(grey=grey).pixels(pictures[0])
        upright = Orientation.of(pictures[0]).apply(pixels)
    except (av.error.FFmpegError, ValueError):
        return None
    return Still(upright, depth, pictures[0].is_corrupt)
