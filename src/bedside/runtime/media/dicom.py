"""DICOM multi-frame images: pydicom reads the data set and its pixels, FFmpeg decodes JPEG Baseline."""

from __future__ import annotations

import warnings
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
from pydicom.encaps import generate_frames
from pydicom.filereader import read_file_meta_info
from pydicom.pixels.processing import apply_color_lut
from pydicom.pixels.utils import iter_pixels
from pydicom.uid import DeflatedExplicitVRLittleEndian, JPEGBaseline8Bit

from bedside.runtime.errors import InputError
from bedside.runtime.media.dicom_header import EXPECTED, TAGS, Header
from bedside.runtime.media.digest import file_sha256, fingerprint, unreadable
from bedside.runtime.media.frame import Frame
from bedside.runtime.media.still import decode_still
from bedside.runtime.media.video import DecodeLog, ReadOptions, Video

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

# What pydicom raises on a damaged data set, which may break anywhere.
_FAULTS = (
    ValueError,
    AttributeError,
    KeyError,
    TypeError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
)
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


@dataclass(frozen=True, slots=True)
class _Source:
    """A DICOM file whose header has been read and checked."""

    path: Path
    dataset: pydicom.Dataset
    header: Header
    mark: tuple[int, int]
    grey: bool

    def frames(self, log: DecodeLog) -> Iterator[Frame]:
        """Decode the frames; where the pixel data end early, those that are whole are delivered."""
        if fingerprint(self.path) != self.mark:
            raise InputError(self.path, "a file that nobody changes during the run", "a file changed on disk")
        count = 0
        with closing(self._pictures()) as pictures:
            while count < self.header.frames:
                try:
                    array, damaged = next(pictures, (None, False))
                except _FAULTS as error:
                    log.notes.append(f"the pixels end after {count} of {self.header.frames} frames: {error}")
                    return
                if array is None:
                    log.damaged_packets += 1
                else:
                    yield self._frame(count, array, damaged)
                count += 1

    def _frame(self, index: int, array: NDArray[Any], damaged: bool) -> Frame:
        pixels = _upright(array, self.dataset, self.header, grey=self.grey)
        bits = 8 if pixels.dtype == np.uint8 else self.header.bits
        return Frame(index, self.header.clock.at(index), pixels, bits, damaged)

    def _pictures(self) -> Generator[tuple[NDArray[Any] | None, bool]]:
        """Yield each stored picture, colours as RGB, and whether it is damaged; None for one that is lost."""
        if self.header.syntax != JPEGBaseline8Bit:
            plugin = "pydicom" if self.header.encapsulated else ""  # whatever else may be installed here
            yield from ((array, False) for array in iter_pixels(self.path, decoding_plugin=plugin))
            return
        grey = self.header.photometric.startswith("MONOCHROME")
        with self.path.open("rb") as file:
            pydicom.dcmread(file, stop_before_pixels=True, specific_tags=[])
            file.seek(12, 1)  # past tag, VR and length of the encapsulated pixel data
            for data in generate_frames(file, number_of_frames=self.header.frames):
                still = decode_still(data, "mjpeg", grey=grey)
                yield (None, False) if still is None else (still.pixels, still.damaged)


def is_dicom(path: Path) -> bool:
    """Whether the file has the DICOM prefix after its preamble.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(132)[128:] == b"DICM"
    except OSError as error:
        raise unreadable(path, error) from error


def open_dicom(path: Path, options: ReadOptions) -> Video:
    """Open a DICOM multi-frame image; its first frame is decoded.

    Only the attributes that describe pixels and times are read: no name, number or date of a patient.
    Implements RC-022.

    Stored values are used as they are, MONOCHROME1 inverted so that larger is brighter; windows and rescale
    slopes are not applied.

    Raises
    ------
    InputError
        The data set is damaged, its pixels are coded in a way not read here, or frames have no times.
    """
    mark = fingerprint(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            _not_deflated(path)
            dataset = pydicom.dcmread(path, stop_before_pixels=True, specific_tags=list(TAGS))
            header = Header.of(dataset, path, options)
        except _FAULTS as error:
            raise InputError(path, EXPECTED, f"a damaged data set ({error})") from error
        source = _Source(path, dataset, header, mark, options.grey)
        first = next(source.frames(log := DecodeLog()), None)
    if first is None:
        raise InputError(path, EXPECTED, f"no frame that can be decoded ({'; '.join(log.warnings())})")
    noticed = header.warnings
    if caught:  # their texts may quote the header, so only their number is passed on
        noticed = (*noticed, f"{len(caught)} attributes of the data set are not well formed")
    return Video.like(
        first,
        description=str(path),
        kind="dicom",
        nominal_rate_hz=header.clock.rate_hz,
        declared_frames=header.frames,
        sha256=file_sha256(path),
        read=source.frames,
        opening_warnings=noticed,
    )


def _not_deflated(path: Path) -> None:
    """Refuse a data set that is packed as a whole: it would be unpacked before its size could be looked at.

    Implements RC-011.
    """
    if read_file_meta_info(path).get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
        raise InputError(path, EXPECTED, "a data set that is deflated as a whole")


def _upright(array: NDArray[Any], dataset: pydicom.Dataset, header: Header, *, grey: bool) -> NDArray[Any]:
    """Unsigned, brighter is larger, (H, W) or (H, W, 3)."""
    kind: type[np.uint8] | type[np.uint16] = np.uint8 if header.bits == 8 else np.uint16
    if array.shape[:2] != (header.rows, header.columns):
        found = "a picture of {} rows and {} columns".format(*array.shape)
        raise InputError(str(dataset.filename), f"pictures of {header.rows} and {header.columns}", found)
    if header.photometric == "PALETTE COLOR":
        array, kind = _palette(array, dataset), np.uint8
    elif header.signed:
        array = array.astype(np.int32) + (1 << (header.bits - 1))
    white = (1 << header.bits) - 1
    if header.photometric == "MONOCHROME1":
        array = white - (array & white)
    if grey and array.ndim == 3:
        array = np.rint(array @ _LUMA)
    return array.astype(kind, copy=False)


def _palette(array: NDArray[Any], dataset: pydicom.Dataset) -> NDArray[Any]:
    """Colours of a palette image in 8 bits, (H, W, 3)."""
    colours = apply_color_lut(array, dataset)
    return colours if colours.dtype == np.uint8 else colours >> 8
