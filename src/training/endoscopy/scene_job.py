"""The scene network's whole job, from nothing to a model package: render, train, measure, export."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from bedside.endoscopy.interface import LABELS, LANDMARKS
from training.endoscopy.frames import Validation, kept, read_shards, render_shards, validation
from training.endoscopy.manifest import PREPROCESSING, Description, Tensors, write_package
from training.endoscopy.network import (
    GRID_HEIGHT,
    GRID_WIDTH,
    HEIGHT,
    MOST_PARAMETERS,
    WIDTH,
    SceneNetwork,
    SceneProbabilities,
    parameter_count,
)
from training.endoscopy.refinement import RefinementRecipe, RefinementTask
from training.endoscopy.scene_task import PRESENT, SceneRecipe, SceneTask, measured, told
from training.export import deviation, folded, onnx_bytes
from training.loop import Trainer, train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch import nn

MOST_DEVIATION = 1e-4  # between torch and ONNX Runtime, of any output
OUTPUTS = ("shares", "landmarks")


@dataclass(frozen=True, slots=True)
class SceneRecipes:
    """Both trainings' recipes, and how many views validation has."""

    first: SceneRecipe = field(default_factory=SceneRecipe)
    refinement: RefinementRecipe = field(default_factory=RefinementRecipe)
    validation: int = 300


def make_scene_model(
    recipe: SceneRecipes, cache: Path, out: Path, version: str, report: Callable[[str], None]
) -> Path:
    """Make a model package in ``out`` and return its manifest's path; what ``cache`` holds is not redone."""
    first, refinement = recipe.first, recipe.refinement
    report(f"1 of 4: {first.shards} shards of rendered views in {cache}")
    views = read_shards(render_shards(cache, first.seed, range(first.shards), report))
    watch = _Watch(_validation(cache, first.seed, recipe.validation))
    report(f"2 of 4: {first.steps} training steps; kill and repeat at will")
    begun = train(first, SceneTask(views), _at(cache, "scene", first), report, watch)
    report(f"3 of 4: {refinement.steps} steps of refinement")
    task = RefinementTask(views, begun.average.state_dict())
    refined = train(refinement, task, _at(cache, "refinement", refinement), report, watch)
    measures = watch.measures(refined.average)
    report("4 of 4: export")
    return export((begun, refined), out, measures, version)


def export(stages: tuple[Trainer, ...], out: Path, measures: dict[str, Any], version: str) -> Path:
    """Write the package of the last stage; raises ``ValueError`` where the two runtimes differ."""
    network = folded(stages[-1].average)
    model = SceneProbabilities(network)
    onnx = onnx_bytes(model, {"picture": torch.zeros(1, 3, HEIGHT, WIDTH)}, OUTPUTS)
    rng = np.random.default_rng(stages[0].recipe.seed)
    samples = [{"picture": rng.random((1, 3, HEIGHT, WIDTH), dtype=np.float32)} for _ in range(8)]
    apart = deviation(model, onnx, OUTPUTS, samples)
    if apart > MOST_DEVIATION:
        raise ValueError(f"ONNX Runtime deviates by {apart:.2e}, at most {MOST_DEVIATION:.0e} is allowed")
    metrics = {**measures, "torch_onnx_deviation": apart}
    return write_package(out, onnx, _described(network, version), stages, metrics)


class _Watch:
    """Measures a network on views that training does not see."""

    def __init__(self, seen: Validation) -> None:
        self._seen = seen

    def __call__(self, network: nn.Module) -> str:
        return told(self.measures(network))

    def measures(self, network: nn.Module) -> dict[str, float | int]:
        """Return the measures of the network."""
        assert isinstance(network, SceneNetwork)  # noqa: S101  # narrows the type
        return measured(network, self._seen)


def _at(cache: Path, part: str, recipe: SceneRecipe | RefinementRecipe) -> Path:
    return cache / f"{part}-seed{recipe.seed}-{recipe.steps}x{recipe.batch}.pt"


def _described(network: SceneNetwork, version: str) -> Description:
    parameters = parameter_count(network)
    if parameters > MOST_PARAMETERS:
        raise ValueError(f"the scene network has {parameters} parameters, at most {MOST_PARAMETERS}")
    return Description(
        "scene",
        version,
        parameters,
        Tensors({"picture": [1, 3, HEIGHT, WIDTH]}),
        Tensors({"shares": [1, len(LABELS), GRID_HEIGHT, GRID_WIDTH], "landmarks": [1, len(LANDMARKS), 3]}),
        LABELS,
        dict(PREPROCESSING),
        {"least_presence": PRESENT},
    )


def _validation(cache: Path, seed: int, number: int) -> Validation:
    path = cache / f"validation-seed{seed}-{number}.npz"
    if not path.exists():
        made = validation(seed, number)
        kept(path, {name: getattr(made, name) for name in Validation.__dataclass_fields__})
    with np.load(path) as stored:
        return Validation(**{name: stored[name] for name in Validation.__dataclass_fields__})
