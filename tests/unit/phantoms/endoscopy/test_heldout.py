"""The held-out renderer keeps the truth, paints another world, and is out of training's reach."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

import phantoms
from phantoms.endoscopy import heldout
from phantoms.endoscopy.population import good_scene
from phantoms.endoscopy.render import render
from phantoms.endoscopy.truth import CONDITIONS, INSTRUMENT, RenderedView

SOURCE = Path(phantoms.__file__).parent.parent
HEIGHT, WIDTH = 144, 256


@pytest.mark.verifies("SRS-129", purpose="negative")
def test_training_imports_no_heldout_renderer() -> None:
    """No file of the training package, at any depth of its code, names a held-out module."""
    files = sorted((SOURCE / "training").rglob("*.py"))
    assert len(files) > 10
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in getattr(node, "names", ())]
            assert not any("heldout" in name for name in names), path


@pytest.mark.verifies("SRS-129", purpose="negative")
def test_the_training_renderer_uses_nothing_of_the_heldout_one() -> None:
    """What training renders from lies beside the held-out folder and never imports it."""
    files = list((SOURCE / "phantoms" / "endoscopy").glob("*.py"))
    assert not [path.name for path in files if "heldout" in path.read_text(encoding="utf-8")]


@pytest.mark.verifies("SRS-129", purpose="implementation")
@pytest.mark.parametrize("seed", range(4))
def test_both_renderers_tell_one_truth_of_a_scene(seed: int) -> None:
    """Labels and landmarks of the two are the same; the fine detail of their pictures hardly agrees."""
    scene = good_scene(np.random.default_rng([7, seed]), "sella_intact")
    ours, theirs = heldout.render(scene, HEIGHT, WIDTH), render(scene, HEIGHT, WIDTH)
    assert np.array_equal(ours.labels, theirs.labels)
    assert np.array_equal(ours.landmarks, theirs.landmarks, equal_nan=True)
    inside = ours.content
    fine = [_detail(view.picture)[inside] for view in (ours, theirs)]
    assert abs(np.corrcoef(*fine)[0, 1]) < 0.5


def test_an_instrument_is_painted_where_it_is_labelled() -> None:
    """Taking instruments out of scenes changes pixels on their label, and barely any off it."""
    from dataclasses import replace

    changed_on, changed_off = [], []
    for seed in range(8):
        scene = good_scene(np.random.default_rng([8, seed]))
        scene = replace(scene, camera=replace(scene.camera, defocus=0.0, motion=(0.0, 0.0)))
        with_tools = heldout.render(scene, HEIGHT, WIDTH)
        without = heldout.render(replace(scene, instruments=()), HEIGHT, WIDTH)
        change = np.abs(with_tools.picture.astype(int) - without.picture).max(axis=2) > 12
        tool = with_tools.labels == INSTRUMENT
        if tool.any():
            changed_on.append(change[tool].mean())
            changed_off.append(change[~tool & with_tools.content].mean())
    assert np.mean(changed_on) > 0.8
    assert np.mean(changed_off) < 0.03


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_same_seed_gives_the_same_view_in_every_condition(condition: str) -> None:
    """Bytes repeat by seed and differ between seeds; what is not good, smoky or blurred has no labels."""
    view, same, other = (heldout.heldout_view(seed, HEIGHT, WIDTH, condition) for seed in (3, 3, 4))
    assert np.array_equal(view.picture, same.picture)
    assert view.condition == condition
    assert not np.array_equal(view.picture, other.picture)
    assert condition in ("good", "smoke", "blurred") or not view.labels.any()


def test_conditions_are_what_they_are_called() -> None:
    """Black is below 3 %, over-exposed half saturated; blurred and smoky views have lost their edges."""
    by_name = {
        name: [heldout.heldout_view(seed, HEIGHT, WIDTH, name) for seed in range(10)]
        for name in ("good", "black", "over_exposed", "blurred", "smoke")
    }
    assert all(view.picture[view.content].mean() < 0.03 * 255 for view in by_name["black"])
    assert all((view.picture[view.content] >= 250).mean() > 0.5 for view in by_name["over_exposed"])
    saturated = [(view.picture[..., 1][view.content] >= 250).mean() for view in by_name["good"]]
    assert max(saturated) <= 0.12
    edges = {name: np.array([_edges(view) for view in views]) for name, views in by_name.items()}
    assert (edges["blurred"] < 0.6 * edges["good"]).all()
    assert (edges["smoke"] < 0.6 * edges["good"]).all()


@pytest.mark.parametrize("condition", heldout.UNUSABLE)
def test_a_film_turns_from_good_to_another_condition_once(condition: str) -> None:
    """Good views come first, each of its own noise; a frozen film repeats the last one to the byte."""
    film = list(heldout.heldout_episode(5, condition, 3, 4, HEIGHT, WIDTH))
    assert [view.condition for view in film[:3]] == ["good"] * 3
    assert not np.array_equal(film[0].picture, film[1].picture)
    if condition == "frozen":
        assert all(np.array_equal(view.picture, film[2].picture) for view in film[3:])
    else:
        assert [view.condition for view in film[3:]] == [condition] * 4
        assert not np.array_equal(film[3].picture, film[4].picture) or condition == "black"


def _edges(view: RenderedView) -> float:
    """Return the mean slope over four pixels, which noise hardly moves, inside the content."""
    soft = ndimage.uniform_filter(view.picture.astype(np.float32).mean(axis=2), 4)
    slope = np.hypot(soft[4:, 2:-2] - soft[:-4, 2:-2], soft[2:-2, 4:] - soft[2:-2, :-4])
    inside = ndimage.binary_erosion(view.content, iterations=6)[2:-2, 2:-2]
    return float(slope[inside].mean())


def _detail(picture: np.ndarray) -> np.ndarray:
    grey = picture.astype(np.float32).mean(axis=2)
    return (
        grey - (np.roll(grey, 1, 0) + np.roll(grey, -1, 0) + np.roll(grey, 1, 1) + np.roll(grey, -1, 1)) / 4
    )
