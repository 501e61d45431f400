"""The refinement starts exactly where the first training ended."""

from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.endoscopy.frames import Shard  # noqa: E402
from training.endoscopy.network import MOST_PARAMETERS, SceneNetwork, parameter_count  # noqa: E402
from training.endoscopy.refinement import RefinementTask, entropy  # noqa: E402

NOTHING = Shard(
    np.zeros((0, 144, 256, 3), np.uint8), np.zeros((0, 3, 72, 128), np.uint8), np.zeros((0, 4, 2))
)


def test_the_fresh_network_says_what_the_first_one_said() -> None:
    """All outputs are equal before the first step, and there are at most half a million weights."""
    torch.manual_seed(1)
    first = SceneNetwork().eval()
    fresh = RefinementTask(NOTHING, first.state_dict()).network().eval()
    picture = torch.rand(1, 3, 144, 256)
    with torch.no_grad():
        for one, other in zip(first(picture), fresh(picture), strict=True):
            assert torch.allclose(one, other, atol=1e-6)
    assert parameter_count(fresh) <= MOST_PARAMETERS


def test_other_first_weights_are_another_training() -> None:
    """A checkpoint cannot be continued from other weights than it began with."""
    one, other = (RefinementTask(NOTHING, SceneNetwork().state_dict()).identity() for _ in range(2))
    assert one["source_sha256"] == other["source_sha256"]
    assert one["first_sha256"] != other["first_sha256"]


def test_entropy_counts_three_times_where_labels_meet() -> None:
    """Flat logits cost log 4; two of four columns are the border, so that the mean counts twice."""
    target = torch.zeros(1, 4, 4, 4)
    target[:, 0, :, :2] = 1
    target[:, 1, :, 2:] = 1
    assert float(entropy(torch.zeros(1, 4, 4, 4), target)) == pytest.approx(2 * math.log(4), rel=1e-5)
