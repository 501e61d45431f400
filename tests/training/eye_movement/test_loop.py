"""Training is seeded, can be killed at any step, and learns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.eye_movement.frames import Shard, read_shard, render_shards, shard  # noqa: E402
from training.eye_movement.loop import Recipe, Trainer, joined, train  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = Recipe(seed=3, steps=8, batch=4, warm_up=2, checkpoint_every=3)


@pytest.fixture(scope="module")
def frames() -> Shard:
    """Return a few rendered frames."""
    torch.set_num_threads(1)
    return shard([3, 0, 0], 12)


def _weights(trainer: Trainer) -> np.ndarray:
    return np.concatenate([value.numpy().ravel() for value in trainer.average.state_dict().values()])


def test_a_killed_training_ends_where_an_unbroken_one_does(frames: Shard, tmp_path: Path) -> None:
    """Stopped between checkpoints and begun again, it gives the same weights to the bit."""
    whole = train(RECIPE, frames, tmp_path / "whole.pt", lambda _: None)
    broken = Trainer.resumed(RECIPE, tmp_path / "broken.pt")
    for _ in range(5):
        broken.advance(frames)
        if broken.step == 3:
            broken.save(tmp_path / "broken.pt")
    del broken  # killed at step 5; the checkpoint is of step 3
    again = train(RECIPE, frames, tmp_path / "broken.pt", lambda _: None)
    assert again.step == whole.step == RECIPE.steps
    assert np.array_equal(_weights(again), _weights(whole))


def test_a_checkpoint_of_another_recipe_or_other_code_is_refused(tmp_path: Path) -> None:
    """Nothing is mixed: the error says what to do."""
    trainer = Trainer.fresh(RECIPE)
    trainer.save(tmp_path / "one.pt")
    with pytest.raises(ValueError, match="another recipe"):
        Trainer.resumed(replace(RECIPE, seed=4), tmp_path / "one.pt")
    trainer.source_sha256 = "0" * 64
    trainer.save(tmp_path / "two.pt")
    with pytest.raises(ValueError, match="other code"):
        Trainer.resumed(RECIPE, tmp_path / "two.pt")


def test_the_loss_falls(frames: Shard) -> None:
    """A hundred and twenty steps on twelve frames bring the loss well below its start."""
    trainer = Trainer.fresh(replace(RECIPE, steps=120, batch=6))
    losses = [trainer.advance(frames)["loss"] for _ in range(120)]
    assert np.mean(losses[-5:]) < 0.75 * np.mean(losses[:5])


def test_rendered_shards_are_kept_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shard in the cache is read back as rendered and not rendered again; shards join in order."""
    monkeypatch.setattr("training.eye_movement.frames.SHARD", 3)
    said: list[str] = []
    paths = render_shards(tmp_path, 5, 0, [0, 1], said.append)
    assert render_shards(tmp_path, 5, 0, [0, 1], said.append) == paths
    assert len(said) == 2
    both = joined([read_shard(path) for path in paths])
    assert np.array_equal(both.plane[3:], shard([5, 0, 1], 3).plane)
    assert Recipe(shards="0-2,7,9-10").shard_indices == [0, 1, 2, 7, 9, 10]
