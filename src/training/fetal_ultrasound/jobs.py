"""The jobs of the networks beside the generator: each from nothing to a model package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from bedside.fetal_ultrasound.interface import PLANES
from training.export import folded
from training.fetal_ultrasound import classifier
from training.fetal_ultrasound.classifier import FEATURES, PlaneNetwork, PlaneProbabilities, PlanesTask
from training.fetal_ultrasound.dcgan import NOISE, DcganTask, Duel
from training.fetal_ultrasound.frames import VALIDATION_FROM, Frames, batch_of, rendered
from training.fetal_ultrasound.generator_job import INPUTS, checkpoint
from training.fetal_ultrasound.manifest import Alone, Description, write_package
from training.fetal_ultrasound.network import SIZE
from training.fetal_ultrasound.super_resolution import EnlargingTask, pair_of
from training.fetal_ultrasound.super_resolution_network import enlarged
from training.fetal_ultrasound.texture import texture
from training.loop import train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch import nn

    from training.fetal_ultrasound.classifier import PlanesRecipe
    from training.fetal_ultrasound.dcgan import DcganRecipe
    from training.fetal_ultrasound.super_resolution import EnlargingRecipe, Pair

LARGE = 2 * SIZE
LARGE_VALIDATION, DCGAN_VALIDATION = 60, 200  # phantoms
PLANES_INPUT = (
    "Grey fetal ultrasound images of 128 x 128 pixels, synthetic or phantoms, as the item makes them"
)


def make_planes(
    recipe: PlanesRecipe, cache: Path, out: Path, version: str, report: Callable[[str], None], validation: int
) -> Path:
    """Make the plane classifier's package; what ``cache`` holds is not redone."""
    report(f"1 of 3: phantoms of {recipe.patients} patients in {cache}")
    frames = rendered(cache, SIZE, range(recipe.patients), report)
    seen = _validation(cache, SIZE, validation, report)
    report(f"2 of 3: {recipe.steps} training steps; kill and repeat at will")
    at = checkpoint(cache, "planes", recipe)
    trainer = train(
        recipe, PlanesTask(frames), at, report, lambda net: _told(classifier.measured(net.eval(), seen))
    )
    report("3 of 3: export")
    network = folded(trainer.average)
    assert isinstance(network, PlaneNetwork)  # noqa: S101  # narrows the type
    what = Description(
        model="planes",
        version=version,
        inputs={"image": (1, SIZE, SIZE)},
        outputs={"probabilities": (len(PLANES),), "features": (FEATURES,)},
        operating_point={"read": "most probable plane"},
        intended_input=PLANES_INPUT,
    )
    measures = classifier.measured(trainer.average, seen)
    return write_package(out, PlaneProbabilities(network), what, (trainer,), measures)


def make_super_resolution(
    recipe: EnlargingRecipe, cache: Path, out: Path, version: str, report: Callable[[str], None], device: str
) -> Path:
    """Make the enlarging network's package; what ``cache`` holds is not redone."""
    report(f"1 of 3: phantoms of {recipe.patients} patients at {SIZE} and {LARGE} in {cache}")
    coarse, fine = (rendered(cache, size, range(recipe.patients), report) for size in (SIZE, LARGE))
    seen = _large_validation(cache, device, report)
    report(f"2 of 3: {recipe.steps} training steps; kill and repeat at will")
    task = EnlargingTask(coarse, fine, recipe.width, recipe.blocks, recipe.texture, device)
    at = checkpoint(cache, "super_resolution", recipe)
    trainer = train(recipe, task, at, report, lambda net: _told(enlarging_measures(net, seen)))
    report("3 of 3: export")
    what = Description(
        model="super_resolution",
        version=version,
        inputs={
            "image": INPUTS["image"],
            "noise": (1, LARGE, LARGE),
            "condition": INPUTS["condition"],
        },
        outputs={"enlarged": (1, LARGE, LARGE)},
        operating_point={"evaluations": 1},
    )
    measures = enlarging_measures(trainer.average, seen)
    return write_package(out, Alone(trainer.average), what, (trainer,), measures)


