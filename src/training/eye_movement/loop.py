"""One seeded training loop that can be killed at any moment and goes on from its last checkpoint."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from training.eye_movement.augmentation import batch
from training.eye_movement.frames import Shard
from training.eye_movement.loss import loss
from training.eye_movement.network import EyeNetwork
from training.eye_movement.provenance import source_digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides the trained weights, besides the code."""

    seed: int = 7
    steps: int = 3600
    batch: int = 32
    shards: str = "0-22,40-49"  # of the training stream, first and last of each range
    peak_rate: float = 4e-3
    weight_decay: float = 1e-4
    warm_up: int = 200
    averaging: float = 0.998  # of the exponential moving average of the weights
    checkpoint_every: int = 250

    @property
    def shard_indices(self) -> list[int]:
        """The shards' numbers."""
        ranges = [[int(end) for end in part.split("-")] for part in self.shards.split(",")]
        return [index for bounds in ranges for index in range(bounds[0], bounds[-1] + 1)]

    def rate(self, step: int) -> float:
        """Return the learning rate: a linear rise, then half a cosine."""
        if step < self.warm_up:
            return self.peak_rate * (step + 1) / self.warm_up
        along = (step - self.warm_up) / max(self.steps - self.warm_up, 1)
        return self.peak_rate * (0.5 + 0.5 * float(np.cos(np.pi * min(along, 1.0)))) + 1e-5


@dataclass(slots=True)
class Trainer:
    """The state that a checkpoint holds."""

    recipe: Recipe
    network: EyeNetwork
    average: EyeNetwork
    optimiser: torch.optim.Optimizer
    step: int = 0
    source_sha256: str = field(default_factory=source_digest)  # of the code that began the training

    @classmethod
    def fresh(cls, recipe: Recipe) -> Trainer:
        """Return a trainer at step zero, seeded."""
        torch.manual_seed(recipe.seed)
        network, average = EyeNetwork().to(memory_format=torch.channels_last), EyeNetwork()
        average.load_state_dict(network.state_dict())
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=recipe.rate(0), weight_decay=recipe.weight_decay
        )
        return cls(recipe, network, average.eval(), optimiser)

    @classmethod
    def resumed(cls, recipe: Recipe, checkpoint: Path) -> Trainer:
        """Return the trainer as the checkpoint left it, or a fresh one where there is none."""
        trainer = cls.fresh(recipe)
        if not checkpoint.exists():
            return trainer
        state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
        if state["recipe"] != asdict(recipe):
            raise ValueError(
                f"{checkpoint} belongs to another recipe: {state['recipe']}; remove it or ask for it"
            )
        if state["source_sha256"] != trainer.source_sha256:
            raise ValueError(f"{checkpoint} was begun by other code; remove it to train anew")
        trainer.network.load_state_dict(state["network"])
        trainer.average.load_state_dict(state["average"])
        trainer.optimiser.load_state_dict(state["optimiser"])
        trainer.step, trainer.source_sha256 = state["step"], state["source_sha256"]
        return trainer

    def save(self, checkpoint: Path) -> None:
        """Write the checkpoint whole or not at all."""
        state = {
            "recipe": asdict(self.recipe),
            "source_sha256": self.source_sha256,
            "step": self.step,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        temporary = checkpoint.with_suffix(".part")
        torch.save(state, temporary)
        temporary.replace(checkpoint)

    def advance(self, frames: Shard) -> dict[str, float]:
        """Take one step. What it does depends on the recipe, the step's number and the state alone."""
        rng = np.random.default_rng([self.recipe.seed, 0x5EED, self.step])
        chosen = rng.choice(len(frames.plane), self.recipe.batch, replace=False)
        data = batch(frames, chosen, rng)
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate(self.step)
        self.network.train()
        x = torch.from_numpy(data.x).contiguous(
            memory_format=torch.channels_last
        )  # three times faster on a CPU
        shares, wholes = self.network(x)
        total, parts = loss(shares, wholes, data)
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self._fold_into_average()
        self.step += 1
        return {"loss": float(total.detach()), **parts}

    def _fold_into_average(self) -> None:
        keep = min(self.recipe.averaging, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for old, new in zip(
                self.average.state_dict().values(), self.network.state_dict().values(), strict=True
            ):
                if old.dtype.is_floating_point:
                    old.mul_(keep).add_(new, alpha=1 - keep)
                else:
                    old.copy_(new)


def train(recipe: Recipe, frames: Shard, checkpoint: Path, report: Callable[[str], None]) -> Trainer:
    """Train to the recipe's last step, from the checkpoint where there is one."""
    trainer = Trainer.resumed(recipe, checkpoint)
    started, first, recent = time.monotonic(), trainer.step, []
    while trainer.step < recipe.steps:
        recent.append(trainer.advance(frames))
        if trainer.step % 50 == 0:
            pace = (trainer.step - first) / (time.monotonic() - started)
            means = " ".join(f"{name} {np.mean([one[name] for one in recent]):.4f}" for name in recent[0])
            left = (recipe.steps - trainer.step) / pace / 60
            report(f"step {trainer.step} of {recipe.steps}  {means}  {pace:.2f} steps/s, {left:.0f} min left")
            recent.clear()
        if trainer.step % recipe.checkpoint_every == 0 or trainer.step == recipe.steps:
            trainer.save(checkpoint)
    return trainer


def joined(shards: list[Shard]) -> Shard:
    """Return many shards as one."""
    names = Shard.__dataclass_fields__
    return Shard(**{name: np.concatenate([getattr(shard, name) for shard in shards]) for name in names})
