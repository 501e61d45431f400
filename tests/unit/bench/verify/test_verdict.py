"""The verdict: a table of samples and what they say."""

import math
from dataclasses import replace

import pytest

from bench.claims import Criterion
from bench.evidence import Verdict
from bench.verify.verdict import judge

_P95 = Criterion("m", "p95", "<=", 1.0, 0.95, 59, "x", "any", "ms")
_SHARE_OK = Criterion("m", "proportion", ">=", 0.95, 0.95, 59, "x", "any", "1")
_BIAS = Criterion("m", "bias", "<=", 0.5, 0.95, 10, "x", "any", "deg")
_COUNT = Criterion("m", "count", "<=", 0.0, None, 10, "x", "any", "1")
_MAX = Criterion("m", "max", "<=", 1.0, None, 10, "x", "any", "px")
_MIN = Criterion("m", "min", ">=", 1.0, None, 10, "x", "any", "px")
_SHARE = Criterion("m", "share", ">=", 0.9, None, 10, "x", "any", "1")
_MEAN = Criterion("m", "mean", "<", 1.0, 0.95, 5, "x", "any", "1")
_WIDE = [0.0, 1.0] * 5  # mean 0.5, wide


@pytest.mark.parametrize(
    ("criterion", "values", "verdict"),
    [
        (_P95, [0.5] * 59, Verdict.PASS),
        (_P95, [1.0] * 59, Verdict.PASS),
        (_P95, [0.5] * 58, Verdict.INCONCLUSIVE),  # fewer than asked for
        (_P95, [0.5] * 58 + [1.1], Verdict.INCONCLUSIVE),  # the estimate holds, its bound does not
        (_P95, [0.5] * 50 + [1.1] * 9, Verdict.FAIL),
        (_P95, [1.1] * 20, Verdict.FAIL),  # fewer than asked for, yet excluded already
        (_P95, [0.5] * 19 + [1.1], Verdict.INCONCLUSIVE),
        (_P95, [0.5] * 90 + [math.inf] * 10, Verdict.FAIL),  # cases without an answer
        (_P95, [], Verdict.INCONCLUSIVE),
        (_P95, [0.5] * 58 + [math.nan], Verdict.INVALID),
        (replace(_P95, statistic="p99", min_n=59), [0.5] * 298, Verdict.INCONCLUSIVE),  # p99 needs 299
        (replace(_P95, statistic="p99", min_n=59), [0.5] * 299, Verdict.PASS),
        (_SHARE_OK, [1] * 59, Verdict.PASS),
        (_SHARE_OK, [1] * 58, Verdict.INCONCLUSIVE),
        (_SHARE_OK, [1] * 199 + [0], Verdict.PASS),
        (_SHARE_OK, [1] * 97 + [0] * 3, Verdict.INCONCLUSIVE),
        (_SHARE_OK, [1] * 90 + [0] * 10, Verdict.FAIL),
        (_SHARE_OK, [0] * 10, Verdict.FAIL),
        (_SHARE_OK, [1, 2], Verdict.INVALID),
        (replace(_SHARE_OK, operator="<=", limit=0.05), [0] * 59, Verdict.PASS),
        (replace(_SHARE_OK, operator="<=", limit=0.05), [1] * 10 + [0] * 90, Verdict.FAIL),
        (_BIAS, [-0.1, 0.1] * 10, Verdict.PASS),
        (_BIAS, [-0.9, -0.7] * 10, Verdict.FAIL),  # on the other side of zero
        (_BIAS, [0.9] * 5 + [0.91], Verdict.FAIL),  # fewer than asked for, yet excluded already
        (_BIAS, [-2.0, 2.0] * 5, Verdict.INCONCLUSIVE),
        (_BIAS, [0.1, 0.2], Verdict.INCONCLUSIVE),
        (_COUNT, [0] * 10, Verdict.PASS),
        (_COUNT, [0] * 9, Verdict.INCONCLUSIVE),
        (_COUNT, [1], Verdict.FAIL),  # no further sample can undo it
        (_MAX, [1.0] * 10, Verdict.PASS),
        (_MAX, [0.0] * 10 + [1.1], Verdict.FAIL),
        (_MIN, [1.0] * 10, Verdict.PASS),
        (_MIN, [0.9], Verdict.FAIL),
        (_SHARE, [1] * 9 + [0], Verdict.PASS),
        (_SHARE, [0], Verdict.INCONCLUSIVE),  # more samples can undo it
        (_SHARE, [1] * 8 + [0] * 2, Verdict.FAIL),
        (_MEAN, _WIDE, Verdict.PASS),
        (replace(_MEAN, limit=0.6), _WIDE, Verdict.INCONCLUSIVE),
        (replace(_MEAN, limit=0.5), _WIDE, Verdict.FAIL),
    ],
)
def test_samples_get_the_verdict_they_support(
    criterion: Criterion, values: list[float], verdict: Verdict
) -> None:
    """Neither more nor less."""
    judged = judge(criterion, values)
    assert judged.verdict is verdict, judged.reason


def test_a_verdict_says_what_it_was_judged_on() -> None:
    """Estimate, bound and n, in words and numbers."""
    judged = judge(_P95, [0.1 * k for k in range(100)])
    assert judged.verdict is Verdict.FAIL
    assert judged.estimate is not None
    assert (judged.estimate.n, judged.bound) == (100, judged.estimate.upper)
    assert judged.reason == "p95 9.4, bound 9.8, n 100: not <= 1"


def test_few_subjects_are_inconclusive_however_many_samples() -> None:
    """The bound needs subjects."""
    names = [str(k % 5) for k in range(1000)]
    assert judge(_MEAN, [0.1, 0.2] * 500, names).verdict is Verdict.INCONCLUSIVE
