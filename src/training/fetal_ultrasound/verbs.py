"""The fetal ultrasound models' verbs of the training command line."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.fetal_ultrasound.settings import Setting

    Say = Callable[[str], None]

RESUMES = """
The same command after a kill goes on where it stopped. No real image is ever used: phantoms alone, of
patients whose numbers are training's. `--setting gpu` is a larger recipe for one graphics processor.
"""
GENERATOR = """\
Makes the generator: a network that, asked four times, turns noise into a fetal ultrasound image of what was
asked.

Four stages, each printed as it goes: phantoms are rendered and kept in a cache; a teacher learns the velocity
from noise to phantom (flow matching) under layout and condition; a student learns to go a quarter of the
teacher's way in one evaluation (piecewise rectified flow); both are exported, OUT/teacher and OUT/generator,
as model.onnx with a manifest.json that records recipe, seed, sources' digest and the agreement of the two
runtimes.
"""
SUPER_RESOLUTION = """\
Makes the network that enlarges 128 x 128 to 256 x 256 in one evaluation: it learns from phantoms at
both sizes, with the same speckle, by the difference of pixels and the distance of patches (sliced
Wasserstein).
"""
DCGAN = """\
Makes the baseline that the generator is compared with: a conditional DCGAN with hinge loss and spectral norm.
It never becomes part of the device.
"""
PLANES = """\
Makes the classifier that names the plane an image shows, and gives 64 features by which images are compared.
"""
EXAMPLES = """\
examples:
  the full job, {duration} on one core:
      python -m training {name} --out build/{name}
  a try, a minute or two:
      python -m training {name} --out build/try {little}
"""


def add_fetal_ultrasound(verbs: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Add the verbs; ``say`` prints a line of progress."""
    made = _verb(
        verbs,
        "fetal-ultrasound",
        "the fetal ultrasound generator, and its teacher",
        GENERATOR,
        "about an hour and a half",
        "--steps 20 --student-steps 10 --patients 250 --validation 50",
    )
    made.add_argument("--student-steps", type=int, help="steps of distillation (default: the setting's)")
    made.add_argument("--validation", type=int, default=500, help="phantoms for measures (default 500)")
    made.set_defaults(make=lambda chosen: _make_generator(chosen, say))
    made = _verb(
        verbs,
        "fetal-super-resolution",
        "the network that enlarges its images",
        SUPER_RESOLUTION,
        "about a quarter of an hour",
        "--steps 20 --patients 250",
    )
    made.set_defaults(make=lambda chosen: _make_super_resolution(chosen, say))
    made = _verb(
        verbs,
        "fetal-dcgan",
        "the baseline it is compared with",
        DCGAN,
        "about a quarter of an hour",
        "--steps 20 --patients 250",
    )
    made.set_defaults(make=lambda chosen: _make_dcgan(chosen, say))
    made = _verb(
        verbs,
        "fetal-planes",
        "the classifier of its planes",
        PLANES,
        "about ten minutes",
        "--steps 20 --patients 250 --validation 50",
    )
    made.add_argument("--validation", type=int, default=2000, help="phantoms for measures (default 2000)")
    made.set_defaults(make=lambda chosen: _make_planes(chosen, say))


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    what: str,
    description: str,
    duration: str,
    little: str,
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(
        name,
        help=what,
        description=description + RESUMES,
        epilog=EXAMPLES.format(name=name, duration=duration, little=little),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("--out", type=Path, required=True, help="folder for model.onnx and manifest.json")
    verb.add_argument("--setting", choices=("cpu", "gpu"), default="cpu", help="recipe (default cpu)")
    verb.add_argument("--seed", type=int, default=7, help="decides weights, order and noises (default 7)")
    for option in ("steps", "batch", "patients"):
        verb.add_argument(f"--{option}", type=int, help=f"{option} of training (default: the setting's)")
    verb.add_argument("--version", default="1.0.0", help="the model's version in its manifest")
    verb.add_argument("--threads", type=int, default=1, help="CPU threads (default 1: repeatable to the bit)")
    verb.add_argument("--cache", type=Path, help="phantoms and checkpoints (default $BEDSIDE_CACHE)")
    return verb


def _make_generator(chosen: argparse.Namespace, say: Say) -> Path:
    from training.fetal_ultrasound.generator_job import GeneratorRecipes, make_generator
    from training.fetal_ultrasound.settings import asked

    setting = _setting(chosen)
    student = asked(setting.student, chosen)
    steps = setting.student.steps if chosen.student_steps is None else chosen.student_steps
    recipes = GeneratorRecipes(
        asked(setting.teacher, chosen), replace(student, steps=steps), chosen.validation, setting.device
    )
    return make_generator(recipes, _cache(chosen), chosen.out, chosen.version, say)


def _make_super_resolution(chosen: argparse.Namespace, say: Say) -> Path:
    from training.fetal_ultrasound.jobs import make_super_resolution
    from training.fetal_ultrasound.settings import asked

    setting = _setting(chosen)
    recipe = asked(setting.enlarging, chosen)
    return make_super_resolution(recipe, _cache(chosen), chosen.out, chosen.version, say, setting.device)


def _make_dcgan(chosen: argparse.Namespace, say: Say) -> Path:
    from training.fetal_ultrasound.jobs import make_dcgan
    from training.fetal_ultrasound.settings import asked

    setting = _setting(chosen)
    recipe = asked(setting.dcgan, chosen)
    return make_dcgan(recipe, _cache(chosen), chosen.out, chosen.version, say, setting.device)


def _make_planes(chosen: argparse.Namespace, say: Say) -> Path:
    from training.fetal_ultrasound.jobs import make_planes
    from training.fetal_ultrasound.settings import asked

    recipe = asked(_setting(chosen).planes, chosen)
    return make_planes(recipe, _cache(chosen), chosen.out, chosen.version, say, chosen.validation)


def _setting(chosen: argparse.Namespace) -> Setting:
    import torch

    from training.fetal_ultrasound.settings import SETTINGS

    setting = SETTINGS[chosen.setting]
    if setting.device == "cuda" and not torch.cuda.is_available():
        raise ValueError("the gpu setting needs a graphics processor that torch finds; there is none here")
    return setting


def _cache(chosen: argparse.Namespace) -> Path:
    from training.fetal_ultrasound.frames import cache_folder

    return Path(chosen.cache or cache_folder())
