"""Speckle by its moments, its grain and its distribution."""

import math

import numpy as np
import pytest
from scipy import ndimage, stats

from bench.measure.images import RAYLEIGH_LOG_STD_DB, RAYLEIGH_SNR, envelope_of, speckle

pytestmark = pytest.mark.verifies("SRS-187", purpose="implementation")


def _regions(seed: int, number: int = 30, side: int = 64, grain_px: float = 0) -> list[np.ndarray]:
    """Draw envelopes of many scatterers: the length of a complex normal field, smoothed to a grain."""
    random = np.random.default_rng(seed)
    field = random.normal(size=(2, number, side + 32, side + 32))
    if grain_px:
        field = ndimage.gaussian_filter(field, (0, 0, grain_px, grain_px))
    return list(np.hypot(*field)[:, 16:-16, 16:-16])


def _k_distributed(seed: int, scatterers: float) -> list[np.ndarray]:
    """Draw envelopes of few scatterers: Rayleigh's with a power that is itself gamma distributed."""
    random = np.random.default_rng(seed)
    power = random.gamma(scatterers, 1 / scatterers, (30, 64, 64))
    return list(np.sqrt(power * random.exponential(size=power.shape)))


def test_the_constants_of_rayleigh_are_those_of_theory() -> None:
    """1.913, and 5.57 dB, by the distribution's own moments."""
    assert pytest.approx(stats.rayleigh.mean() / stats.rayleigh.std()) == RAYLEIGH_SNR
    assert round(RAYLEIGH_SNR, 3) == 1.913
    assert round(RAYLEIGH_LOG_STD_DB, 2) == 5.57


@pytest.mark.parametrize("common_power", [True, False])
def test_fully_developed_speckle_has_theory_within_every_interval(common_power: bool) -> None:
    """Independent pixels: SNR, decibels, m twice 1, width 1 px, and hardly any distance to Rayleigh."""
    found = speckle(_regions(1), 0.995, common_power=common_power)
    for estimate, theory in (
        (found.snr, RAYLEIGH_SNR),
        (found.log_std_db, RAYLEIGH_LOG_STD_DB),
        (found.nakagami_m, 1),
        (found.nakagami_m_ml, 1),
        (found.width_rows_px, 1),
        (found.width_columns_px, 1),
    ):
        assert estimate.lower is not None
        assert estimate.upper is not None
        assert estimate.lower <= theory <= estimate.upper
        assert estimate.upper - estimate.lower < 0.1
        assert estimate.n == 30
    assert found.rayleigh_ks.point == pytest.approx(0, abs=0.006)


def test_the_grain_is_measured_in_pixels_along_each_axis() -> None:
    """A field smoothed by a Gaussian of s has an intensity covariance that is half at 2.355 s, end to end."""
    random = np.random.default_rng(2)
    field = ndimage.gaussian_filter(random.normal(size=(2, 40, 96, 96)), (0, 0, 1.5, 3))
    found = speckle(list(np.hypot(*field)[:, 16:-16, 16:-16]), 0.95, common_power=True)
    assert found.width_rows_px.point == pytest.approx(2.355 * 1.5, rel=0.04)
    assert found.width_columns_px.point == pytest.approx(2.355 * 3, rel=0.04)


def test_fewer_scatterers_are_ordered_with_their_intervals_apart() -> None:
    """SNR and m fall, the decibels spread, the distance to Rayleigh grows; m is n / (n + 2) for n of them."""
    many, some, few = (speckle(_k_distributed(3, number), 0.95) for number in (100.0, 3.0, 0.5))
    for name, sign in (("snr", 1), ("nakagami_m", 1), ("nakagami_m_ml", 1), ("log_std_db", -1)):
        order = [getattr(each, name) for each in (many, some, few)][::sign]
        assert order[0].lower > order[1].upper
        assert order[1].lower > order[2].upper
    assert some.nakagami_m.point == pytest.approx(3 / 5, abs=0.02)
    assert few.rayleigh_ks.lower > some.rayleigh_ks.upper  # type: ignore[operator] # thirty regions


