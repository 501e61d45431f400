"""Lid closure is the hidden share of the opening between the lids."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.processing.lids import closure, light, opening_area

pytestmark = pytest.mark.verifies("SRS-029", purpose="implementation")


def _shares(open_rows: int) -> np.ndarray:
    shares = np.zeros((4, 64, 80), dtype=np.float32)
    shares[1, 20 : 20 + open_rows, 20:60] = 1
    shares[0] = 1 - shares[1]
    return shares


@pytest.mark.parametrize(("open_rows", "expected"), [(20, 0.0), (10, 0.5), (5, 0.75), (0, 1.0)])
def test_closure_is_the_share_that_is_not_seen(open_rows: int, expected: float) -> None:
    """Of an opening of 20 rows, those where lid is seen are shut."""
    opening = np.zeros((64, 80), dtype=np.float32)
    opening[20:40, 20:60] = 1
    assert closure(_shares(open_rows), opening) == pytest.approx(expected)
    assert opening_area(opening) == pytest.approx(800 / 5120)


def test_without_an_eye_there_is_no_closure() -> None:
    """No opening has no closure: it is not a number, and not zero."""
    assert np.isnan(closure(_shares(0), np.zeros((64, 80), dtype=np.float32)))


def test_light_tells_dark_and_white_frames() -> None:
    """A black frame has no bright part, a white one is all white; one pixel is enough."""
    assert light(np.zeros((240, 320), dtype=np.float32)) == (0.0, 0.0)
    assert light(np.ones((240, 320), dtype=np.float32)) == (1.0, 1.0)
    assert light(np.ones((1, 1), dtype=np.float32)) == (1.0, 1.0)
