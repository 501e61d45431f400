"""The workflow network's whole job: render operations, train encoder and memory, measure, export."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from bedside.endoscopy.interface import PHASES, STEPS
from training.endoscopy.manifest import PREPROCESSING, Description, Tensors, write_package
from training.endoscopy.network import parameter_count
from training.endoscopy.operations import RATE_HZ, VALIDATION_FROM, read_course, render_courses
from training.endoscopy.scene_task import told
from training.endoscopy.widening import WideningRecipe, glimpses, widened
from training.endoscopy.workflow_loss import balance
from training.endoscopy.workflow_measures import measured
from training.endoscopy.workflow_network import (
    HEIGHT,
    STATE,
    WIDTH,
    Encoder,
    Memory,
    WorkflowNetwork,
    WorkflowProbabilities,
)
from training.endoscopy.workflow_task import EncoderRecipe, EncoderTask, MemoryRecipe, MemoryTask, looks_of
from training.export import deviation, folded, onnx_bytes
from training.loop import Recipe, Trainer, train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from torch import nn

    from training.endoscopy.operations import Course

MOST_DEVIATION = 1e-4  # between torch and ONNX Runtime, of any output
DWELL_S = 2.0
OUTPUTS = ("phases", "steps", "remaining", "next_state")
FREE = {name: {1: "time"} for name in ("pictures", "phases", "steps", "remaining")}


@dataclass(frozen=True, slots=True)
class WorkflowRecipe:
    """All three recipes, and how many operations validation has."""

    encoder: EncoderRecipe = field(default_factory=EncoderRecipe)
    widening: WideningRecipe = field(default_factory=WideningRecipe)
    memory: MemoryRecipe = field(default_factory=lambda: MemoryRecipe(steps=300, looks=1))
    validation: int = 10


def make_workflow_model(
    recipe: WorkflowRecipe, cache: Path, out: Path, version: str, report: Callable[[str], None]
) -> Path:
    """Make a model package in ``out`` and return its manifest's path; what ``cache`` holds is not redone."""
    seed, number = recipe.encoder.seed, recipe.encoder.operations
    report(f"1 of 5: {number} rendered operations, and {recipe.validation} for validation, in {cache}")
    seeds = [seed * 1000 + index for index in range(number)]
    courses = [read_course(path) for path in render_courses(cache, seeds, report)]
    seeds = [VALIDATION_FROM + index for index in range(recipe.validation)]
    others = [read_course(path) for path in render_courses(cache, seeds, report)]
    report(f"2 of 5: the encoder, {recipe.encoder.steps} training steps; kill and repeat at will")
    encoding = train(recipe.encoder, _pictures(courses), _at(cache, "encoder", recipe.encoder), report)
    report(f"3 of 5: {recipe.widening.steps} more, with glimpses of {recipe.widening.operations} operations")
    seeds = [seed * 1000 + number + index for index in range(recipe.widening.operations)]
    wide = widened(courses, glimpses(cache, seeds, report), encoding.average.state_dict())
    widening = train(recipe.widening, wide, _at(cache, "widening", recipe.widening), report)
    encoder = _encoder(widening.average)
    report(f"4 of 5: the memory, {recipe.memory.steps} training steps")
    task = _operations(encoder, courses, recipe.memory)
    seen = [looks_of(encoder, other, 1, [seed])[0] for other in others]
    watch = _Watch(seen, others)
    remembering = train(recipe.memory, task, _at(cache, "memory", recipe.memory), report, watch)
    measures = watch.measures(remembering.average)
    report("5 of 5: export")
    return export((encoding, widening, remembering), out, measures, version)


def export(stages: tuple[Trainer, ...], out: Path, measures: dict[str, Any], version: str) -> Path:
    """Write the package; raises ``ValueError`` where the two runtimes differ."""
    network = WorkflowNetwork()
    network.encoder.load_state_dict(stages[-2].average.state_dict())
    network.memory.load_state_dict(stages[-1].average.state_dict())
    network = folded(network)
    model = WorkflowProbabilities(network)
    example = {"pictures": torch.zeros(1, 5, 3, HEIGHT, WIDTH), "state": torch.zeros(1, STATE)}
    onnx = onnx_bytes(model, example, OUTPUTS, FREE)
    apart = deviation(model, onnx, OUTPUTS, samples(stages[0].recipe.seed))
    if apart > MOST_DEVIATION:
        raise ValueError(f"ONNX Runtime deviates by {apart:.2e}, at most {MOST_DEVIATION:.0e} is allowed")
    metrics = {**measures, "torch_onnx_deviation": apart}
    return write_package(out, onnx, _described(network, version), stages, metrics)


def samples(seed: int) -> list[dict[str, Any]]:
    """Return random inputs of several lengths."""
    rng = np.random.default_rng(seed)
    return [
        {
            "pictures": rng.random((1, length, 3, HEIGHT, WIDTH), dtype=np.float32),
            "state": rng.uniform(-1, 1, (1, STATE)).astype(np.float32),
        }
        for length in (1, 2, 7, 30)
    ]


class _Watch:
    """Measures a memory on operations that training does not see."""

    def __init__(self, features: Sequence[torch.Tensor], courses: Sequence[Course]) -> None:
        self._features, self._courses = features, courses

    def __call__(self, network: nn.Module) -> str:
        return told(self.measures(network))

    def measures(self, network: nn.Module) -> dict[str, float | int]:
        """Return the measures of the network."""
        assert isinstance(network, Memory)  # noqa: S101  # narrows the type
        return measured(network, self._features, self._courses)


def _at(cache: Path, part: str, recipe: Recipe) -> Path:
    return cache / f"{part}-seed{recipe.seed}-{recipe.steps}x{recipe.batch}.pt"


def _pictures(courses: Sequence[Course]) -> EncoderTask:
    pictures = np.concatenate([course.pictures for course in courses])
    return EncoderTask(pictures, np.concatenate([course.steps for course in courses]))


def _encoder(average: nn.Module) -> Encoder:
    encoder = Encoder()
    encoder.load_state_dict(average.state_dict())
    return encoder.to(memory_format=torch.channels_last).eval()


def _operations(encoder: Encoder, courses: Sequence[Course], recipe: MemoryRecipe) -> MemoryTask:
    looks = [
        looks_of(encoder, course, recipe.looks, [recipe.seed, index]) for index, course in enumerate(courses)
    ]
    weights = balance(torch.from_numpy(np.concatenate([course.steps for course in courses])))
    digest = hashlib.sha256()
    for value in encoder.state_dict().values():
        digest.update(value.contiguous().numpy().tobytes())
    return MemoryTask(looks, courses, weights, digest.hexdigest())


def _described(network: WorkflowNetwork, version: str) -> Description:
    return Description(
        "workflow",
        version,
        parameter_count(network),
        Tensors({"pictures": [1, "time", 3, HEIGHT, WIDTH], "state": [1, STATE]}),
        Tensors(
            {
                "phases": [1, "time", len(PHASES)],
                "steps": [1, "time", len(STEPS)],
                "remaining": [1, "time"],
                "next_state": [1, STATE],
            }
        ),
        PHASES,
        dict(PREPROCESSING),
        {"rate_hz": RATE_HZ, "dwell_s": DWELL_S},
    )
