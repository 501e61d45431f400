"""The teacher's path is straight, its times fill the way, and sampling follows a velocity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.fetal_ultrasound import flow  # noqa: E402
from training.fetal_ultrasound.frames import batch_of  # noqa: E402

if TYPE_CHECKING:
    from training.fetal_ultrasound.frames import Frames


def test_the_path_begins_at_the_noise_and_ends_at_the_image() -> None:
    """At a quarter it is three parts noise and one part image."""
    noise, image = torch.full((3, 1, 2, 2), 4.0), torch.full((3, 1, 2, 2), 8.0)
    found = flow.between(noise, image, torch.tensor([0.0, 0.25, 1.0]))
    assert found[:, 0, 0, 0].tolist() == [4.0, 5.0, 8.0]


def test_times_of_a_batch_are_spread_over_the_whole_way() -> None:
    """Half of a batch lies on each side of the middle; all lie within 0 and 1."""
    times = flow.spread_times(np.random.default_rng(5), 64)
    assert np.count_nonzero(times < 0.5) == 32
    assert 0 < times.min() < 0.15
    assert 0.85 < times.max() < 1


def test_sampling_follows_the_velocity(few: Frames) -> None:
    """With the velocity that leads straight to an image, one step or four arrive there."""
    asked = batch_of(few, np.arange(2))
    noise = torch.randn(2, 1, 128, 128)
    times: list[float] = []

    def straight(x: torch.Tensor, time: torch.Tensor, *_: torch.Tensor) -> torch.Tensor:
        times.append(float(time[0]))
        return (asked.images - x) / (1 - time[:, None, None, None])

    for evaluations in (1, 4):
        found = flow.sampled(straight, noise, asked, evaluations)
        assert torch.allclose(found, asked.images, atol=1e-5)
    assert times == [0.0, 0.0, 0.25, 0.5, 0.75]


def test_a_network_that_knows_the_velocity_has_no_loss(few: Frames) -> None:
    """The target is image minus noise."""
    task = flow.TeacherTask(few, 8)
    start = task.batch(np.random.default_rng(1), 3)
    wanted = start.batch.images - start.noise
    known = torch.nn.Module()
    known.forward = lambda *_: wanted
    loss, parts = task.loss(known, start)
    assert float(loss) == parts["miss"] == 0.0


def test_a_batch_depends_on_the_generator_alone(few: Frames) -> None:
    """The same seed gives the same phantoms, noises and times."""
    task = flow.TeacherTask(few, 8)
    one, other = (task.batch(np.random.default_rng(3), 4) for _ in range(2))
    assert torch.equal(one.noise, other.noise)
    assert torch.equal(one.time, other.time)
    assert torch.equal(one.batch.images, other.batch.images)
