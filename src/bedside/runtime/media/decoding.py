"""From packets to frames: the source's own times kept, damage counted, nothing read ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
import av.error

from bedside.runtime.errors import InputError
from bedside.runtime.media.damage import Damage
from bedside.runtime.media.frame import Frame
from bedside.runtime.media.orientation import Orientation
from bedside.runtime.media.pixels import Converter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from av.container import InputContainer
    from av.video.stream import VideoStream

    from bedside.runtime.media.video import DecodeLog

_MISSING_END_S = 0.5  # containers round their duration: less than this is no sign of a cut


@dataclass(frozen=True, slots=True)
class Timing:
    """What a stream declares about time, and how a frame's time is taken.

    Parameters
    ----------
    description
        The source, for messages.
    rate_hz
        Nominal; used only for a frame that has no time stamp of its own.
    unit
        Seconds of one tick of the time stamps.
    from_zero
        Count from the first frame, as for a camera, whose clock has no meaning to the reader.
    """

    description: str
    rate_hz: float | None
    unit: Fraction
    from_zero: bool = False

    def of(self, frame: av.VideoFrame, last_s: float | None, log: DecodeLog) -> float:
        """Seconds of ``frame``: its time stamp times its unit, never its number over the rate.

        Raises
        ------
        InputError
            The frame has no time stamp and the stream declares no rate.
        """
        if frame.pts is not None:
            return frame.pts * self.unit.numerator / self.unit.denominator
        if self.rate_hz is None:
            raise InputError(self.description, "a video with time stamps or a frame rate", "neither")
        log.estimated_times += 1
        return 0.0 if last_s is None else last_s + 1 / self.rate_hz


def decoded(
    container: InputContainer, stream: VideoStream, timing: Timing, grey: bool, log: DecodeLog
) -> Iterator[Frame]:
    """Decode the stream's frames in the order of presentation.

    Parameters
    ----------
    container, stream
        Open, at the start; the caller closes them.
    timing
        How time is taken.
    grey
        Deliver luma even from colour.
    log
        Grows by what is met on the way.

    Yields
    ------
    Frames as they come; their times may still repeat or run backward.
    """
    orientation: Orientation | None = None
    converter = Converter(grey=grey)
    start_s, last_s, index = 0.0, None, 0
    for picture, damaged in _pictures(container, stream, log):
        if orientation is None:
            orientation = _orientation(picture, timing.description)
        t_s = timing.of(picture, last_s, log)
        if index == 0 and timing.from_zero:
            start_s = t_s
        pixels, depth = converter.pixels(picture)
        yield Frame(index, t_s - start_s, orientation.apply(pixels), depth, damaged)
        last_s, index = t_s, index + 1
    missing_s = _missing_s(container, stream, timing, last_s, index + log.damaged_packets)
    if missing_s > 0:
        log.notes.append(f"the file is cut short: about {missing_s:.2f} s of what it declares are missing")


def _pictures(
    container: InputContainer, stream: VideoStream, log: DecodeLog
) -> Iterator[tuple[av.VideoFrame, bool]]:
    """Decode packet by packet, with whether damage reaches each picture; damaged packets are counted."""
    packets, damage = container.demux(stream), Damage()
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except (av.error.FFmpegError, OSError) as error:
            log.notes.append(f"reading ended early: {error}")
            return
        pictures = _decode(packet, damage, log)
        yield from ((picture, damage.reaches(picture)) for picture in pictures)


def _decode(packet: av.Packet[VideoStream], damage: Damage, log: DecodeLog) -> list[av.VideoFrame]:
    if packet.is_corrupt:
        log.damaged_packets += 1
        damage.hit(packet.pts)
    try:
        return packet.decode()
    except av.error.FFmpegError:
        log.damaged_packets += not packet.is_corrupt
        damage.hit(packet.pts)
        return []


def _orientation(picture: av.VideoFrame, description: str) -> Orientation:
    try:
        return Orientation.of(picture)
    except ValueError as error:
        raise InputError(description, "a video turned by 0, 90, 180 or 270 degrees", str(error)) from error


def _missing_s(
    container: InputContainer, stream: VideoStream, timing: Timing, last_s: float | None, count: int
) -> float:
    """How much of what the file declares is not there: it was cut while being written or copied."""
    rate_hz = timing.rate_hz or 1.0
    if "mov" in container.format.name:  # other containers count pauses as frames
        return (stream.frames - count) / rate_hz
    if last_s is None:
        return 0.0
    start_s, length_s = (container.start_time or 0) / av.time_base, (container.duration or 0) / av.time_base
    left_s = max(start_s + length_s, stream.frames / rate_hz) - last_s
    return left_s if left_s > _MISSING_END_S else 0.0
