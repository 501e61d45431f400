"""What kind of picture it is: rules and weights, on drawn views that the fit did not see."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.endoscopy.interface import View
from bedside.endoscopy.processing.view import KINDS, REASONS, judged_view, view_probabilities
from phantoms.endoscopy.population import random_view

SEED = 63_000


def views(condition: str, count: int) -> list[View]:
    """Return what so many drawn views of a condition are judged to be, each alone."""
    return [
        judged_view(random_view(np.random.default_rng([SEED, index]), 144, 256, condition).picture, None)[0]
        for index in range(count)
    ]


def test_every_view_has_its_words() -> None:
    """Words for all eight; none for a good one; eight different ones."""
    assert set(REASONS) == set(View)
    assert len(set(REASONS.values())) == len(View)
    assert REASONS[View.GOOD] == ""


@pytest.mark.verifies("SRS-074", purpose="implementation")
@pytest.mark.verifies("RC-034", purpose="implementation")
@pytest.mark.parametrize(
    ("condition", "least"),
    [
        ("black", 40),
        ("over_exposed", 40),
        ("smoke", 39),
        ("blurred", 38),
        ("wrong_scope", 38),
        ("out_of_body", 36),
    ],
)
def test_unusable_views_are_seldom_believed(condition: str, least: int) -> None:
    """Of forty views of each kind hardly one is called good by its first frame alone."""
    unusable_view_recall = sum(view is not View.GOOD for view in views(condition, 40))
    assert unusable_view_recall >= least


@pytest.mark.verifies("SRS-082", purpose="implementation")
@pytest.mark.verifies("RC-034", purpose="implementation")
def test_good_views_are_good() -> None:
    """Of 120 good views none, or one at most, is refused."""
    view_false_alarm = sum(view is not View.GOOD for view in views("good", 120))
    assert view_false_alarm <= 1


@pytest.mark.verifies("SRS-075", purpose="implementation")
@pytest.mark.parametrize("level", [0, 12, 20])
def test_a_black_plane_is_black(level: int) -> None:
    """Whether at zero or a little above, and also when it is the same as before."""
    plane = np.full((144, 256, 3), level, np.uint8)
    assert judged_view(plane, None) == (View.BLACK, "the picture is black")
    assert judged_view(plane, plane)[0] is View.BLACK


@pytest.mark.verifies("SRS-076", purpose="implementation")
def test_the_same_plane_again_stands_still_and_one_bit_does_not() -> None:
    """Only an identical plane counts: a sensor's noise never repeats."""
    plane = random_view(np.random.default_rng(SEED), 144, 256, "good").picture
    other = plane.copy()
    other[70, 130, 1] ^= 1
    assert judged_view(plane, plane.copy())[0] is View.FROZEN
    assert judged_view(plane, other)[0] is View.GOOD


@pytest.mark.verifies("SRS-078", purpose="implementation")
def test_a_still_picture_from_outside_is_outside() -> None:
    """Privacy goes first: the same picture twice, if from outside the body, is called that."""
    plane = np.broadcast_to(np.array([40, 90, 190], np.uint8), (144, 256, 3)).copy()
    plane += np.random.default_rng(1).integers(0, 30, plane.shape, dtype=np.uint8)
    assert judged_view(plane, plane)[0] is View.OUT_OF_BODY


@pytest.mark.verifies("SRS-077", purpose="implementation")
def test_a_burnt_out_picture_is_over_exposed() -> None:
    """Where half of good tissue is white, it is over-exposed."""
    plane = random_view(np.random.default_rng(SEED + 1), 144, 256, "good").picture.copy()
    plane[:, 64:200] = 255
    assert judged_view(plane, None)[0] is View.OVER_EXPOSED


def test_probabilities_are_of_each_kind_and_sum_to_one() -> None:
    """Six of them; a good view's own is the greatest."""
    found = view_probabilities(random_view(np.random.default_rng(SEED), 144, 256, "good").picture)
    assert found.shape == (len(KINDS),)
    assert found.sum() == pytest.approx(1)
    assert KINDS[int(found.argmax())] is View.GOOD
