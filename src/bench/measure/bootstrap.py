"""Bounds for samples that cluster by subject: the subject is drawn, never the single sample.

Bias-corrected and accelerated (B. Efron, J. Am. Stat. Assoc. 82 (1987) 171), with the acceleration from
leaving out one subject at a time.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from bench.measure.estimate import Estimate, checked

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], float]

DRAWS = 4000
MIN_SUBJECTS = 10  # below this the bootstrap's coverage is well short of what it promises


def bootstrap(
    values: ArrayLike,
    groups: Sequence[str],
    statistic: Statistic,
    confidence: float,
    *,
    name: str,
    seed: int = 0,
) -> Estimate:
    """Return a statistic with BCa bounds that resample whole subjects.

    Parameters
    ----------
    values
        (N,) samples.
    groups
        The subject of each sample.
    """
    pooled = np.asarray(values, dtype=np.float64)
    clusters = by_subject(pooled, groups)
    point = float(statistic(pooled)) if pooled.size else None
    method = f"BCa bootstrap over {len(clusters)} subjects"
    if point is None or len(clusters) < MIN_SUBJECTS:
        method += f"; needs {MIN_SUBJECTS}"
        return Estimate(name, pooled.size, point, None, None, checked(confidence), method)
    draws = _draws(clusters, statistic, seed)
    lower, upper = _bca(draws, point, _left_one_out(clusters, statistic), checked(confidence))
    return Estimate(name, pooled.size, point, lower, upper, confidence, method)


def pooled_mean(values: Floats) -> float:
    """Return the mean over all samples; given to `bootstrap`, it is drawn by sums, which is much faster."""
    return float(values.mean())


def by_subject(values: Floats, groups: Sequence[str]) -> list[Floats]:
    """Return the samples of each subject, in the order of the subjects' names."""
    if len(groups) != values.size:
        raise ValueError(f"{values.size} samples but {len(groups)} subjects")
    names = np.asarray(groups, dtype=np.str_)
    return [values[names == name] for name in np.unique(names)]


def _draws(clusters: list[Floats], statistic: Statistic, seed: int) -> Floats:
    random = np.random.default_rng(seed)
    picks = random.integers(0, len(clusters), size=(DRAWS, len(clusters)))
    if statistic is pooled_mean:
        sums, counts = (np.array([count(each) for each in clusters]) for count in (np.sum, np.size))
        means: Floats = sums[picks].sum(axis=1) / counts[picks].sum(axis=1)
        return means
    return np.array([statistic(np.concatenate([clusters[i] for i in pick])) for pick in picks])


def _left_one_out(clusters: list[Floats], statistic: Statistic) -> Floats:
    return np.array(
        [statistic(np.concatenate(clusters[:i] + clusters[i + 1 :])) for i in range(len(clusters))]
    )


def _bca(draws: Floats, point: float, jackknife: Floats, confidence: float) -> tuple[float, float]:
    """Return the two one-sided bounds; samples that all agree give the point itself."""
    if np.all(draws == draws[0]):
        return min(point, float(draws[0])), max(point, float(draws[0]))
    below = (np.count_nonzero(draws < point) + 0.5 * np.count_nonzero(draws == point)) / draws.size
    bias = float(stats.norm.ppf(np.clip(below, 1 / draws.size, 1 - 1 / draws.size)))
    away = jackknife.mean() - jackknife
    spread = float(np.sum(away**2)) ** 1.5
    acceleration = float(np.sum(away**3)) / (6 * spread) if spread > 0 else 0.0
    levels = []
    for z in (stats.norm.ppf(1 - confidence), stats.norm.ppf(confidence)):
        shifted = bias + float(z)
        levels.append(float(stats.norm.cdf(bias + shifted / (1 - acceleration * shifted))))
    lower, upper = np.quantile(draws, levels)
    return float(min(lower, upper)), float(max(lower, upper))
