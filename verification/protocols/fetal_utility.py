"""Fetal ultrasound: whether what is learned from generated images holds on phantoms."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bedside.fetal_ultrasound import PLANES
from bench.measure.images import orientation_features, probe_accuracy
from fetal_images import UNSEEN, condition_of, generated, phantoms, pictures, released

if TYPE_CHECKING:
    from bench.verify.handover import Bench

FIRST_PATIENT = UNSEEN + 710_000
LEARNED, SEEN = 500, 1000  # images of a training, and of the test that all trainings share


@pytest.mark.verifies("SRS-171", purpose="performance")
@pytest.mark.verifies("SRS-171", purpose="effectiveness")
def test_a_classifier_learns_as_much_from_generated_images(bench: Bench) -> None:
    """Train one plain classifier on generated images and one on phantoms, and read other phantoms (HAZ-048).

    Set-up: softmax regression over histograms of gradient directions; five planes; generated images of the
    same conditions as the phantoms that the other training learns from; patients in no two sets, none of them
    ever trained on.
    Samples: one a pair of trainings, the ratio of their accuracies on the phantoms of 1,000 other patients.
    """
    rounds = 10 if bench.profile == "full" else 2
    seen = phantoms(range(FIRST_PATIENT, FIRST_PATIENT + SEEN))
    features = orientation_features(pictures(seen))
    labels = np.array([PLANES.index(one.case.plane) for one in seen])
    for number in range(rounds):
        first = FIRST_PATIENT + SEEN + number * LEARNED
        real = phantoms(range(first, first + LEARNED))
        made = generated(
            released(),
            [condition_of(one.case) for one in real],
            first,
            tell=partial(_tell, bench, number, rounds),
        )
        asked = np.array([PLANES.index(one.case.plane) for one in real])
        from_real, from_made = (
            probe_accuracy(orientation_features(images), asked, features, labels)
            for images in (pictures(real), made)
        )
        bench.samples("utility_ratio", [from_made / from_real], unit="1")
        bench.note(f"accuracy {from_made:.3f} from generated images, {from_real:.3f} from phantoms")


def _tell(bench: Bench, number: int, rounds: int, done: int) -> None:
    bench.progress(number * LEARNED + done, rounds * LEARNED)
