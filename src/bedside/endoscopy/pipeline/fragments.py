"""A film in fragments, each written whole: what is on the disk plays, whenever the writing breaks off."""

from __future__ import annotations

import os
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, cast

import av
import numpy as np
from av.video.frame import PictureType

from bedside.runtime.film import TICKS_PER_S

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

FRAGMENT_S, KEY_FRAME_S, FLUSH_S = 0.25, 1.0, 1.0
ENCODERS = (
    ("libx264", {"crf": "18", "preset": "superfast", "tune": "zerolatency"}),
    ("mpeg4", {"qscale": "2"}),
)
_LAYOUT = {
    "movflags": "frag_keyframe+empty_moov+default_base_moof",
    "frag_duration": str(round(FRAGMENT_S * 1e6)),
}
_WHOLE = {b"moov", b"mdat", b"mfra"}  # boxes after which a file may end
_HEAD = 8  # bytes of a box's size and type


class RawFile(Protocol):
    """An unbuffered file."""

    def write(self, data: bytes | memoryview, /) -> int | None:
        """Write at most all of it, and return how much."""
        ...

    def truncate(self, size: int, /) -> int:
        """Cut the file off."""
        ...

    def fileno(self) -> int:
        """Return the system's number of the file."""
        ...


class WholeFragments:
    """Collects what a muxer writes, and hands it to a file in whole fragments.

    After a failure the file is cut back to its last whole fragment and takes nothing more.
    """

    def __init__(self, file: RawFile) -> None:
        self._file, self._part = file, bytearray()
        self.length, self.broken = 0, False

    def write(self, data: bytes) -> int:
        """Take bytes from the muxer.

        Raises
        ------
        OSError
            The disk is full, or refuses.
        """
        if self.broken:
            return len(data)
        self._part += data
        whole = self._whole_bytes()
        if whole:
            self._put(bytes(self._part[:whole]))
            del self._part[:whole]
        return len(data)

    def flush(self) -> None:
        """Ask the system to bring to the disk what was written, where it can."""
        with suppress(OSError):
            getattr(os, "fdatasync", os.fsync)(self._file.fileno())  # not every system has the quicker one

    def _whole_bytes(self) -> int:
        """Return how many of the bytes collected end with a box after which a file may end."""
        at = whole = 0
        while at + _HEAD <= len(self._part):
            size = int.from_bytes(self._part[at : at + 4])
            if size < _HEAD or at + size > len(self._part):
                break
            at += size
            if bytes(self._part[at - size + 4 : at - size + _HEAD]) in _WHOLE:
                whole = at
        return whole

    def _put(self, data: bytes) -> None:
        try:
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) or 0 :]
        except OSError:
            self.broken = True
            with suppress(OSError):
                self._file.truncate(self.length)
            raise
        self.length += len(data)


class FragmentedFilm:
    """Writes one picture after another as H.264 in MP4, or MPEG-4 where the library has no encoder for it.

    Each quarter of a second is a fragment of its own, so that no more than that waits in memory; each second
    begins with a picture that needs no other. Nothing at the end of the file is needed to play it.

    Implements RC-043.
    """

    def __init__(self, file: RawFile) -> None:
        self._file = WholeFragments(file)
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._start_s = self._key_s = self._flushed_s = 0.0
        self._ticks = -1

    def add(self, t_s: float, picture: NDArray[np.uint8]) -> None:
        """Write a picture (H, W, 3), shown at its own time; odd sides grow by one pixel.

        Raises
        ------
        OSError
            The disk is full, or refuses; what was written before plays.
        av.FFmpegError, ValueError
            Nothing can encode it.
        """
        even = np.pad(picture, ((0, picture.shape[0] % 2), (0, picture.shape[1] % 2), (0, 0)), "edge")
        stream, first = self._opened(even.shape[1], even.shape[0]), self._ticks < 0
        if first:
            self._start_s = self._key_s = self._flushed_s = t_s
        frame = av.VideoFrame.from_ndarray(even, format="rgb24")
        self._ticks = frame.pts = max(round((t_s - self._start_s) * TICKS_PER_S), self._ticks + 1)
        frame.time_base = Fraction(1, TICKS_PER_S)
        if first or t_s - self._key_s >= KEY_FRAME_S:
            frame.pict_type, self._key_s = PictureType.I, t_s
        cast("OutputContainer", self._container).mux(stream.encode(frame))
        if t_s - self._flushed_s >= FLUSH_S:
            self._file.flush()
            self._flushed_s = t_s

    def close(self) -> None:
        """Write what still waits, and end the film.

        Raises
        ------
        OSError, av.FFmpegError
            As for ``add``.
        """
        container, self._container = self._container, None
        if container is None:
            return
        try:
            if not self._file.broken and self._stream is not None:
                container.mux(self._stream.encode())
        finally:
            container.close()
            self._file.flush()

    def _opened(self, width: int, height: int) -> VideoStream:
        if self._stream is None:
            self._container = av.open(self._file, "w", format="mp4", options=_LAYOUT)
            self._stream = _stream(self._container, width, height)
        return self._stream


def _stream(container: OutputContainer, width: int, height: int) -> VideoStream:
    for name, options in ENCODERS:
        if name in av.codecs_available:
            stream = cast("VideoStream", container.add_stream(name, options=options))
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
            stream.codec_context.thread_count = 1
            stream.codec_context.gop_size = 100_000  # key frames come by time, not by number
            return stream
    raise ValueError("the library has no encoder for H.264 or MPEG-4")
