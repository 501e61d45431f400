"""What each style of scanner sees."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms.fetal_ultrasound.scanner import (
    SCANNERS,
    STYLES,
    Rectangle,
    Scanner,
    Sector,
    field_of_view,
    pixel_centres,
)


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_the_linear_style_sees_its_rectangle() -> None:
    """Columns 8 to 119 and rows 4 to 123 of 128, each twice at 256."""
    seen = field_of_view("linear", 128)
    assert seen.sum() == 112 * 120
    assert seen[4:124, 8:120].all()
    assert field_of_view("linear", 256)[8:248, 16:240].all()
    assert field_of_view("linear", 256).sum() == 4 * 112 * 120


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_a_sector_lies_between_its_arcs() -> None:
    """In the middle of curved_soft rows 3 to 125 lie 42.6 to 165.3 px from the apex at -40.25."""
    column = field_of_view("curved_soft", 128)[:, 63]
    assert not column[2]
    assert column[3:126].all()
    assert not column[126:].any()


@pytest.mark.verifies("SRS-181", purpose="implementation")
@pytest.mark.parametrize("style", STYLES)
def test_the_field_of_view_is_the_same_at_both_sizes(style: str) -> None:
    """A pixel of 128 whose four parts at 256 are seen is seen, and one with none of them is not."""
    small, large = field_of_view(style, 128), field_of_view(style, 256)
    blocks = large.reshape(128, 2, 128, 2).sum(axis=(1, 3))
    assert large.mean() == pytest.approx(small.mean(), abs=0.002)
    assert small[blocks == 4].all()
    assert not small[blocks == 0].any()


@pytest.mark.verifies("SRS-181", purpose="implementation")
@pytest.mark.parametrize("style", STYLES)
def test_the_field_of_view_is_symmetric(style: str) -> None:
    """Left and right mirror each other."""
    seen = field_of_view(style, 128)
    assert np.array_equal(seen, seen[:, ::-1])


@pytest.mark.verifies("SRS-181", purpose="implementation")
@pytest.mark.parametrize("style", STYLES)
def test_beams_are_read_where_they_were_sent(style: str) -> None:
    """A sample's place in the image leads back to its depth and its beam, and its direction has length 1."""
    shape = SCANNERS[style].shape
    x, y, east, south = shape.beams(21, 11)
    depth, beam = shape.sample_at(x.astype(np.float64), y.astype(np.float64), 21, 11)
    assert depth == pytest.approx(np.broadcast_to(np.arange(21)[:, None], depth.shape), abs=1e-4)
    assert beam == pytest.approx(np.broadcast_to(np.arange(11)[None, :], beam.shape), abs=1e-4)
    assert np.hypot(east, south) == pytest.approx(np.ones((21, 11)), abs=1e-6)


@pytest.mark.verifies("SRS-181", purpose="implementation")
def test_pixel_centres_share_the_origin_of_the_small_image() -> None:
    """At 256 the first pixel lies at -0.25 and the last at 127.25."""
    x, y = pixel_centres(256)
    assert (x[0, 0], x[0, -1], y[1, 0]) == (-0.25, 127.25, 0.25)
    assert pixel_centres(128)[0][0, 5] == 5


@pytest.mark.verifies("SRS-181", purpose="negative")
def test_what_cannot_be_is_refused() -> None:
    """Unknown styles and sizes, and shapes inside out."""
    with pytest.raises(ValueError, match="style"):
        field_of_view("phased", 128)
    with pytest.raises(ValueError, match="size"):
        field_of_view("linear", 64)
    with pytest.raises(ValueError, match="sector"):
        Sector(-40, 30, 50, 40)
    with pytest.raises(ValueError, match="rectangle"):
        Rectangle(10, 5, 0, 100)
    with pytest.raises(ValueError, match="scanner"):
        Scanner(Rectangle(0, 1, 0, 1), 0.0, 1, 1, 1, 60, 0, 10, 1, -60, 1, 0, 0)
