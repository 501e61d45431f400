"""The recipes of both settings: ``cpu`` is what the released networks were made by, ``gpu`` is larger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from training.fetal_ultrasound.classifier import PlanesRecipe
from training.fetal_ultrasound.dcgan import DcganRecipe
from training.fetal_ultrasound.distillation import StudentRecipe
from training.fetal_ultrasound.flow import TeacherRecipe
from training.fetal_ultrasound.super_resolution import EnlargingRecipe

if TYPE_CHECKING:
    import argparse

    from training.loop import Recipe

    R = TypeVar("R", bound=Recipe)
else:
    R = TypeVar("R")

PHANTOMS = 200_000  # of the larger setting


@dataclass(frozen=True, slots=True)
class Setting:
    """One recipe for each training, and the device that torch shall use."""

    device: str = "cpu"
    teacher: TeacherRecipe = field(default_factory=TeacherRecipe)
    student: StudentRecipe = field(default_factory=StudentRecipe)
    enlarging: EnlargingRecipe = field(default_factory=EnlargingRecipe)
    dcgan: DcganRecipe = field(default_factory=DcganRecipe)
    planes: PlanesRecipe = field(default_factory=PlanesRecipe)


SETTINGS = {
    "cpu": Setting(),
    "gpu": Setting(
        device="cuda",
        teacher=TeacherRecipe(
            steps=200_000,
            batch=128,
            peak_rate=5e-4,
            warm_up=2000,
            averaging=0.9995,
            checkpoint_every=5000,
            patients=PHANTOMS,
            width=144,
        ),
        student=StudentRecipe(
            steps=30_000,
            batch=128,
            peak_rate=1e-4,
            warm_up=500,
            averaging=0.999,
            checkpoint_every=2000,
            patients=PHANTOMS,
            width=144,
            substeps=8,
        ),
        enlarging=EnlargingRecipe(
            steps=60_000,
            batch=64,
            peak_rate=1e-3,
            averaging=0.999,
            checkpoint_every=2000,
            patients=50_000,
            width=96,
            blocks=8,
        ),
        dcgan=DcganRecipe(
            steps=100_000, batch=64, peak_rate=2e-4, checkpoint_every=2000, patients=PHANTOMS, width=64
        ),
        planes=PlanesRecipe(steps=10_000, batch=128, checkpoint_every=1000, patients=PHANTOMS),
    ),
}


def asked(recipe: R, chosen: argparse.Namespace) -> R:
    """Return the recipe with the command line's seed, and its steps, batch and patients where it gives any.

    A training shorter than the warm-up or the interval of checkpoints is no fault: it saves at its end.
    """
    given = {name: getattr(chosen, name) for name in ("seed", "steps", "batch", "patients")}
    return replace(recipe, **{name: value for name, value in given.items() if value is not None})
