"""Labels of the grid lie on the frame where the plane puts them."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.endoscopy.processing.masks import frame_labels
from bedside.endoscopy.processing.preprocessing import Letterbox

pytestmark = pytest.mark.verifies("SRS-111", purpose="implementation")


@pytest.mark.parametrize(("height", "width"), [(144, 256), (720, 1280), (481, 853), (576, 720), (1080, 1080)])
def test_an_edge_lies_where_the_letterbox_puts_it(height: int, width: int) -> None:
    """A label on the grid's left half ends where the plane's middle is in the frame, to a pixel."""
    shares = np.zeros((4, 72, 128), np.float32)
    shares[1, :, :64] = shares[0, :, 64:] = 1
    box = Letterbox.of(height, width)
    labels = frame_labels(shares, box)
    assert labels.shape == (height, width)
    assert (labels == labels[0]).all()
    assert np.flatnonzero(labels[0] == 1).max() + 0.5 == pytest.approx(box.to_frame(127.5, 0.0)[0], abs=0.51)


def test_a_cell_of_the_grid_covers_its_own_pixels() -> None:
    """In the plane's own size a single cell's centre is between its two by two pixels."""
    shares = np.zeros((4, 72, 128), np.float32)
    shares[0] = 0.4
    shares[2, 30, 40] = 1
    rows, columns = np.nonzero(frame_labels(shares, Letterbox.of(144, 256)) == 2)
    assert (rows.mean(), columns.mean()) == (60.5, 80.5)
    assert {60, 61} <= set(rows.tolist())


def test_the_most_probable_label_is_taken() -> None:
    """Each pixel has the label of the greatest share; of equal ones the first."""
    shares = np.full((4, 72, 128), 0.25, np.float32)
    assert (frame_labels(shares, Letterbox.of(100, 100)) == 0).all()
    shares[3] = 0.3
    assert (frame_labels(shares, Letterbox.of(100, 100)) == 3).all()
