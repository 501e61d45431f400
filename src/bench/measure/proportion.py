"""Proportions with exact bounds."""

from scipy import stats

from bench.measure.estimate import Estimate, checked


def proportion(successes: int, n: int, confidence: float) -> Estimate:
    """Return a proportion with one-sided Clopper-Pearson bounds."""
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes among {n} trials")
    method = "Clopper-Pearson"
    if n == 0:
        return Estimate("proportion", 0, None, None, None, checked(confidence), f"{method}; no trials")
    bounds = [
        stats.binomtest(successes, n, alternative=side).proportion_ci(checked(confidence), method="exact")
        for side in ("greater", "less")
    ]
    return Estimate(
        "proportion", n, successes / n, float(bounds[0].low), float(bounds[1].high), confidence, method
    )
