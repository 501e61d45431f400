"""The classifier's pictures are changed within what a scanner might show, and its measures are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from bedside.fetal_ultrasound.interface import PLANES  # noqa: E402
from training.fetal_ultrasound import classifier  # noqa: E402
from training.fetal_ultrasound.network import parameter_count  # noqa: E402

if TYPE_CHECKING:
    from training.fetal_ultrasound.frames import Frames


def test_probabilities_sum_to_one_and_features_are_sixty_four(few: Frames) -> None:
    """Before any training too; there are at most 150,000 weights."""
    torch.manual_seed(2)
    network = classifier.PlaneNetwork().eval()
    with torch.no_grad():
        odds, features = classifier.PlaneProbabilities(network)(torch.rand(3, 1, 128, 128))
    assert odds.sum(dim=1).tolist() == pytest.approx([1, 1, 1], abs=1e-5)
    assert features.shape == (3, 64)
    assert parameter_count(network) <= 150_000


def test_changes_keep_the_picture_in_the_data_scale(few: Frames) -> None:
    """No change is like another, and none leaves -1 to 1."""
    rng = np.random.default_rng(3)
    made = [classifier.changed(few.images[3], rng) for _ in range(12)]
    assert all(image.dtype == np.float32 and image.shape == (128, 128) for image in made)
    assert min(image.min() for image in made) >= -1
    assert max(image.max() for image in made) <= 1
    assert len({image.tobytes() for image in made}) == 12


def test_measures_count_what_is_right(few: Frames) -> None:
    """A network that always says abdomen is right on a fifth, and on none of the worst plane."""

    class Always(torch.nn.Module):
        """Says abdomen."""

        def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            """Return logits and no features."""
            logits = torch.zeros(len(image), len(PLANES))
            logits[:, PLANES.index("abdomen")] = 1
            return logits, logits

    found = classifier.measured(Always(), few)
    assert found["validation_phantoms"] == 20
    assert found["validation_accuracy"] == 0.2
    assert found["validation_accuracy_worst_plane"] == 0
