"""A plain classifier reads what it learned, and nothing from noise."""

from __future__ import annotations

import numpy as np
import pytest

from bench.measure.images.probe import orientation_features, probe_accuracy

pytestmark = pytest.mark.verifies("SRS-186", purpose="implementation")


def test_stripes_fall_into_the_bin_of_their_direction() -> None:
    """Upright stripes have horizontal gradients (bin 0), flat ones vertical (bin 4 of 9)."""
    columns = np.tile((np.sin(np.arange(32) / 2) * 100 + 120).astype(np.uint8), (32, 1))
    upright, flat = orientation_features(np.stack([columns, columns.T])).reshape(2, 4, 9)
    assert np.all(upright.argmax(axis=1) == 0)
    assert np.all(flat.argmax(axis=1) == 4)
    assert np.allclose(np.linalg.norm(upright, axis=1), 1)


def test_separable_classes_are_learned_and_noise_is_not() -> None:
    """Two clouds six deviations apart are all read right; shuffled labels are read by chance."""
    rng = np.random.default_rng(5)
    labels = np.arange(400) % 2
    features = rng.standard_normal((400, 6)) + 6.0 * labels[:, None]
    assert probe_accuracy(features[:200], labels[:200], features[200:], labels[200:]) == 1.0
    shuffled = rng.permutation(labels)
    assert 0.35 < probe_accuracy(features[:200], shuffled[:200], features[200:], shuffled[200:]) < 0.65


def test_a_class_that_was_not_learned_is_refused() -> None:
    """An accuracy over classes that one side never had would compare nothing."""
    features, labels = np.zeros((6, 2)), np.array([0, 1, 0, 1, 0, 1])
    with pytest.raises(ValueError, match="not learned"):
        probe_accuracy(features, labels, features, labels + 1)
