"""Fetal ultrasound: whether training images come out again, and whether the looking would find them."""

from __future__ import annotations

import io
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from bedside.app.wiring import open_model
from bedside.fetal_ultrasound import condition_vector, layout
from bedside.runtime.backend import Target
from bench.measure.memorisation import copies, copy_threshold, fingerprints, nearest
from fetal_images import UNSEEN, condition_of, generated, phantoms, pictures, released

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bench.measure.memorisation import CopyThreshold, Fingerprints
    from bench.verify.handover import Bench
    from phantoms.fetal_ultrasound import Phantom

CALIBRATION, OTHERS, FRESH, NON_MEMBERS = (UNSEEN + step for step in (670_000, 680_000, 690_000, 700_000))
FALSE_POSITIVES = 1e-5  # that the threshold is set for, on patients of its own
LOSS_TIMES = (0.3, 0.5, 0.7, 0.9)
LOSS_BATCH = 16


@pytest.mark.verifies("SRS-167", purpose="performance")
@pytest.mark.verifies("SRS-168", purpose="performance")
def test_planted_copies_are_found(bench: Bench) -> None:
    """Plant changed copies of training images and look for them; look at other patients' phantoms too.

    Set-up: the threshold is set on patients of its own, never on copies.
    Steps: each copy is changed in one of seven ways: flipped, turned, cropped, brightened, compressed,
    speckled anew, or not at all.
    Samples: one a planted copy, 1 where it is found; one a phantom of a patient who was never trained on, 1
    where it is called a copy.
    """
    images, trained, threshold = _looking(bench.profile == "full")
    planted_number = 2100 if bench.profile == "full" else 280
    rng = np.random.default_rng(167)
    chosen = rng.choice(len(images), planted_number, replace=planted_number > len(images))
    planted = np.stack(
        [CHANGES[number % len(CHANGES)](images[one], rng) for number, one in enumerate(chosen)]
    )
    found = copies(nearest(fingerprints(planted), trained), threshold)
    bench.samples("planted_copy_found", found.astype(float), unit="1")
    for number, change in enumerate(CHANGES):
        one = found[number :: len(CHANGES)]
        bench.note(f"{change.__name__.strip('_')}: {int(one.sum())} of {len(one)} found")
    others = 3200 if bench.profile == "full" else 400
    unseen = pictures(phantoms(range(OTHERS, OTHERS + others)))
    called = copies(nearest(fingerprints(unseen), trained), threshold)
    bench.samples("copy_falsely_found", called.astype(float), unit="1")


@pytest.mark.verifies("SRS-169", purpose="performance")
@pytest.mark.verifies("SRS-169", purpose="effectiveness")
def test_no_training_image_is_given_out_again(bench: Bench) -> None:
    """Look for training images among generated ones of the same conditions (HAZ-045).

    Samples: one a generated image, 1 where it is called a copy of a training image.
    """
    _, trained, threshold = _looking(bench.profile == "full")
    total = 10_000 if bench.profile == "full" else 400
    asked = [condition_of(one.case) for one in _trained_phantoms(bench.profile == "full")]
    conditions = [asked[number % len(asked)] for number in range(total)]
    made = generated(released(), conditions, 169_000_000, tell=partial(bench.progress, total=total))
    found = nearest(fingerprints(made), trained)
    bench.samples("copy_rate", copies(found, threshold).astype(float), unit="1")
    bench.figure("copy_margin", kind="histogram", data={"values": found.margin.tolist()})
    bench.note(
        f"largest margin of a training image: {found.margin.max():.3f}, threshold {threshold.margin:.3f}, "
        f"among {trained.n} of {_patients()} training images"
    )


