"""The endoscopy models' verbs of the training command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SCENE_STEPS, SCENE_SHARDS, SCENE_BATCH = 7500, 64, 12
REFINEMENT_STEPS = 1900
ENCODER_STEPS, WIDENING_STEPS, MEMORY_STEPS, OPERATIONS, GLIMPSED = 1600, 800, 300, 52, 200
SCENE = """\
Makes the network that finds instruments, sella, clival recess and four landmarks in every frame.

Four stages, each printed as it goes: rendered endoscope views with exact truth are kept in a cache; a network
of at most 500,000 parameters learns from them by Dice, weighted borders, Wing and focal losses, seeded, with
a checkpoint every few hundred steps; a second training refines its outlines; it is exported as model.onnx
with a manifest.json that records recipe, seed, sources' digest and the agreement of the two runtimes.

The same command after a kill goes on where it stopped. No real picture is ever used.
"""
SCENE_EXAMPLES = """\
examples:
  the full job, about an hour on one core:
      python -m training endoscopy-scene --out build/scene
  a try, a few minutes:
      python -m training endoscopy-scene --out build/try --steps 60 --refinement-steps 20 \\
          --shards 1 --validation 40
"""
WORKFLOW = """\
Makes the network that follows an operation: phase, step and minutes left, from one picture a second.

Five stages, each printed as it goes: scripted operations are rendered, one good view a second, and kept in a
cache; an encoder learns single pictures, then those of many more operations; a recurrent memory learns whole
operations through the encoder's features, and never looks ahead; both are exported as one model.onnx whose
time axis is free, with a manifest.json. Measures are of operations that training did not see, after the
device's own dwell rule.

The same command after a kill goes on where it stopped. No real picture is ever used.
"""
WORKFLOW_EXAMPLES = """\
examples:
  the full job, about half an hour on one core:
      python -m training endoscopy-workflow --out build/workflow
  a try, a few minutes:
      python -m training endoscopy-workflow --out build/try --operations 4 --steps 40 --memory-steps 20 \\
          --widening-steps 20 --glimpsed 4 --validation 2
"""


VIEW = """\
Fits the weights by which the endoscopy item judges what kind of picture it is given: a softmax over named
features, from rendered planes of every kind, without a network. The module that it writes takes the place of
src/bedside/endoscopy/processing/view_weights.py; what it then does has to be measured anew.
"""
VIEW_EXAMPLES = """\
examples:
  the full fit, some ten minutes:
      python -m training endoscopy-view --out build/view_weights.py
  a try, seconds:
      python -m training endoscopy-view --out build/view_weights.py --share 0.002
