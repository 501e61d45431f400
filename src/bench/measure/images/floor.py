"""How far real images are from real images: the floor that a distance is read against, at the same n.

A distance between sets of n images depends on n. Two disjoint random halves of real images have the distance
that perfect images would have, once per split. The floor's *level* is what most splits stay below (95 %
unless told): above 0 for an unbiased distance too, whose splits lie about 0 and would make any ratio to
their mean an accident.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.measure.estimate import Estimate
    from bench.measure.images.feature_sets import FeatureSet


@dataclass(frozen=True, slots=True)
class Floor:
    """Distances of real halves.

    Parameters
    ----------
    measure, origin
        The distance's name and where its features come from.
    n
        Images in each half.
    values
        The distance of each split. Splits share their images: they show the spread, and are no sample.
    quantile
        The share of splits that lie at or below the level.
    """

    measure: str
    origin: str
    n: int
    values: tuple[float, ...]
    quantile: float

    def __post_init__(self) -> None:
        if not self.values or not np.all(np.isfinite(self.values)):
            raise ValueError("a floor is made of finite distances, at least one")
        if not 0 < self.quantile <= 1:
            raise ValueError(f"a quantile lies above 0 and up to 1, found {self.quantile}")

    @property
    def level(self) -> float:
        """The distance that the share of splits stays at or below."""
        return float(np.quantile(self.values, self.quantile, method="inverted_cdf"))


def floor(
    real: FeatureSet,
    distance: Callable[[FeatureSet, FeatureSet], float],
    repeats: int,
    *,
    size: int | None = None,
    seed: int = 0,
    quantile: float = 0.95,
) -> Floor:
    """Measure disjoint random halves of real images against each other.

    Parameters
    ----------
    real
        Images of a subject stay on one side, so that one half may lack a subject that fills it up.
    size
        Images in each half, at most half of all (and that many unless told): the n of the distance that is
        read against it.
    """
    half = real.n // 2 if size is None else size
    if not (repeats >= 1 and 1 <= half <= real.n // 2):
        raise ValueError(f"{repeats} splits of {real.n} images into halves of {half}")
    random = np.random.default_rng(seed)
    values = [distance(*_halves(real, half, random)) for _ in range(repeats)]
    return Floor(distance.__name__, real.origin, half, tuple(values), quantile)


def ratio_to_floor(distance: Estimate, against: Floor) -> Estimate:
    """Return a distance and its bounds in units of the floor's level.

    Raises
    ------
    ValueError
        The distance is of another n than the floor, or the floor has no level above 0.
    """
    if distance.n != against.n:
        raise ValueError(f"a distance of {distance.n} images beside a floor of {against.n}")
    if against.level <= 0:
        raise ValueError(f"a floor of {against.level:g} is no unit: take more splits or a higher quantile")
    point, lower, upper = (
        None if value is None else value / against.level
        for value in (distance.point, distance.lower, distance.upper)
    )
    method = (
        f"{distance.method}; over {against.level:.6g}, the {against.quantile:g} quantile of "
        f"{len(against.values)} real-against-real splits"
    )
    name = f"{distance.statistic}_to_floor"
    return replace(distance, statistic=name, point=point, lower=lower, upper=upper, method=method)


def _halves(real: FeatureSet, half: int, random: np.random.Generator) -> tuple[FeatureSet, FeatureSet]:
    """Whole subjects in random order: the first images and the last ones, what is between left out."""
    cluster = real.cluster()
    rank = random.permutation(int(cluster.max()) + 1)[cluster]
    order = np.argsort(rank, kind="stable")
    first, last = order[:half], order[-half:]
    if rank[first].max() == rank[last].min():  # the middle subject lies on both sides
        last = last[rank[last] != rank[first].max()]
    return real.rows(first), real.rows(last)
