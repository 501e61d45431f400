"""All eight ways in which a picture may be stored come out upright."""

import numpy as np
import pytest

from bedside.runtime.media.orientation import Orientation

ONE = 65536
PICTURE = np.arange(6).reshape(2, 3)
TURN = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}


def matrix(a, b, c, d):
    """Lay four numbers out as a display matrix."""
    return [round(n) for n in (a * ONE, b * ONE, 0, c * ONE, d * ONE, 0, 0, 0, 1 << 30)]


@pytest.mark.parametrize("degrees", TURN)
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_a_turn_is_undone_counter_clockwise(degrees):
    """A display matrix that says 90 degrees turns the stored picture 90 degrees counter-clockwise."""
    upright = Orientation.from_matrix(matrix(*TURN[degrees])).apply(PICTURE)
    np.testing.assert_array_equal(upright, np.rot90(PICTURE, degrees // 90))


@pytest.mark.parametrize("degrees", TURN)
@pytest.mark.verifies("SRS-003", purpose="implementation")
def test_a_mirror_after_a_turn_is_not_taken_for_another_turn(degrees):
    """Mirroring columns after a turn negates what maps to x, and the picture shows it."""
    a, b, c, d = TURN[degrees]
    upright = Orientation.from_matrix(matrix(-a, b, -c, d)).apply(PICTURE)
    np.testing.assert_array_equal(upright, np.rot90(PICTURE, degrees // 90)[:, ::-1])


@pytest.mark.parametrize(
    "numbers",
    [
        (0.7, 0.7, -0.7, 0.7),
        (0.866, -0.5, 0.5, 0.866),
        (0.99, 0, 0, 0.99),
        (0, 0, 0, 0),
        (1, 1, 1, 1),
        (2, 0, 0, 2),
    ],
)
def test_a_matrix_that_is_no_quarter_turn_is_refused(numbers):
    """Skewed, scaled and empty matrices have no upright picture."""
    with pytest.raises(ValueError, match="no multiple of 90"):
        Orientation.from_matrix(matrix(*numbers))


def test_colour_keeps_its_channels_in_place():
    """A turn moves pixels, never the parts of a colour."""
    colour = np.stack([PICTURE, PICTURE + 10, PICTURE + 20], axis=-1)
    upright = Orientation.from_matrix(matrix(*TURN[90])).apply(colour)
    np.testing.assert_array_equal(upright[..., 1], np.rot90(PICTURE) + 10)
