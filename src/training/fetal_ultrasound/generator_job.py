"""The generator's whole job: render phantoms, train the teacher, distil it, measure, export both."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from training.fetal_ultrasound.distillation import WINDOWS, StudentRecipe, StudentTask
from training.fetal_ultrasound.flow import TeacherRecipe, TeacherTask, sampled
from training.fetal_ultrasound.frames import (
    VALIDATION_FROM,
    Batch,
    Frames,
    batch_of,
    grey_quantiles,
    rendered,
)
from training.fetal_ultrasound.manifest import Alone, Description, write_package
from training.fetal_ultrasound.network import CONDITION, LAYOUT_CHANNELS, SIZE
from training.fetal_ultrasound.texture import texture
from training.loop import Recipe, Trainer, train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch import nn

TEACHER_EVALUATIONS, TEACHER_PHANTOMS = 100, 20
BLOCK = 50  # images at once
STREAM = 0x0A11DA7E  # of validation's noises
INPUTS = {
    "image": (1, SIZE, SIZE),
    "time": (),
    "layout": (LAYOUT_CHANNELS, SIZE, SIZE),
    "condition": (CONDITION,),
}


@dataclass(frozen=True, slots=True)
class GeneratorRecipes:
    """Both trainings' recipes, how many phantoms validation has, and where the weights lie."""

    teacher: TeacherRecipe = field(default_factory=TeacherRecipe)
    student: StudentRecipe = field(default_factory=StudentRecipe)
    validation: int = 500
    device: str = "cpu"


def make_generator(
    recipe: GeneratorRecipes, cache: Path, out: Path, version: str, report: Callable[[str], None]
) -> Path:
    """Make the packages ``out``/teacher and ``out``/generator; what ``cache`` holds is not redone.

    Returns
    -------
    Path
        Of the generator's manifest.
    """
    first, second = recipe.teacher, recipe.student
    report(f"1 of 4: phantoms of {first.patients} patients in {cache}")
    frames = rendered(cache, SIZE, range(first.patients), report)
    last = VALIDATION_FROM + recipe.validation
    watch = Watch(rendered(cache, SIZE, range(VALIDATION_FROM, last), report), recipe.device)
    report(f"2 of 4: {first.steps} training steps of the teacher; kill and repeat at will")
    began, task = time.monotonic(), TeacherTask(frames, first.width, recipe.device)
    teacher = train(first, task, checkpoint(cache, "teacher", first), report, watch)
    report(f"3 of 4: {second.steps} steps of distillation; {_minutes(began)}")
    pupil = StudentTask(frames, teacher.average.state_dict(), second.width, second.substeps, recipe.device)
    student = train(second, pupil, checkpoint(cache, "student", second), report, watch)
    report(f"4 of 4: measures and export; {_minutes(began)}")
    quantiles = grey_quantiles(frames)
    found = watch.measures(student.average, WINDOWS)
    made = export((teacher, student), out / "generator", found, quantiles, version)
    found = watch.shortened(TEACHER_PHANTOMS).measures(teacher.average, TEACHER_EVALUATIONS)
    export((teacher,), out / "teacher", found, quantiles, version)
    return made


def export(
    stages: tuple[Trainer, ...],
    out: Path,
    measures: dict[str, Any],
    quantiles: dict[str, list[float]],
    version: str,
) -> Path:
    """Write the package of the last stage."""
    teacher = len(stages) == 1
    what = Description(
        model="teacher" if teacher else "generator",
        version=version,
        inputs=INPUTS,
        outputs={"velocity": (1, SIZE, SIZE)},
        preprocessing={"quantiles": quantiles},
        operating_point={"evaluations": TEACHER_EVALUATIONS if teacher else WINDOWS},
    )
    return write_package(out, Alone(stages[-1].average), what, stages, measures)


class Watch:
    """Makes images as the validation phantoms were asked for, and compares their grey values."""

    def __init__(self, seen: Frames, device: str = "cpu") -> None:
        self._seen, self._device = seen, device

    def __call__(self, network: nn.Module) -> str:
        """Return the measures over a few phantoms as one line."""
        found = self.shortened(BLOCK).measures(network, WINDOWS)
        return " ".join(f"{name.removeprefix('validation_')} {value}" for name, value in found.items())

    def shortened(self, number: int) -> Watch:
        """Return one of the first phantoms alone."""
        names = Frames.__dataclass_fields__
        return Watch(Frames(**{name: getattr(self._seen, name)[:number] for name in names}), self._device)

    def measures(self, network: nn.Module, evaluations: int) -> dict[str, float | int]:
        """Return grey values' mean, spread and neighbours' correlation, made and of the phantoms."""
        made, asked = generated(network, self._seen, evaluations, self._device)
        inside = asked.layouts[:, 3:4]
        result: dict[str, float | int] = {"validation_phantoms": len(self._seen)}
        for name, images in (("made", made), ("phantom", asked.images)):
            for measure, value in texture(images, inside).items():
                result[f"validation_{measure}_{name}"] = round(value, 4)
        return result


def generated(
    network: nn.Module, asked: Frames, evaluations: int, device: str = "cpu"
) -> tuple[torch.Tensor, Batch]:
    """Return an image (N, 1, 128, 128) for each phantom as it was asked for, and what was asked."""
    whole, images = batch_of(asked, np.arange(len(asked))), []
    for start in range(0, len(asked), BLOCK):
        rows = slice(start, start + BLOCK)
        part = Batch(whole.images[rows], whole.layouts[rows], whole.conditions[rows])
        rng = np.random.default_rng([STREAM, start])
        noise = torch.from_numpy(rng.standard_normal(part.images.shape, dtype=np.float32))
        images.append(sampled(network, noise.to(device), part.to(device), evaluations).cpu())
    return torch.cat(images).clamp(-1, 1), whole


def checkpoint(cache: Path, part: str, recipe: Recipe) -> Path:
    """Return where a training's checkpoint lies."""
    return cache / f"{part}-seed{recipe.seed}-{recipe.steps}x{recipe.batch}.pt"


def _minutes(began: float) -> str:
    return f"{(time.monotonic() - began) / 60:.1f} min so far"
