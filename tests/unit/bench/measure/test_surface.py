"""Agreement of outlines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from bench.measure import surface_agreement
from bench.measure.surface import boundary

pytestmark = pytest.mark.verifies("SRS-127", purpose="implementation")

masks = arrays(np.bool_, (7, 9))


def _square(left: int, size: int = 5) -> NDArray[np.bool_]:
    mask = np.zeros((12, 16), np.bool_)
    mask[3 : 3 + size, left : left + size] = True
    return mask


def test_a_square_has_its_rim_as_boundary() -> None:
    """Of 5x5 pixels 16, the inner 3x3 left out."""
    assert boundary(_square(2)).sum() == 16
    assert not boundary(_square(2))[4:7, 3:6].any()


def test_an_object_that_fills_the_picture_ends_at_its_edge() -> None:
    """So that it has an outline, and another such object agrees with it."""
    whole = np.ones((4, 6), np.bool_)
    assert boundary(whole).sum() == 24 - 8
    assert surface_agreement(whole, whole, 0).nsd == 1


def test_a_square_shifted_by_one_is_the_hand_worked_share() -> None:
    """The rims of 5x5 squares at columns 2 and 3 share rows 3 and 7 in columns 3 to 6: 8 of 16."""
    exact = surface_agreement(_square(2), _square(3), 0)
    assert (exact.truth_px, exact.predicted_px, exact.truth_near_px, exact.predicted_near_px) == (
        16,
        16,
        8,
        8,
    )
    assert exact.nsd == pytest.approx(0.5)
    assert surface_agreement(_square(2), _square(3), 1).nsd == 1


def test_a_diagonal_neighbour_is_further_than_one_pixel() -> None:
    """Distances are Euclidean: the square root of 2 is within 1.5 px and not within 1.4."""
    one, other = np.zeros((4, 4), np.bool_), np.zeros((4, 4), np.bool_)
    one[1, 1] = other[2, 2] = True
    assert surface_agreement(one, other, 1.4).nsd == 0
    assert surface_agreement(one, other, 1.5).nsd == 1


def test_an_empty_mask_scores_0_against_a_full_one_and_nothing_against_an_empty_one() -> None:
    """Whichever of the two is empty."""
    empty = np.zeros((12, 16), np.bool_)
    for tolerance_px in (3, 1000):
        assert surface_agreement(empty, _square(2), tolerance_px).nsd == 0
        assert surface_agreement(_square(2), empty, tolerance_px).nsd == 0
    assert surface_agreement(empty, empty, 3).nsd is None


def test_the_name_carries_the_tolerance_and_only_like_ones_are_pooled() -> None:
    """Boundaries of several frames are summed before the share is taken."""
    found, lost = surface_agreement(_square(2), _square(2), 2), surface_agreement(_square(2), _square(9), 2)
    assert found.name == "nsd_2px"
    assert (found + lost).nsd == pytest.approx((16 + 16) / 64)
    with pytest.raises(ValueError, match="tolerances of 2 and 3 px"):
        found + surface_agreement(_square(2), _square(2), 3)


@given(masks, masks, st.floats(0, 5), st.floats(0, 5))
def test_a_wider_tolerance_is_never_worse_and_the_order_is_all_one(
    truth: NDArray[np.bool_], predicted: NDArray[np.bool_], one: float, other: float
) -> None:
    """Truth and prediction play the same part; every share lies from 0 to 1."""
    narrow = surface_agreement(truth, predicted, min(one, other)).nsd
    wide = surface_agreement(truth, predicted, max(one, other)).nsd
    assert narrow == surface_agreement(predicted, truth, min(one, other)).nsd
    if narrow is None or wide is None:
        assert not truth.any()
        assert not predicted.any()
    else:
        assert 0 <= narrow <= wide <= 1


@given(masks)
def test_a_perfect_outline_scores_1(mask: NDArray[np.bool_]) -> None:
    """Without any tolerance."""
    assert surface_agreement(mask, mask, 0).nsd == (1 if mask.any() else None)


@pytest.mark.parametrize("tolerance_px", [-1, float("nan"), float("inf")])
def test_a_tolerance_is_a_length(tolerance_px: float) -> None:
    """And two masks are of one picture."""
    with pytest.raises(ValueError, match="a tolerance is a number of pixels"):
        surface_agreement(_square(2), _square(2), tolerance_px)
    with pytest.raises(ValueError, match="two masks of one picture"):
        surface_agreement(_square(2), _square(2)[1:], 1)
