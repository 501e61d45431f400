"""Which views there are: random scenes over the whole range of anatomy, looks and conditions.

Between good and bad there is a gap, so that what a picture is called is never a matter of a hair:

- smoke: a good view's veil takes at most 0.3 of the contrast; a smoky one's at least 0.85 on average.
- blur: a good view's defocus is at most 0.8 % of the height and its motion 2 %; a blurred one's defocus is at
  least 2.5 %, or its motion at least 12 % with a defocus of 1.2 % and more, and no vessel or edge is left.
- brightness: at most a tenth of a good view's content is saturated, at least half of an over-exposed one's; a
  black one's mean is below 3 %.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.anatomies import patch, random_anatomy
from phantoms.endoscopy.handling import random_instruments
from phantoms.endoscopy.looks import (
    random_camera,
    random_content,
    random_light,
    random_medium,
    random_palette,
    random_pose,
    random_surface,
)
from phantoms.endoscopy.outside import out_of_body
from phantoms.endoscopy.render import render
from phantoms.endoscopy.scene import ENVIRONMENTS, Scene
from phantoms.endoscopy.wrong_scope import wrong_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from phantoms.endoscopy.scene import Camera
    from phantoms.endoscopy.truth import RenderedView

    Random = np.random.Generator
    Paint = Callable[[Scene, int, int], RenderedView]

SHARES = {
    "good": 0.72,
    "smoke": 0.05,
    "blurred": 0.05,
    "over_exposed": 0.04,
    "black": 0.02,
    "out_of_body": 0.08,
    "wrong_scope": 0.04,
}
ENVIRONMENT_SHARES = (0.16, 0.14, 0.26, 0.26, 0.18)
SATURATED = 250
GOOD_SATURATION, BAD_SATURATION = 0.10, 0.55


def random_view(rng: Random, height: int, width: int, condition: str | None = None) -> RenderedView:
    """Return a view in a condition, or in one drawn by SHARES."""
    if condition is None:
        condition = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    if condition == "out_of_body":
        return out_of_body(rng, height, width)
    if condition == "wrong_scope":
        return wrong_scope(rng, height, width)
    return painted(rng, in_condition(rng, good_scene(rng), condition), height, width)


def painted(rng: Random, scene: Scene, height: int, width: int, paint: Paint = render) -> RenderedView:
    """Return the scene's view, exposed anew until its brightness is what its condition says."""
    view = paint(scene, height, width)
    for _ in range(12):
        share = saturation(view)
        if scene.condition == "over_exposed":
            fits, factor = share >= BAD_SATURATION, rng.uniform(1.3, 1.8)
        else:
            fits, factor = share <= GOOD_SATURATION or scene.condition == "black", rng.uniform(0.7, 0.85)
        if fits:
            break
        camera = replace(scene.camera, exposure=scene.camera.exposure * float(factor))
        scene = replace(scene, camera=camera)
        view = paint(scene, height, width)
    return view


def saturation(view: RenderedView) -> float:
    """Return the share of the content whose green is saturated."""
    green = view.picture[::2, ::2, 1][view.content[::2, ::2]]
    return float((green >= SATURATED).mean()) if green.size else 0.0


def good_scene(rng: Random, environment: str | None = None) -> Scene:
    """Return a scene that gives a good picture, in ENVIRONMENTS as ENVIRONMENT_SHARES has them."""
    if environment is None:
        environment = str(rng.choice(ENVIRONMENTS, p=ENVIRONMENT_SHARES))
    content = random_content(rng)
    anatomy = random_anatomy(rng, environment)
    litter = [patch(rng, kind) for kind in _litter(rng)]
    return Scene(
        replace(anatomy, coverings=(*anatomy.coverings, *litter)),
        random_pose(rng, content),
        random_instruments(rng, content),
        random_palette(rng),
        random_surface(rng),
        random_light(rng),
        random_medium(rng),
        random_camera(rng),
        content,
        int(rng.integers(2**31)),
    )


def in_condition(rng: Random, scene: Scene, condition: str) -> Scene:
    """Return a good scene made into one of another condition."""
    scene = replace(scene, condition=condition)
    if condition == "smoke":
        return replace(scene, medium=replace(scene.medium, smoke=float(rng.uniform(0.95, 1.0))))
    changes = {"blurred": _blurred, "over_exposed": _glaring, "black": _dark}
    return replace(scene, camera=changes[condition](rng, scene.camera)) if condition in changes else scene


def _blurred(rng: Random, camera: Camera) -> Camera:
    if rng.random() < 0.65:
        return replace(camera, defocus=float(rng.uniform(0.025, 0.07)), sharpening=0.0)
    length, angle = rng.uniform(0.12, 0.3), rng.uniform(0, 2 * np.pi)
    motion = float(length * np.cos(angle)), float(length * np.sin(angle))
    return replace(camera, defocus=float(rng.uniform(0.012, 0.025)), motion=motion, sharpening=0.0)


def _glaring(rng: Random, camera: Camera) -> Camera:
    return replace(camera, exposure=float(rng.uniform(3.0, 9.0)))


def _dark(rng: Random, camera: Camera) -> Camera:
    exposure = float(0.05 * rng.random() ** 2)
    return replace(camera, exposure=exposure, noise=float(rng.uniform(0, 0.01)), gamma=1.0)


def _litter(rng: Random) -> list[str]:
    shares = {"blood": 0.45, "clot": 0.15, "water": 0.15, "cotton": 0.10, "glue": 0.04}
    kinds = [kind for kind, share in shares.items() if rng.random() < share]
    return [kind for kind in kinds for _ in range(int(rng.integers(1, 3)))]
