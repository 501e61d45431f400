"""The spectrum tells structure from noise, and a honeycomb from tissue."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from bedside.endoscopy.processing.content_area import content_area
from bedside.endoscopy.processing.view_spectrum import SPECTRUM_FEATURES, spectrum_features
from phantoms.endoscopy.population import random_view
from phantoms.endoscopy.wrong_scope import wrong_scope

SEED = 62_000


def spectrum(plane: np.ndarray) -> dict[str, float]:
    """Return the spectrum's features by name."""
    return dict(zip(SPECTRUM_FEATURES, spectrum_features(plane, content_area(plane)).tolist(), strict=True))


def noisy(seed: int, sigma: float, noise: float) -> np.ndarray:
    """Return common structure of that fineness under noise of each channel's own."""
    rng = np.random.default_rng(seed)
    field = gaussian_filter(rng.standard_normal((144, 256)), sigma)
    grey = 120 + 30 * field / field.std()
    return np.clip(grey[..., None] + noise * rng.standard_normal((144, 256, 3)), 0, 255).astype(np.uint8)


def test_noise_is_no_structure() -> None:
    """Noise in each channel adds tenfold to the noise, and changes what structure a blur left by little."""
    clean, grainy = spectrum(noisy(1, 4, 0.5)), spectrum(noisy(1, 4, 8))
    assert grainy["noise_from_0.3"] > clean["noise_from_0.3"] + np.log(10)
    assert abs(grainy["structure_from_0.05"] - clean["structure_from_0.05"]) < 0.2
    assert grainy["structure_from_0.23"] < spectrum(noisy(1, 1, 8))["structure_from_0.23"] - 2


def test_motion_takes_the_structure_of_one_direction() -> None:
    """Blurred along rows, the weakest direction loses far more than the mean of all."""
    sharp = noisy(2, 1, 0.5)
    moved = np.stack([gaussian_filter(sharp[..., c].astype(float), (0, 6)) for c in range(3)], -1).astype(
        np.uint8
    )
    before, after = spectrum(sharp), spectrum(moved)
    lost = before["weakest_direction_from_0.12"] - after["weakest_direction_from_0.12"]
    assert lost > before["structure_from_0.12"] - after["structure_from_0.12"] + 1


def test_every_honeycomb_stands_out_and_no_tissue_does() -> None:
    """Over drawn views the least lattice of fibre bundles is above the greatest of good views."""
    bundles, tissues = [], []
    for index in range(30):
        rng = np.random.default_rng([SEED, index])
        good = random_view(rng, 144, 256, "good")
        tissues.append(spectrum(good.picture)["lattice_waves"])
        bundle = wrong_scope(rng, 144, 256, "fibre_bundle", good if index % 2 else None)
        bundles.append(spectrum(bundle.picture)["lattice_waves"])
    assert min(bundles) > max(tissues)
