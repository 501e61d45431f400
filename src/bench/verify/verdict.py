"""The verdict: a criterion held against the samples, here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.claims.criterion import OBSERVED, Criterion
from bench.evidence.record import Verdict
from bench.measure.estimate import Estimate
from bench.measure.statistic import estimate

TIMED_UNITS = ("s", "ms", "us", "fps", "Hz")
_UPPER = ("<", "<=")
# Observed statistics that one more sample can only make worse, with the operators for which that holds.
_IRREVOCABLE = {"count": _UPPER, "max": _UPPER, "min": (">", ">=")}


@dataclass(frozen=True)
class Judged:
    """What samples say of a criterion.

    Parameters
    ----------
    bound
        What was held against the limit; None where the samples give no bound.
    """

    verdict: Verdict
    estimate: Estimate | None
    bound: float | None
    reason: str


def judge(criterion: Criterion, values: Sequence[float], groups: Sequence[str] | None = None) -> Judged:
    """Return the verdict of the samples.

    PASS: enough samples, and the bound meets the limit. FAIL: enough samples, and the point estimate does
    not meet it; or fewer, which already exclude that it is met. INCONCLUSIVE: anything between.
    INVALID: the samples are not such that the statistic exists.
    """
    try:
        found = estimate(values, criterion.statistic, criterion.confidence, groups)
    except ValueError as error:
        return Judged(Verdict.INVALID, None, None, str(error))
    if found.point is None:
        return Judged(Verdict.INCONCLUSIVE, found, None, f"no samples; {criterion.min_n} are asked for")
    bound, against = _bounds(criterion, found)
    verdict, reason = _decide(criterion, found, bound, against)
    return Judged(verdict, found, bound, reason)


def _bounds(criterion: Criterion, found: Estimate) -> tuple[float | None, float | None]:
    """Return what the limit must hold for, and what must break it before few samples may fail the claim."""
    if criterion.statistic in OBSERVED:
        irrevocable = criterion.operator in _IRREVOCABLE.get(criterion.statistic, ())
        return found.point, found.point if irrevocable else None
    if criterion.statistic == "bias":
        return _farthest(found), _nearest(found)
    if criterion.operator in _UPPER:
        return found.upper, found.lower
    return found.lower, found.upper


def _decide(
    criterion: Criterion, found: Estimate, bound: float | None, against: float | None
) -> tuple[Verdict, str]:
    limit = "no bound" if bound is None else f"bound {bound:.4g}"
    said = f"{found.statistic} {found.point:.4g}, {limit}, n {found.n}"
    point = abs(found.point or 0.0) if criterion.statistic == "bias" else found.point or 0.0
    if found.n < criterion.min_n:
        if against is not None and not criterion.met_by(against):
            return Verdict.FAIL, f"{said}: {criterion.operator} {criterion.limit:g} is already excluded"
        return Verdict.INCONCLUSIVE, f"{said}: {criterion.min_n} samples are asked for"
    if not criterion.met_by(point):
        return Verdict.FAIL, f"{said}: not {criterion.operator} {criterion.limit:g}"
    if bound is None:
        return Verdict.INCONCLUSIVE, f"{said}: {found.method}"
    if not criterion.met_by(bound):
        return (
            Verdict.INCONCLUSIVE,
            f"{said}: the estimate meets the limit, its bound does not",
        )
    return Verdict.PASS, said


def _farthest(found: Estimate) -> float | None:
    if found.lower is None or found.upper is None:
        return None
    return max(abs(found.lower), abs(found.upper))


def _nearest(found: Estimate) -> float | None:
    """Return how near to zero the bias can be; 0 where its interval holds zero."""
    if found.lower is None or found.upper is None:
        return None
    return 0.0 if found.lower <= 0 <= found.upper else min(abs(found.lower), abs(found.upper))
