"""Rendered views arrive at the network's size with their truth in its coordinates, and are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from phantoms.endoscopy.truth import RenderedView  # noqa: E402
from training.endoscopy import frames  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path


def _square(rng: np.random.Generator, height: int, width: int, condition: str | None = None) -> RenderedView:
    """Return a grey view whose middle ninth is the sella, with the left carotid at its centre."""
    assert condition == "good"
    labels = np.zeros((height, width), dtype=np.uint8)
    labels[height // 3 : 2 * (height // 3), width // 3 : 2 * (width // 3)] = 2
    landmarks = np.full((4, 2), np.nan, dtype=np.float32)
    landmarks[0] = (width - 1) / 2, (height - 1) / 2
    picture = np.full((height, width, 3), rng.integers(50, 200), dtype=np.uint8)
    return RenderedView(picture, labels, landmarks, np.ones((height, width), dtype=bool), "good")


def test_any_format_lies_centred_between_black_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    """The landmark of each format is at the middle; bars are black, without a label; shares keep the area."""
    monkeypatch.setattr(frames, "random_view", _square)
    made = frames.shard([1, 0, 0], 40)
    assert made.landmarks[:, 0] == pytest.approx(np.full((40, 2), 0.5), abs=1e-6)
    assert np.isnan(made.landmarks[:, 1:]).all()
    barred = made.pictures[:, 72, 0].max(axis=1) == 0
    assert 0 < barred.sum() < 40
    assert not made.shares[barred][:, :, :, :30].any()
    area = made.shares[:, 1].sum(axis=(1, 2)) / 255 / (72 * 128)
    assert area[~barred] == pytest.approx(np.full((~barred).sum(), 1 / 9), abs=0.02)
    assert not made.shares[:, [0, 2]].any()


def test_the_same_seed_gives_the_same_view_of_the_renderer() -> None:
    """Views are seeded one by one, so that a shard's start does not depend on its length."""
    one, longer = frames.shard([5, 0, 1], 1), frames.shard([5, 0, 1], 2)
    for name in frames.Shard.__dataclass_fields__:
        assert np.array_equal(getattr(one, name)[0], getattr(longer, name)[0], equal_nan=name == "landmarks")


def test_shards_are_kept_and_not_rendered_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the cache holds is read back as rendered; shards join in order."""
    monkeypatch.setattr(frames, "random_view", _square)
    monkeypatch.setattr(frames, "SHARD", 3)
    said: list[str] = []
    paths = frames.render_shards(tmp_path, 5, range(2), said.append)
    assert frames.render_shards(tmp_path, 5, range(2), said.append) == paths
    assert len(said) == 2
    both = frames.read_shards(paths)
    assert np.array_equal(both.pictures[3:], frames.shard([5, 0, 1], 3).pictures)


def test_validation_has_finer_labels_of_other_views(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels have twice the picture's rows and columns; the stream is not training's."""
    monkeypatch.setattr(frames, "random_view", _square)
    seen, trained = frames.validation(5, 2), frames.shard([5, frames.TRAINING_STREAM, 0], 2)
    assert seen.pictures.shape == (2, 144, 256, 3)
    assert seen.labels.shape == (2, 288, 512)
    assert seen.landmarks[:, 0] == pytest.approx(np.full((2, 2), 0.5), abs=1e-6)
    assert not np.array_equal(seen.pictures, trained.pictures)
