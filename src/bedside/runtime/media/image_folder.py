"""A folder of pictures as a video: in natural order, timed by its list of time stamps or by a given rate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bedside.runtime.errors import InputError
from bedside.runtime.media.digest import files_sha256, fingerprint, unreadable
from bedside.runtime.media.frame import Frame
from bedside.runtime.media.signal import read_signal
from bedside.runtime.media.still import decode_still
from bedside.runtime.media.video import DecodeLog, ReadOptions, Video, check_size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODINGS = {
    ".bmp": "bmp", ".jpeg": "mjpeg", ".jpg": "mjpeg", ".pgm": "pgm", ".png": "png", ".ppm": "ppm",
    ".tif": "tiff", ".tiff": "tiff",
}  # fmt: skip
TIME_STAMPS = "timestamps.csv"
EXPECTED = f"a folder of pictures ({' '.join(CODINGS)}) with a {TIME_STAMPS} (t_s, a row a picture) or a rate"


@dataclass(frozen=True, slots=True)
class _Folder:
    """The pictures of a folder in order, with the time of each."""

    path: Path
    pictures: tuple[Path, ...]
    times_s: tuple[float, ...]
    marks: tuple[tuple[int, int], ...]
    grey: bool

    def frames(self, log: DecodeLog) -> Iterator[Frame]:
        """Decode one picture after the other; one that cannot be decoded is counted and left out."""
        pairs = zip(self.pictures, self.times_s, self.marks, strict=True)
        for index, (picture, t_s, mark) in enumerate(pairs):
            if fingerprint(picture) != mark:
                raise InputError(
                    picture, "files that nobody changes during the run", "a file changed on disk"
                )
            found = decode_still(_bytes(picture), CODINGS[picture.suffix.lower()], grey=self.grey)
            if found is None:
                log.damaged_packets += 1
                continue
            yield Frame(index, t_s, found.pixels, found.bit_depth, damaged=found.damaged)


def open_folder(path: Path, options: ReadOptions) -> Video:
    """Open a folder of pictures; the first one is decoded to learn what the others will be.

    Raises
    ------
    InputError
        There is no picture, none can be decoded, or there is neither a list of time stamps nor a rate.
    """
    pictures = _pictures(path)
    times_s = _times(path, len(pictures), options)
    folder = _Folder(path, pictures, times_s, tuple(map(fingerprint, pictures)), options.grey)
    first = next(folder.frames(log := DecodeLog()), None)
    if first is None:
        raise InputError(path, EXPECTED, f"{log.damaged_packets} pictures, none of which can be decoded")
    check_size(str(path), first.width, first.height)
    stamped = [path / TIME_STAMPS] if (path / TIME_STAMPS).exists() else []
    rate = options.rate_hz
    if stamped and len(times_s) > 1:
        rate = float(1 / np.median(np.diff(times_s)))
    return Video.like(
        first,
        description=str(path),
        kind="folder",
        nominal_rate_hz=rate,
        declared_frames=len(pictures),
        sha256=files_sha256([*pictures, *stamped]),
        read=folder.frames,
    )


def _pictures(path: Path) -> tuple[Path, ...]:
    try:
        files = [
            file
            for file in path.iterdir()
            if file.suffix.lower() in CODINGS and not file.name.startswith(".") and file.is_file()
        ]
    except OSError as error:
        raise unreadable(path, error) from error
    if not files:
        raise InputError(path, EXPECTED, "a folder without pictures")
    return tuple(sorted(files, key=_natural))


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    """Order ``f2`` before ``f10``; equal numbers (``f2``, ``f02``) by name."""
    parts = re.split(r"([0-9]+)", path.stem.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], path.name


def _times(path: Path, count: int, options: ReadOptions) -> tuple[float, ...]:
    stamps = path / TIME_STAMPS
    if stamps.exists():
        times = read_signal(stamps, names=()).t_s
        if times.size != count:
            raise InputError(stamps, f"a row for each of the {count} pictures", f"{times.size} rows")
        return tuple(times.tolist())
    if options.rate_hz is None and count > 1:
        raise InputError(path, EXPECTED, f"{count} pictures without times")
    rate_hz = options.rate_hz or 1.0
    return tuple(index / rate_hz for index in range(count))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
