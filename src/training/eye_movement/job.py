"""The whole job, from nothing to a model package: render, train, validate, export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bedside.eye_movement.processing.observation import OperatingPoint
from training.eye_movement.calibration import calibrated, metrics, validate
from training.eye_movement.export import export
from training.eye_movement.frames import TRAINING_STREAM, read_shard, render_shards
from training.eye_movement.loop import Recipe, joined, train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def make_model(
    recipe: Recipe,
    cache: Path,
    out: Path,
    validation_frames: int,
    version: str,
    report: Callable[[str], None],
) -> Path:
    """Make a model package in ``out`` and return its manifest's path; what ``cache`` holds is not redone."""
    report(f"1 of 4: {len(recipe.shard_indices)} shards of rendered eyes in {cache}")
    paths = render_shards(cache, recipe.seed, TRAINING_STREAM, recipe.shard_indices, report)
    report(f"2 of 4: {recipe.steps} training steps; kill and repeat at will")
    frames = joined([read_shard(path) for path in paths])
    checkpoint = cache / f"checkpoint-seed{recipe.seed}-{recipe.steps}x{recipe.batch}.pt"
    trainer = train(recipe, frames, checkpoint, report)
    report(f"3 of 4: confidence, from {validation_frames} rendered eyes that training did not see")
    seen = validate(trainer.average, recipe.seed, validation_frames, report)
    point = calibrated(seen, OperatingPoint())
    report("4 of 4: export")
    return export(trainer, out, point, metrics(seen, point), version)
