"""Which of several patterns stands out as a picture's own."""

import numpy as np
import pytest
from scipy import ndimage

from bench.measure.memorisation.margin import MIN_PATCHES, margin

pytestmark = pytest.mark.verifies("SRS-188", purpose="implementation")


def _patterns(seed: int, number: int) -> np.ndarray:
    """Draw patterns that share a part, as pictures of one anatomy do, and have grain of their own."""
    random = np.random.default_rng(seed)
    grain = ndimage.gaussian_filter(random.normal(size=(number + 1, 48, 48)), (0, 1, 1))
    shared, own = grain[0], grain[1:]
    return (shared + own).astype(np.float32)


def test_the_own_pattern_stands_out_by_standard_deviations() -> None:
    """Under noise of its own strength too; the runner-up has no part in it."""
    patterns = _patterns(1, 8)
    random = np.random.default_rng(2)
    noise = ndimage.gaussian_filter(random.normal(size=(48, 48)), 1)
    for k in (0, 5):
        for strength in (0, 1):
            best, found = margin((patterns[k] + strength * noise).astype(np.float32), patterns)
            assert best == k
            assert found > 1


def test_what_is_shared_by_all_makes_nothing_stand_out() -> None:
    """A stranger with the same shared part: margins about 0, far below an own pattern's."""
    patterns = _patterns(1, 108)
    margins = [margin(stranger, patterns[:8])[1] for stranger in patterns[8:]]
    assert abs(np.mean(margins)) < 0.3
    assert np.max(margins) < 1


def test_a_stranger_that_agrees_in_one_corner_does_not_stand_out() -> None:
    """Chance anatomy: the same structure in an eighth of the window, however strong."""
    patterns = _patterns(1, 9)
    stranger, patterns = patterns[0].copy(), patterns[1:]
    stranger[:16, :24] = 5 * patterns[3, :16, :24]
    assert margin(stranger, patterns)[1] < 1


def test_an_original_that_is_there_twice_is_no_rival_of_itself() -> None:
    """Nor where all patterns are the same one: then nothing is left to stand out against."""
    patterns = _patterns(1, 8)
    twice = np.stack([*patterns[:7], 1.1 * patterns[2]])
    best, found = margin(patterns[2], twice)
    assert best in (2, 7)
    assert found > 1
    assert margin(patterns[2], np.stack([patterns[2]] * 8))[1] > 1


def test_a_picture_that_shows_nothing_is_no_copy() -> None:
    """Too few patches with anything in them; a window without any; a flat pattern explains nothing."""
    patterns = _patterns(1, 8)
    dark = np.zeros_like(patterns[0])
    assert margin(dark, patterns) == (0, 0.0)
    dark[:8, : 8 * (MIN_PATCHES - 1)] = patterns[0][:8, : 8 * (MIN_PATCHES - 1)]
    assert margin(dark, patterns) == (0, 0.0)
    best, _ = margin(patterns[0], np.stack([np.zeros_like(patterns[0]), *patterns]))
    assert best == 1
