"""Limits that make no sense are refused when they are made."""

import pytest

from bedside.endoscopy.pipeline.settings import LiveSettings


def test_the_limits_as_they_are_released_fit_together():
    """A fault is an alarm within half a second, and drawing fits into the delay."""
    settings = LiveSettings()
    assert settings.patience_ms < 500
    assert settings.composing_ms < settings.annotation_deadline_ms == 40


@pytest.mark.parametrize(
    "fields",
    [
        {"patience_ms": float("nan")},
        {"give_up_s": float("inf")},
        {"restart_pause_s": -1.0},
        {"queue_frames": 0},
        {"workflow_rate_hz": 0.0},
        {"composing_ms": 40.0},
    ],
)
def test_limits_that_make_no_sense_are_refused(fields):
    """Each by itself."""
    with pytest.raises(ValueError, match=r"number|holds|rate|drawing"):
        LiveSettings(**fields)
