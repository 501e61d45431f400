"""Copies of training pictures among generated ones, under all that hides a copy from a plain comparison.

Looked for: flips, turns of up to 5 degrees, crops of nine tenths, and what a fingerprint outlives (gamma,
JPEG, speckle anew), each alone or together. A coarse search over poses names a few candidates for each
picture; the fine pattern, laid on its candidate as exactly as turn and shift allow, decides patch by patch:
two pictures of one layout agree along its outlines, a copy agrees in nearly every patch. What counts as a
copy is not set by eye: the threshold comes from real pictures that no model has seen, looked up in the same
training set.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from bench.measure.memorisation.fingerprints import FLIPS, UPRIGHT, Pose, grid, sampler, standardised
from bench.measure.memorisation.registration import agreement
from bench.measure.proportion import proportion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from bench.measure.estimate import Estimate
    from bench.measure.memorisation.fingerprints import Fingerprints

    Floats = NDArray[np.float32]

MIN_UNSEEN = 300  # real pictures to take a threshold from
_UPPER = (0.9, 0.99)  # quantiles of their similarities that say how wide these lie
_CANDIDATES = 3  # of each picture
_COARSE_POINTS = 20  # a side of the grid of the coarse search
_PICTURES = 2048  # that are looked up at once
_TURNS_DEG = (-4.0, -2.0, 0.0, 2.0, 4.0)
_CROP, _CROP_PLACES = 0.9, (-0.1, -0.05, 0.0, 0.05, 0.1)  # the latter in half sides from the middle


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The most similar training picture of each of n pictures.

    Parameters
    ----------
    index
        (n,) its number.
    similarity
        (n,) the correlation that four fifths of the patches reach, the two patterns laid on each other; 1
        for a copy without a change.
    training
        How many training pictures were searched.
    """

    index: NDArray[np.int64]
    similarity: NDArray[np.float64]
    training: int

    @property
    def n(self) -> int:
        """How many pictures were looked up."""
        return len(self.similarity)


@dataclass(frozen=True, slots=True)
class CopyThreshold:
    """From which similarity on a picture counts as a copy.

    Parameters
    ----------
    false_positive_rate
        The share of unseen real pictures that it is meant to take for copies.
    unseen, training
        How many unseen pictures it comes from, and how many training pictures each was looked up in.
    """

    similarity: float
    false_positive_rate: float
    unseen: int
    training: int


def nearest(pictures: Fingerprints, training: Fingerprints) -> Nearest:
    """Look each picture up among the training pictures. Implements RC-061."""
    candidates, poses = _candidates(pictures, training)
    index, similarity = np.zeros(pictures.n, dtype=np.int64), np.full(pictures.n, -1.0)
    for k in range(pictures.n):
        for number, pose in zip(candidates[k], poses[k], strict=True):
            found = agreement(pictures.fine[k], training.fine[number], _POSES[pose])
            if found > similarity[k]:
                index[k], similarity[k] = number, found
    return Nearest(index, similarity, training.n)


def copy_threshold(unseen: Nearest, false_positive_rate: float) -> CopyThreshold:
    """Take the threshold from real pictures that are no copies. Implements RC-061.

    Their similarities above the median are taken for the upper half of a bell, as wide as its 90 % or 99 %
    quantile asks, whichever asks for more, and a little wider for what so many pictures leave open; the tail
    of what cannot exceed 1 is shorter. The threshold lies above every similarity that was seen. A rate below
    one in the number of pictures rests on the bell: check it on other pictures.
    """
    if unseen.n < MIN_UNSEEN:
        raise ValueError(f"a threshold comes from {MIN_UNSEEN} unseen pictures or more, found {unseen.n}")
    if not 0 < false_positive_rate < 0.1:
        raise ValueError(f"a false positive rate lies between 0 and 0.1, found {false_positive_rate}")
    middle, *upper = np.quantile(unseen.similarity, [0.5, *_UPPER])
    width = max((high - middle) / stats.norm.ppf(share) for high, share in zip(upper, _UPPER, strict=True))
    tail = middle + stats.norm.isf(false_positive_rate) * width * (1 + 3 / math.sqrt(unseen.n))
    seen = math.nextafter(float(unseen.similarity.max()), 2.0)
    return CopyThreshold(max(float(tail), seen), false_positive_rate, unseen.n, unseen.training)


def copies(found: Nearest, threshold: CopyThreshold) -> NDArray[np.bool_]:
    """(n,) which pictures are copies.

    Raises
    ------
    ValueError
        They were looked up in more or fewer training pictures than the threshold holds for: the more there
        are, the more similar is the nearest by chance.
    """
    if found.training != threshold.training:
        raise ValueError(
            f"looked up in {found.training} training pictures, with a threshold for {threshold.training}"
        )
    are: NDArray[np.bool_] = found.similarity >= threshold.similarity
    return are


def copy_rate(
    found: Nearest, threshold: CopyThreshold, confidence: float, *, name: str = "copy_rate"
) -> Estimate:
    """Return the share of copies with exact bounds: none in 10,000 is at most 0.0003 at 95 %."""
    rate = proportion(int(copies(found, threshold).sum()), found.n, confidence)
    method = (
        f"{rate.method}; copies from a similarity of {threshold.similarity:.4f}, meant for "
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
