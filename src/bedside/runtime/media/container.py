"""Video files and cameras, both read through FFmpeg."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import av.error
from av.stream import Disposition

from bedside.runtime.errors import InputError
from bedside.runtime.media.decoding import Timing, decoded
from bedside.runtime.media.digest import file_sha256, fingerprint
from bedside.runtime.media.video import DecodeLog, ReadOptions, Video, check_size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer
    from av.video.stream import VideoStream

    from bedside.runtime.media.frame import Frame

EXPECTED = "a video file (mp4, mov, mkv, webm, avi, mpg, ts or wmv) with at least one picture"
# A play list would make FFmpeg open other files, which no digest covers; a text file would be drawn as
# letters; a still has no time. Only these containers are opened, and only from the local disk.
_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,asf,ogg,flv,nut,ivf,yuv4mpegpipe"


@dataclass(frozen=True, slots=True)
class _Source:
    """A file by its path or a camera by its device file, and how to read it."""

    path: Path
    options: ReadOptions
    device: bool = False
    fingerprint: tuple[int, int] = (0, 0)  # size and time of change of the file that was digested

    @contextmanager
    def opened(self) -> Iterator[tuple[InputContainer, VideoStream]]:
        """Lend the container and its stream of pictures; the container is closed on every way out."""
        container = self._container()
        try:
            yield container, self._stream(container)
        finally:
            container.close()

    def frames(self, log: DecodeLog) -> Iterator[Frame]:
        """Decode from the start; the file must still be the one that was digested, at both ends."""
        self._check_unchanged()
        with self.opened() as (container, stream):
            yield from decoded(container, stream, self.timing(stream), self.options.grey, log)
        self._check_unchanged()

    def timing(self, stream: VideoStream) -> Timing:
        """Read what the stream declares about time."""
        rate = stream.average_rate or stream.guessed_rate
        unit = stream.time_base or Fraction(1, av.time_base)
        return Timing(str(self.path), float(rate) if rate else None, unit, from_zero=self.device)

    def _container(self) -> InputContainer:
        try:
            if self.device:
                return av.open(str(self.path), "r", format="v4l2", options=_device_options(self.options))
            return av.open(
                str(self.path.absolute()),
                "r",
                options={"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"},
                metadata_errors="replace",
            )
        except (av.error.FFmpegError, ValueError) as error:
            raise self._refusal(error) from error

    def _stream(self, container: InputContainer) -> VideoStream:
        streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
        if not streams:
            kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
            raise InputError(self.path, EXPECTED, f"no moving pictures, only {kinds}")
        stream = streams[0]
        context = stream.codec_context
        if context is None:
            raise InputError(self.path, EXPECTED, "pictures in a coding that this decoder lacks")
        check_size(str(self.path), context.width, context.height)
        context.thread_type = self.options.decoder_threading.upper()
        context.thread_count = self.options.decoder_threads
        return stream

    def _check_unchanged(self) -> None:
        if not self.device and fingerprint(self.path) != self.fingerprint:
            raise InputError(self.path, "a file that nobody changes during the run", "a file changed on disk")

    def _refusal(self, error: Exception) -> InputError:
        expected = "a camera that is free and readable" if self.device else EXPECTED
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return InputError(self.path, expected, f"what cannot be opened ({reason})")


def open_file(path: Path, options: ReadOptions) -> Video:
    """Open a video file; its first picture is decoded to learn what the others will be.

    Raises
    ------
    InputError
        The file is empty, unreadable, no video, has no decodable picture, or pictures of a refused size.
    """
    mark = fingerprint(path)
    if mark[0] == 0:
        raise InputError(path, EXPECTED, "an empty file (0 bytes)")
    return _video(_Source(path, options, fingerprint=mark), "file", file_sha256(path))


def open_device(path: Path, options: ReadOptions) -> Video:
    """Open a camera (v4l2). Its time starts at 0 with its first frame, and its bytes have no digest.

    Raises
    ------
    InputError
        This is not Linux, there is no such camera, or it cannot be opened.
    """
    if not sys.platform.startswith("linux"):
        raise InputError(
            path, "a video file (cameras are read on Linux alone)", f"a camera on {sys.platform}"
        )
    if not path.exists():
        raise InputError(path, "a connected camera (list them with: ls /dev/video*)", "no such device")
    return _video(_Source(path, options, device=True), "device", "")


def _video(source: _Source, kind: str, sha256: str) -> Video:
    with source.opened() as (container, stream):
        timing = source.timing(stream)
        declared = stream.frames or None
        first = _first(decoded(container, stream, timing, source.options.grey, log := DecodeLog()))
    if first is None:
        damage = f" ({'; '.join(log.warnings())})" if log.warnings() else ""
        raise InputError(source.path, EXPECTED, f"no picture that can be decoded{damage}")
    return Video.like(
        first,
        description=str(source.path),
        kind=kind,
        nominal_rate_hz=timing.rate_hz,
        declared_frames=declared,
        sha256=sha256,
        read=source.frames,
    )


def _first(frames: Iterator[Frame]) -> Frame | None:
    return next(frames, None)


def _device_options(options: ReadOptions) -> dict[str, str]:
    asked = {}
    if options.rate_hz is not None:
        asked["framerate"] = f"{options.rate_hz:g}"
    if options.size_px is not None:
        asked["video_size"] = "{}x{}".format(*options.size_px)
    return asked
