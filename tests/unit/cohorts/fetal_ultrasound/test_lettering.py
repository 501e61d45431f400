"""Finding lines of lettering."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, label

from cohorts.fetal_ultrasound.lettering import Box, components, lines_of_lettering

pytestmark = pytest.mark.verifies("SRS-194", purpose="implementation")

LETTERS = {  # five rows of three
    "A": "010101111101101",
    "E": "111100110100111",
    "H": "101101111101101",
    "L": "100100100100111",
    "O": "111101101101111",
}


def _write(picture: np.ndarray, word: str, top: int, left: int, grey: int, scale: int = 1) -> Box:
    """Write a word and return where it stands."""
    for k, name in enumerate(word):
        letter = np.array(list(LETTERS[name]), np.uint8).reshape(5, 3).astype(bool)
        big = np.kron(letter, np.ones((scale, scale), np.uint8)).astype(bool)
        x = left + 4 * scale * k
        picture[top : top + 5 * scale, x : x + 3 * scale][big] = grey
    return Box(top, left, top + 5 * scale - 1, left + (4 * len(word) - 1) * scale - 1)


def _speckle(seed: int, size: int = 128) -> np.ndarray:
    """Make a sector of fully developed speckle with a cyst, (H, W) uint8."""
    random = np.random.default_rng(seed)
    grain = (0.7, 1.2, 2.0, 3.0)[seed % 4]
    parts = (gaussian_filter(random.normal(size=(size, size)), grain) for _ in range(2))
    envelope = np.hypot(*parts)
    envelope[size // 3 : size // 2, size // 3 : size // 2] *= 0.05
    decibels = 20 * np.log10(envelope / envelope.max() + 1e-9)
    y, x = np.mgrid[:size, :size]
    sector = (np.abs(x - size / 2) < 0.6 * (y + 30)) & (np.hypot(x - size / 2, y + 30) < size)
    return (255 * np.clip(1 + decibels / 50, 0, 1) * sector).astype(np.uint8)


@pytest.mark.parametrize("grey", [90, 255])
@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_word_on_a_flat_background_is_found_where_it_stands(grey: int, scale: int) -> None:
    """Dim or bright, five to twenty pixels high, on a grey banner."""
    picture = np.full((60, 120), 20, np.uint8)
    where = _write(picture, "HELLO", 15, 10, grey, scale)
    assert lines_of_lettering(picture) == (where,)


def test_every_line_is_found_once() -> None:
    """Two below each other, and one beside the first that is too far away to be of it."""
    picture = np.zeros((60, 120), np.uint8)
    where = [_write(picture, *said, 200) for said in (("HELLO", 5, 10), ("HALO", 6, 60), ("ALOE", 40, 10))]
    assert lines_of_lettering(picture) == tuple(where)


def test_two_letters_and_marks_of_graphics_are_no_line() -> None:
    """Nor a scale of ticks, a line, or a calliper's cross."""
    picture = np.zeros((120, 160), np.uint8)
    _write(picture, "HO", 5, 10, 200)
    picture[20:110:10, 150:156] = 200
    picture[60, 20:140] = 200
    picture[90, 76:85] = picture[86:95, 80] = 200
    assert lines_of_lettering(picture) == ()


def test_speckle_is_no_lettering_and_a_word_beside_it_is() -> None:
    """Of 40 sectors of four grains none is taken for text; with a word in the corner each is."""
    found, seen = 0, 0
    for seed in range(40):
        picture = _speckle(seed)
        found += len(lines_of_lettering(picture))
        _write(picture, "HELLO", 3, 3, 180)
        seen += len(lines_of_lettering(picture)) == 1
    assert (found, seen) == (0, 40)


@pytest.mark.parametrize("seed", range(5))
def test_components_are_those_of_scipy(seed: int) -> None:
    """The same boxes, corners counted as touching; an empty picture has none."""
    bright = np.random.default_rng(seed).random((40, 50)) < 0.35
    marks, count = label(bright, structure=np.ones((3, 3)))
    expected = []
    for k in range(1, count + 1):
        y, x = np.nonzero(marks == k)
        expected.append(Box(y.min(), x.min(), y.max(), x.max()))
    assert sorted(components(bright)) == sorted(expected)
    assert list(components(np.zeros((4, 4), np.bool_))) == []
