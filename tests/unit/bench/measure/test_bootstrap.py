"""The bootstrap by subject."""

import numpy as np
import pytest
from scipy import stats

from bench.measure import MIN_SUBJECTS, bootstrap, mean, pooled_mean


def test_repeats_of_one_subject_do_not_narrow_the_interval() -> None:
    """A hundred copies of each of thirty values say no more than the thirty do."""
    values = np.random.default_rng(3).normal(size=30)
    once = bootstrap(values, [str(k) for k in range(30)], pooled_mean, 0.95, name="mean")
    copies = [str(k // 100) for k in range(3000)]
    repeated = bootstrap(np.repeat(values, 100), copies, pooled_mean, 0.95, name="mean")
    naive = mean(np.repeat(values, 100), 0.95)
    width = once.upper - once.lower  # type: ignore[operator]
    assert repeated.upper - repeated.lower == pytest.approx(width, rel=0.15)  # type: ignore[operator]
    assert naive.upper - naive.lower < 0.2 * width  # type: ignore[operator]


def test_one_value_per_subject_agrees_with_scipy() -> None:
    """Which has the same method without subjects."""
    values = np.random.default_rng(5).exponential(size=60)
    ours = bootstrap(values, [str(k) for k in range(60)], pooled_mean, 0.95, name="mean")
    theirs = stats.bootstrap(
        (values,),
        np.mean,
        confidence_level=0.9,
        n_resamples=20000,
        method="BCa",
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert ours.lower == pytest.approx(theirs.low, abs=0.02)
    assert ours.upper == pytest.approx(theirs.high, abs=0.02)


def test_the_promised_coverage_is_roughly_kept() -> None:
    """Of 150 samples of 40 subjects, about 142 have the true mean below their upper bound."""
    random = np.random.default_rng(11)
    names = [str(k // 3) for k in range(120)]
    covered = 0
    for _ in range(150):
        values = np.repeat(random.normal(size=40), 3) + 0.2 * random.normal(size=120)
        covered += bootstrap(values, names, pooled_mean, 0.95, name="mean").upper >= 0  # type: ignore[operator]
    assert covered >= 142 - 3 * 3


def test_means_drawn_by_sums_are_the_means() -> None:
    """The fast way gives what the plain one gives, for subjects of different sizes too."""
    random = np.random.default_rng(2)
    names = [str(int(k**0.5)) for k in range(200)]
    values = random.normal(size=200)
    fast = bootstrap(values, names, pooled_mean, 0.95, name="mean")
    plain = bootstrap(values, names, lambda drawn: float(drawn.mean()), 0.95, name="mean")
    assert (fast.lower, fast.upper) == pytest.approx((plain.lower, plain.upper))


def test_too_few_subjects_give_no_bound() -> None:
    """However many samples each has."""
    names = [str(k % (MIN_SUBJECTS - 1)) for k in range(500)]
    found = bootstrap(np.arange(500.0), names, pooled_mean, 0.95, name="mean")
    assert (found.lower, found.upper) == (None, None)
    assert f"needs {MIN_SUBJECTS}" in found.method


def test_the_same_samples_give_the_same_bounds() -> None:
    """A record can be judged again."""
    values, names = np.arange(40.0), [str(k) for k in range(40)]
    assert bootstrap(values, names, pooled_mean, 0.95, name="mean") == bootstrap(
        values, names, pooled_mean, 0.95, name="mean"
    )


def test_samples_that_agree_give_the_point_itself() -> None:
    """Nothing varies, so nothing is drawn apart."""
    found = bootstrap(np.ones(40), [str(k) for k in range(40)], pooled_mean, 0.95, name="mean")
    assert (found.lower, found.point, found.upper) == (1, 1, 1)


def test_each_sample_has_its_subject() -> None:
    """Or nothing is estimated."""
    with pytest.raises(ValueError, match="40 samples but 3 subjects"):
        bootstrap(np.ones(40), ["a", "b", "c"], pooled_mean, 0.95, name="mean")
