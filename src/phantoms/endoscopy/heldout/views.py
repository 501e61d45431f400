"""Held-out pictures by seed: single views in each condition, and short films in which one begins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.camera import content_mask
from phantoms.endoscopy.heldout.lens import counted, seen_through
from phantoms.endoscopy.heldout.render import heldout_look, render
from phantoms.endoscopy.heldout.theatre import room, unfit
from phantoms.endoscopy.heldout.tissue import lit_wall
from phantoms.endoscopy.population import good_scene, in_condition, painted
from phantoms.endoscopy.raster import axes
from phantoms.endoscopy.truth import CONDITIONS, RenderedView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from phantoms.endoscopy.geometry import Field
    from phantoms.endoscopy.scene import Scene

UNUSABLE = (*CONDITIONS[1:], "frozen")
STREAM = 0x4E1D  # seeds of this renderer are no other's


def heldout_view(
    seed: int, height: int, width: int, condition: str = "good", environment: str | None = None
) -> RenderedView:
    """Return one held-out view; the same seed gives the same bytes."""
    rng = np.random.default_rng([STREAM, seed])
    scene = good_scene(rng, environment)
    return _view(rng, scene, height, width, condition)


def heldout_episode(
    seed: int, condition: str, before: int, after: int, height: int, width: int
) -> Iterator[RenderedView]:
    """Yield a short film: ``before`` good views of a moving scope, then ``after`` in another condition.

    A frozen film repeats the last good view to the byte; a black, blurred, smoky or over-exposed one is of
    the same place; out of the body and through a wrong scope another world is seen, which moves too.
    """
    rng = np.random.default_rng([STREAM, 1, seed])
    scene = good_scene(rng)
    drift = rng.normal(0, 0.004, 2)
    last: RenderedView | None = None
    for index in range(before):
        last = painted(rng, _drifted(scene, drift, index), height, width, render)
        yield last
    if condition == "frozen":
        if last is None:
            raise ValueError("a film freezes after a view, and there is none before")
        for _ in range(after):
            yield last
        return
    bad = in_condition(rng, scene, condition)
    other = int(rng.integers(2**31))
    for index in range(after):
        here = _drifted(bad, drift, before + index)
        yield _view(np.random.default_rng([STREAM, 2, other]), here, height, width, condition, index)


def _view(
    rng: np.random.Generator, scene: Scene, height: int, width: int, condition: str, index: int = 0
) -> RenderedView:
    if condition in ("out_of_body", "wrong_scope"):
        return _elsewhere(rng, scene, height, width, condition, index)
    if scene.condition != condition:
        scene = in_condition(rng, scene, condition)
    return painted(rng, scene, height, width, render)


def _elsewhere(
    rng: np.random.Generator, scene: Scene, height: int, width: int, condition: str, index: int
) -> RenderedView:
    look, noise = heldout_look(scene), np.random.default_rng([STREAM, 3, scene.noise_seed, index])
    softest = 0.015 if condition == "out_of_body" else 0.002  # a bundle's fibres are always in focus
    camera = replace(scene.camera, defocus=float(rng.uniform(0, softest)), motion=(0.0, 0.0))
    scene = replace(scene, condition=condition, camera=camera)
    x, y = axes(height, width)
    x, y = x + np.float32(0.006 * index), y + np.float32(0.003 * index)
    light: Field = (
        room(rng, x, y) if condition == "out_of_body" else unfit(rng, lit_wall(scene, look, x, y), x, y)
    )
    x, y = axes(height, width)
    light = seen_through(np.ascontiguousarray(light, dtype=np.float32), scene, look, x, y, noise)
    content = content_mask(scene.content, height, width)
    neutral = replace(look, exposure=1.0, warmth=look.warmth / 2)
    camera = replace(camera, exposure=float(rng.uniform(0.8, 1.2)), gamma=float(rng.uniform(0.7, 1.1)))
    picture = counted(light, camera, neutral, content, noise)
    labels = np.zeros((height, width), np.uint8)
    return RenderedView(picture, labels, np.full((4, 2), np.nan, np.float32), content, condition)


def _drifted(scene: Scene, drift: np.ndarray, index: int) -> Scene:
    """Return the scene a moment later: the scope has moved, and the sensor's noise is another."""
    pose = replace(
        scene.pose, x=scene.pose.x + float(drift[0]) * index, y=scene.pose.y + float(drift[1]) * index
    )
    return replace(scene, pose=pose, noise_seed=scene.noise_seed + index)
