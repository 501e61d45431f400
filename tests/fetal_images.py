"""Generated fetal images for protocols: conditions of known patients, the models of this installation."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bedside.app.wiring import open_model
from bedside.fetal_ultrasound import (
    Condition,
    StructureFrame,
    Synthesiser,
    condition_vector,
    field_of_view,
    layout,
    plane_features,
    plane_read,
)
from bedside.runtime.backend import Target
from bedside.runtime.model import load_package
from bedside.runtime.onnx_backend import open_backend
from phantoms.fetal_ultrasound import patient_phantom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bedside.runtime.backend import Backend
    from bedside.runtime.model import ModelPackage
    from phantoms.fetal_ultrasound import Case, Phantom

BASELINES = Path(__file__).parents[1] / "verification/baselines/fetal_ultrasound"
UNSEEN = 1_000_000  # patients from here on were never trained on
TEACHER_EVALUATIONS = 100
BATCH = 16


def condition_of(case: Case) -> Condition:
    """Return what the generator is asked to make a picture of the same condition as a phantom."""
    frame = case.frame
    return Condition(
        case.plane,
        case.ga_weeks,
        case.style,
        StructureFrame(frame.x_px, frame.y_px, frame.half_u_px, frame.half_v_px, frame.angle_deg),
        case.spacing_mm,
        dict(case.biometry_mm),
    )


def phantom(patient: int) -> Phantom:
    """Return the 128 x 128 phantom of a patient."""
    return patient_phantom(patient, 128)


def phantoms(patients: Sequence[int], tell: Callable[[int], None] = lambda _: None) -> list[Phantom]:
    """Return the phantoms of patients, telling how many are done."""
    made = []
    for count, patient in enumerate(patients, 1):
        made.append(phantom(patient))
        tell(count)
    return made


def pictures(made: Sequence[Phantom]) -> NDArray[np.uint8]:
    """Return the phantoms' pictures, (N, 128, 128)."""
    return np.stack([one.image for one in made])


def generated(
    synthesiser: Synthesiser,
    conditions: Sequence[Condition],
    first_seed: int,
    evaluations: int = 4,
    tell: Callable[[int], None] = lambda _: None,
) -> NDArray[np.uint8]:
    """Return one picture for each condition, (N, 128, 128), of seeds that count up; nothing is withheld."""
    made = []
    for start in range(0, len(conditions), BATCH):
        some = conditions[start : start + BATCH]
        seeds = range(first_seed + start, first_seed + start + len(some))
        made.append(synthesiser.pictures(some, list(seeds), evaluations=evaluations))
        tell(start + len(some))
    return np.concatenate(made)


@cache
def released() -> Synthesiser:
    """Return the released generator with its enlargement, on one core."""
    return Synthesiser(
        open_model("fetal_ultrasound", Target(), "generator"),
        open_model("fetal_ultrasound", Target(), "super_resolution"),
    )


@cache
def teacher() -> Synthesiser:
    """Return the network that the generator was distilled from."""
    return Synthesiser(baseline("teacher"), None)


@cache
def baseline(name: str) -> tuple[ModelPackage, Backend]:
    """Return a model that is kept for comparison and never ships."""
    package = load_package(BASELINES / name, "fetal_ultrasound")
    return package, open_backend(package, Target(), lambda _: None)


def dcgan_pictures(conditions: Sequence[Condition], first_seed: int) -> NDArray[np.uint8]:
    """Return the DCGAN baseline's pictures of the conditions, (N, 128, 128)."""
    backend = baseline("dcgan")[1]
    made = []
    for number, one in enumerate(conditions):
        noise = np.random.default_rng(first_seed + number).standard_normal((1, 64)).astype(np.float32)
        inputs = {
            "noise": noise,
            "layout": layout(one.frame, one.style, one.plane)[None],
            "condition": condition_vector(one)[None],
        }
        grey = np.rint((backend.run(inputs)["image"][0, 0] + 1) * 127.5).clip(0, 255)
        made.append(np.where(field_of_view(one.style, 128), grey, 0).astype(np.uint8))
    return np.stack(made)


def judged_planes(images: NDArray[np.uint8]) -> list[str]:
    """Return the planes that the judge reads, a classifier which the device does not have."""
    return [plane_read(baseline("judge")[1], image)[0] for image in images]


def judged_features(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the judge's features, (N, 64)."""
    return plane_features(baseline("judge")[1], images)
