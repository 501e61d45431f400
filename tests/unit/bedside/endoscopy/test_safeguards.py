"""Every risk control does what it says, on both sides of its limit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy import safeguards
from bedside.endoscopy.interface import LABELS, Landmark, SceneObservation, View
from bedside.endoscopy.safeguards import RETURN_FRAMES, ViewWatch

NOT_GOOD = [view for view in View if view is not View.GOOD]
GOOD, OUT, SMOKE, FROZEN = View.GOOD, View.OUT_OF_BODY, View.SMOKE, View.FROZEN


def watched(*views: View) -> list[View]:
    """Return what holds at each frame."""
    watch = ViewWatch()
    return [watch.update(view) for view in views]


@pytest.mark.verifies("SRS-083", purpose="implementation")
@pytest.mark.verifies("RC-034", purpose="implementation")
def test_each_view_but_a_good_one_has_its_reason_in_words() -> None:
    """Seven reasons, all different; a good view has none."""
    reasons = {safeguards.withheld_reason(view) for view in NOT_GOOD}
    assert len(reasons) == len(NOT_GOOD) == 7
    assert all(len(reason.split()) >= 3 for reason in reasons)
    assert safeguards.withheld_reason(GOOD) == ""


@pytest.mark.verifies("SRS-084", purpose="implementation")
@pytest.mark.verifies("RC-035", purpose="implementation")
@pytest.mark.parametrize("view", [view for view in NOT_GOOD if view is not FROZEN])
def test_a_bad_view_holds_at_once_and_until_ten_good_ones(view: View) -> None:
    """With its first frame it holds; nine good frames in a row are not enough, a tenth is."""
    held = watched(GOOD, view, *[GOOD] * 9, view, *[GOOD] * 10)
    assert held == [GOOD, *[view] * 20, GOOD]
    assert RETURN_FRAMES == 10


@pytest.mark.verifies("SRS-084", purpose="implementation")
@pytest.mark.verifies("RC-036", purpose="implementation")
@given(st.lists(st.sampled_from(list(View)), max_size=60))
def test_out_of_the_body_stays_until_ten_good_frames(views: list[View]) -> None:
    """Whatever is seen between: from an out-of-body frame on nothing may be recorded before ten good ones."""
    held, since_good = watched(*views), RETURN_FRAMES
    for seen, holds in zip(views, held, strict=True):
        if seen is OUT:
            since_good = 0
        elif since_good < RETURN_FRAMES:
            since_good = since_good + 1 if seen is GOOD else since_good if seen is FROZEN else 0
        assert (holds is OUT) == (not safeguards.may_be_recorded(holds))
        if since_good < RETURN_FRAMES:
            assert not safeguards.may_be_recorded(holds)


@pytest.mark.verifies("SRS-084", purpose="implementation")
@pytest.mark.verifies("RC-035", purpose="implementation")
def test_a_picture_is_frozen_from_the_third_of_the_same_on() -> None:
    """One repetition, as films have, changes nothing; a second one in a row is said, and each one after."""
    assert watched(GOOD, FROZEN, GOOD, FROZEN, GOOD) == [GOOD] * 5
    assert watched(GOOD, FROZEN, FROZEN, FROZEN) == [GOOD, GOOD, FROZEN, FROZEN]
    assert watched(SMOKE, FROZEN, FROZEN) == [SMOKE, SMOKE, FROZEN]


@pytest.mark.verifies("RC-035", purpose="implementation")
def test_a_film_that_repeats_every_sixth_picture_comes_back_to_good() -> None:
    """Repetitions count neither for nor against the ten."""
    views = [GOOD, GOOD, GOOD, GOOD, GOOD, FROZEN] * 4
    assert watched(SMOKE, *views)[-1] is GOOD


@pytest.mark.verifies("RC-035", purpose="implementation")
def test_another_fault_is_named_as_it_is() -> None:
    """Between faults the newest one is said."""
    assert watched(SMOKE, View.BLURRED, View.BLACK) == [SMOKE, View.BLURRED, View.BLACK]


@pytest.mark.verifies("RC-036", purpose="implementation")
def test_only_views_from_within_the_body_may_be_recorded() -> None:
    """Out of the body is the one kind that may not."""
    assert [view for view in View if not safeguards.may_be_recorded(view)] == [OUT]


def scene(*shares: tuple[int, float, slice]) -> SceneObservation:
    """Make a scene: each label with its share over some rows, the rest background's."""
    found = np.zeros((len(LABELS), 20, 10), np.float32)
    for label, share, rows in shares:
        found[label, rows] = share
    found[0] = 1 - found[1:].sum(axis=0)
    return SceneObservation(0, 0.0, found, (None,) * 4, 0.9)


@pytest.mark.verifies("SRS-068", purpose="implementation")
@pytest.mark.verifies("RC-029", purpose="implementation")
def test_an_unsure_label_goes_to_the_background() -> None:
    """Under 0.6 over its own region it is nowhere; a sure one beside it stays to the bit."""
    seen = scene((1, 0.59, np.s_[0:5]), (2, 0.61, np.s_[8:14]))
    sure = safeguards.sure_labels(seen)
    assert sure.shares is not None
    assert seen.shares is not None
    assert not sure.shares[1].any()
    assert np.array_equal(sure.shares[2], seen.shares[2])
    assert np.allclose(sure.shares.sum(axis=0), 1)
    assert sure.confidence == pytest.approx(0.61)
    assert (seen.shares[1, 0:5] == np.float32(0.59)).all()


