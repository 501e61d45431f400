"""From samples and the name of a statistic to an estimate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bench.measure.bootstrap import bootstrap, by_subject, pooled_mean
from bench.measure.estimate import Estimate
from bench.measure.mean import mean
from bench.measure.percentile import percentile, samples_needed
from bench.measure.proportion import proportion

Floats = NDArray[np.float64]
_OBSERVED: Mapping[str, Callable[[Floats], float | np.floating]] = {
    "count": np.count_nonzero,
    "share": np.mean,
    "max": np.max,
    "min": np.min,
}
_YES_OR_NO = ("proportion", "count", "share")


def estimate(
    values: ArrayLike, statistic: str, confidence: float | None, groups: Sequence[str] | None = None
) -> Estimate:
    """Return the named statistic of the samples with its bounds.

    Parameters
    ----------
    values
        (N,) samples; 0 or 1 for ``proportion``, ``count`` and ``share``. An infinite one stands for no
        answer at all, and counts as worse than any number in what is ranked.
    statistic
        ``p<number>``, ``median``, ``mean``, ``bias``, ``proportion``; or, as observed, without bounds,
        ``count``, ``share``, ``max``, ``min``.
    groups
        The subject of each sample, where samples of one subject are not independent.
    """
    sample = np.asarray(values, dtype=np.float64).ravel()  # (N,)
    _refuse(sample, statistic)
    if statistic in _OBSERVED:
        point = float(_OBSERVED[statistic](sample)) if sample.size else None
        return Estimate(statistic, sample.size, point, None, None, None, "as observed")
    if confidence is None:
        raise ValueError(f"{statistic} is inferred from samples, which needs a confidence")
    if statistic == "proportion":
        return _proportion(sample, confidence, groups)
    if statistic in ("mean", "bias"):
        return replace(mean(sample, confidence, groups), statistic=statistic)
    return _percentile(sample, statistic, confidence, groups)


def _refuse(sample: Floats, statistic: str) -> None:
    if np.any(np.isnan(sample)):
        raise ValueError(f"{np.count_nonzero(np.isnan(sample))} of {sample.size} samples are not a number")
    if statistic in ("mean", "bias") and not np.all(np.isfinite(sample)):
        raise ValueError(f"no {statistic} of samples that are not finite")
    if statistic in _YES_OR_NO and not np.all((sample == 0) | (sample == 1)):
        raise ValueError(f"{statistic} takes samples of 0 and 1")


def _percentile(sample: Floats, statistic: str, confidence: float, groups: Sequence[str] | None) -> Estimate:
    q = 0.5 if statistic == "median" else float(statistic.removeprefix("p")) / 100
    if groups is None:
        return replace(percentile(sample, q, confidence), statistic=statistic)
    found = bootstrap(sample, groups, lambda drawn: _quantile(drawn, q), confidence, name=statistic)
    return replace(
        found,
        upper=found.upper if sample.size >= samples_needed(q, confidence) else None,
        lower=found.lower if sample.size >= samples_needed(1 - q, confidence) else None,
    )


def _quantile(drawn: Floats, q: float) -> float:
    return float(np.quantile(drawn, q, method="inverted_cdf"))


def _proportion(sample: Floats, confidence: float, groups: Sequence[str] | None) -> Estimate:
    """Bound a proportion; of clustered samples that all agree, each subject counts as one trial.

    Nothing can be resampled from samples that all agree, and so many repeats of few subjects must not
    read as so many trials.
    """
    successes = int(sample.sum())
    if groups is None:
        return proportion(successes, sample.size, confidence)
    subjects = by_subject(sample, groups)
    if 0 < successes < sample.size:
        return bootstrap(sample, groups, pooled_mean, confidence, name="proportion")
    whole = proportion(len(subjects) if successes else 0, len(subjects), confidence)
    return replace(whole, n=sample.size, method=f"Clopper-Pearson over {len(subjects)} subjects")
