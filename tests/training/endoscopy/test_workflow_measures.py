"""Phases are measured after the device's own dwell rule."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.endoscopy.workflow_measures import announced, macro_f1  # noqa: E402


def test_macro_f1_is_the_mean_over_what_is_there() -> None:
    """Two classes with F1 of 4/5 and 2/3; a class that is only guessed counts by what it takes."""
    truth, found = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    assert macro_f1(found, truth) == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert macro_f1(np.array([0, 0, 2, 2]), truth) == pytest.approx((4 / 5 + 0) / 2)


def test_a_phase_is_announced_after_the_dwell_and_a_flicker_never() -> None:
    """The first phase is announced at two seconds; one second of another phase changes nothing."""
    phases = np.zeros((10, 7), np.float32)
    phases[:, 0] = 1
    phases[5] = np.eye(7)[3]
    steps = np.full((10, 13), 1 / 13, np.float32)
    found, _ = announced(phases, steps, np.ones(10, np.float32))
    assert found.tolist() == [-1, -1, 0, 0, 0, 0, 0, 0, 0, 0]
