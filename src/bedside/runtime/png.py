"""A picture as a PNG file, or inside an address, so that a drawing holds its own pictures."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LEVEL = 9  # of compression
UP = 2  # the filter: each row as its difference to the one above
GREY, TRUE_COLOUR = 0, 2


def data_uri(pixels: NDArray[np.uint8]) -> str:
    """Return the address ``data:image/png;base64,…`` of (H, W, 3) or grey (H, W) pixels."""
    return f"data:image/png;base64,{base64.b64encode(png_bytes(pixels)).decode()}"


def png_bytes(pixels: NDArray[np.uint8]) -> bytes:
    """Return (H, W, 3) or grey (H, W) pixels as a PNG file, without loss; the same pixels, the same bytes."""
    height, width = pixels.shape[:2]
    rows = pixels.reshape(height, -1)
    filtered = np.empty((height, rows.shape[1] + 1), dtype=np.uint8)
    filtered[:, 0] = UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])  # modulo 256, as the filter asks
    header = struct.pack(">IIBBBBB", width, height, 8, TRUE_COLOUR if pixels.ndim == 3 else GREY, 0, 0, 0)
    packed = zlib.compress(filtered.tobytes(), LEVEL)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
