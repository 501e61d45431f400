"""Each feature says what its name says."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from bedside.endoscopy.processing.content_area import cells_of, content_area
from bedside.endoscopy.processing.view_features import FEATURES, view_features


def features(plane: np.ndarray) -> dict[str, float]:
    """Return the features of a plane by name."""
    values = view_features(plane, cells_of(plane), content_area(plane))
    return dict(zip(FEATURES, values.tolist(), strict=True))


def plain(red: int, green: int, blue: int) -> np.ndarray:
    """Return a plane of one colour."""
    return np.broadcast_to(np.array([red, green, blue], np.uint8), (144, 256, 3)).copy()


def mottled(seed: int, sigma: float) -> np.ndarray:
    """Return a plane of red tissue-like noise of that fineness."""
    noise = gaussian_filter(np.random.default_rng(seed).standard_normal((144, 256)), sigma)
    field = 1 + 0.3 * noise / noise.std()
    return np.clip(field[..., None] * np.array([170, 80, 70]), 0, 255).astype(np.uint8)


def test_there_is_a_value_for_every_name() -> None:
    """As many as names, all different names, all finite, on any kind of plane."""
    assert len(set(FEATURES)) == len(FEATURES)
    for plane in (plain(0, 0, 0), plain(255, 255, 255), plain(200, 90, 80), mottled(1, 2)):
        found = features(plane)
        assert len(found) == len(FEATURES)
        assert np.isfinite(list(found.values())).all()


def test_hues_fall_into_their_bins() -> None:
    """Red is from 0, blue drapes from -145 degrees (215), green ones from 95; grey has no hue."""
    for colour, name in (
        ((180, 60, 55), "hue_from_0"),
        ((40, 80, 190), "hue_from_-145"),
        ((30, 170, 70), "hue_from_95"),
        ((120, 120, 122), "grey_mid"),
    ):
        found = features(plain(*colour))
        assert found[name] > 0.9, name


def test_dark_and_light_halves_are_told_apart() -> None:
    """With half of the picture dark and half grey, each takes the root of a half."""
    plane = plain(120, 120, 122)
    plane[36:108] = 20
    found = features(plane)
    assert abs(found["dark"] - 0.5**0.5) < 0.05
    assert abs(found["grey_mid"] - 0.5**0.5) < 0.05


def test_differences_fall_with_blur() -> None:
    """A blurred picture's fine differences and sharpness are less; exposure changes them by little."""
    sharp, soft = features(mottled(2, 1.0)), features(mottled(2, 4.0))
    for name in ("difference_1px_0.9", "difference_2px_0.99", "sharpness_high", "structure_from_0.17"):
        assert sharp[name] > soft[name] + 0.3 * abs(soft[name]), name
    dim = features((mottled(2, 1.0) // 2).astype(np.uint8))
    assert abs(dim["difference_2px_0.5"] - sharp["difference_2px_0.5"]) < 0.1


def test_a_veil_lifts_the_dark_channel_and_takes_the_contrast() -> None:
    """Under smoke the darkest is lighter, and neighbours differ less."""
    clear = mottled(3, 2.0)
    veiled = (0.12 * clear + 0.88 * 150).astype(np.uint8)
    before, after = features(clear), features(veiled)
    assert after["dark_channel"] > before["dark_channel"] + 0.2
    assert after["local_contrast"] < before["local_contrast"] - 1


def test_highlights_glare_and_spark() -> None:
    """A few white pixels raise what stands for wetness, and hardly the rest."""
    plane = mottled(4, 2.0)
    wet = plane.copy()
    wet[10::12, 10::12] = 255
    before, after = features(plane), features(wet)
    assert after["glare_edges"] > before["glare_edges"] + 0.05
    assert after["spark_0.9"] > before["spark_0.9"] + 0.3
