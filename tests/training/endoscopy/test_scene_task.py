"""The scene's measures are right on answers whose worth is known."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.endoscopy import scene_task  # noqa: E402
from training.endoscopy.frames import Validation  # noqa: E402
from training.endoscopy.network import SceneNetwork  # noqa: E402


def _seen() -> Validation:
    """Return two views: in one a sella of 40 x 80 px, the others and landmarks, in the other nothing."""
    labels = np.zeros((2, 288, 512), dtype=np.uint8)
    labels[0, 80:160, 160:320] = 2
    labels[0, 200:240, 160:320], labels[0, 240:280, 160:320] = 1, 3
    landmarks = np.full((2, 4, 2), np.nan, dtype=np.float32)
    landmarks[0] = [[0.25, 0.5], [0.75, 0.5], [0.25, 0.25], [0.75, 0.25]]
    return Validation(np.zeros((2, 144, 256, 3), dtype=np.uint8), labels, landmarks)


def _answer(monkeypatch: pytest.MonkeyPatch, labels: np.ndarray, landmarks: np.ndarray) -> None:
    shares = [np.eye(4, dtype=np.float32)[one[2::4, 2::4]].transpose(2, 0, 1) for one in labels]
    monkeypatch.setattr(scene_task, "_answers", lambda *_: (shares, landmarks))


def test_perfect_answers_measure_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares at the truth's own cells overlap wholly but for the corners, and every landmark is found."""
    seen = _seen()
    places = np.nan_to_num(seen.landmarks)
    there = np.isfinite(seen.landmarks).all(axis=2, keepdims=True).astype(np.float32)
    _answer(monkeypatch, seen.labels, np.concatenate([places, there], axis=2))
    found = scene_task.measured(SceneNetwork(), seen)
    assert found["validation_iou_sella"] == pytest.approx(1, abs=0.01)
    assert found["validation_landmarks"] == 4
    assert found["validation_landmarks_within_5_percent"] == found["validation_presence_accuracy"] == 1


def test_shifted_answers_measure_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a sella to the side leaves a third of the union; landmarks a tenth off are not found."""
    seen = _seen()
    places = np.nan_to_num(seen.landmarks)
    places[:, :2, 1] += 0.1
    there = np.ones((2, 4, 1), dtype=np.float32)
    _answer(monkeypatch, np.roll(seen.labels, 80, axis=2), np.concatenate([places, there], axis=2))
    found = scene_task.measured(SceneNetwork(), seen)
    assert found["validation_iou_sella"] == pytest.approx(1 / 3, abs=0.01)
    assert found["validation_landmarks_within_5_percent"] == 0.5
    assert found["validation_presence_accuracy"] == 0.5
    assert "iou_sella" in scene_task.told(found)
