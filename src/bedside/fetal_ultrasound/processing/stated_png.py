"""A picture as a PNG file that says in words what it is."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import bedside
from bedside.runtime.png import png_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BEFORE = 8 + 25  # bytes: the signature and the header chunk


def stated_png(pixels: NDArray[np.uint8], said: str) -> bytes:
    """Return grey (H, W) pixels as a PNG file with text chunks; the same input gives the same bytes.

    Parameters
    ----------
    said
        What every reader must know, in Latin letters: a chunk with the keyword Disclaimer (PNG, 11.3.3.2).

    Implements RC-054.
    """
    plain = png_bytes(pixels)
    texts = {"Disclaimer": said, "Software": f"Bedside {bedside.__version__}", "Source": "synthetic"}
    chunks = b"".join(_text(keyword, text) for keyword, text in texts.items())
    return plain[:_BEFORE] + chunks + plain[_BEFORE:]


def _text(keyword: str, text: str) -> bytes:
    data = keyword.encode("latin-1") + b"\0" + text.encode("latin-1")
    return struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(b"tEXt" + data))
