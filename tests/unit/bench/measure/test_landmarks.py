"""How near landmarks are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.measure import LandmarkAgreement, landmark_agreement

pytestmark = pytest.mark.verifies("SRS-127", purpose="implementation")

ABSENT = (np.nan, np.nan)


def _four() -> LandmarkAgreement:
    """In a picture 100 px high: off by 3-4-5 = 5, by 20, missing, surplus; one absent from both."""
    truth = [[(10, 10), (50, 50)], [(30, 30), ABSENT], [ABSENT, (70, 70)]]
    said = [[(13, 14), (50, 70)], [ABSENT, (20, 20)], [ABSENT, (70, 81)]]
    return landmark_agreement(truth, said, 100)


def test_distances_and_counts_are_the_hand_worked_ones() -> None:
    """Missing and surplus ones have no distance, and are counted apart."""
    found = _four()
    assert sorted(found.distance_px) == pytest.approx([5, 11, 20])
    assert (found.missing, found.surplus, found.absent_in_both) == (1, 1, 1)
    assert (found.median_distance_px, found.p95_distance_px) == pytest.approx((11, 20))


@pytest.mark.parametrize(("percent", "near"), [(5, 1), (10, 1), (20, 3)])
def test_the_share_says_whether_missing_and_surplus_count(percent: float, near: int) -> None:
    """Of three matched, or of five with the missing and the surplus one; the limit itself is near."""
    found = _four()
    assert found.share_within_of_matched(percent) == pytest.approx(near / 3)
    assert found.share_within_of_all(percent) == pytest.approx(near / 5)


def test_each_frame_has_its_own_reference_length() -> None:
    """6 px are within 5 % of 120 px, and not of 100."""
    truth, said = [[(0, 0)], [(0, 0)]], [[(6, 0)], [(6, 0)]]
    assert landmark_agreement(truth, said, [100, 120]).within(5).tolist() == [False, True]


def test_outcomes_carry_the_frame_they_belong_to() -> None:
    """So that an interval can be drawn from videos or patients."""
    outcomes, frames = _four().outcomes_of_all(20)
    assert sorted(zip(frames.tolist(), outcomes.tolist(), strict=True)) == [
        (0, 1),
        (0, 1),
        (1, 0),
        (1, 0),
        (2, 1),
    ]


def test_a_device_that_gives_nothing_has_no_share_of_matched_and_0_of_all() -> None:
    """And where there is nothing to find and nothing is given, there is no share at all."""
    silent = landmark_agreement([[(1, 1)]], [[ABSENT]], 10)
    assert (silent.share_within_of_matched(10), silent.share_within_of_all(10)) == (None, 0)
    assert silent.median_distance_px is None
    empty = landmark_agreement([[ABSENT]], [[ABSENT]], 10)
    assert (empty.share_within_of_all(10), empty.absent_in_both) == (None, 1)


points = st.one_of(st.just(ABSENT), st.tuples(st.floats(0, 99), st.floats(0, 99)))
frames = st.lists(st.tuples(points, points), min_size=1, max_size=8)


@given(frames, frames, st.floats(1, 40), st.floats(1, 40))
def test_a_wider_limit_is_never_worse_and_all_is_never_better_than_matched(
    truth: list[tuple[tuple[float, float], ...]],
    said: list[tuple[tuple[float, float], ...]],
    one: float,
    other: float,
) -> None:
    """And every landmark is matched, missing, surplus or absent from both, once."""
    count = min(len(truth), len(said))
    found = landmark_agreement(truth[:count], said[:count], 100)
    assert found.distance_px.size + found.missing + found.surplus + found.absent_in_both == 2 * count
    narrow, wide = (found.share_within_of_all(percent) for percent in sorted((one, other)))
    matched = found.share_within_of_matched(max(one, other))
    if narrow is not None and wide is not None:
        assert 0 <= narrow <= wide <= (matched or 0)


def test_half_a_landmark_is_refused() -> None:
    """So are infinite ones, other shapes, and lengths of nothing."""
    whole = [[(1.0, 1.0)]]
    with pytest.raises(ValueError, match="two finite coordinates, or neither"):
        landmark_agreement([[(1, np.nan)]], whole, 10)
    with pytest.raises(ValueError, match="two finite coordinates, or neither"):
        landmark_agreement(whole, [[(1, np.inf)]], 10)
    with pytest.raises(ValueError, match=r"\(1, 1, 2\) and \(1, 2, 2\)"):
        landmark_agreement(whole, [[(1, 1), (1, 1)]], 10)
    with pytest.raises(ValueError, match="a reference length"):
        landmark_agreement(whole, whole, 0)
    with pytest.raises(ValueError, match="a percentage"):
        landmark_agreement(whole, whole, 10).within(0)
