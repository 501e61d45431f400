"""From a key and several readings to what each reader, and all together, could tell.

Real pictures are the positive ones of the AUC, which is the share of pairs in which the real picture was held
for more real; a synthetic picture found is the signal of sensitivity. d' and AUC are the same either way.
Only first showings count; second ones serve the agreement of readers with themselves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from bench.measure import Estimate, estimate, proportion
from bench.measure.images import auc, cohen_kappa, d_prime, fleiss_kappa, roc_points
from bench.readers.pooling import Pooled, pooled
from bench.readers.reading import Reading
from bench.readers.study import REAL, SYNTHETIC, Key, Study
from bench.readers.table import (
    Parts,
    Table,
    accuracy_parts,
    auc_parts,
    d_prime_parts,
    quality_parts,
    sensitivity_parts,
    specificity_parts,
)

BOUND = 0.975  # the confidence of either bound: together a 95 % interval
_SAYINGS = 2  # synthetic, real
_SHARE = (0.0, 1.0)
_POOLED: tuple[tuple[str, Callable[[Table], tuple[float, Parts]], tuple[float, float] | None], ...] = (
    ("auc", auc_parts, _SHARE),
    ("d_prime", d_prime_parts, None),
    ("accuracy", accuracy_parts, _SHARE),
    ("sensitivity", sensitivity_parts, _SHARE),
    ("specificity", specificity_parts, _SHARE),
    ("quality_difference", quality_parts, None),
)


@dataclass(frozen=True)
class ReaderResult:
    """What one reader could tell.

    Parameters
    ----------
    repeats
        Cohen's kappa of the two sayings about pictures shown twice.
    roc
        False positive and true positive rates, from (0, 0) to (1, 1).
    """

    reader: str
    auc: Estimate
    d_prime: Estimate
    accuracy: Estimate
    sensitivity: Estimate
    specificity: Estimate
    quality_difference: Estimate
    repeats: Estimate
    time_s: Estimate
    roc: tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True)
class Remark:
    """What a reader wrote about a picture."""

    reader: str
    image: str
    kind: str
    file: str
    text: str


@dataclass(frozen=True)
class StudyResult:
    """What all readers together could tell.

    Parameters
    ----------
    pooled
        By the name of the figure, the mean over readers with its intervals.
    kappa
        Fleiss' kappa of the readers' real or synthetic; None of one reader.
    """

    study: Study
    real: int
    synthetic: int
    readers: tuple[ReaderResult, ...]
    pooled: dict[str, Pooled]
    kappa: Estimate | None
    remarks: tuple[Remark, ...]


def analyse(study: Study, key: Key, readings: Sequence[Reading]) -> StudyResult:
    """Return the result of a study.

    Raises
    ------
    ValueError
        Nobody has read.
    """
    if not readings:
        raise ValueError("no reader's file was given")
    real, synthetic = (
        sorted(name for name, truth in key.images.items() if truth.kind == kind) for kind in (REAL, SYNTHETIC)
    )
    tables = [Table(reading, real, synthetic) for reading in readings]
    return StudyResult(
        study=study,
        real=len(real),
        synthetic=len(synthetic),
        readers=tuple(_reader(table) for table in tables),
        pooled={name: _pooled(name, tables, parts, limits) for name, parts, limits in _POOLED},
        kappa=_between(tables),
        remarks=tuple(remark for reading in readings for remark in _remarks(reading, key)),
    )


def _reader(table: Table) -> ReaderResult:
    real, synthetic = table.right
    called_real, detected = int(real.sum()), int(synthetic.sum())
    false_positive, true_positive = roc_points(*table.scores)
    times = [answer.time_ms / 1000 for answer in table.reading.firsts().values()]
    return ReaderResult(
        reader=table.reading.reader,
        auc=auc(*table.scores, BOUND),
        d_prime=d_prime(detected, synthetic.size, real.size - called_real, real.size, BOUND),
        accuracy=proportion(detected + called_real, real.size + synthetic.size, BOUND),
        sensitivity=proportion(detected, synthetic.size, BOUND),
        specificity=proportion(called_real, real.size, BOUND),
        quality_difference=_quality_difference(table),
        repeats=_within(table.reading),
        time_s=estimate(times, "median", BOUND),
        roc=(tuple(map(float, false_positive)), tuple(map(float, true_positive))),
    )


def _quality_difference(table: Table) -> Estimate:
    """Return the mean quality of real pictures less that of synthetic ones, by Welch's interval."""
    real, synthetic = table.quality
    point, n, name = float(real.mean() - synthetic.mean()), real.size + synthetic.size, "quality_difference"
    if real.var() + synthetic.var() == 0:
        return Estimate(name, n, point, None, None, BOUND, "Welch; nothing varies")
    interval = stats.ttest_ind(real, synthetic, equal_var=False).confidence_interval(2 * BOUND - 1)
    return Estimate(name, n, point, float(interval.low), float(interval.high), BOUND, "Welch")


def _within(reading: Reading) -> Estimate:
    pairs = reading.pairs()
    if not pairs:
        return Estimate("cohen_kappa", 0, None, None, None, BOUND, "no picture was shown twice")
    one, other = ([int(answer.says_real) for answer in side] for side in zip(*pairs, strict=True))
    return cohen_kappa(one, other, _SAYINGS, BOUND)


def _between(tables: Sequence[Table]) -> Estimate | None:
    if len(tables) < 2:
        return None
    said = [np.concatenate(table.of(lambda answer: answer.says_real)).astype(int) for table in tables]
    return fleiss_kappa(np.stack(said, axis=1), _SAYINGS, BOUND)  # (pictures, readers)


def _pooled(
    name: str,
    tables: Sequence[Table],
    parts: Callable[[Table], tuple[float, Parts]],
    limits: tuple[float, float] | None,
) -> Pooled:
    points, components = zip(*(parts(table) for table in tables), strict=True)
    groups = [
        np.stack(group) for group in zip(*components, strict=True)
    ]  # each (readers, pictures of a kind)
    return pooled(name, points, groups, BOUND, limits)


def _remarks(reading: Reading, key: Key) -> list[Remark]:
    return [
        Remark(reading.reader, answer.image, truth.kind, truth.file, answer.remark)
        for answer in reading.answers
        if answer.remark
        for truth in (key.images[answer.image],)
    ]
