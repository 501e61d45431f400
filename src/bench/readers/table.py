"""One reader's answers as arrays, and what every picture adds to the reader's figures."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bench.measure.images import placements
from bench.readers.reading import Answer, Reading

Floats = NDArray[np.float64]
Parts = tuple[Floats, ...]


class Table:
    """One reader's first answers, real pictures and synthetic ones each in the order of their ids."""

    def __init__(self, reading: Reading, real: Sequence[str], synthetic: Sequence[str]) -> None:
        firsts = reading.firsts()
        self.reading = reading
        self._real = [firsts[name] for name in real]
        self._synthetic = [firsts[name] for name in synthetic]

    def of(self, value: Callable[[Answer], float]) -> tuple[Floats, Floats]:
        """Return (real,) and (synthetic,) values of the answers."""
        real, synthetic = (
            np.array([value(answer) for answer in side], dtype=np.float64)
            for side in (self._real, self._synthetic)
        )
        return real, synthetic

    @property
    def scores(self) -> tuple[Floats, Floats]:
        """How sure the reader was that a picture is real."""
        return self.of(lambda answer: answer.confidence)

    @property
    def quality(self) -> tuple[Floats, Floats]:
        """How good the reader found the pictures."""
        return self.of(lambda answer: answer.quality)

    @property
    def right(self) -> tuple[Floats, Floats]:
        """1 where real was called real, and where synthetic was called synthetic."""
        real, synthetic = self.of(lambda answer: answer.says_real)
        return real, 1 - synthetic


def auc_parts(table: Table) -> tuple[float, Parts]:
    """Return the AUC and its DeLong components."""
    places = placements(*table.scores)
    return float(places[0].mean()), places


def d_prime_parts(table: Table) -> tuple[float, Parts]:
    """Return d' of log-linear rates (M. J. Hautus, Behav. Res. Methods 27 (1995) 46), by the delta method."""
    rates = [(side.sum() + 0.5) / (side.size + 1) for side in table.right]
    scores = [float(stats.norm.ppf(rate)) for rate in rates]
    parts = (side / stats.norm.pdf(score) for side, score in zip(table.right, scores, strict=True))
    return sum(scores), tuple(parts)


def accuracy_parts(table: Table) -> tuple[float, Parts]:
    """Return the share of right answers."""
    whole = sum(side.size for side in table.right)
    parts = tuple(side * side.size / whole for side in table.right)
    return float(sum(part.mean() for part in parts)), parts


def sensitivity_parts(table: Table) -> tuple[float, Parts]:
    """Return the share of synthetic pictures called synthetic."""
    return float(table.right[1].mean()), table.right[1:]


def specificity_parts(table: Table) -> tuple[float, Parts]:
    """Return the share of real pictures called real."""
    return float(table.right[0].mean()), table.right[:1]


def quality_parts(table: Table) -> tuple[float, Parts]:
    """Return the mean quality of real pictures less that of synthetic ones."""
    real, synthetic = table.quality
    return float(real.mean() - synthetic.mean()), table.quality
