"""The drawn endoscope's picture is the same each time, and has what the self-test says is in it."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.app.drawn_endoscope import CONTENT, HEIGHT, WIDTH, drawn_view

pytestmark = pytest.mark.verifies("RC-016", purpose="implementation")


def test_the_same_index_gives_the_same_bytes_and_another_gives_others() -> None:
    """So that the view never counts as frozen."""
    assert np.array_equal(drawn_view(7), drawn_view(7))
    assert not np.array_equal(drawn_view(7), drawn_view(8))


def test_there_is_tissue_in_a_round_picture() -> None:
    """Red in the middle, black in the corners."""
    picture = drawn_view(0, instrument=False).astype(int)
    middle = picture[70:110, 140:180].reshape(-1, 3).mean(axis=0)
    assert middle[0] > 1.5 * middle[1] > middle[2]
    assert picture[:10, :10].max() == 0
    assert picture.shape == (HEIGHT, WIDTH, 3)
    inside = picture[HEIGHT // 2].max(axis=1) > 20
    assert inside.sum() == pytest.approx(2 * CONTENT * HEIGHT, abs=6)


def test_the_instrument_is_grey_and_only_where_it_is_asked_for() -> None:
    """From the middle to the lower right; the tissue elsewhere does not change."""
    with_it, without = drawn_view(3).astype(int), drawn_view(3, instrument=False).astype(int)
    changed = np.abs(with_it - without).sum(axis=2) > 30
    rows, columns = np.nonzero(changed)
    assert rows.min() > 60
    assert columns.min() > 150
    shaft = with_it[changed]
    assert np.median(np.ptp(shaft, axis=1)) < 25
