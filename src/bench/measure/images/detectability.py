"""How well two kinds are told apart by scores or by yes and no: area under the ROC curve, and d'.

The area is that of H. Mann and D. Whitney, ties counting half; its variance E. DeLong, D. DeLong and D.
Clarke-Pearson, Biometrics 44 (1988) 837, bounds on the logit scale (M. Pepe 2003). d' with half a count added
everywhere: M. Hautus, Behav. Res. Methods 27 (1995) 46; its variance A. Gourevitch and E. Galanter,
Psychometrika 32 (1967) 25. Sample size by the variance of J. Hanley and B. McNeil, Radiology 143 (1982) 29.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from bench.measure.estimate import Estimate, checked
from bench.measure.proportion import proportion

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def auc(positive: ArrayLike, negative: ArrayLike, confidence: float, *, name: str = "auc") -> Estimate:
    """Return the chance that a positive's score is above a negative's, ties counting half.

    Where the two are told apart without an error nothing varies that DeLong could use; the bound is then
    Clopper and Pearson's for the smaller of the two numbers.

    Parameters
    ----------
    positive, negative
        (n,) and (m,) scores; or (R, n) and (R, m) of R readers of the same images, whose mean area is given
        for these very readers: the images are drawn, the readers are not.
    """
    of_positive, of_negative = placements(positive, negative)
    n, m, readers = of_positive.size, of_negative.size, len(_scores(positive))
    point = float(of_positive.mean())
    method = f"DeLong on the logit scale; {n} positive and {m} negative"
    method += f"; mean of {readers} fixed readers" if readers > 1 else ""
    if min(n, m) < 2:
        return Estimate(name, n + m, point, None, None, checked(confidence), f"{method}; needs 2 of each")
    variance = float(of_positive.var(ddof=1) / n + of_negative.var(ddof=1) / m)
    if variance == 0 or not 0 < point < 1:
        exact = proportion(round(point * min(n, m)), min(n, m), confidence)
        method += f"; told apart without variation: Clopper-Pearson of {min(n, m)}"
        return Estimate(name, n + m, point, exact.lower, exact.upper, confidence, method)
    half = float(stats.norm.ppf(checked(confidence))) * math.sqrt(variance) / (point * (1 - point))
    logit = math.log(point / (1 - point))
    lower, upper = (1 / (1 + math.exp(-(logit + side * half))) for side in (-1, 1))
    return Estimate(name, n + m, point, lower, upper, confidence, method)


def placements(positive: ArrayLike, negative: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each score lies among those of the other kind, ties counting half.

    Returns
    -------
    (n,) the share of negatives below each positive, and (m,) the share of positives above each negative; of
    several readers the mean. The mean of either is the area.
    """
    ups, downs = _scores(positive), _scores(negative)
    if len(ups) != len(downs):
        raise ValueError(f"scores of {len(ups)} readers and of {len(downs)}")
    pairs = list(zip(ups, downs, strict=True))
    of_positive = np.mean([_below(up, down) / down.size for up, down in pairs], axis=0)
    of_negative = np.mean([1 - _below(down, up) / up.size for up, down in pairs], axis=0)
    return of_positive, of_negative


def roc_points(positive: ArrayLike, negative: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of one reader's ROC curve: false and true positive rates, from (0, 0) to (1, 1)."""
    ups, downs = np.ravel(_scores(positive)), np.ravel(_scores(negative))
    steps = np.unique(np.concatenate([ups, downs]))[::-1]
    rates = [1 - np.searchsorted(np.sort(each), steps, side="left") / each.size for each in (downs, ups)]
    return np.concatenate([[0.0], rates[0]]), np.concatenate([[0.0], rates[1]])


def d_prime(
    hits: int, signals: int, false_alarms: int, noises: int, confidence: float, *, name: str = "d_prime"
) -> Estimate:
    """Return d' of yes and no answers: how many standard deviations signal and noise are apart.

    Parameters
    ----------
    hits, signals
        Yes among the signals, and how many signals there were.
    false_alarms, noises
        The same of what was none.
    """
    for yes, shown in ((hits, signals), (false_alarms, noises)):
        if not (0 <= yes <= shown and shown > 0):
            raise ValueError(f"{yes} times yes among {shown} shown")
    rates = (hits + 0.5) / (signals + 1), (false_alarms + 0.5) / (noises + 1)
    places = [float(stats.norm.ppf(rate)) for rate in rates]
    variance = sum(
        rate * (1 - rate) / (shown * float(stats.norm.pdf(place)) ** 2)
        for rate, place, shown in zip(rates, places, (signals, noises), strict=True)
    )
    point, half = places[0] - places[1], float(stats.norm.ppf(checked(confidence))) * math.sqrt(variance)
    method = f"log-linear correction, Gourevitch and Galanter; {signals} signals and {noises} noises"
    return Estimate(name, signals + noises, point, point - half, point + half, confidence, method)


def readings_needed(area: float, half_width: float, confidence: float) -> int:
    """Return how many positives, and as many negatives, bring each one-sided bound within the half-width.

    Parameters
    ----------
    area
        The area that is expected; 0.5 where it is hoped that nothing can be told apart.
    """
    if not (0 < area < 1 and 0 < half_width < 0.5):
        raise ValueError(f"no sample size for an area of {area} within {half_width}")
    both_above, both_below = area / (2 - area), 2 * area**2 / (1 + area)
    reach = float(stats.norm.ppf(checked(confidence)))
    n = 2
    while reach * math.sqrt(_hanley(area, both_above, both_below, n)) > half_width:
        n += 1
    return n


def _hanley(area: float, both_above: float, both_below: float, n: int) -> float:
    own = (n - 1) * (both_above + both_below - 2 * area**2)
    return (area * (1 - area) + own) / n**2


def _scores(values: ArrayLike) -> Floats:
    """(R, n) finite scores."""
    scores = np.atleast_2d(np.asarray(values, dtype=np.float64))
    if scores.ndim != 2 or not scores.size or not np.all(np.isfinite(scores)):
        raise ValueError(f"scores are finite, (n,) or (readers, n), found {scores.shape}")
    return scores


def _below(these: Floats, those: Floats) -> Floats:
    """(n,) how many of those are below each of these, ties counting half."""
    ordered = np.sort(those)
    sides = [np.searchsorted(ordered, these, side=side) for side in ("left", "right")]
    found: Floats = (sides[0] + sides[1]) / 2
    return found
