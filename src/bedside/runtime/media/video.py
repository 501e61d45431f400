"""A source of frames: opened once, decoded lazily, and honest about what was damaged."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bedside.runtime.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bedside.runtime.media.frame import Frame

MIN_SIDE_PX = 16
MAX_PIXELS = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a source.

    Parameters
    ----------
    grey
        Deliver (H, W) luma even from a colour source, without going through RGB.
    rate_hz
        The rate of an image folder, of a DICOM without frame times, or asked of a device.
    size_px
        (width, height) asked of a device; a file has its own.
    decoder_threads
        Threads of the video decoder; 0 leaves the number to FFmpeg.
    decoder_threading
        ``slice`` adds no delay; ``frame`` is faster and delays by one frame a thread; ``auto`` takes either.
    """

    grey: bool = False
    rate_hz: float | None = None
    size_px: tuple[int, int] | None = None
    decoder_threads: int = 1
    decoder_threading: str = "slice"

    def __post_init__(self) -> None:
        if self.rate_hz is not None and not (math.isfinite(self.rate_hz) and self.rate_hz > 0):
            raise ValueError(f"a rate is finite and above 0 Hz, found {self.rate_hz}")
        if self.decoder_threads < 0 or self.decoder_threading not in {"slice", "frame", "auto"}:
            raise ValueError(f"no such threading: {self.decoder_threads} {self.decoder_threading}")


@dataclass(slots=True)
class DecodeLog:
    """What one pass over a video met. Counts grow while frames are read."""

    frames: int = 0
    damaged_packets: int = 0
    damaged_frames: int = 0
    estimated_times: int = 0
    dropped_for_time: int = 0
    notes: list[str] = field(default_factory=list)

    def warnings(self) -> tuple[str, ...]:
        """Say each thing that went wrong, in words; empty after a clean pass."""
        counted = (
            (self.damaged_packets, "packets were damaged"),
            (self.damaged_frames, "frames are damaged, or predicted from damaged ones, and marked so"),
            (self.estimated_times, "frames had no time stamp and were timed by the nominal rate"),
            (self.dropped_for_time, "frames were dropped: their time stamp was not after the one before"),
        )
        return (*(f"{count} {text}" for count, text in counted if count), *self.notes)


@dataclass(frozen=True, slots=True, eq=False)
class Video:
    """A source of upright, full-range frames with the source's own time stamps.

    Parameters
    ----------
    description
        The path or device.
    kind
        ``file``, ``folder``, ``dicom`` or ``device``.
    width, height
        Of the upright picture, in px.
    channels
        1 (grey) or 3 (RGB), as delivered.
    bit_depth
        As delivered, 8 to 16.
    nominal_rate_hz
        What the source declares; None where it declares none. The frames' own time stamps count.
    declared_frames
        What the source declares; None where it declares none.
    sha256
        Of the file's bytes, or over the names and digests of a folder's files; empty for a device.
    opening_warnings
        What was noticed on opening.
    """

    description: str
    kind: str
    width: int
    height: int
    channels: int
    bit_depth: int
    nominal_rate_hz: float | None
    declared_frames: int | None
    sha256: str
    opening_warnings: tuple[str, ...]
    _read: Callable[[DecodeLog], Iterator[Frame]] = field(repr=False)
    _logs: list[DecodeLog] = field(default_factory=lambda: [DecodeLog()], repr=False, init=False)

    @classmethod
    def like(
        cls,
        first: Frame,
        *,
        description: str,
        kind: str,
        nominal_rate_hz: float | None,
        declared_frames: int | None,
        sha256: str,
        read: Callable[[DecodeLog], Iterator[Frame]],
        opening_warnings: tuple[str, ...] = (),
    ) -> Video:
        """Make a video whose frames will be like ``first``; ``read`` starts a new pass over them."""
        return cls(
            description=description,
            kind=kind,
            width=first.width,
            height=first.height,
            channels=1 if first.pixels.ndim == 2 else 3,
            bit_depth=first.bit_depth,
            nominal_rate_hz=nominal_rate_hz,
            declared_frames=declared_frames,
            sha256=sha256,
            opening_warnings=opening_warnings,
            _read=read,
        )

    def frames(self) -> Iterator[Frame]:
        """Decode the frames from the first, one at a time, in constant memory.

        Each call starts anew, with a new ``log``. Close the iterator (or exhaust it) to release the source.
        A frame whose time stamp is not after the one before has no place in time: it is dropped and counted.

        Implements RC-009.

        Yields
        ------
        Frames with strictly increasing ``t_s``, all of this video's size.

        Raises
        ------
        InputError
            The source broke, changed on disk, or changed its picture size on the way.
        """
        log = DecodeLog()
        self._logs[0] = log
        last_s = -math.inf
        for frame in self._read(log):
            if (frame.width, frame.height) != (self.width, self.height):
                raise InputError(
                    self.description,
                    f"a video that stays {self.width}x{self.height} px",
                    f"{frame.width}x{frame.height} px in frame {frame.index}",
                )
            if frame.t_s <= last_s:
                log.dropped_for_time += 1
                continue
            last_s = frame.t_s
            log.damaged_frames += frame.damaged
            yield frame if frame.index == log.frames else replace(frame, index=log.frames)
            log.frames += 1

    @property
    def log(self) -> DecodeLog:
        """What the newest pass over the frames met."""
        return self._logs[0]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was noticed on opening and, so far, in the newest pass."""
        return (*self.opening_warnings, *self.log.warnings())


def check_size(description: str, width: int, height: int) -> None:
    """Refuse a picture that is too small to show anything or too large to hold.

    Implements RC-011.

    Raises
    ------
    InputError
        A side is below ``MIN_SIDE_PX``, or the picture has more than ``MAX_PIXELS``.
    """
    if min(width, height) < MIN_SIDE_PX or width * height > MAX_PIXELS:
        raise InputError(
            description,
            f"a picture of at least {MIN_SIDE_PX} px a side and at most {MAX_PIXELS // 2**20} megapixel",
            f"{width}x{height} px",
        )
