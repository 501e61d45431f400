"""Fingerprints of pictures, and the poses in which one may lie."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from bench.measure.memorisation import fingerprints
from bench.measure.memorisation.fingerprints import FLIPS, SIDE, UPRIGHT, Pose, grid, sampler, standardised

pytestmark = pytest.mark.verifies("SRS-188", purpose="implementation")


def _picture(seed: int, side: int = 128) -> np.ndarray:
    """Draw grain over smooth blobs."""
    random = np.random.default_rng(seed)
    blobs = ndimage.gaussian_filter(random.normal(size=(128, 128)), 12)
    grain = ndimage.gaussian_filter(random.normal(size=(128, 128)), 1.5)
    mixed = blobs / blobs.std() + grain / grain.std()
    grey = np.asarray(np.clip(110 + 35 * mixed, 1, 255))
    return np.kron(grey, np.ones((side // 128,) * 2)).astype(np.uint8)


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    prints = fingerprints(np.stack([one, other]))
    columns = standardised(prints.fine.reshape(2, -1).T)
    return float(columns[:, 0] @ columns[:, 1])


def test_what_leaves_the_pattern_leaves_the_fingerprint() -> None:
    """Gamma of 0.8 and 1.25, JPEG at 50, noise on every pixel; while another picture's is another."""
    picture = _picture(0)
    assert _alike(picture, _picture(1)) == pytest.approx(0, abs=0.15)
    for gamma in (0.8, 1.25):
        assert _alike(picture, np.rint(255 * (picture / 255) ** gamma).astype(np.uint8)) > 0.99
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, "JPEG", quality=50)
    assert _alike(picture, np.asarray(Image.open(stored))) > 0.95
    noisy = picture * np.random.default_rng(2).gamma(9, 1 / 9, picture.shape)
    assert _alike(picture, np.clip(noisy, 0, 255).astype(np.uint8)) > 0.85


def test_a_flipped_picture_has_the_flipped_fingerprint() -> None:
    """To the pixel, in both bands: no half pixel is lost on the way down."""
    picture = _picture(3)
    upright, flipped = fingerprints(picture[None]), fingerprints(picture[None, ::-1])
    assert flipped.fine == pytest.approx(upright.fine[:, ::-1], abs=1e-5)
    assert flipped.coarse == pytest.approx(upright.coarse[:, ::-1], abs=1e-5)


def test_a_picture_of_twice_the_size_has_the_same_fingerprint() -> None:
    """Where each pixel became four."""
    small, large = fingerprints(_picture(4)[None]), fingerprints(_picture(4, 256)[None])
    assert large.fine == pytest.approx(small.fine, abs=1e-5)
    assert large.n == 1


def test_a_flat_picture_has_an_empty_fingerprint() -> None:
    """And is like nothing."""
    flat = fingerprints(np.full((1, 128, 128), 90, dtype=np.uint8))
    assert not flat.fine.any()
    assert not standardised(flat.fine.reshape(1, -1).T).any()


def test_a_pose_takes_from_the_picture_what_a_copy_shows() -> None:
    """The corner of a 0.9 crop, moved to the right, is 0.9 of the way out and a little to the right."""
    corner = np.array([[1.0, 1.0]])
    assert UPRIGHT.places(corner) == pytest.approx(corner)
    assert Pose((1, 1), 0, 0.9, 0, 0.1).places(corner) == pytest.approx(np.array([[0.9, 1.0]]))
    assert Pose((1, -1), 0, 1, 0, 0).places(corner) == pytest.approx(np.array([[1.0, -1.0]]))
    assert Pose((1, 1), 90, 1, 0, 0).places(np.array([[1.0, 0.0]])) == pytest.approx(np.array([[0.0, 1.0]]))
    moved = Pose((1, 1), 90, 0.5, 0, 0).moved(0.2, 0)
    assert (moved.row, moved.column) == pytest.approx((0, 0.1))


def test_a_sampler_reads_a_plane_exactly() -> None:
    """Values between pixels of a plane are those of the plane, in every flip."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    middle = (SIDE - 1) / 2
    plane = ((rows - middle) + 10 * (columns - middle)) / (SIDE / 2)
    for flip in FLIPS:
        places = Pose(flip, 3, 0.9, 0.02, -0.05).places(grid(9))
        assert sampler(places) @ plane.ravel() == pytest.approx(places @ np.array([1, 10]), abs=1e-4)


@pytest.mark.verifies("SRS-188", purpose="negative")
def test_what_is_no_square_picture_of_8_bit_is_refused() -> None:
    """Fractions, one picture alone, oblong ones, sides that do not divide."""
    for pictures in (
        np.zeros((1, 128, 128)),
        np.zeros((128, 128), np.uint8),
        np.zeros((0, 128, 128), np.uint8),
    ):
        with pytest.raises(ValueError, match=r"\(n, S, S\) uint8"):
            fingerprints(pictures)
    for shape in ((1, 128, 256), (1, 96, 96)):
        with pytest.raises(ValueError, match="multiple of 128"):
            fingerprints(np.zeros(shape, np.uint8))