@pytest.mark.verifies("SRS-170", purpose="performance")
def test_training_images_cannot_be_told_from_others(bench: Bench) -> None:
    """Compare the generator's own training loss on images it learned from and on others'.

    Set-up: an attacker who holds the network, which is the strongest there is.
    Samples: one a pair of a member and a non-member: 1 where the member has the smaller loss, 0.5 for a tie.
    """
    pairs = 4000 if bench.profile == "full" else 240
    members = phantoms(np.linspace(0, _patients() - 1, pairs).astype(int).tolist())
    others = phantoms(range(NON_MEMBERS, NON_MEMBERS + pairs))
    losses = [_losses(group, partial(bench.progress, total=pairs)) for group in (members, others)]
    bench.samples("membership_auc", _wins(losses[0], losses[1]), unit="1")


def _wins(member: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(member == other, 0.5, (member < other).astype(float))


def _losses(group: list[Phantom], tell: Callable[[int], None]) -> NDArray[np.float64]:
    """Return each image's mean squared error of the velocity, over four times with noise of their own."""
    backend = open_model("fetal_ultrasound", Target(), "generator")[1]
    found = []
    for start in range(0, len(group), LOSS_BATCH):
        some = group[start : start + LOSS_BATCH]
        x = pictures(some)[:, None].astype(np.float32) / 127.5 - 1
        conditions = [condition_of(one.case) for one in some]
        inputs = {
            "layout": np.stack([layout(one.frame, one.style, one.plane) for one in conditions]),
            "condition": np.stack([condition_vector(one) for one in conditions]),
        }
        total = np.zeros(len(some))
        for time_ in LOSS_TIMES:
            noise = np.random.default_rng([170, start, round(10 * time_)]).standard_normal(x.shape)
            noise = noise.astype(np.float32)
            when = np.full(len(some), time_, np.float32)
            mixed = (1 - when[0]) * noise + when[0] * x
            velocity = backend.run({"image": mixed, "time": when, **inputs})["velocity"]
            total += ((velocity - (x - noise)) ** 2).mean(axis=(1, 2, 3))
        found.append(total)
        tell(min(start + LOSS_BATCH, len(group)))
    return np.concatenate(found)


@cache
def _looking(full: bool) -> tuple[NDArray[np.uint8], Fingerprints, CopyThreshold]:
    """Return training images, their fingerprints, and what counts as a copy of one."""
    images = pictures(_trained_phantoms(full))
    trained = fingerprints(images)
    number = 3000 if full else 400
    unseen = fingerprints(pictures(phantoms(range(CALIBRATION, CALIBRATION + number))))
    return images, trained, copy_threshold(nearest(unseen, trained), FALSE_POSITIVES)


@cache
def _trained_phantoms(full: bool) -> list[Phantom]:
    """Return phantoms that the generator learned from: all in the full profile, the first ones in quick."""
    return phantoms(range(_patients() if full else min(_patients(), 1000)))


def _patients() -> int:
    package, _ = open_model("fetal_ultrasound", Target(), "generator")
    return int(package.manifest.training["patients"][1])


def _unchanged(image: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    return image


def _flipped(image: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    return image[:, ::-1]


def _turned(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return ndimage.rotate(image, float(rng.uniform(-5, 5)), reshape=False, order=1)


def _cropped(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    side = round(0.9 * len(image))
    top, left = rng.integers(0, len(image) - side + 1, 2)
    part = Image.fromarray(image[top : top + side, left : left + side])
    return np.asarray(part.resize(image.shape[::-1], Image.Resampling.BILINEAR))


def _brightened(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    return np.rint(255 * (image / 255) ** float(rng.uniform(0.8, 1.25))).astype(np.uint8)


def _compressed(image: NDArray[np.uint8], _: np.random.Generator) -> NDArray[np.uint8]:
    stored = io.BytesIO()
    Image.fromarray(image).save(stored, "JPEG", quality=50)
    return np.asarray(Image.open(stored))


def _speckled(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    smooth = ndimage.gaussian_filter(image.astype(float), 1.5)
    return np.clip(smooth * rng.gamma(4.0, 1 / 4.0, image.shape), 0, 255).astype(np.uint8)


CHANGES = (_unchanged, _flipped, _turned, _cropped, _brightened, _compressed, _speckled)
