"""One coded picture is decoded, or nothing is."""

import struct
import zlib

import numpy as np
import pytest

from bedside.runtime.media.still import decode_still
from recordings import pattern, write_picture


def test_a_picture_comes_back_as_it_was(tmp_path):
    """PNG is without loss."""
    still = decode_still(write_picture(tmp_path / "a.png", pattern(48, 64)).read_bytes(), "png", grey=False)
    np.testing.assert_array_equal(still.pixels, pattern(48, 64))
    assert (still.bit_depth, still.damaged) == (8, False)


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
@pytest.mark.verifies("SRS-006", purpose="negative")
def test_what_is_no_picture_gives_none(data):
    """Neither an exception nor an empty picture."""
    assert decode_still(data, "png", grey=True) is None


@pytest.mark.verifies("SRS-006", purpose="negative")
def test_a_small_file_that_claims_an_enormous_picture_gives_none():
    """No memory is taken for 30,000 by 30,000 pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 30_001)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert decode_still(data, "png", grey=True) is None