def test_two_values_give_the_hand_worked_moments() -> None:
    """Half 1, half 3: mean 2, deviation 1; intensities 1 and 9: m = 25 / 16; decibels 0 and 9.54."""
    board = np.where(np.add.outer(np.arange(8), np.arange(8)) % 2, 3.0, 1.0)
    found = speckle([board] * 12, 0.95)
    assert found.snr.point == pytest.approx(2)
    assert found.nakagami_m.point == pytest.approx(25 / 16)
    assert found.log_std_db.point == pytest.approx(20 * math.log10(3) / 2)


def test_the_maximum_likelihood_m_is_that_of_the_gamma_distribution() -> None:
    """Nakagami's intensity is gamma distributed with shape m; scipy fits the same."""
    random = np.random.default_rng(4)
    envelope = np.sqrt(random.gamma(0.7, 1, (1, 64, 64)))
    shape, _, _ = stats.gamma.fit(envelope.ravel() ** 2, floc=0)
    assert speckle(list(envelope), 0.95).nakagami_m_ml.point == pytest.approx(shape, rel=1e-4)


def test_a_gain_that_differs_between_regions_is_no_speckle() -> None:
    """Each region is brought to its own power unless all are known to have one."""
    gained = [region * gain for region, gain in zip(_regions(5), np.linspace(0.2, 5, 30), strict=True)]
    assert speckle(gained, 0.95).snr.point == pytest.approx(RAYLEIGH_SNR, abs=0.02)
    common = speckle(gained, 0.95, common_power=True).snr
    assert common.point is not None
    assert common.point < 1.4


def test_few_regions_have_a_point_and_no_interval() -> None:
    """However many pixels they have."""
    for number in (1, 9):
        found = speckle(_regions(6, number), 0.95)
        assert found.snr.point == pytest.approx(RAYLEIGH_SNR, abs=0.1)
        assert (found.snr.lower, found.rayleigh_ks.upper) == (None, None)
        assert "needs 10" in found.snr.method


def test_the_grain_s_correlation_widens_the_interval() -> None:
    """As many pixels of a coarser grain are fewer speckles."""
    widths = []
    for grain_px in (0, 2):
        snr = speckle(_regions(7, grain_px=grain_px), 0.95).snr
        widths.append(snr.upper - snr.lower)  # type: ignore[operator] # thirty regions
    assert widths[1] > 1.5 * widths[0]


def test_a_log_compression_is_undone() -> None:
    """White is 1, half way down 60 dB is -30 dB; a compressed region has the statistics that it had."""
    assert envelope_of(np.full((2, 2), 51, dtype=np.uint8), 60).ravel() == pytest.approx(10 ** (-0.8 * 3))
    regions = _regions(8)
    grey = [np.clip(np.rint(255 + 255 / 60 * 20 * np.log10(each / 6)), 0, 255) for each in regions]
    found = speckle([envelope_of(each.astype(np.uint8), 60) for each in grey], 0.95)
    assert found.snr.point == pytest.approx(RAYLEIGH_SNR, abs=0.02)
    assert found.log_std_db.point == pytest.approx(RAYLEIGH_LOG_STD_DB, abs=0.1)


@pytest.mark.verifies("SRS-187", purpose="negative")
def test_regions_that_hold_no_speckle_are_refused() -> None:
    """Of two sizes, dead, flat, wider in grain than the region, cut by black or white, no grey values."""
    region = _regions(9, 1)[0]
    with pytest.raises(ValueError, match="of one size"):
        speckle([region, region[:32]], 0.95)
    with pytest.raises(ValueError, match="above 0"):
        speckle([np.where(region > 1, region, 0)], 0.95)
    with pytest.raises(ValueError, match="one value"):
        speckle([np.ones((8, 8))], 0.95)
    with pytest.raises(ValueError, match="wider than the 4 px"):
        speckle([np.add.outer(np.arange(8), np.zeros(8)) + 1.0], 0.95)
    with pytest.raises(ValueError, match="black or white"):
        envelope_of(np.where(region > 3, 255, 100).astype(np.uint8), 60)
    with pytest.raises(ValueError, match="8-bit"):
        envelope_of(region, 60)
    with pytest.raises(ValueError, match="above 0 dB"):
        envelope_of(np.full((4, 4), 9, dtype=np.uint8), 0)
