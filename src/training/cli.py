"""The command line of training: one verb for each model that the device holds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from training.endoscopy.verbs import add_endoscopy
from training.fetal_ultrasound.verbs import add_fetal_ultrasound

STEPS, SHARDS = 3600, "0-22,40-49"
EYE_MOVEMENT = """\
Makes the eye segmentation network that the device's eye movement item holds.

Four stages, each printed as it goes: rendered eyes with known ellipses are kept in a cache; a network below
100,000 parameters learns from them, seeded, with a checkpoint every few hundred steps; its confidence is
calibrated on rendered eyes that it did not see; it is exported as model.onnx with a manifest.json that
records recipe, seed, sources' digest and the agreement of the two runtimes.

The same command after a kill goes on where it stopped. No real picture is ever used.
"""
EXAMPLES = """\
examples:
  the full job, about an hour and a half on one core:
      python -m training eye-movement --out build/model
  a try, a few minutes:
      python -m training eye-movement --out build/try --steps 60 --shards 0 --validation 40
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 done, 2 bad input."""
    chosen = parser().parse_args(arguments)
    import torch

    torch.set_num_threads(chosen.threads)
    torch.set_flush_denormal(True)
    try:
        written = chosen.make(chosen)
    except ValueError as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    print(f"done: {written}")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``python -m training``."""
    whole = argparse.ArgumentParser("python -m training", description=__doc__)
    verbs = whole.add_subparsers(required=True, metavar="MODEL")
    _add_eye_movement(verbs)
    add_endoscopy(verbs, _say)
    add_fetal_ultrasound(verbs, _say)
    return whole


def _add_eye_movement(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    eye = verbs.add_parser(
        "eye-movement",
        help="the eye segmentation network",
        description=EYE_MOVEMENT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    eye.add_argument("--out", type=Path, required=True, help="folder for model.onnx and manifest.json")
    eye.add_argument("--seed", type=int, default=7, help="decides frames, weights and order (default 7)")
    eye.add_argument("--steps", type=int, default=STEPS, help=f"training steps (default {STEPS})")
    eye.add_argument("--shards", default=SHARDS, help=f"which shards of 256 rendered eyes (default {SHARDS})")
    eye.add_argument("--batch", type=int, default=32, help="frames in a step (default 32)")
    eye.add_argument("--validation", type=int, default=1000, help="frames for calibration (default 1000)")
    eye.add_argument("--version", default="1.0.0", help="the model's version in its manifest")
    eye.add_argument("--threads", type=int, default=1, help="CPU threads (default 1: repeatable to the bit)")
    eye.add_argument("--cache", type=Path, help="rendered frames and checkpoints (default $BEDSIDE_CACHE)")
    eye.set_defaults(make=_make_eye_movement)


def _make_eye_movement(chosen: argparse.Namespace) -> Path:
    from training.eye_movement.frames import cache_folder
    from training.eye_movement.job import make_model
    from training.eye_movement.loop import Recipe

    recipe = Recipe(seed=chosen.seed, steps=chosen.steps, shards=chosen.shards, batch=chosen.batch)
    return make_model(
        recipe, chosen.cache or cache_folder(), chosen.out, chosen.validation, chosen.version, _say
    )


def _say(line: str) -> None:
    print(line, flush=True)
