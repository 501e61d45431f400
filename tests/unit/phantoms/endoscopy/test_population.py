"""Between good and bad views lies a gap, and what a view is called is what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from phantoms.endoscopy.looks import MILD_DEFOCUS, MILD_MOTION, MILD_SMOKE
from phantoms.endoscopy.population import SHARES, good_scene, in_condition, painted, random_view, saturation
from phantoms.endoscopy.render import render
from phantoms.endoscopy.scene import ENVIRONMENTS, SELLA_VIEWS
from phantoms.endoscopy.truth import CONDITIONS, INSTRUMENT

if TYPE_CHECKING:
    from phantoms.endoscopy.truth import RenderedView


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng((seed, 3))


def _contrast(view: RenderedView) -> float:
    """Return how much the picture's grey swings over a few pixels, inside its content."""
    grey = view.picture.astype(np.float32).mean(axis=2)
    inner = view.content[4:-4, 4:-4]
    swing = np.abs(grey[4:-4, 8:] - grey[4:-4, :-8]) + np.abs(grey[8:, 4:-4] - grey[:-8, 4:-4])
    return float(swing[inner].mean() / max(grey[view.content].mean(), 1))


def test_every_condition_is_drawn() -> None:
    """The shares are of all conditions, and together everything."""
    assert set(SHARES) == set(CONDITIONS)
    assert sum(SHARES.values()) == pytest.approx(1)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_view_is_of_the_condition_that_was_asked_for(condition: str) -> None:
    """It says so, is of the size asked for, and is the same for the same seed."""
    first, second = (random_view(_rng(1), 72, 128, condition) for _ in range(2))
    assert first.condition == condition
    assert first.picture.shape == (72, 128, 3)
    np.testing.assert_array_equal(first.picture, second.picture)


def test_good_scenes_are_mild() -> None:
    """No good scene has more smoke, blur or motion than its limits, and two thirds show the sella."""
    scenes = [good_scene(_rng(seed)) for seed in range(300)]
    assert max(scene.medium.smoke for scene in scenes) <= MILD_SMOKE
    assert max(scene.camera.defocus for scene in scenes) <= MILD_DEFOCUS
    assert max(np.hypot(*scene.camera.motion) for scene in scenes) <= MILD_MOTION + 1e-9
    seen = [scene.anatomy.environment for scene in scenes]
    assert set(seen) == set(ENVIRONMENTS)
    assert np.mean([name in SELLA_VIEWS for name in seen]) > 0.62
    assert all(0.6 <= scene.pose.zoom <= 1.6 and abs(scene.pose.roll_deg) <= 20 for scene in scenes)
    assert {len(scene.instruments) for scene in scenes} == {0, 1, 2, 3, 4}


def test_good_views_are_not_saturated_and_over_exposed_ones_are() -> None:
    """At most a tenth of a good view's content is saturated, at least half of an over-exposed one's."""
    good = [saturation(random_view(_rng(seed), 72, 128, "good")) for seed in range(30)]
    glaring = [saturation(random_view(_rng(seed), 72, 128, "over_exposed")) for seed in range(30)]
    assert max(good) <= 0.10
    assert min(glaring) >= 0.50


def test_a_black_view_is_black() -> None:
    """Its mean is below 3 % of white."""
    for seed in range(20):
        assert random_view(_rng(seed), 72, 128, "black").picture.mean() < 0.03 * 255


@pytest.mark.parametrize(("condition", "least"), [("smoke", 4.0), ("blurred", 1.8)])
def test_smoke_and_blur_take_the_contrast(condition: str, least: float) -> None:
    """Beside the same scene in good condition, contrast over a few pixels is lost several times over."""
    losses = []
    for seed in range(12):
        scene = good_scene(_rng(seed))
        scene = replace(scene, camera=replace(scene.camera, noise=0.0))
        bad = render(in_condition(_rng(seed), scene, condition), 144, 256)
        losses.append(_contrast(render(scene, 144, 256)) / max(_contrast(bad), 1e-6))
    assert np.median(losses) > least
    assert min(losses) > 1


def test_a_bad_view_has_no_anatomy_in_its_truth_unless_it_is_still_there() -> None:
    """Smoke and blur leave labels and landmarks; black and over-exposed views have none."""
    scene = next(s for s in (good_scene(_rng(n), "sella_intact") for n in range(50)) if s.instruments)
    kept = render(scene, 72, 128).labels
    assert (kept == INSTRUMENT).any()
    for condition in ("smoke", "blurred"):
        np.testing.assert_array_equal(render(in_condition(_rng(0), scene, condition), 72, 128).labels, kept)
    for condition in ("black", "over_exposed"):
        view = render(in_condition(_rng(0), scene, condition), 72, 128)
        assert not view.labels.any()
        assert not view.present.any()


def test_the_exposure_is_mended_until_it_fits() -> None:
    """A good scene that glares is exposed anew, and any painter may be asked."""
    scene = good_scene(_rng(8))
    scene = replace(scene, camera=replace(scene.camera, exposure=4.0))
    asked = []

    def paint(given: object, height: int, width: int) -> RenderedView:
        asked.append(given)
        return render(given, height, width)  # type: ignore[arg-type]  # the painter is handed scenes

    assert saturation(render(scene, 72, 128)) > 0.10
    assert saturation(painted(_rng(8), scene, 72, 128, paint)) <= 0.10
    assert len(asked) > 1
