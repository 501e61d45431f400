"""Pictures of a folder, stripped of everything but their pixels.

A file's name, size, text chunks or colour profile may tell real from synthetic where the picture itself does
not. So every picture is decoded and written anew by one encoder with one setting.
"""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from bench.evidence import file_digest
from bench.readers.error import ReaderStudyError

_MODES = ("1", "L", "P", "RGB")  # eight bits or fewer, nothing see-through


@dataclass(frozen=True)
class Picture:
    """One picture: its file's name and digest, which stay with the organiser, and its pixels.

    Parameters
    ----------
    pixels
        (H, W, 3) uint8.
    """

    file: str
    sha256: str
    pixels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3:
            raise ValueError(f"{self.file}: pixels are (H, W, 3) uint8, found {self.pixels.shape}")

    @property
    def is_grey(self) -> bool:
        """Whether red, green and blue are the same everywhere."""
        return bool(np.all(self.pixels == self.pixels[..., :1]))

    @property
    def pixel_sha256(self) -> str:
        """The digest of shape and pixels, whatever file they came in."""
        return hashlib.sha256(repr(self.pixels.shape).encode() + self.pixels.tobytes()).hexdigest()


def read_folder(folder: Path) -> tuple[Picture, ...]:
    """Return the PNG pictures of a folder in the order of their names.

    Raises
    ------
    ReaderStudyError
        There is none, or one is no PNG of eight bits without transparency.
    """
    paths = (
        sorted(path for path in folder.glob("*") if path.suffix.lower() == ".png") if folder.is_dir() else []
    )
    if not paths:
        raise ReaderStudyError(folder, "no PNG files here")
    return tuple(_read(path) for path in paths)


def refuse_unlike(real: Sequence[Picture], synthetic: Sequence[Picture], folder: Path) -> None:
    """Refuse pictures that differ in size, and a picture that is there twice.

    Raises
    ------
    ReaderStudyError
        The size would tell the truth, or one picture would be judged under two numbers.
    """
    shapes = sorted({picture.pixels.shape[1::-1] for picture in (*real, *synthetic)})
    if len(shapes) > 1:
        found = ", ".join(f"{width}x{height}" for width, height in shapes)
        raise ReaderStudyError(folder, f"pictures of one study have one size, found {found}; crop them first")
    seen: dict[str, str] = {}
    for picture in (*real, *synthetic):
        other = seen.setdefault(picture.pixel_sha256, picture.file)
        if other is not picture.file:
            raise ReaderStudyError(folder, f"{other} and {picture.file} show the same pixels; leave one out")


def encoded(pictures: Iterable[Picture]) -> list[bytes]:
    """Return each picture as PNG, all grey or all in colour, by one encoder and without any text in it."""
    pictures = list(pictures)
    grey = all(picture.is_grey for picture in pictures)
    return [_png(picture.pixels[..., 0] if grey else picture.pixels) for picture in pictures]


def _read(path: Path) -> Picture:
    try:
        with Image.open(path, formats=["PNG"]) as image:
            if image.mode not in _MODES or "transparency" in image.info:
                raise ReaderStudyError(path, f"an opaque PNG of 8 bits is needed, found mode {image.mode}")
            pixels = np.asarray(image.convert("RGB"), dtype=np.uint8)
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ReaderStudyError(path, "it cannot be read as PNG") from error
    return Picture(path.name, file_digest(path), pixels)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG", compress_level=9)
    return out.getvalue()
