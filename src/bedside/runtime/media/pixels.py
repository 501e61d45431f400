"""Decoded pictures as arrays: luma from the stream's own plane, everything else by FFmpeg's conversion.

Range: video luma is limited (16 to 235 in 8 bits) unless the format or the stream says full. Limited luma is
stretched to full range here, by table, so that no update of a library moves a grey value; full-range luma is
taken without a copy. The luma of RGB and packed formats is FFmpeg's (ITU-R BT.601).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from av.video.reformatter import VideoReformatter

if TYPE_CHECKING:
    import av
    from numpy.typing import NDArray

_FULL = 2  # AVCOL_RANGE_JPEG
_ALWAYS_FULL = ("gray", "yuvj")
_PLANAR_LUMA = ("gray", "yuv4", "yuvj4", "nv12", "nv16", "nv21", "nv24")
_DEPTHS = (9, 10, 12, 14, 16)


class Converter:
    """Turns the pictures of one pass into arrays, keeping FFmpeg's conversion tables between them.

    Parameters
    ----------
    grey
        Deliver luma even where the picture has colour.
    """

    def __init__(self, *, grey: bool) -> None:
        self._grey = grey
        self._reformatter = VideoReformatter()

    def pixels(self, frame: av.VideoFrame) -> tuple[NDArray[Any], int]:
        """Turn a decoded picture into an array and its bit depth.

        Returns
        -------
        (H, W) or (H, W, 3), uint8 with depth 8 or uint16 with depth 9 to 16, full range. The array may share
        the picture's memory.
        """
        own = max((component.bits for component in frame.format.components), default=8)
        depth = 8 if own <= 8 else next((depth for depth in _DEPTHS if depth >= own), 16)
        if not self._grey and not _is_grey(frame):
            return self._converted(frame, "rgb24" if depth == 8 else f"gbrp{depth}le"), depth
        if _has_luma_plane(frame, own, depth):
            return _luma(frame, depth), depth
        return self._converted(frame, "gray" if depth == 8 else f"gray{depth}le"), depth

    def _converted(self, frame: av.VideoFrame, layout: str) -> NDArray[Any]:
        """Convert in this thread alone: a picture is too small to be worth a pool of them."""
        return self._reformatter.reformat(frame, format=layout, threads=1).to_ndarray()


def _is_grey(frame: av.VideoFrame) -> bool:
    return frame.format.name.startswith(("gray", "mono", "ya8", "ya16"))


def _has_luma_plane(frame: av.VideoFrame, own: int, depth: int) -> bool:
    """Whether the first plane is luma alone, in whole samples of a depth that is delivered."""
    name = frame.format.name
    return (
        own == depth and name.startswith(_PLANAR_LUMA) and not name.endswith(("be", "f32le", "f16le", "32le"))
    )


def _luma(frame: av.VideoFrame, depth: int) -> NDArray[Any]:
    """Take the first plane without its row padding, (H, W), stretched where its range is limited."""
    plane = frame.planes[0]
    full = frame.format.name.startswith(_ALWAYS_FULL) or frame.color_range == _FULL
    if depth == 8:
        data = memoryview(plane) if full else bytes(plane).translate(_table(8).tobytes())
        values: NDArray[Any] = np.frombuffer(data, np.uint8)
    else:
        values = np.frombuffer(memoryview(plane), "<u2")
        values = values if full else np.take(_table(depth), values, mode="clip")
    rows: NDArray[Any] = values.reshape(plane.height, plane.line_size // values.itemsize)  # (H, stride)
    return rows[:, : plane.width]


@cache
def _table(depth: int) -> NDArray[Any]:
    """Full-range value of each limited one: 16 and 235 (times 2**(depth - 8)) become black and white."""
    white, unit = (1 << depth) - 1, 1 << (depth - 8)
    stretched = (np.arange(white + 1) - 16 * unit) * white / (219 * unit)
    return np.clip(np.rint(stretched), 0, white).astype(np.uint8 if depth == 8 else np.uint16)
