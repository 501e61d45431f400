"""Copies of training pictures among generated ones, under all that hides a copy from a plain comparison.

Looked for: flips, turns of up to 5 degrees, crops of nine tenths, and what a fingerprint outlives (gamma,
JPEG, smoothing and speckle anew), each alone or together. A coarse search over poses names candidates for
each picture; the fine pattern of each is laid on the picture as exactly as turn and shift allow, and the
margin by which one stands out among them decides. What counts as a copy is not set by eye: the threshold
comes from real pictures that no model has seen, looked up in the same training set.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.measure.memorisation.fingerprints import FLIPS, UPRIGHT, Pose, grid, sampler, standardised
from bench.measure.memorisation.margin import margin
from bench.measure.memorisation.registration import laid, window
from bench.measure.proportion import proportion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from bench.measure.estimate import Estimate
    from bench.measure.memorisation.fingerprints import Fingerprints

    Floats = NDArray[np.float32]

MIN_UNSEEN = 300  # real pictures to take a threshold from
MIN_TRAINING = 2  # pictures, since a copy stands out against another one
_TAIL = 0.1  # the share of the largest margins that says how these fall off
_CANDIDATES = 8  # of each picture
_COARSE_POINTS = 20  # a side of the grid of the coarse search
_PICTURES = 2048  # that are looked up at once
_TURNS_DEG = (-4.0, -2.0, 0.0, 2.0, 4.0)
_CROP, _CROP_PLACES = 0.9, (-0.1, -0.05, 0.0, 0.05, 0.1)  # the latter in half sides from the middle


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The training picture that stands out most for each of n pictures.

    Parameters
    ----------
    index
        (n,) its number.
    margin
        (n,) by how much it agrees better than the runner-up, in standard deviations over patches: about 0.1
        for a picture that is no copy, 1 and more for one that is.
    training
        How many training pictures were searched.
    """

    index: NDArray[np.int64]
    margin: NDArray[np.float64]
    training: int

    @property
    def n(self) -> int:
        """How many pictures were looked up."""
        return len(self.margin)


@dataclass(frozen=True, slots=True)
class CopyThreshold:
    """From which margin on a picture counts as a copy.

    Parameters
    ----------
    false_positive_rate
        The share of unseen real pictures that it is meant to take for copies.
    unseen, training
        How many unseen pictures it comes from, and how many training pictures each was looked up in.
    """

    margin: float
    false_positive_rate: float
    unseen: int
    training: int


def nearest(pictures: Fingerprints, training: Fingerprints) -> Nearest:
    """Look each picture up among the training pictures. Implements RC-061.

    Raises
    ------
    ValueError
        Fewer than two training pictures: a copy stands out against another one.
    """
    if training.n < MIN_TRAINING:
        raise ValueError(
            f"copies are looked up in {MIN_TRAINING} training pictures or more, found {training.n}"
        )
    candidates, poses = _candidates(pictures, training)
    index, margins = np.zeros(pictures.n, dtype=np.int64), np.zeros(pictures.n)
    for k in range(pictures.n):
        own = window(pictures.fine[k])
        pairs = zip(candidates[k], poses[k], strict=True)
        best, margins[k] = margin(own, np.stack([laid(own, training.fine[i], _POSES[j]) for i, j in pairs]))
        index[k] = candidates[k, best]
    return Nearest(index, margins, training.n)


def copy_threshold(unseen: Nearest, false_positive_rate: float) -> CopyThreshold:
    """Take the threshold from real pictures that are no copies. Implements RC-061.

    The largest tenth of their margins is taken to fall off exponentially, slower than the tail of a bell
    (peaks over a threshold: Pickands 1975, Annals of Statistics 3:119-131, here with a shape of 0). The
    threshold lies above every margin that was seen. A rate below one in the number of pictures rests on that
    tail: check it on other pictures.
    """
    if unseen.n < MIN_UNSEEN:
        raise ValueError(f"a threshold comes from {MIN_UNSEEN} unseen pictures or more, found {unseen.n}")
    if not 0 < false_positive_rate < _TAIL:
        raise ValueError(f"a false positive rate lies between 0 and {_TAIL}, found {false_positive_rate}")
    start = float(np.quantile(unseen.margin, 1 - _TAIL))
    above = unseen.margin[unseen.margin > start]
    excess = float((above - start).mean()) if above.size else 0.0
    seen = math.nextafter(float(unseen.margin.max()), math.inf)
    threshold = max(start + excess * math.log(_TAIL / false_positive_rate), seen)
    return CopyThreshold(threshold, false_positive_rate, unseen.n, unseen.training)


def copies(found: Nearest, threshold: CopyThreshold) -> NDArray[np.bool_]:
    """(n,) which pictures are copies.

    Raises
    ------
    ValueError
        They were looked up in more or fewer training pictures than the threshold holds for: the more there
        are, the better the nearest agrees by chance.
    """
    if found.training != threshold.training:
        raise ValueError(
            f"looked up in {found.training} training pictures, with a threshold for {threshold.training}"
        )
    are: NDArray[np.bool_] = found.margin >= threshold.margin
    return are


def copy_rate(
    found: Nearest, threshold: CopyThreshold, confidence: float, *, name: str = "copy_rate"
) -> Estimate:
    """Return the share of copies with exact bounds: none in 10,000 is at most 0.0003 at 95 %."""
    rate = proportion(int(copies(found, threshold).sum()), found.n, confidence)
    method = (
        f"{rate.method}; copies from a margin of {threshold.margin:.4f}, meant for "
        f"{threshold.false_positive_rate:g} of unseen pictures ({threshold.unseen} seen); "
        f"{threshold.training} training pictures"
    )
    return replace(rate, statistic=name, method=method)


def _poses() -> Iterator[Pose]:
    for flip in FLIPS:
        for angle_deg in _TURNS_DEG:
            yield Pose(flip, angle_deg, 1.0, 0.0, 0.0)
        for row in _CROP_PLACES:
            for column in _CROP_PLACES:
                yield Pose(flip, 0.0, _CROP, row, column)


def _candidates(
    pictures: Fingerprints, training: Fingerprints
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n, K) the training pictures that are most similar in the lower band, and the pose of each."""
    points = grid(_COARSE_POINTS)
    flat, shown = (each.coarse.reshape(each.n, -1).T for each in (training, pictures))
    own = standardised(sampler(UPRIGHT.places(points)) @ shown).T  # (n, P)
    samplers = [sampler(pose.places(points)) for pose in _POSES]
    parts = [_best(own[k : k + _PICTURES], flat, samplers) for k in range(0, pictures.n, _PICTURES)]
    numbers, poses = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    return numbers, poses


def _best(
    own: Floats, flat: Floats, samplers: Sequence[sparse.csr_array]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    best = np.full((len(own), flat.shape[1]), -2, dtype=np.float32)
    pose = np.zeros(best.shape, dtype=np.int16)
    for number, each in enumerate(samplers):
        similarity = own @ standardised(each @ flat)
        better = similarity > best
        np.copyto(best, similarity, where=better)
        np.copyto(pose, np.int16(number), where=better)
    kept = min(_CANDIDATES, flat.shape[1])
    chosen = np.argpartition(-best, kept - 1, axis=1)[:, :kept].astype(np.int64)
    return chosen, np.take_along_axis(pose, chosen, axis=1).astype(np.int64)


_POSES = tuple(_poses())