"""


def add_endoscopy(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[str], None]
) -> None:
    """Add the verbs; ``say`` prints a line of progress."""
    _add_scene(verbs, say)
    _add_workflow(verbs, say)
    _add_view(verbs, say)


def _add_scene(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[str], None]
) -> None:
    scene = _verb(verbs, "endoscopy-scene", "the endoscopy scene network", SCENE, SCENE_EXAMPLES)
    scene.add_argument(
        "--steps", type=int, default=SCENE_STEPS, help=f"training steps (default {SCENE_STEPS})"
    )
    scene.add_argument(
        "--shards",
        type=int,
        default=SCENE_SHARDS,
        help=f"shards of 256 views (default {SCENE_SHARDS})",
    )
    scene.add_argument(
        "--refinement-steps", type=int, default=REFINEMENT_STEPS, help=f"more (default {REFINEMENT_STEPS})"
    )
    scene.add_argument("--batch", type=int, default=SCENE_BATCH, help="views in a step (default 12)")
    scene.add_argument("--validation", type=int, default=300, help="views for measures (default 300)")
    scene.set_defaults(make=lambda chosen: _make_scene(chosen, say))


def _add_workflow(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[str], None]
) -> None:
    flow = _verb(verbs, "endoscopy-workflow", "the endoscopy workflow network", WORKFLOW, WORKFLOW_EXAMPLES)
    flow.add_argument(
        "--steps", type=int, default=ENCODER_STEPS, help=f"steps of the encoder (default {ENCODER_STEPS})"
    )
    flow.add_argument(
        "--memory-steps", type=int, default=MEMORY_STEPS, help=f"of the memory (default {MEMORY_STEPS})"
    )
    flow.add_argument(
        "--widening-steps", type=int, default=WIDENING_STEPS, help=f"more of it (default {WIDENING_STEPS})"
    )
    flow.add_argument(
        "--glimpsed", type=int, default=GLIMPSED, help=f"more operations for those (default {GLIMPSED})"
    )
    flow.add_argument(
        "--operations", type=int, default=OPERATIONS, help=f"to learn from (default {OPERATIONS})"
    )
    flow.add_argument("--validation", type=int, default=10, help="operations for measures (default 10)")
    flow.set_defaults(make=lambda chosen: _make_workflow(chosen, say))


def _add_view(verbs: argparse._SubParsersAction[argparse.ArgumentParser], say: Callable[[str], None]) -> None:
    view = verbs.add_parser(
        "endoscopy-view",
        help="the weights by which views are judged",
        description=VIEW,
        epilog=VIEW_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    view.add_argument("--out", type=Path, required=True, help="the module to write, view_weights.py")
    view.add_argument("--seed", type=int, default=7, help="decides the planes (default 7)")
    view.add_argument("--share", type=float, default=1.0, help="of the planes, for a try (default 1)")
    view.add_argument("--threads", type=int, default=1, help="CPU threads (default 1: repeatable to the bit)")
    view.set_defaults(make=lambda chosen: _make_view(chosen, say))


def _make_view(chosen: argparse.Namespace, say: Callable[[str], None]) -> Path:
    from training.endoscopy.view import FRAMES, fit_view_weights

    frames = {kind: max(round(count * chosen.share), 2) for kind, count in FRAMES.items()}
    fit_view_weights(chosen.out, chosen.seed, frames, say)
    return Path(chosen.out)


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    what: str,
    description: str,
    examples: str,
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(
        name,
        help=what,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("--out", type=Path, required=True, help="folder for model.onnx and manifest.json")
    verb.add_argument("--seed", type=int, default=7, help="decides pictures, weights and order (default 7)")
    verb.add_argument("--version", default="1.0.0", help="the model's version in its manifest")
    verb.add_argument("--threads", type=int, default=1, help="CPU threads (default 1: repeatable to the bit)")
    verb.add_argument("--cache", type=Path, help="rendered views and checkpoints (default $BEDSIDE_CACHE)")
    return verb


def _make_scene(chosen: argparse.Namespace, say: Callable[[str], None]) -> Path:
    from training.endoscopy.frames import cache_folder
    from training.endoscopy.refinement import RefinementRecipe
    from training.endoscopy.scene_job import SceneRecipes, make_scene_model
    from training.endoscopy.scene_task import SceneRecipe

    recipe = SceneRecipes(
        SceneRecipe(seed=chosen.seed, steps=chosen.steps, shards=chosen.shards, batch=chosen.batch),
        RefinementRecipe(seed=chosen.seed, steps=chosen.refinement_steps, batch=chosen.batch),
        chosen.validation,
    )
    return make_scene_model(recipe, chosen.cache or cache_folder(), chosen.out, chosen.version, say)


def _make_workflow(chosen: argparse.Namespace, say: Callable[[str], None]) -> Path:
    from training.endoscopy.frames import cache_folder
    from training.endoscopy.widening import WideningRecipe
    from training.endoscopy.workflow_job import WorkflowRecipe, make_workflow_model
    from training.endoscopy.workflow_task import EncoderRecipe, MemoryRecipe

    batch = min(MemoryRecipe().batch, chosen.operations)
    recipe = WorkflowRecipe(
        EncoderRecipe(seed=chosen.seed, steps=chosen.steps, operations=chosen.operations),
        WideningRecipe(seed=chosen.seed, steps=chosen.widening_steps, operations=chosen.glimpsed),
        MemoryRecipe(seed=chosen.seed, steps=chosen.memory_steps, batch=batch, looks=1),
        chosen.validation,
    )
    return make_workflow_model(recipe, chosen.cache or cache_folder(), chosen.out, chosen.version, say)
