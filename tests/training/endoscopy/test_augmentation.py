"""What is done to a picture is done to its truth."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.endoscopy.augmentation import barred, coloured, hue_matrix, motion, moved, scene_batch  # noqa: E402
from training.endoscopy.frames import Shard  # noqa: E402

MIRROR = torch.tensor([[[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])


def _spot() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return a dark picture with a bright spot that is the sella and the left carotid."""
    picture, shares = torch.zeros(1, 3, 144, 256), torch.zeros(1, 3, 72, 128)
    picture[:, :, 40:44, 60:64] = 1
    shares[:, 1, 20:22, 30:32] = 1
    landmarks = torch.full((1, 4, 2), float("nan"))
    landmarks[0, 0] = torch.tensor([62 / 256, 42 / 144])
    return picture, shares, landmarks


def _middle(plane: torch.Tensor) -> list[float]:
    rows, columns = torch.nonzero(plane > 0.5, as_tuple=True)
    height, width = plane.shape
    return [float(columns.float().mean() + 0.5) / width, float(rows.float().mean() + 0.5) / height]


def test_a_mirror_swaps_left_and_right() -> None:
    """The spot's place is mirrored, and the left carotid is now the right one."""
    picture, shares, landmarks = moved(*_spot(), MIRROR)
    assert torch.isnan(landmarks[0, 0]).all()
    assert landmarks[0, 1].tolist() == pytest.approx([1 - 62 / 256, 42 / 144], abs=1e-6)
    assert _middle(picture[0, 0]) == pytest.approx(landmarks[0, 1].tolist(), abs=1e-6)
    assert _middle(shares[0, 1]) == pytest.approx(landmarks[0, 1].tolist(), abs=1e-6)


def test_picture_shares_and_landmarks_move_together() -> None:
    """After any random motion, the spot, its share and its landmark are at one place, to half a cell."""
    rng, compared = np.random.default_rng(2), 0
    for _ in range(30):
        picture, shares, landmarks = moved(*_spot(), motion(rng)[None])
        place = landmarks[0][~torch.isnan(landmarks[0, :, 0])][0]
        if float(place.min()) > 0.05 and float(place.max()) < 0.95:
            compared += 1
            assert _middle(picture[0, 0]) == pytest.approx(place.tolist(), abs=0.008)
            assert _middle(shares[0, 1]) == pytest.approx(place.tolist(), abs=0.012)
    assert compared > 15


def test_what_lies_under_a_bar_is_not_there() -> None:
    """With bars on every side that reach the spot, share and landmark are gone."""

    class Wide:
        """A generator whose bars take a quarter of each side."""

        def random(self, size: int | None = None) -> object:
            """Return what makes every bar happen."""
            return 0.0 if size is None else np.zeros(size)

        def uniform(self, *_: float) -> np.ndarray:
            """Return the bars' widths."""
            return np.full(4, 0.35)

    pictures, shares, landmarks = _spot()
    barred(pictures, shares, landmarks, Wide())  # type: ignore[arg-type]  # a fake generator
    assert float(pictures.max()) == float(shares.max()) == 0
    assert torch.isnan(landmarks).all()


def test_hue_keeps_grey_grey_and_colours_stay_in_order() -> None:
    """No turn of the hue tints a grey; a colour change is seeded."""
    grey = np.full(3, 0.4, dtype=np.float32)
    assert hue_matrix(0.5, 1.7) @ grey == pytest.approx(grey, abs=1e-6)
    assert hue_matrix(0.0, 1.0) == pytest.approx(np.eye(3), abs=1e-6)
    picture = np.random.default_rng(0).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    one, same = (coloured(picture, np.random.default_rng(8)) for _ in range(2))
    assert np.array_equal(one, same)
    assert one.shape == picture.shape


def test_a_batch_is_whole_whatever_was_done() -> None:
    """Pictures lie in 0 to 1, shares sum to one, absent landmarks are zero; all of it is seeded."""
    rng = np.random.default_rng(3)
    shard = Shard(
        rng.integers(0, 256, (6, 144, 256, 3), dtype=np.uint8),
        np.repeat(np.eye(3, dtype=np.uint8)[:, :, None, None] * 255, 72 * 128, 2).reshape(3, 3, 72, 128)[
            [0, 1, 2, 0, 1, 2]
        ],
        rng.random((6, 4, 2)).astype(np.float32),
    )
    one, same = (scene_batch(shard, np.arange(6), np.random.default_rng(5)) for _ in range(2))
    assert torch.equal(one.pictures, same.pictures)
    assert one.pictures.shape == (6, 3, 144, 256)
    assert 0 <= float(one.pictures.min()) <= float(one.pictures.max()) <= 1
    assert torch.allclose(one.shares.sum(dim=1), torch.ones(6, 72, 128), atol=1e-4)
    assert not one.landmarks[one.present == 0].any()
