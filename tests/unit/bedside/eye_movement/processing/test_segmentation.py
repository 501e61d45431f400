"""The heaviest region of a map becomes an ellipse, also where the frame cuts it."""

from __future__ import annotations

import numpy as np
import pytest

from bedside.eye_movement.processing.ellipse import to_ellipse
from bedside.eye_movement.processing.preprocessing import Geometry, Preprocessing
from bedside.eye_movement.processing.segmentation import blob_ellipse, heaviest_blob

pytestmark = pytest.mark.verifies("SRS-020", purpose="implementation")
GEOMETRY = Preprocessing().geometry(240, 320)


def _disc(x_px: float, y_px: float, radius_px: float, geometry: Geometry = GEOMETRY) -> np.ndarray:
    """Return the map of a disc given in the frame's pixels, softly covered."""
    rows, columns = np.indices((64, 80))
    fx, fy = geometry.cell_to_frame(columns, rows)
    cell_px = 2 / geometry.scale
    return np.clip(0.5 - (np.hypot(fx - x_px, fy - y_px) - radius_px) / cell_px, 0, 1).astype(np.float32)


@pytest.mark.parametrize(("x_px", "y_px"), [(160.0, 120.0), (101.3, 88.8), (240.7, 150.2)])
def test_a_disc_is_found_at_sub_pixel(x_px: float, y_px: float) -> None:
    """A disc of 36 px is found within 0.05 px, its diameter within 0.3 px."""
    blob = heaviest_blob(_disc(x_px, y_px, 36), GEOMETRY)
    assert blob is not None
    assert not blob.cut
    found = to_ellipse(blob_ellipse(blob, GEOMETRY))
    assert (found.x_px, found.y_px) == pytest.approx((x_px, y_px), abs=0.05)
    assert (found.major_px, found.minor_px) == pytest.approx((72, 72), abs=0.3)


def test_the_heavier_of_two_regions_is_taken_whole() -> None:
    """A smaller second region, near or far, changes nothing of the first."""
    both = np.maximum(_disc(120, 120, 40), _disc(230, 120, 25))
    blob, alone = heaviest_blob(both, GEOMETRY), heaviest_blob(_disc(120, 120, 40), GEOMETRY)
    assert blob is not None
    assert alone is not None
    assert blob_ellipse(blob, GEOMETRY).centre == pytest.approx(
        blob_ellipse(alone, GEOMETRY).centre, abs=0.02
    )


def test_a_ring_is_one_region() -> None:
    """A region whose rows have two runs, joined above and below, is not torn apart."""
    ring = _disc(160, 120, 60) * (1 - _disc(160, 120, 30))
    blob = heaviest_blob(ring, GEOMETRY)
    assert blob is not None
    assert blob.area == pytest.approx(ring.sum(), rel=0.02)


def test_a_disc_that_the_frame_cuts_keeps_its_place() -> None:
    """With a third beyond the right edge, the outline within gives centre and size within 1 px."""
    cut = _disc(305, 120, 40)
    blob = heaviest_blob(cut, GEOMETRY)
    assert blob is not None
    assert blob.cut
    found = to_ellipse(blob_ellipse(blob, GEOMETRY))
    assert (found.x_px, found.y_px) == pytest.approx((305, 120), abs=1.0)
    assert found.major_px == pytest.approx(80, abs=2)


def test_an_empty_map_has_no_blob() -> None:
    """Nothing above one half is nothing."""
    assert heaviest_blob(np.full((64, 80), 0.49, dtype=np.float32), GEOMETRY) is None


def test_an_unsure_map_is_less_sharp() -> None:
    """The same disc, half believed, has a lower sharpness."""
    sure, unsure = (
        heaviest_blob(_disc(160, 120, 36) * level, GEOMETRY) for level in (np.float32(1), np.float32(0.7))
    )
    assert sure is not None
    assert unsure is not None
    assert unsure.sharpness < sure.sharpness - 0.1
