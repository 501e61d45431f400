"""Training is seeded and can be killed at any step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402

from training.loop import Recipe, Trainer, train  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = Recipe(seed=3, steps=8, batch=4, warm_up=2, checkpoint_every=3)


class Line:
    """A task: three numbers to one, with normalisation and dropout."""

    def __init__(self, code: str = "0" * 64) -> None:
        self.code = code

    def network(self) -> nn.Module:
        """Return a fresh network."""
        return nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Linear(8, 1))

    def batch(self, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
        """Return points of the line."""
        x = rng.standard_normal((size, 3)).astype(np.float32)
        return torch.from_numpy(x), torch.from_numpy(x[:, :1] - 2 * x[:, 1:2])

    def loss(self, network: nn.Module, batch: tuple[Tensor, Tensor]) -> tuple[Tensor, dict[str, float]]:
        """Return the mean square."""
        miss = ((network(batch[0]) - batch[1]) ** 2).mean()
        return miss, {"miss": float(miss.detach())}

    def identity(self) -> dict[str, str]:
        """Return the code's digest."""
        return {"source_sha256": self.code}


def _weights(trainer: Trainer) -> np.ndarray:
    return np.concatenate([value.numpy().ravel() for value in trainer.average.state_dict().values()])


def test_a_killed_training_ends_where_an_unbroken_one_does(tmp_path: Path) -> None:
    """Stopped between checkpoints and begun again, it gives the same weights to the bit."""
    whole = train(RECIPE, Line(), tmp_path / "whole.pt", lambda _: None)
    broken = Trainer.resumed(RECIPE, Line(), tmp_path / "broken.pt")
    for _ in range(5):
        broken.advance()
        if broken.step == 3:
            broken.save(tmp_path / "broken.pt")
    del broken  # killed at step 5; the checkpoint is of step 3
    again = train(RECIPE, Line(), tmp_path / "broken.pt", lambda _: None)
    assert again.step == whole.step == RECIPE.steps
    assert np.array_equal(_weights(again), _weights(whole))


def test_a_checkpoint_of_another_recipe_or_other_code_is_refused(tmp_path: Path) -> None:
    """Nothing is mixed: the error says what to do."""
    Trainer.fresh(RECIPE, Line()).save(tmp_path / "one.pt")
    with pytest.raises(ValueError, match="another recipe"):
        Trainer.resumed(replace(RECIPE, seed=4), Line(), tmp_path / "one.pt")
    with pytest.raises(ValueError, match="other code"):
        Trainer.resumed(RECIPE, Line("1" * 64), tmp_path / "one.pt")


def test_the_loss_falls_and_the_average_follows(tmp_path: Path) -> None:
    """Three hundred steps learn a line; the averaged network, which is exported, has learnt it too."""
    said: list[str] = []
    recipe = replace(RECIPE, steps=300, batch=32, peak_rate=0.02, averaging=0.98, checkpoint_every=150)
    trainer = train(recipe, Line(), tmp_path / "line.pt", said.append, lambda _: "looked at")
    x, y = Line().batch(np.random.default_rng(9), 200)
    with torch.no_grad():
        miss = float(((trainer.average(x) - y) ** 2).mean())
    assert miss < 0.5  # the target's own variance is 5
    assert sum("looked at" in line for line in said) == 2
    assert any("steps/s" in line for line in said)


def test_the_rate_rises_and_falls() -> None:
    """The peak comes after the warm-up, and little is left at the end."""
    recipe = Recipe(steps=100, warm_up=10, peak_rate=1.0)
    assert recipe.rate(0) == pytest.approx(0.1)
    assert recipe.rate(10) == pytest.approx(1.0, abs=1e-4)
    assert recipe.rate(100) == pytest.approx(1e-5)
