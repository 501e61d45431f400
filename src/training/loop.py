"""One seeded training loop for every model; killed at any moment, it goes on from its last checkpoint."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch import Tensor

STEP_STREAM = 0x5EED
PROGRESS_EVERY = 50  # steps


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides the trained weights besides the code and the data.

    Parameters
    ----------
    averaging
        Of the exponential moving average of the weights, which is what is exported.
    steepest
        The gradient's norm is cut to this.
    """

    seed: int = 7
    steps: int = 1000
    batch: int = 16
    peak_rate: float = 3e-3
    weight_decay: float = 1e-4
    warm_up: int = 100
    averaging: float = 0.998
    steepest: float = 5.0
    checkpoint_every: int = 250

    def rate(self, step: int) -> float:
        """Return the learning rate: a linear rise, then half a cosine."""
        if step < self.warm_up:
            return self.peak_rate * (step + 1) / self.warm_up
        along = (step - self.warm_up) / max(self.steps - self.warm_up, 1)
        return self.peak_rate * (0.5 + 0.5 * math.cos(math.pi * min(along, 1.0))) + 1e-5


class Task(Protocol):
    """What is trained, on what, by which loss."""

    def network(self) -> nn.Module:
        """Return a fresh network; torch is seeded already."""

    def batch(self, rng: np.random.Generator, size: int) -> Any:
        """Return a batch that depends on the generator alone."""

    def loss(self, network: nn.Module, batch: Any) -> tuple[Tensor, dict[str, float]]:
        """Return the loss and its parts by name."""

    def identity(self) -> dict[str, str]:
        """Return what else a checkpoint must agree with: at least ``source_sha256``, of the deciding code."""


@dataclass(slots=True)
class Trainer:
    """The state that a checkpoint holds."""

    recipe: Recipe
    task: Task
    network: nn.Module
    average: nn.Module
    optimiser: torch.optim.Optimizer
    identity: dict[str, str]  # of the code that began the training
    step: int = 0

    @classmethod
    def fresh(cls, recipe: Recipe, task: Task) -> Trainer:
        """Return a trainer at step zero, seeded."""
        torch.manual_seed(recipe.seed)
        network, average = task.network(), task.network()
        network.to(memory_format=torch.channels_last)  # three times faster on a CPU
        average.load_state_dict(network.state_dict())
        optimiser = torch.optim.AdamW(
            network.parameters(), lr=recipe.rate(0), weight_decay=recipe.weight_decay
        )
        return cls(recipe, task, network, average.eval(), optimiser, task.identity())

    @classmethod
    def resumed(cls, recipe: Recipe, task: Task, checkpoint: Path) -> Trainer:
        """Return the trainer as the checkpoint left it, or a fresh one where there is none.

        Raises
        ------
        ValueError
            The checkpoint belongs to another recipe, other data or other code.
        """
        trainer = cls.fresh(recipe, task)
        if not checkpoint.exists():
            return trainer
        state: dict[str, Any] = torch.load(checkpoint, weights_only=True)
        if state["recipe"] != asdict(recipe):
            raise ValueError(
                f"{checkpoint} belongs to another recipe: {state['recipe']}; remove it or ask for it"
            )
        if state["identity"] != trainer.identity:
            raise ValueError(f"{checkpoint} was begun by other code or data; remove it to train anew")
        trainer.network.load_state_dict(state["network"])
        trainer.average.load_state_dict(state["average"])
        trainer.optimiser.load_state_dict(state["optimiser"])
        trainer.step = state["step"]
        return trainer

    def save(self, checkpoint: Path) -> None:
        """Write the checkpoint whole or not at all."""
        state = {
            "recipe": asdict(self.recipe),
            "identity": self.identity,
            "step": self.step,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        temporary = checkpoint.with_suffix(".part")
        torch.save(state, temporary)
        temporary.replace(checkpoint)

    def advance(self) -> dict[str, float]:
        """Take one step. What it does depends on the recipe, the step's number and the state alone."""
        torch.manual_seed(self.recipe.seed * 1_000_003 + self.step)  # of dropout
        rng = np.random.default_rng([self.recipe.seed, STEP_STREAM, self.step])
        data = self.task.batch(rng, self.recipe.batch)
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate(self.step)
        self.network.train()
        total, parts = self.task.loss(self.network, data)
        self.optimiser.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.steepest)
        self.optimiser.step()
        self._fold_into_average()
        self.step += 1
        return {"loss": float(total.detach()), **parts}

    def _fold_into_average(self) -> None:
        keep = min(self.recipe.averaging, (1 + self.step) / (10 + self.step))
        pairs = zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True)
        with torch.no_grad():
            for old, new in pairs:
                if old.dtype.is_floating_point:
                    old.mul_(keep).add_(new, alpha=1 - keep)
                else:
                    old.copy_(new)


def train(
    recipe: Recipe,
    task: Task,
    checkpoint: Path,
    report: Callable[[str], None],
    watch: Callable[[nn.Module], str] | None = None,
) -> Trainer:
    """Train to the recipe's last step, from the checkpoint where there is one.

    Parameters
    ----------
    watch
        Says how good the averaged network is, at each checkpoint. It must change nothing.
    """
    trainer = Trainer.resumed(recipe, task, checkpoint)
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    started, first, recent = time.monotonic(), trainer.step, []
    while trainer.step < recipe.steps:
        recent.append(trainer.advance())
        if trainer.step % PROGRESS_EVERY == 0:
            pace = (trainer.step - first) / (time.monotonic() - started)
            report(_progress(trainer, recent, pace))
            recent.clear()
        if trainer.step % recipe.checkpoint_every == 0 or trainer.step == recipe.steps:
            trainer.save(checkpoint)
            if watch is not None:
                report(f"step {trainer.step}: {watch(trainer.average)}")
    return trainer


def _progress(trainer: Trainer, recent: list[dict[str, float]], pace: float) -> str:
    means = " ".join(f"{name} {np.mean([one[name] for one in recent]):.4f}" for name in recent[0])
    left_min = (trainer.recipe.steps - trainer.step) / pace / 60
    where = f"step {trainer.step} of {trainer.recipe.steps}"
    return f"{where}  {means}  {pace:.2f} steps/s, {left_min:.0f} min left"
