"""The criterion."""

import math

import pytest

from bench.claims import Criterion, CriterionError, parse_criterion

_GOOD = {
    "metric": "error",
    "statistic": "p95",
    "limit": "<= 0.03",
    "confidence": 0.95,
    "min_n": 200,
    "profile": "phantom",
    "hardware_class": "any",
    "unit": "1",
}


def test_a_criterion_is_read_as_written() -> None:
    """Operator and number come apart; the rest stays."""
    criterion = parse_criterion(_GOOD)
    assert criterion == Criterion("error", "p95", "<=", 0.03, 0.95, 200, "phantom", "any", "1")
    assert str(criterion) == "p95 of error <= 0.03 at 0.95 confidence, n >= 200"
    assert criterion.as_json()["limit"] == 0.03


@pytest.mark.parametrize("statistic", ["p50", "p99.9", "median", "mean", "bias", "proportion"])
def test_what_is_inferred_from_samples_needs_a_confidence(statistic: str) -> None:
    """Between one half and one."""
    parse_criterion({**_GOOD, "statistic": statistic})
    for confidence in (None, 0.5, 1.0, 95.0, "0.95", True):
        with pytest.raises(CriterionError, match=r"acceptance\.confidence"):
            parse_criterion({**_GOOD, "statistic": statistic, "confidence": confidence})


@pytest.mark.parametrize("statistic", ["count", "share", "max", "min"])
def test_what_is_judged_as_observed_has_no_confidence(statistic: str) -> None:
    """It would promise an inference that is not made."""
    observed = {key: value for key, value in _GOOD.items() if key != "confidence"}
    assert parse_criterion({**observed, "statistic": statistic}).confidence is None
    with pytest.raises(CriterionError, match="leave it out"):
        parse_criterion({**_GOOD, "statistic": statistic})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("statistic", "p100"),
        ("statistic", "average"),
        ("limit", "0.03"),
        ("limit", "~ 3"),
        ("limit", "<= x"),
        ("limit", 3),
        ("limit", "== 0.03"),
        ("min_n", 0),
        ("min_n", 2.5),
        ("min_n", True),
        ("metric", " "),
        ("unit", 1),
        ("profile", None),
        ("tolerance", 1),
    ],
)
def test_a_criterion_that_cannot_be_judged_names_the_key(key: str, value: object) -> None:
    """Wrong word, wrong type, missing, unknown."""
    with pytest.raises(CriterionError) as caught:
        parse_criterion({**_GOOD, key: value})
    assert caught.value.attribute == key


@pytest.mark.parametrize(
    ("limit", "met", "missed"),
    [("<= 2", 2.0, 2.1), ("< 2", 1.9, 2.0), (">= -1e-1", -0.1, -0.2), ("> 2", 2.1, 2.0)],
)
def test_a_limit_is_met_on_its_own_side(limit: str, met: float, missed: float) -> None:
    """And a value that is no number never meets it."""
    criterion = parse_criterion({**_GOOD, "limit": limit})
    assert criterion.met_by(met)
    assert not criterion.met_by(missed)
    assert not criterion.met_by(math.nan)


def test_equality_is_for_what_is_counted() -> None:
    """Zero of them, exactly."""
    observed = {key: value for key, value in _GOOD.items() if key != "confidence"}
    criterion = parse_criterion({**observed, "statistic": "count", "limit": "== 0"})
    assert (criterion.met_by(0), criterion.met_by(1)) == (True, False)
