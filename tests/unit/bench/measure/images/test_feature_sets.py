"""Features with their origin, and pictures on one scale."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.measure.images import (
    FeatureSet,
    as_unit,
    comparable,
    frechet_distance,
    kernel_distance,
    manifold,
    mmd2,
    nearest_scores,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.verifies("SRS-185", purpose="implementation")

RANDOM = np.random.default_rng(0)
POOL_64 = FeatureSet(RANDOM.normal(size=(99, 64)), "inception", "pool 64", "299 bilinear", "ab" * 32)


@pytest.mark.verifies("RC-066", purpose="implementation")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"extractor": "other"}, "extractor: inception and other"),
        ({"layer": "pool 192"}, "layer: pool 64 and pool 192"),
        ({"values": RANDOM.normal(size=(99, 63))}, "dimension: 64 and 63"),
        ({"resize": "none"}, "resize: 299 bilinear and none"),
        ({"scale": "0..255"}, r"scale: 0\.\.1 and 0\.\.255"),
        ({"weights_sha256": "cd" * 32}, "weights_sha256: abab"),
    ],
)
def test_two_origins_are_refused_with_what_differs(changed: dict[str, object], said: str) -> None:
    """One thing at a time; the same origin passes."""
    comparable(POOL_64, replace(POOL_64, values=RANDOM.normal(size=(70, 64))))
    with pytest.raises(ValueError, match=said):
        comparable(POOL_64, replace(POOL_64, **changed))  # type: ignore[arg-type] # any field


@pytest.mark.verifies("RC-066", purpose="effectiveness")
def test_no_distance_compares_unequal_layers_scales_or_too_few_images() -> None:
    """Feature=192 on 64 images beside feature=64 on 99, the public error, and its kin give no number."""
    pool_192 = FeatureSet(RANDOM.normal(size=(64, 192)), "inception", "pool 192", "299 bilinear", "ab" * 32)
    few = POOL_64.rows(range(64))
    eight_bit = (RANDOM.random((4, 8, 8)) * 255).astype(np.float64)
    attempts: list[Callable[[], object]] = [
        lambda: frechet_distance(pool_192, POOL_64),
        lambda: mmd2(pool_192, POOL_64),
        lambda: kernel_distance(pool_192, POOL_64, 0.95),
        lambda: manifold(pool_192, POOL_64, 3, 0.95),
        lambda: nearest_scores(pool_192, POOL_64),
        lambda: frechet_distance(few, POOL_64),
        lambda: frechet_distance(pool_192, pool_192),
        lambda: as_unit(eight_bit),
        lambda: as_unit((eight_bit > 100).astype(np.uint8)),
    ]
    unequal_features_refused = 0
    for attempt in attempts:
        with pytest.raises(ValueError, match=r"differ in layer|do not fix|fractions|0 and 1 alone"):
            attempt()
        unequal_features_refused += 1
    assert unequal_features_refused == len(attempts)
    assert frechet_distance(POOL_64, POOL_64) == pytest.approx(0, abs=1e-8)


def test_eight_bit_pictures_and_their_fractions_are_the_same_picture() -> None:
    """0 is 0, 255 is 1, and what is a fraction already stays as it is."""
    eight_bit = np.array([[[0, 51], [255, 102]]], dtype=np.uint8)
    assert as_unit(eight_bit).tolist() == [[[0, 0.2], [1, 0.4]]]
    assert np.array_equal(as_unit(as_unit(eight_bit)), as_unit(eight_bit))
    assert as_unit(as_unit(eight_bit).astype(np.float32)) == pytest.approx(as_unit(eight_bit))


@pytest.mark.verifies("RC-066", purpose="implementation")
@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        (np.array([[0.0, 254.0]]), r"found 0\.\.254: 8-bit"),
        (np.array([[-1.0, 1.0]]), r"found -1\.\.1"),
        (np.array([[0.0, np.nan]]), "found nan"),
        (np.array([[0, 1]], dtype=np.uint8), "0 and 1 alone"),
        (np.array([[0.0, 1 / 255]]), "divided by 255 twice"),
        (np.array([[0, 255]]), "found int64"),
        (np.array([0.5]), r"rows and columns, found \(1,\)"),
    ],
)
def test_pictures_on_another_scale_are_refused(pictures: np.ndarray, said: str) -> None:
    """8-bit numbers as fractions, fractions cut to 8 bit, scaled twice or to -1..1, another type."""
    with pytest.raises(ValueError, match=said):
        as_unit(pictures)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"values": np.full((99, 64), np.nan)}, "features of 99 of 99 images are not finite"),
        ({"values": np.zeros(64)}, r"\(n, d\), found \(64,\)"),
        ({"layer": ""}, "extractor, layer"),
        ({"subjects": ("a",)}, "99 images but 1 subjects"),
    ],
)
def test_half_a_feature_set_is_refused(changed: dict[str, object], said: str) -> None:
    """Nothing that is not finite, nothing without its origin."""
    with pytest.raises(ValueError, match=said):
        replace(POOL_64, **changed)  # type: ignore[arg-type] # any field


@pytest.mark.verifies("SRS-186", purpose="implementation")
def test_the_origin_says_all_that_a_distance_depends_on() -> None:
    """Extractor, layer, dimension, resize, scale and the digest's beginning."""
    for part in ("inception", "pool 64", "(64)", "299 bilinear", "0..1", "abababababab"):
        assert re.search(re.escape(part), POOL_64.origin)


def test_chosen_rows_keep_origin_and_subjects() -> None:
    """And subjects are numbered by name, images without them by themselves."""
    named = replace(POOL_64, subjects=tuple("ba" * 49 + "c"))
    chosen = named.rows([0, 1, 98])
    assert chosen.subjects == ("b", "a", "c")
    assert chosen.cluster().tolist() == [1, 0, 2]
    assert POOL_64.rows([5, 3]).cluster().tolist() == [0, 1]
    comparable(named, chosen)
