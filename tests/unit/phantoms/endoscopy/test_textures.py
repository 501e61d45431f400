"""Textures are the same each time, repeat without a seam, and are of deviation 1."""

from __future__ import annotations

import numpy as np
import pytest

from phantoms.endoscopy.textures import MOTTLE, TILE_PX, VESSELS, broad, sensor_noise, smoke, tissue


def test_a_tile_is_made_the_same_each_time() -> None:
    """Made anew, a tile has the same numbers."""
    first = tissue(1).levels[0].copy()
    tissue.cache_clear()
    np.testing.assert_array_equal(tissue(1).levels[0], first)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_tile_has_no_seam(number: int) -> None:
    """The step over the border is no larger than the steps inside."""
    mottle = tissue(number).levels[0][..., MOTTLE]
    inside = np.abs(np.diff(mottle, axis=1)).mean()
    assert np.abs(mottle[:, 0] - mottle[:, -1]).mean() < 1.5 * inside


@pytest.mark.parametrize("texels", [400.0, 60.0])
def test_a_texture_repeats_after_its_size(texels: float) -> None:
    """Whether points lie closer than texels or further apart, one tile on it is the same."""
    u = np.linspace(0.1, 0.8, 50, dtype=np.float32)[None, :] + np.zeros((2, 1), dtype=np.float32)
    v = np.full_like(u, 0.1)
    here = tissue(0).sampled(u, v, texels, 144)
    there = tissue(0).sampled(u + np.float32(TILE_PX / texels), v, texels, 144)
    assert np.abs(here - there).mean() < 0.1
    assert here.shape == (2, 50, 4)


def test_amounts_lie_in_their_range() -> None:
    """Vessels and smoke are shares; clouds and noise are of deviation about 1."""
    assert 0 <= tissue(2).levels[0][..., VESSELS].min() <= tissue(2).levels[0][..., VESSELS].max() <= 1
    assert 0 <= smoke(1).levels[0].min() <= smoke(1).levels[0].max() <= 1
    assert broad(0).levels[0][..., 0].std() == pytest.approx(1, abs=0.05)
    assert sensor_noise(True).std() == pytest.approx(1, abs=0.05)