@pytest.mark.verifies("SRS-068", purpose="implementation")
@pytest.mark.verifies("RC-029", purpose="implementation")
@pytest.mark.parametrize(("cells", "stays"), [(13, False), (14, True)])
def test_a_speck_is_no_label(cells: int, stays: bool) -> None:
    """Fewer than 14 of 9,216 cells, however sure, go to the background."""
    shares = np.zeros((4, 72, 128), np.float32)
    shares[0] = 1
    shares[:2, 10, :cells] = np.array([0.01, 0.99], np.float32)[:, None]
    seen = SceneObservation(0, 0.0, shares, (None,) * 4, 0.99)
    sure = safeguards.sure_labels(seen).shares
    assert sure is not None
    assert bool((sure[1] > 0.5).any()) is stays


@pytest.mark.verifies("RC-029", purpose="implementation")
def test_a_scene_that_is_sure_or_withheld_is_left_alone() -> None:
    """The very same object comes back."""
    seen, empty = scene((1, 0.61, np.s_[0:5])), scene()
    nothing = SceneObservation(0, 0.0, None, (None,) * 4, 0.0, "the picture is black")
    doubtful = scene((1, 0.2, np.s_[:]), (2, 0.2, np.s_[:]), (3, 0.2, np.s_[:]))  # the background has 0.4
    assert [safeguards.sure_labels(one) is one for one in (seen, empty, nothing, doubtful)] == [True] * 4


@pytest.mark.verifies("RC-029", purpose="implementation")
def test_sureness_is_that_of_the_whole_region() -> None:
    """A soft edge round a sure core is sure; a region with a small sure core is not."""
    core = scene((1, 0.95, np.s_[0:8]))
    assert core.shares is not None
    core.shares[1, 8], core.shares[0, 8] = 0.52, 0.48
    assert safeguards.sure_labels(core) is core
    edge = scene((1, 0.52, np.s_[0:8]))
    assert edge.shares is not None
    edge.shares[1, 8], edge.shares[0, 8] = 0.95, 0.05
    assert safeguards.sure_labels(edge) is not edge


CORNERS = [300 + 260j, 560 + 250j, 340 + 120j, 520 + 118j]  # carotids left and right, protuberances above


def placed(corners: list[complex | None]) -> SceneObservation:
    """Make a scene with landmarks at these places."""
    marks = tuple(None if place is None else Landmark(place.real, place.imag, 0.9) for place in corners)
    return SceneObservation(0, 0.0, np.full((4, 2, 2), 0.25, np.float32), marks, 0.25)


@pytest.mark.verifies("SRS-068", purpose="implementation")
@pytest.mark.verifies("RC-030", purpose="implementation")
@given(st.floats(0, 360), st.floats(0.2, 3), st.integers(0, 2**32 - 1))
def test_landmarks_of_any_roll_and_size_are_kept(roll_deg: float, size: float, seed: int) -> None:
    """Turned with the endoscope, nearer or farther, each corner off by up to a tenth: they are plausible."""
    rng = np.random.default_rng(seed)
    turn = size * complex(math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg)))
    off = rng.uniform(-15, 15, (4, 2)) @ (1, 1j)
    kept = placed([(corner + shift) * turn for corner, shift in zip(CORNERS, off, strict=True)])
    assert safeguards.plausible_landmarks(kept) is kept


@pytest.mark.verifies("SRS-068", purpose="implementation")
@pytest.mark.verifies("RC-030", purpose="implementation")
@pytest.mark.parametrize(
    "order",
    [
        (1, 0, 3, 2),
        (2, 3, 0, 1),
        (1, 0, 2, 3),
        (0, 1, 3, 2),
        (2, 1, 0, 3),
        (0, 3, 2, 1),
        (1, 2, 0, 3),
        (3, 1, 2, 0),
    ],
)
@pytest.mark.parametrize("roll_deg", [0, 70, 180, 291])
def test_landmarks_mirrored_or_crossed_over_are_withheld(order: tuple[int, ...], roll_deg: float) -> None:
    """Left for right, above for below, or one pair alone: all four go, however the endoscope is rolled."""
    turn = complex(math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg)))
    seen = placed([CORNERS[place] * turn for place in order])
    assert safeguards.plausible_landmarks(seen).landmarks == (None,) * 4


@pytest.mark.verifies("RC-030", purpose="implementation")
def test_of_fewer_than_four_nothing_is_known() -> None:
    """Three of a mirrored four are left as they are; four in one place are withheld."""
    three = placed([CORNERS[1], CORNERS[0], None, CORNERS[2]])
    assert safeguards.plausible_landmarks(three) is three
    assert safeguards.plausible_landmarks(placed([5 + 5j] * 4)).landmarks == (None,) * 4


@pytest.mark.verifies("RC-028", purpose="implementation")
@pytest.mark.parametrize(
    ("age_ms", "limit_ms", "stale"),
    [(0.0, 40.0, False), (40.0, 40.0, False), (40.1, 40.0, True), (-0.1, 40.0, True), (math.nan, 40.0, True)],
)
def test_a_result_older_than_its_limit_is_stale(age_ms: float, limit_ms: float, stale: bool) -> None:
    """So is one from the future, and one whose age is not known."""
    assert safeguards.stale(age_ms, limit_ms) is stale
    assert safeguards.stale(age_ms) is stale


@pytest.mark.verifies("SRS-113", purpose="implementation")
@pytest.mark.verifies("RC-046", purpose="implementation")
def test_the_statements_say_what_it_is_for_and_what_is_not_claimed() -> None:
    """Operation and staff, not for guidance, no finding and no advice, no accuracy on this recording."""
    assert all(word in safeguards.intended_use() for word in ("pituitary", "staff", "Not for guidance"))
    assert all(word in safeguards.statement() for word in ("can be wrong", "not a finding", "not advice"))
    assert all(
        word in safeguards.coverage() for word in ("on this recording none is claimed", "drawn operations")
    )
