"""What is said about an interval, and what is not."""

from dataclasses import replace

import pytest

from bench.measure import Estimate
from bench.readers import Pooled, Settings, Study, StudyResult, conclusion, limits
from bench.readers.conclusion import NO_EVIDENCE, interval


def _result(lower: float | None, upper: float | None, point: float = 0.5) -> StudyResult:
    area = Estimate("auc", 100, point, lower, upper, 0.975, "by hand")
    study = Study(Settings(margin=0.1), {}, "")
    return StudyResult(study, 50, 50, (), {"auc": Pooled(area, area)}, None, ())


@pytest.mark.verifies("SRS-191", purpose="implementation")
@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (0.3, 0.7, "undecided. It shows neither a difference nor equality"),
        (0.45, 0.61, "undecided"),
        (0.42, 0.58, "lies within 0.5 ± 0.1: no difference of that size"),
        (0.4, 0.6, "lies within 0.5 ± 0.1"),
        (0.55, 0.8, "tell real from synthetic."),
        (0.52, 0.59, "tell real from synthetic; by less than the margin of 0.1"),
        (0.2, 0.4, "take it for the wrong kind"),
    ],
)
def test_the_interval_and_the_margin_decide(lower: float, upper: float, said: str) -> None:
    """Never the point: 0.5 within a wide interval is no evidence of anything."""
    assert said in conclusion(_result(lower, upper, (lower + upper) / 2))


def test_equality_is_never_said_of_an_interval_that_reaches_beyond_the_margin() -> None:
    """On either side."""
    for lower, upper in ((0.39, 0.55), (0.45, 0.61), (0.1, 0.9)):
        assert "no difference" not in conclusion(_result(lower, upper))


def test_without_an_interval_nothing_is_concluded_for_others() -> None:
    """Except where everybody told everything apart."""
    assert "Nothing is concluded" in conclusion(_result(None, None))
    assert "they can tell" in conclusion(_result(None, None, 1.0))


def test_the_limits_stand_in_every_report() -> None:
    """And name what this study lacked."""
    few = limits(_result(0.3, 0.7))
    assert few[0] == NO_EVIDENCE
    assert "0.5 ± 0.1" in few[1]
    assert any("0 readers say little" in line for line in few)
    shown = _result(None, None)
    shown = replace(shown, study=Study(Settings(examples=3), {}, ""))
    assert any("instructed readers" in line for line in limits(shown))
    assert any("spread gives no interval" in line for line in limits(shown))


def test_an_estimate_reads_as_point_and_interval_or_says_why_not() -> None:
    """In two digits, unless told otherwise."""
    assert interval(Estimate("a", 3, 0.123, 0.1, 0.26, 0.975, "m")) == "0.12 (0.10 to 0.26)"
    assert interval(Estimate("a", 3, 12.25, None, None, 0.975, "too few"), 1) == "12.2 (no interval: too few)"
    assert interval(Estimate("a", 0, None, None, None, 0.975, "no trials")) == "none (no trials)"
