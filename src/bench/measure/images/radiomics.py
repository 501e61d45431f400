"""Radiomic features of pictures: grey values and their neighbourhoods in numbers, without trained weights.

Defined by the Image Biomarker Standardisation Initiative (A. Zwanenburg et al., Radiology 295 (2020) 328), in
the plane and over the whole picture, of the picture itself and of its Laplacian of Gaussian. The Fréchet
distance of such features, scaled by a reference set's mean and spread, follows the Fréchet radiomics distance
of N. Konz, R. Osuala et al., Med. Image Anal. 110 (2026) 103943; its features are others, so that numbers
published there are not comparable with these.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from bench.measure.images.feature_sets import FeatureSet, as_unit, comparable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

LEVELS = 32  # of grey, of equal width over 0..255, or over -128..128 of a filtered picture
_SIGMA_PX = 2.0
_NEIGHBOURS = ((0, 1), (1, 0), (1, 1), (1, -1))  # and the opposite ones
_STILL = 1e-12  # of a feature's size: what rounding makes of no spread
_EXTRACTOR, _VERSION = "radiomics IBSI 2D", "1"


def radiomic_features(images: ArrayLike, subjects: Sequence[str] = ()) -> FeatureSet:
    """Take the features of pictures.

    Parameters
    ----------
    images
        (n, H, W) uint8, or fractions of 0..1; of at least 3 by 3 pixels.
    """
    pictures = as_unit(images) * 255
    if pictures.ndim != 3 or min(pictures.shape[1:]) < 3:
        raise ValueError(f"pictures are (n, H, W), 3 by 3 or more, found {pictures.shape}")
    rows = [_of_picture(picture) for picture in pictures]
    settings = f"{_VERSION} {LEVELS} {_SIGMA_PX} {_NEIGHBOURS} {' '.join(rows[0])}"
    return FeatureSet(
        np.array([list(row.values()) for row in rows]),
        _EXTRACTOR,
        f"original, LoG {_SIGMA_PX:g} px",
        f"none ({pictures.shape[1]} by {pictures.shape[2]})",
        hashlib.sha256(settings.encode()).hexdigest(),
        tuple(subjects),
        "0..255",
    )


def scaled_by(features: FeatureSet, reference: FeatureSet) -> FeatureSet:
    """Bring features to the mean and spread of a reference set: 0 and 1 there.

    A feature that does not vary in the reference keeps its own unit, so that a difference is not lost. The
    scale enters the digest: sets scaled by two references are not comparable.
    """
    comparable(features, reference)
    if reference.n < 2:
        raise ValueError("one image has no spread to scale by")
    middle, spread = reference.values.mean(axis=0), reference.values.std(axis=0)
    spread = np.where(spread > _STILL * np.maximum(np.abs(middle), 1), spread, 1.0)
    digest = hashlib.sha256(reference.weights_sha256.encode() + middle.tobytes() + spread.tobytes())
    return replace(
        features,
        values=(features.values - middle) / spread,
        layer=f"{features.layer}, scaled",
        weights_sha256=digest.hexdigest(),
    )


def first_order(values: ArrayLike, levels: NDArray[np.int64]) -> dict[str, float]:
    """Return statistics of grey values whatever their places.

    Parameters
    ----------
    values
        Grey values of any shape.
    levels
        The same in whole levels from 0, for entropy and uniformity.
    """
    grey = np.ravel(np.asarray(values, dtype=np.float64))
    p10, p25, median, p75, p90 = np.quantile(grey, [0.1, 0.25, 0.5, 0.75, 0.9])
    away = grey - grey.mean()
    inner = grey[(grey >= p10) & (grey <= p90)]
    variance = float(np.mean(away**2))
    shares = np.bincount(np.ravel(levels), minlength=LEVELS) / grey.size
    return {
        "mean": float(grey.mean()),
        "variance": variance,
        "skewness": float(np.mean(away**3)) / variance**1.5 if variance else 0.0,
        "kurtosis": float(np.mean(away**4)) / variance**2 - 3 if variance else 0.0,
        "median": float(median),
        "p10": float(p10),
        "p90": float(p90),
        "interquartile_range": float(p75 - p25),
        "mean_absolute_deviation": float(np.mean(np.abs(away))),
        "robust_mean_absolute_deviation": float(np.mean(np.abs(inner - inner.mean()))),
        "entropy": _entropy(shares),
        "uniformity": float(np.sum(shares**2)),
    }


def co_occurrence(levels: NDArray[np.int64], count: int = LEVELS) -> Floats:
    """(L, L) how often two levels are neighbours, across, down and along both diagonals, both ways."""
    height, width = levels.shape
    found = np.zeros(count * count)
    for down, right in _NEIGHBOURS:
        one = levels[: height - down, max(0, -right) : width - max(0, right)]
        other = levels[down:, max(0, right) : width - max(0, -right)]
        found += np.bincount(np.ravel(one * count + other), minlength=count * count)
    table: Floats = found.reshape(count, count)
    return table + table.T


def texture(table: Floats) -> dict[str, float]:
    """Return the co-occurrence features of an (L, L) symmetric table of counts, levels counted from 1."""
    shares = table / table.sum()
    level = np.arange(1, len(table) + 1, dtype=np.float64)
    i, j = level[:, None], level[None, :]
    own = shares.sum(axis=1)
    middle = float(own @ level)
    variance = float(own @ (level - middle) ** 2)
    gap, total = np.abs(i - j), i + j - 2 * middle
    gaps = np.bincount(gap.astype(np.int64).ravel(), weights=shares.ravel())
    sums = np.bincount((i + j).astype(np.int64).ravel(), weights=shares.ravel())
    mean_gap = float(np.sum(gap * shares))
    apart = gap > 0
    return {
        "joint_maximum": float(shares.max()),
        "joint_average": middle,
        "joint_variance": variance,
        "joint_entropy": _entropy(shares),
        "difference_average": mean_gap,
        "difference_variance": float(np.sum((gap - mean_gap) ** 2 * shares)),
        "difference_entropy": _entropy(np.asarray(gaps, dtype=np.float64)),
        "sum_entropy": _entropy(np.asarray(sums, dtype=np.float64)),
        "angular_second_moment": float(np.sum(shares**2)),
        "contrast": float(np.sum(gap**2 * shares)),
        "inverse_difference": float(np.sum(shares / (1 + gap))),
        "inverse_difference_moment": float(np.sum(shares / (1 + gap**2))),
        "inverse_variance": float(np.sum(shares[apart] / gap[apart] ** 2)),
        "correlation": float(np.sum((i - middle) * (j - middle) * shares)) / variance if variance else 1.0,
        "cluster_tendency": float(np.sum(total**2 * shares)),
        "cluster_shade": float(np.sum(total**3 * shares)),
        "cluster_prominence": float(np.sum(total**4 * shares)),
        **_information(shares, own),
    }


def _information(shares: Floats, own: Floats) -> Mapping[str, float]:
    """Both information correlations; of a symmetric table, both entropies of independent levels are one."""
    alone, together = _entropy(own), _entropy(shares)
    return {
        "information_correlation_1": (together - 2 * alone) / alone if alone else 0.0,
        "information_correlation_2": float(np.sqrt(max(1 - np.exp(-2 * (2 * alone - together)), 0.0))),
    }


def _of_picture(picture: Floats) -> dict[str, float]:
    """Both images' features by name."""
    filtered = ndimage.gaussian_laplace(picture, _SIGMA_PX)
    found: dict[str, float] = {}
    for name, values, lowest in (("original", picture, 0.0), ("log", filtered, -128.0)):
        levels = np.clip((values - lowest) / 256 * LEVELS, 0, LEVELS - 1).astype(np.int64)
        features = first_order(values, levels) | texture(co_occurrence(levels))
        found |= {f"{name} {feature}": value for feature, value in features.items()}
    return found


def _entropy(shares: Floats) -> float:
    """In bits."""
    some = shares[shares > 0]
    return float(-np.sum(some * np.log2(some)))
