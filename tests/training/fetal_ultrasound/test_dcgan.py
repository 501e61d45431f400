"""The baseline's two sides learn against each other, neither through the other's weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.fetal_ultrasound.dcgan import NOISE, DcganTask  # noqa: E402

if TYPE_CHECKING:
    from training.fetal_ultrasound.frames import Frames


@pytest.mark.verifies("SRS-184", purpose="implementation")
def test_an_image_for_each_noise_under_layout_and_condition(few: Frames) -> None:
    """It is in the data scale, and noise and layout both change it."""
    torch.manual_seed(3)
    task = DcganTask(few, 8)
    real, noise = task.batch(np.random.default_rng(1), 2)
    maker = task.network().generator.eval()
    with torch.no_grad():
        image = maker(noise, real.layouts, real.conditions)
        others = (
            maker(-noise, real.layouts, real.conditions),
            maker(noise, real.layouts.flip(0), real.conditions),
            maker(noise, real.layouts, real.conditions.flip(0)),
        )
    assert noise.shape == (2, NOISE)
    assert image.shape == (2, 1, 128, 128)
    assert float(image.abs().max()) <= 1
    assert not any(torch.allclose(image, other) for other in others)


def test_neither_side_is_taught_through_the_other(few: Frames) -> None:
    """Each side's gradients are those of its own loss alone, and the critic can learn afterwards."""
    task = DcganTask(few, 8)
    torch.manual_seed(4)
    duel = task.network().eval()  # in which the spectral norm stands still
    real, noise = task.batch(np.random.default_rng(2), 4)
    total, parts = task.loss(duel, (real, noise))
    assert float(total.detach()) == pytest.approx(parts["generator"] + parts["critic"], rel=1e-5)
    total.backward()
    found = {name: weight.grad.clone() for name, weight in duel.named_parameters()}
    asked = (real.layouts, real.conditions)
    duel.zero_grad()
    (-duel.critic(duel.generator(noise, *asked), *asked).mean()).backward()
    for name, weight in duel.generator.named_parameters():
        assert torch.allclose(found[f"generator.{name}"], weight.grad, atol=1e-7)
    made = duel.generator(noise, *asked).detach()
    duel.zero_grad()
    (1 + duel.critic(made, *asked)).relu().mean().backward()
    (1 - duel.critic(real.images, *asked)).relu().mean().backward()
    for name, weight in duel.critic.named_parameters():
        assert torch.allclose(found[f"critic.{name}"], weight.grad, atol=1e-6)
    assert all(weight.requires_grad for weight in duel.critic.parameters())
