"""The order in which a reader sees the pictures."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.readers import Trial, trials

EIGHT = [f"p{k}" for k in range(8)]


def test_the_order_is_the_one_that_the_page_computes() -> None:
    """A fixed example, which the page's own script gives too; in another order no reader's file is taken."""
    shown = trials("study", 7, "AB", EIGHT, 2)
    assert " ".join(f"{trial.image}/{trial.presentation}" for trial in shown) == (
        "p0/1 p6/1 p5/1 p3/1 p1/1 p6/2 p2/1 p7/1 p0/2 p4/1"
    )


@pytest.mark.verifies("SRS-190", purpose="implementation")
def test_each_reader_has_an_order_of_their_own_that_comes_back() -> None:
    """It follows from study, seed and code, and from nothing else."""
    ours = trials("study", 7, "AB", EIGHT, 2)
    assert trials("study", 7, "AB", list(reversed(EIGHT)), 2) == ours
    others = {
        trials(*other, EIGHT, 2) for other in (("study", 7, "AC"), ("study", 8, "AB"), ("other", 7, "AB"))
    }
    assert len(others | {ours}) == 4


@given(count=st.integers(4, 80), seed=st.integers(0, 10), share=st.floats(0, 0.25))
def test_each_picture_is_judged_once_and_its_repeat_comes_much_later(
    count: int, seed: int, share: float
) -> None:
    """Every picture once, the asked number twice, an eighth of all pictures or more between the two."""
    images, repeats = [f"p{k}" for k in range(count)], int(share * count)
    shown = trials("study", seed, "AB", images, repeats)
    place = {trial: k for k, trial in enumerate(shown)}
    assert len(place) == len(shown) == count + repeats
    assert Counter(trial.presentation for trial in shown) == Counter({1: count, 2: repeats})
    for trial, second in place.items():
        if trial.presentation == 2:
            assert second - place[Trial(trial.image, 1)] > count // 8


@pytest.mark.parametrize("repeats", [-1, 3])
def test_more_repeats_than_a_quarter_are_refused(repeats: int) -> None:
    """They would not fit between first half and second."""
    with pytest.raises(ValueError, match="a quarter at most"):
        trials("study", 7, "AB", EIGHT, repeats)
