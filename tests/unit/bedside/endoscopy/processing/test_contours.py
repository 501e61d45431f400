"""Outlines lie on the edges of what was found, finer than the grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy.interface import LABELS
from bedside.endoscopy.processing.contours import margins, outlines, zero_crossings
from bedside.endoscopy.processing.preprocessing import GRID_HEIGHT, GRID_WIDTH, Letterbox

DOWN, ACROSS = np.mgrid[:GRID_HEIGHT, :GRID_WIDTH].astype(float)


def soft(**depths: np.ndarray) -> np.ndarray:
    """Make shares from how far each cell lies inside each label, in cells; the edge is a cell or so wide."""
    logits = np.zeros((len(LABELS), GRID_HEIGHT, GRID_WIDTH))
    for name, depth in depths.items():
        logits[LABELS.index(name)] = depth / 0.5
    powers = np.exp(logits - logits.max(axis=0))
    return (powers / powers.sum(axis=0)).astype(np.float32)


def disc(x: float, y: float, radius: float) -> np.ndarray:
    """Return how far each cell lies inside a disc."""
    return radius - np.hypot(ACROSS - x, DOWN - y)


@pytest.mark.verifies("SRS-101", purpose="implementation")
@pytest.mark.parametrize("size", [(480, 854), (1080, 1920), (576, 720)])
@pytest.mark.parametrize(("x", "y", "radius"), [(60.3, 33.7, 14.2), (71.9, 30.1, 6.4)])
def test_an_outline_lies_within_a_sixth_of_a_cell(
    size: tuple[int, int], x: float, y: float, radius: float
) -> None:
    """A disc's outline is its circle in the frame's pixels, all the way round, and not shifted."""
    box = Letterbox.of(*size)
    _, pieces, _ = outlines(soft(sella=disc(x, y, radius)), box)
    centre = np.array(box.cell_to_frame(x, y))
    off = (pieces.reshape(-1, 2) - centre) * box.scale / 2  # in cells
    distance = np.hypot(off[:, 0], off[:, 1])
    shift = np.linalg.lstsq(off / distance[:, None], distance - radius, rcond=None)[0]
    assert np.abs(distance - radius).max() <= 1 / 6
    assert np.abs(shift).max() <= 0.03
    assert len(np.unique(np.floor(np.degrees(np.arctan2(off[:, 1], off[:, 0])) / 15))) == 24


@pytest.mark.verifies("SRS-101", purpose="implementation")
def test_each_label_has_its_own_outline() -> None:
    """In the order of the labels; what is not there has none."""
    instrument, sella, recess = outlines(
        soft(instrument=disc(20, 20, 6), clival_recess=disc(90, 50, 9)), Letterbox.of(144, 256)
    )
    assert np.allclose(instrument.mean(axis=(0, 1)), (40.5, 40.5), atol=0.5)
    assert np.allclose(recess.mean(axis=(0, 1)), (180.5, 100.5), atol=0.5)
    assert sella.shape == (0, 2, 2)


@pytest.mark.verifies("SRS-101", purpose="implementation")
@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.integers(2, 12))
def test_outlines_are_closed_but_at_the_border(seed: int, rows: int, columns: int) -> None:
    """In any plane, saddles too, each end of a piece is another one's end, or lies on the border."""
    plane = np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)
    ends = zero_crossings(plane).reshape(-1, 2)
    places, counts = np.unique(np.round(ends, 9), axis=0, return_counts=True)
    edge = (places == 0) | (places == (columns - 1, rows - 1))
    assert (counts[~edge.any(axis=1)] == 2).all()
    assert (counts <= 2).all()


@pytest.mark.verifies("SRS-101", purpose="implementation")
@given(st.integers(0, 2**32 - 1))
def test_outlines_part_inside_from_outside(seed: int) -> None:
    """Between two neighbours there is a crossing exactly where one lies inside and the other does not."""
    plane = np.random.default_rng(seed).normal(size=(7, 9)).astype(np.float32)
    ends = zero_crossings(plane).reshape(-1, 2)
    level = np.unique(np.round(ends[ends[:, 1] % 1 == 0], 6), axis=0)  # on lines between left and right
    assert len(level) == np.sum((plane[:, 1:] > 0) != (plane[:, :-1] > 0))


@pytest.mark.parametrize(("low", "joined"), [(-0.2, True), (-5.0, False)])
@pytest.mark.parametrize("turned", [False, True])
def test_at_a_saddle_the_middle_decides(low: float, joined: bool, turned: bool) -> None:
    """Two corners across from each other are one region where the mean is inside, and two where it is not."""
    plane = np.array([[1.0, low], [low, 1.0]], np.float32)
    pieces = zero_crossings(plane[::-1] if turned else plane)
    middles = pieces.mean(axis=1)
    corners = np.array([[0.0, 0.0], [1.0, 1.0]] if joined == turned else [[1.0, 0.0], [0.0, 1.0]])
    distance = np.linalg.norm(middles[:, None] - corners, axis=2).min(axis=0)
    assert len(pieces) == 2
    assert (distance < 0.6).all()  # one piece round each of the two corners that are cut off


@given(st.integers(0, 2**32 - 1))
def test_a_margin_is_what_a_label_has_over_the_next(seed: int) -> None:
    """Above zero for the label with the largest share, and for no other."""
    shares = np.random.default_rng(seed).random((4, 5, 6)).astype(np.float32)
    found = margins(shares)
    for label in range(4):
        assert np.allclose(found[label], shares[label] - np.delete(shares, label, axis=0).max(axis=0))


def test_a_flat_plane_has_no_outline() -> None:
    """All inside, all outside and exactly zero have none, and divide by nothing."""
    for value in (-1.0, 0.0, 1.0):
        assert zero_crossings(np.full((5, 6), value, np.float32)).shape == (0, 2, 2)
