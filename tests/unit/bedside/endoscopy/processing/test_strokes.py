"""Lines, rings and letters lie where they are put, and within the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.endoscopy.processing.strokes import draw_lines, draw_ring, draw_text, text_size
from bedside.runtime.letters import written

COLOUR = (10, 200, 90)


def blank() -> np.ndarray:
    """Make a picture in which every change shows."""
    return np.full((60, 100, 3), 77, np.uint8)


def places(picture: np.ndarray) -> np.ndarray:
    """Return x, y of the pixels in the colour."""
    return np.argwhere((picture == COLOUR).all(axis=2))[:, ::-1].astype(float)


@pytest.mark.parametrize("width_px", [1, 2, 3])
def test_a_line_has_no_gap_and_its_width(width_px: int) -> None:
    """From end to end each column holds the line, nowhere farther off than half its width and a rounding."""
    picture = blank()
    draw_lines(picture, np.array([[[10.2, 20.4], [80.7, 41.9]]]), width_px, COLOUR)
    x, y = places(picture).T
    assert set(range(11, 80)) <= set(x.astype(int))
    assert np.abs(y - (20.4 + (x - 10.2) * 21.5 / 70.5)).max() <= width_px / 2 + 1


def test_lines_and_letters_have_a_dark_edge() -> None:
    """Whatever is drawn touches the picture with black alone."""
    picture = blank()
    draw_lines(picture, np.array([[[30.0, 30.0], [60.0, 30.0]]]), 2, COLOUR)
    draw_text(picture, "Ab", 5, 5, 2, COLOUR)
    drawn = (picture == COLOUR).all(axis=2)
    around = np.zeros_like(drawn)
    around[1:], around[:-1] = drawn[:-1], around[:-1] | drawn[1:]
    assert not (picture[around & ~drawn] == 77).any()


def test_a_ring_is_a_circle() -> None:
    """Its pixels lie a radius from its centre, all the way round."""
    picture = blank()
    draw_ring(picture, 50.0, 30.0, 12.0, 1, COLOUR)
    off = places(picture) - (50, 30)
    assert np.abs(np.hypot(*off.T) - 12).max() <= 0.8
    assert np.ptp(np.arctan2(off[:, 1], off[:, 0])) > 6


def test_letters_are_the_runtimes() -> None:
    """At twice the size each dot is a square of two."""
    picture = blank()
    draw_text(picture, "ab", 10, 20, 2, COLOUR)
    dots = written("ab").repeat(2, axis=0).repeat(2, axis=1)
    height, width = text_size("ab", 2)
    found = (picture == COLOUR).all(axis=2)[10 : 10 + height, 22 : 22 + width]
    assert np.array_equal(found, dots)


@given(
    st.floats(-300, 300), st.floats(-300, 300), st.floats(-300, 300), st.floats(-300, 300), st.integers(1, 4)
)
def test_what_lies_outside_is_left_out(x: float, y: float, to_x: float, to_y: float, width_px: int) -> None:
    """Nothing comes in on the other side, however far out a line, a ring or a text is put."""
    picture = blank()
    draw_lines(picture, np.array([[[x, y], [to_x, to_y]]]), width_px, COLOUR)
    draw_ring(picture, x, y, 9.0, width_px, COLOUR)
    draw_text(picture, "far", round(to_y), round(to_x), width_px, COLOUR)
    reach = 12 + 2 * width_px
    x_near = (places(picture)[:, 0] >= min(x, to_x) - reach) & (
        places(picture)[:, 0] <= max(x, to_x) + reach + text_size("far ", width_px)[1]
    )
    y_near = (places(picture)[:, 1] >= min(y, to_y) - reach) & (
        places(picture)[:, 1] <= max(y, to_y) + reach + text_size("", width_px)[0]
    )
    assert (x_near & y_near).all()


def test_no_lines_draw_nothing() -> None:
    """An outline without pieces leaves the picture as it is."""
    picture = blank()
    draw_lines(picture, np.zeros((0, 2, 2)), 2, COLOUR)
    assert np.array_equal(picture, blank())
