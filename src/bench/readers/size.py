"""How many pictures and readers an AUC's interval of a wanted width takes.

The model is that of `pooling`: a variance through pictures by J. A. Hanley and B. J. McNeil (Radiology 143
(1982) 29), of which readers share a part, and readers whose true AUCs differ. Six steps of confidence make
ties, under which the variance is a little smaller than that of a continuous scale.
"""

import math
from dataclasses import dataclass

from scipy import stats

from bench.readers.analysis import BOUND

MOST_PICTURES = 100_000


@dataclass(frozen=True)
class Plan:
    """What is assumed before anybody has read.

    Parameters
    ----------
    auc
        The AUC that is expected; 0.5 asks for the most pictures.
    half_width
        Half of the 95 % interval that is wanted.
    reader_sd
        How far readers' own AUCs scatter; from earlier studies, or a pilot.
    correlation
        The share of a reader's error through pictures that other readers have, too.
    """

    auc: float
    half_width: float
    reader_sd: float = 0.05
    correlation: float = 0.4

    def __post_init__(self) -> None:
        if not 0.5 <= self.auc < 1:
            raise ValueError(f"an AUC of {self.auc} is not from 0.5 to below 1")
        if not 0 < self.half_width < 0.5:
            raise ValueError(f"a half width of {self.half_width} is not between 0 and 0.5")
        if not 0 <= self.reader_sd < 0.5 or not 0 <= self.correlation < 1:
            raise ValueError(
                "the readers' scatter lies from 0 to below 0.5, the correlation from 0 to below 1"
            )


def expected_half_width(plan: Plan, readers: int, per_kind: int) -> float:
    """Return half of the 95 % interval to expect of so many readers and pictures of each kind.

    Raises
    ------
    ValueError
        Fewer than two readers or pictures: nothing can be said about others like them.
    """
    if readers < 2 or per_kind < 2:
        raise ValueError(f"{readers} readers and {per_kind} pictures of each kind; two of each are the least")
    variance = auc_variance(plan.auc, per_kind)
    between = plan.reader_sd**2 + (1 - plan.correlation) * variance
    whole = between + readers * plan.correlation * variance
    freedom = (readers - 1) * (whole / between) ** 2
    return float(stats.t.ppf(BOUND, freedom)) * math.sqrt(whole / readers)


def pictures_needed(plan: Plan, readers: int) -> int | None:
    """Return the fewest pictures of each kind that do; None where no number does, since readers scatter."""
    low, high = 2, MOST_PICTURES
    if expected_half_width(plan, readers, high) > plan.half_width:
        return None
    while low < high:
        middle = (low + high) // 2
        if expected_half_width(plan, readers, middle) <= plan.half_width:
            high = middle
        else:
            low = middle + 1
    return low


def auc_variance(auc: float, per_kind: int) -> float:
    """Return the variance of an AUC of equally many pictures of each kind (Hanley and McNeil 1982)."""
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    square = auc**2
    return (auc * (1 - auc) + (per_kind - 1) * (q1 + q2 - 2 * square)) / per_kind**2
