"""Small recordings made on the spot: videos, pictures, sound, DICOM."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pydicom
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, UltrasoundMultiFrameImageStorage, generate_uid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def pattern(height: int, width: int, shift: int = 0) -> NDArray[np.uint8]:
    """Make a picture without symmetry, (H, W) uint8: a ramp with one bright corner, top left."""
    rows, columns = np.mgrid[:height, :width]
    picture = (40 + rows * 60 // height + columns * 80 // width + shift).astype(np.uint8)
    picture[: height // 4, : width // 4] = 235
    return picture


def write_video(
    path: Path,
    pictures: Iterable[NDArray[Any]],
    times: Sequence[int],
    *,
    unit: Fraction = Fraction(1, 1000),
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    rotation: int | None = None,
    mirrored: bool = False,
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
) -> Path:
    """Write (H, W) or (H, W, 3) pictures as a video with these time stamps, in units of seconds."""
    with av.open(str(path), "w", options=container or {}) as output:
        stream: Any = None
        for picture, time in zip(pictures, times, strict=True):
            if stream is None:
                stream = output.add_stream(codec, rate=25, options=options or {})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = pixel_format
                stream.time_base = stream.codec_context.time_base = unit
                if rotation is not None:
                    stream.set_display_rotation(rotation, hflip=mirrored)
            layout = {np.dtype("u1"): "gray", np.dtype("u2"): "gray16le"}[picture.dtype]
            frame = av.VideoFrame.from_ndarray(picture, "rgb24" if picture.ndim == 3 else layout)
            frame = frame.reformat(format=pixel_format)
            frame.pts, frame.time_base = time, unit
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def write_audio(path: Path) -> Path:
    """Write a file that holds sound alone."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("aac", rate=48000, layout="mono")
        for number in range(20):
            sound = np.zeros((1, 1024), np.float32)
            frame = av.AudioFrame.from_ndarray(sound, "fltp", "mono")
            frame.rate, frame.pts = 48000, number * 1024
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_picture(path: Path, picture: NDArray[Any], codec: str = "png") -> Path:
    """Write one still picture, (H, W) or (H, W, 3)."""
    context: Any = av.CodecContext.create(codec, "w")
    context.height, context.width = picture.shape[:2]
    layout = (
        "rgb24" if picture.ndim == 3 else {np.dtype("u1"): "gray", np.dtype("u2"): "gray16le"}[picture.dtype]
    )
    frame = av.VideoFrame.from_ndarray(picture, layout)
    context.pix_fmt = {"mjpeg": "yuvj420p", "png": "gray16be" if layout == "gray16le" else layout}[codec]
    context.time_base = Fraction(1, 25)
    packets = [*context.encode(frame.reformat(format=context.pix_fmt)), *context.encode(None)]
    path.write_bytes(b"".join(bytes(packet) for packet in packets))
    return path


def write_dicom(path: Path, frames: NDArray[Any], *, bits: int = 8, **attributes: Any) -> Path:
    """Write (T, H, W) or (T, H, W, 3) frames as a native DICOM multi-frame image, 25 frames a second."""
    data = pydicom.Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = UltrasoundMultiFrameImageStorage
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = generate_uid(entropy_srcs=["bedside"])
    data.NumberOfFrames, data.Rows, data.Columns = frames.shape[:3]
    data.SamplesPerPixel = 3 if frames.ndim == 4 else 1
    data.PhotometricInterpretation = "RGB" if frames.ndim == 4 else "MONOCHROME2"
    if frames.ndim == 4:
        data.PlanarConfiguration = 0
    data.BitsAllocated, data.BitsStored, data.HighBit = frames.itemsize * 8, bits, bits - 1
    data.PixelRepresentation = 0
    data.FrameIncrementPointer, data.FrameTime = 0x00181063, "40"
    for name, value in attributes.items():
        setattr(data, name, value)
    data.PixelData = frames.tobytes()
    data.save_as(path, enforce_file_format=True)
    return path
