"""Writing a video: pictures with their own times into an MP4 file."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
import numpy as np

from bedside.runtime.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

TICKS_PER_S = 90_000
_REFUSALS = (av.FFmpegError, OSError, ValueError)
ENCODERS = (("libx264", {"crf": "16", "preset": "veryfast"}), ("mpeg4", {"qscale": "2"}))


def write_film(path: Path, pictures: Iterable[tuple[float, NDArray[np.uint8]]], comment: str = "") -> int:
    """Write pictures (t_s, (H, W, 3) uint8), each shown at its own time, and return how many.

    H.264 where the library has an encoder for it, else MPEG-4. A side of odd length grows by one pixel. The
    comment is kept in the file's metadata.

    Raises
    ------
    OutputError
        The file cannot be written or nothing can encode it.
    Exception
        What the pictures' own making raised, as it was.
    """
    count, start_s, stream = 0, 0.0, None
    with _opened(path, comment) as container:
        for t_s, picture in pictures:
            with _writing(path):
                even = np.pad(picture, ((0, picture.shape[0] % 2), (0, picture.shape[1] % 2), (0, 0)), "edge")
                if stream is None:
                    start_s, stream = t_s, _stream(container, even.shape[1], even.shape[0])
                frame = av.VideoFrame.from_ndarray(even, format="rgb24")
                frame.pts = round((t_s - start_s) * TICKS_PER_S)
                frame.time_base = Fraction(1, TICKS_PER_S)
                container.mux(stream.encode(frame))
                count += 1
        if stream is not None:
            with _writing(path):
                container.mux(stream.encode())
    return count


@contextmanager
def _opened(path: Path, comment: str) -> Iterator[av.container.OutputContainer]:
    """Lend the container and close it on every way out; the closing hides no failure on the way."""
    with _writing(path):
        container = av.open(str(path), "w", format="mp4")
    if comment:
        container.metadata["comment"] = comment
    try:
        yield container
    except BaseException:
        with suppress(*_REFUSALS):
            container.close()
        raise
    with _writing(path):
        container.close()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn a refusal of the library or the disk into ours."""
    try:
        yield
    except _REFUSALS as error:
        remedy = "Free some space, or do without it."
        raise OutputError(path, f"the video cannot be written ({error})", remedy) from error


def _stream(container: av.container.OutputContainer, width: int, height: int) -> av.VideoStream:
    for name, options in ENCODERS:
        if name in av.codecs_available:
            stream = cast("av.VideoStream", container.add_stream(name, options=options))
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.time_base = Fraction(1, TICKS_PER_S)
            stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
            return stream
    raise ValueError("the library has no encoder for H.264 or MPEG-4")
