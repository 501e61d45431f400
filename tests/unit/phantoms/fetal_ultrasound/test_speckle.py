"""The simulator's speckle has the statistics that theory gives it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from phantoms.fetal_ultrasound.speckle import (
    PointSpread,
    log_compressed,
    scatterers,
    simulated,
    uniform_region,
)


def _snr(density: float, seed: int = 0) -> float:
    envelope = uniform_region(density, (400, 400), np.random.default_rng(seed))
    return float(envelope.mean() / envelope.std())


@pytest.mark.verifies("SRS-176", purpose="effectiveness")
@pytest.mark.parametrize("seed", range(3))
def test_fully_developed_speckle_is_rayleighs(seed: int) -> None:
    """Mean over deviation 1.913, 5.57 dB after the logarithm, Nakagami's m 1, mean power 1."""
    envelope = uniform_region(10, (400, 400), np.random.default_rng(seed))
    power = envelope.astype(np.float64) ** 2
    assert envelope.mean() / envelope.std() == pytest.approx(1.913, abs=0.05)
    assert (20 * np.log10(envelope)).std() == pytest.approx(5.57, abs=0.3)
    assert power.mean() ** 2 / power.var() == pytest.approx(1, abs=0.1)
    assert power.mean() == pytest.approx(1, abs=0.05)


@pytest.mark.verifies("SRS-179", purpose="effectiveness")
def test_fewer_scatterers_leave_a_rougher_speckle() -> None:
    """The ratio of mean to deviation falls with the density, clearly, to about 1.87, 1.57 and 0.9."""
    ratios = [_snr(density) for density in (1.0, 0.1, 0.02)]
    assert ratios == pytest.approx([1.87, 1.57, 0.90], abs=0.12)
    assert all(first - second > 0.15 for first, second in itertools.pairwise(ratios))


@pytest.mark.verifies("SRS-176", purpose="implementation")
def test_a_beam_that_widens_changes_no_statistics() -> None:
    """First order statistics hold at every depth, while the speckle grows wider."""
    psf = PointSpread(1.5, 1.5, widening=3.0, focus=0.0)
    envelope = uniform_region(20, (900, 500), np.random.default_rng(3), psf)
    near, far = envelope[:200], envelope[-200:]
    for part in (near, far):
        assert part.mean() / part.std() == pytest.approx(1.913, abs=0.06)
        assert (part**2).mean() == pytest.approx(1, abs=0.06)
    assert _lateral_likeness(far) > 2 * _lateral_likeness(near)


def _lateral_likeness(part: np.ndarray) -> float:
    """Return the correlation of samples four beams apart, at least a little."""
    return max(float(np.corrcoef(part[:, :-4].ravel(), part[:, 4:].ravel())[0, 1]), 0.05)


@pytest.mark.verifies("SRS-176", purpose="implementation")
def test_echo_strength_is_decibels() -> None:
    """A region 20 dB stronger has a tenfold envelope."""
    weak = simulated(np.zeros((200, 200)), 10, PointSpread(1, 1), np.random.default_rng(1))
    strong = simulated(np.full((200, 200), 20.0), 10, PointSpread(1, 1), np.random.default_rng(1))
    assert strong == pytest.approx(10 * weak, rel=1e-4)


@pytest.mark.verifies("SRS-176", purpose="implementation")
@pytest.mark.parametrize("per_sample", [0.01, 0.5, 3.9, 100.0])
def test_scatterers_have_unit_power_whatever_their_number(per_sample: float) -> None:
    """The mean square of the complex field is 1."""
    field = scatterers((600, 600), per_sample, np.random.default_rng(4))
    assert (field**2).sum(axis=0).mean() == pytest.approx(1, abs=0.06)


@pytest.mark.verifies("SRS-176", purpose="implementation")
def test_log_compression_maps_the_dynamic_range_to_grey_values() -> None:
    """0 dB is 255, half the range below it 128, the range and more below it 0, and above it 255."""
    envelope = np.array([[1.0, 10**-1.5, 1e-3, 1e-5, 0.0, 7.0]])
    assert log_compressed(envelope, 60).tolist() == [[255, 128, 0, 0, 0, 255]]
    assert log_compressed(envelope, 60, gain_db=30)[0, 1] == 255


@pytest.mark.verifies("SRS-176", purpose="negative")
def test_a_point_spread_function_without_width_is_refused() -> None:
    """Widths are above 0, and no beam narrows after its focus."""
    for wrong in ((0, 1), (1, -1), (1, 1, 0.5), (1, 1, 1, 1.0)):
        with pytest.raises(ValueError, match="point-spread"):
            PointSpread(*wrong)
