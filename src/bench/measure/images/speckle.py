"""What speckle says of itself: whether many scatterers share each resolution cell, and how coarse it is.

Fully developed speckle has a Rayleigh envelope (C. Burckhardt, IEEE Trans. Sonics Ultrason. 25 (1978) 1):
mean over standard deviation 1.913, standard deviation of its decibels 5.57, Nakagami m 1 (P. Shankar, IEEE
Trans. Med. Imaging 19 (2000) 463). Fewer scatterers lower the first and the last. The width of a speckle is
that of the intensity's autocovariance (R. Wagner et al., IEEE Trans. Sonics Ultrason. 30 (1983) 156). Pixels
of one region depend on one another, so that regions are left out whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from bench.measure.images.jackknife import jackknife_of_means

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from bench.measure.estimate import Estimate

    Floats = NDArray[np.float64]
    _Statistic = Callable[[Floats], float]

RAYLEIGH_SNR = math.sqrt(math.pi / (4 - math.pi))  # 1.913
RAYLEIGH_LOG_STD_DB = 10 / math.log(10) * math.pi / math.sqrt(6)  # 5.570
MOST_CLIPPED = 0.01  # of a region's pixels at black or white: beyond, the moments are those of the display
_DECIBELS = 20 / math.log(10)
_LEVELS = np.linspace(0, 1, 1025)[1:-1]  # of the Rayleigh distribution, where it is compared
_LARGEST_M = 100.0


@dataclass(frozen=True, slots=True)
class Speckle:
    """Statistics of the envelope in regions of one kind, each with bounds over the regions.

    Parameters
    ----------
    snr
        Mean over standard deviation of the envelope.
    log_std_db
        Standard deviation of 20 log10 of the envelope.
    nakagami_m, nakagami_m_ml
        From the normalised variance of the intensity, and by maximum likelihood.
    width_rows_px, width_columns_px
        Full width at half maximum of the intensity's autocovariance down the rows and along the columns; 1
        where pixels do not depend on one another.
    rayleigh_ks
        Largest distance between the distribution of the envelope and Rayleigh's of the same power.
    """

    snr: Estimate
    log_std_db: Estimate
    nakagami_m: Estimate
    nakagami_m_ml: Estimate
    width_rows_px: Estimate
    width_columns_px: Estimate
    rayleigh_ks: Estimate


def speckle(regions: Sequence[ArrayLike], confidence: float, *, common_power: bool = False) -> Speckle:
    """Measure the speckle of uniform regions.

    Parameters
    ----------
    regions
        Each (h, w): the envelope, above 0, before any compression; of one size, and independent.
    common_power
        The regions are known to have one mean intensity; else each is brought to its own, which costs a small
        bias where a region holds few speckles.
    """
    stack = _checked(regions)  # (G, h, w)
    power = np.mean(stack**2, axis=None if common_power else (1, 2), keepdims=True)
    scaled = stack / np.sqrt(power)
    points = _moments(scaled)
    n, whose = len(stack), "common" if common_power else "own"
    method = f"regions of {stack.shape[1]} by {stack.shape[2]} px, {whose} power"

    def over(samples: Floats, statistic: _Statistic, name: str) -> Estimate:
        return jackknife_of_means(samples, statistic, confidence, name=name, n=n, method=method)

    return Speckle(
        over(points, _snr, "speckle_snr"),
        over(points, _log_std_db, "speckle_log_std_db"),
        over(points, _nakagami, "nakagami_m"),
        over(points, _nakagami_ml, "nakagami_m_ml"),
        over(_autocovariance(scaled**2, axis=1), _width, "speckle_width_rows_px"),
        over(_autocovariance(scaled**2, axis=2), _width, "speckle_width_columns_px"),
        _not_below_0(over(_distribution(scaled), _ks, "rayleigh_ks")),
    )


def envelope_of(pixels: ArrayLike, dynamic_range_db: float) -> NDArray[np.float64]:
    """Undo a log compression: the envelope, 1 at white, of an 8-bit region.

    Raises
    ------
    ValueError
        More than a hundredth of the pixels is black or white, where the compression has cut.
    """
    grey = np.asarray(pixels)
    if grey.dtype != np.uint8 or not grey.size:
        raise ValueError(f"a region of 8-bit grey values, found {grey.dtype} {grey.shape}")
    if not (math.isfinite(dynamic_range_db) and dynamic_range_db > 0):
        raise ValueError(f"a dynamic range lies above 0 dB, found {dynamic_range_db}")
    clipped = float(np.mean((grey == 0) | (grey == 255)))
    if clipped > MOST_CLIPPED:
        raise ValueError(f"{clipped:.1%} of the region is black or white: its speckle is cut")
    envelope: Floats = 10 ** ((grey.astype(np.float64) / 255 - 1) * dynamic_range_db / 20)
    return envelope


def _not_below_0(found: Estimate) -> Estimate:
    return found if found.lower is None else replace(found, lower=max(found.lower, 0.0))


def _checked(regions: Sequence[ArrayLike]) -> Floats:
    found = [np.asarray(region, dtype=np.float64) for region in regions]
    shapes = {region.shape for region in found}
    if len(shapes) != 1 or len(found[0].shape) != 2 or min(found[0].shape) < 4:
        raise ValueError(f"regions are of one size, 4 by 4 or more, found {sorted(shapes)}")
    stack = np.stack(found)
    if not (np.all(np.isfinite(stack)) and np.all(stack > 0)):
        raise ValueError("an envelope lies above 0: a decibel of nothing is none")
    if np.any(stack.min(axis=(1, 2)) == stack.max(axis=(1, 2))):
        raise ValueError("a region of one value holds no speckle")
    return stack


def _moments(scaled: Floats) -> Floats:
    """(G, 5) means of A, A², A⁴, ln A and (ln A)² in each region."""
    logs = np.log(scaled)
    return np.stack([x.mean(axis=(1, 2)) for x in (scaled, scaled**2, scaled**4, logs, logs**2)], axis=1)


def _snr(moments: Floats) -> float:
    return float(moments[0] / math.sqrt(moments[1] - moments[0] ** 2))


def _log_std_db(moments: Floats) -> float:
    return _DECIBELS * math.sqrt(moments[4] - moments[3] ** 2)


def _nakagami(moments: Floats) -> float:
    return float(moments[1] ** 2 / (moments[2] - moments[1] ** 2))


def _nakagami_ml(moments: Floats) -> float:
    """Solve ln m - digamma(m) = ln E[I] - E[ln I]; its left side falls from infinity to 0."""
    gap = math.log(moments[1]) - 2 * moments[3]

    def excess(m: float) -> float:
        return float(math.log(m) - special.digamma(m) - gap)

    return float(optimize.brentq(excess, 1e-3, _LARGEST_M)) if excess(_LARGEST_M) < 0 else _LARGEST_M


def _autocovariance(intensity: Floats, axis: int) -> Floats:
    """(G, L) autocovariance of each region at shifts of 0 to half its length along an axis."""
    away = np.moveaxis(intensity - intensity.mean(), axis, 2)
    length = away.shape[2]
    return np.stack(
        [
            (away[:, :, : length - shift] * away[:, :, shift:]).mean(axis=(1, 2))
            for shift in range(length // 2 + 1)
        ],
        axis=1,
    )


def _width(covariance: Floats) -> float:
    """Twice the shift at which the covariance has fallen to its half, between shifts by a straight line."""
    shares = covariance / covariance[0]
    below = np.flatnonzero(shares <= 0.5)
    if not below.size:
        raise ValueError(f"a speckle is wider than the {len(covariance) - 1} px that the region can tell")
    after = int(below[0])
    part = (shares[after - 1] - 0.5) / (shares[after - 1] - shares[after])
    return float(2 * (after - 1 + part))


def _distribution(scaled: Floats) -> Floats:
    """(G, 1023) the share of each region at or below each level of the Rayleigh distribution of power 1."""
    edges = np.sqrt(-np.log1p(-_LEVELS))
    return np.stack(
        [np.searchsorted(np.sort(each, axis=None), edges, side="right") / each.size for each in scaled]
    )


def _ks(shares: Floats) -> float:
    return float(np.abs(shares - _LEVELS).max())
