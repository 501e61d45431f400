"""The scene network's whole job, from nothing to a model package: render, train, measure, export."""

from __future__ import annotations

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
from training.endoscopy.scene_task import PRESENT, SceneRecipe, SceneTask, measured, told
from training.export import deviation, folded, onnx_bytes
from training.loop import Trainer, train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_DEVIATION = 1e-4  # between torch and ONNX Runtime, of any output
OUTPUTS = ("shares", "landmarks")


def make_scene_model(
    recipe: SceneRecipe,
    cache: Path,
    out: Path,
    validation_views: int,
    version: str,
    report: Callable[[str], None],
) -> Path:
    """Make a model package in ``out`` and return its manifest's path; what ``cache`` holds is not redone."""
    report(f"1 of 4: {recipe.shards} shards of rendered views in {cache}")
    paths = render_shards(cache, recipe.seed, range(recipe.shards), report)
    seen = _validation(cache, recipe.seed, validation_views)
    report(f"2 of 4: {recipe.steps} training steps; kill and repeat at will")
    checkpoint = cache / f"scene-seed{recipe.seed}-{recipe.steps}x{recipe.batch}.pt"
    task = SceneTask(read_shards(paths))
    trainer = train(recipe, task, checkpoint, report, lambda network: told(measured(network, seen)))
    report(f"3 of 4: measures on {validation_views} rendered views that training did not see")
    measures = measured(trainer.average, seen)
    report(told(measures))
    report("4 of 4: export")
    return export(trainer, out, measures, version)


def export(trainer: Trainer, out: Path, measures: dict[str, Any], version: str) -> Path:
    """Write the package; raises ``ValueError`` where the two runtimes differ."""
    network = folded(trainer.average)
    model = SceneProbabilities(network)
    onnx = onnx_bytes(model, {"picture": torch.zeros(1, 3, HEIGHT, WIDTH)}, OUTPUTS)
    rng = np.random.default_rng(trainer.recipe.seed)
    samples = [{"picture": rng.random((1, 3, HEIGHT, WIDTH), dtype=np.float32)} for _ in range(8)]
    apart = deviation(model, onnx, OUTPUTS, samples)
    if apart > MOST_DEVIATION:
        raise ValueError(f"ONNX Runtime deviates by {apart:.2e}, at most {MOST_DEVIATION:.0e} is allowed")
    metrics = {**measures, "torch_onnx_deviation": apart}
    return write_package(out, onnx, _described(network, version), [trainer], metrics)


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
