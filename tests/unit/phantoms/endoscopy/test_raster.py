"""The renderer's grids and filters keep what they must."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms.endoscopy.raster import axes, blurred, doubled, half_axes, slopes, smoothstep, swept


def test_pixels_lie_about_the_middle_in_picture_heights() -> None:
    """The first and last pixels' centres are half a pixel inside the border."""
    x, y = axes(90, 160)
    assert float(y[0, 0]) == pytest.approx(-0.5 + 0.5 / 90)
    assert float(x[0, -1]) == pytest.approx(160 / 180 - 0.5 / 90)


@pytest.mark.parametrize(("height", "width"), [(90, 160), (91, 161)])
def test_a_plane_of_its_own_places_stays_so_when_doubled(height: int, width: int) -> None:
    """Values that are each point's x come out as each pixel's x, but for the outermost."""
    x, y = half_axes(height, width)
    planes = np.stack(
        [np.broadcast_to(x, (y.shape[0], x.shape[1])), np.broadcast_to(y, (y.shape[0], x.shape[1]))]
    )
    fine = doubled(planes, height, width)
    across, down = axes(height, width)
    inner = slice(1, -1)
    np.testing.assert_allclose(
        fine[0][:, inner], np.broadcast_to(across, (height, width))[:, inner], atol=1e-5
    )
    np.testing.assert_allclose(fine[1][inner], np.broadcast_to(down, (height, width))[inner], atol=1e-5)


@pytest.mark.parametrize("sigma_px", [0.8, 3.0, 6.0])
def test_a_blur_is_as_wide_as_it_says(sigma_px: float) -> None:
    """A point becomes a spot of that deviation and of the same sum."""
    planes = np.zeros((1, 96, 96), dtype=np.float32)
    planes[0, 48, 48] = 1
    spot = blurred(planes, sigma_px)[0]
    assert float(spot.sum()) == pytest.approx(1, abs=1e-3)
    place = np.arange(96)
    share = spot.sum(axis=0)
    mean = (share * place).sum()
    assert float(np.sqrt((share * (place - mean) ** 2).sum())) == pytest.approx(sigma_px, rel=0.06, abs=0.1)


def test_a_sweep_smears_along_its_way_alone() -> None:
    """A point becomes a line across, as long as the motion."""
    planes = np.zeros((1, 21, 41), dtype=np.float32)
    planes[0, 10, 20] = 1
    line = swept(planes, 6.0, 0.0)[0]
    assert set(np.nonzero(line.sum(axis=1))[0]) == {10}
    assert np.ptp(np.nonzero(line.sum(axis=0))[0]) == 6


def test_slopes_are_the_relief_s_own() -> None:
    """A plane that rises by 2 a picture height has that slope everywhere."""
    x, y = axes(50, 80)
    across, down = slopes(2 * x - 3 * y, 50)
    np.testing.assert_allclose(across, 2, atol=1e-3)
    np.testing.assert_allclose(down, -3, atol=1e-3)


def test_a_smooth_step_rises_from_0_to_1() -> None:
    """It is 0, a half and 1 where its argument is, and stays there beyond."""
    np.testing.assert_allclose(smoothstep(np.array([-1, 0, 0.5, 1, 2], dtype=np.float32)), [0, 0, 0.5, 1, 1])