def make_dcgan(
    recipe: DcganRecipe, cache: Path, out: Path, version: str, report: Callable[[str], None], device: str
) -> Path:
    """Make the baseline's package; what ``cache`` holds is not redone."""
    report(f"1 of 3: phantoms of {recipe.patients} patients in {cache}")
    frames = rendered(cache, SIZE, range(recipe.patients), report)
    seen = _validation(cache, SIZE, DCGAN_VALIDATION, report)
    report(f"2 of 3: {recipe.steps} training steps; kill and repeat at will")
    task = DcganTask(frames, recipe.width, device)
    at = checkpoint(cache, "dcgan", recipe)
    trainer = train(recipe, task, at, report, lambda net: _told(dcgan_measures(net, seen, device)))
    report("3 of 3: export")
    network = trainer.average
    assert isinstance(network, Duel)  # noqa: S101  # narrows the type
    what = Description(
        model="dcgan",
        version=version,
        inputs={"noise": (NOISE,), "layout": INPUTS["layout"], "condition": INPUTS["condition"]},
        outputs={"image": INPUTS["image"]},
        operating_point={"evaluations": 1},
    )
    measures = dcgan_measures(network, seen, device)
    return write_package(out, Alone(network.generator), what, (trainer,), measures)


def enlarging_measures(network: nn.Module, pair: Pair) -> dict[str, float | int]:
    """Return how far enlarged phantoms are from large ones, beside plain enlarging, and their textures."""
    number = len(pair.fine)
    with torch.no_grad():
        made = torch.cat(
            [network(*(part[at : at + 10] for part in pair.inputs)) for at in range(0, number, 10)]
        )
    plain, inside = enlarged(pair.coarse), (pair.fine > -1).float()  # what is black is no texture
    result: dict[str, float | int] = {
        "validation_phantoms": number,
        "validation_mean_difference": round(float((made - pair.fine).abs().mean()), 5),
        "validation_mean_difference_bilinear": round(float((plain - pair.fine).abs().mean()), 5),
        "validation_mean_difference_coarse": round(
            float((functional.avg_pool2d(made, 2) - pair.coarse).abs().mean()), 5
        ),
    }
    for name, images in (("made", made), ("phantom", pair.fine), ("bilinear", plain)):
        found = texture(images.clamp(-1, 1), inside)
        result |= {f"validation_{measure}_{name}": round(value, 4) for measure, value in found.items()}
    return result


def dcgan_measures(network: nn.Module, seen: Frames, device: str) -> dict[str, float | int]:
    """Return made images' and phantoms' grey values within the field of view."""
    assert isinstance(network, Duel)  # noqa: S101  # narrows the type
    asked = batch_of(seen, np.arange(len(seen))).to(device)
    rng = np.random.default_rng(VALIDATION_FROM)
    noise = torch.from_numpy(rng.standard_normal((len(seen), NOISE), dtype=np.float32)).to(device)
    with torch.no_grad():
        made = network.generator.eval()(noise, asked.layouts, asked.conditions)
    result: dict[str, float | int] = {"validation_phantoms": len(seen)}
    for name, images in (("made", made), ("phantom", asked.images)):
        found = texture(images, asked.layouts[:, 3:4])
        result |= {f"validation_{measure}_{name}": round(value, 4) for measure, value in found.items()}
    return result


def _validation(cache: Path, size: int, number: int, report: Callable[[str], None]) -> Frames:
    return rendered(cache, size, range(VALIDATION_FROM, VALIDATION_FROM + number), report)


def _large_validation(cache: Path, device: str, report: Callable[[str], None]) -> Pair:
    coarse, fine = (_validation(cache, size, LARGE_VALIDATION, report) for size in (SIZE, LARGE))
    asked = [fine.condition(index) for index in range(len(fine))]
    return pair_of(coarse.images, fine.images, asked, np.random.default_rng(VALIDATION_FROM), device)


def _told(measures: dict[str, Any]) -> str:
    return " ".join(f"{name.removeprefix('validation_')} {value}" for name, value in measures.items())
