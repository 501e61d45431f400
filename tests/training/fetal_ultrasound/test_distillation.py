"""The student begins as its teacher and is shown where the teacher goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.fetal_ultrasound.distillation import WINDOWS, StudentTask, mean_velocity  # noqa: E402
from training.fetal_ultrasound.flow import Start  # noqa: E402
from training.fetal_ultrasound.frames import batch_of  # noqa: E402
from training.fetal_ultrasound.network import VelocityNetwork  # noqa: E402

if TYPE_CHECKING:
    from training.fetal_ultrasound.frames import Frames


def test_the_mean_velocity_is_that_of_the_exact_way(few: Frames) -> None:
    """For dx/dt = x the way through a quarter is known: exp(1/4) - 1 of the start, four times a unit time."""
    start = Start(batch_of(few, np.arange(2)), torch.full((2, 1, 128, 128), 2.0), torch.tensor([0.0, 0.5]))
    grows = torch.nn.Module()
    grows.forward = lambda x, *_: x
    found = mean_velocity(grows, start, 3)
    assert float(found.mean()) == pytest.approx(2 * (np.exp(0.25) - 1) * 4, rel=2e-3)


def test_the_teacher_is_asked_within_the_window_alone(few: Frames) -> None:
    """No evaluation lies before a window's beginning or at its end."""
    start = Start(batch_of(few, np.arange(1)), torch.zeros(1, 1, 128, 128), torch.tensor([0.75]))
    times: list[float] = []
    asked = torch.nn.Module()
    asked.forward = lambda x, time, *_: times.append(float(time)) or x
    mean_velocity(asked, start, 2)
    assert times == pytest.approx([0.75, 0.8125, 0.875, 0.9375])


def test_windows_begin_equally_often_and_the_student_as_its_teacher(few: Frames) -> None:
    """Of eight starts two are pure noise; the fresh student has the teacher's weights."""
    torch.manual_seed(3)
    teacher = VelocityNetwork(8)
    task = StudentTask(few, teacher.state_dict(), 8, 1)
    start, wanted = task.batch(np.random.default_rng(2), 8)
    assert sorted(start.time.tolist()) == sorted(2 * [number / WINDOWS for number in range(WINDOWS)])
    assert wanted.shape == (8, 1, 128, 128)
    first = start.noise[start.time == 0]
    assert abs(float(first.mean())) < 0.05
    assert float(first.std()) == pytest.approx(1, abs=0.05)
    for name, value in task.network().state_dict().items():
        assert torch.equal(value, teacher.state_dict()[name])


def test_another_teacher_is_another_training(few: Frames) -> None:
    """The identity that a checkpoint must agree with follows the teacher's weights."""
    one, other = VelocityNetwork(8).state_dict(), VelocityNetwork(8).state_dict()
    first, second = (StudentTask(few, weights, 8).identity() for weights in (one, other))
    assert first["teacher_sha256"] != second["teacher_sha256"]
    assert first["source_sha256"] == second["source_sha256"]
