"""The renderer that training sees: noise-textured skin, iris and sclera, splatted lashes, blob glints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from phantoms.eye_movement.geometry import EllipseTruth
from phantoms.eye_movement.lids import to_pixels
from phantoms.eye_movement.raster import axes, covered, ellipse_radius, hairs, sampled, smooth_noise, splat
from phantoms.eye_movement.sensor import Sensor
from phantoms.eye_movement.truth import Layers, RenderedEye, Scene, layers, truth

if TYPE_CHECKING:
    from phantoms.eye_movement.raster import Plane

LEAST_CONTRAST = 0.025  # between iris and pupil, of the full range, that anyone could see


def render(scene: Scene, rng: np.random.Generator, sensor: Sensor | None = None) -> RenderedEye:
    """Return a frame of the scene in random looks, by the generator ``rng``."""
    at = layers(scene)
    camera = sensor or Sensor.random(rng, scene.width)
    light = _skin(scene, at, rng)
    light += at.open * (_eyeball(scene, at, rng) - light)
    if scene.has_eye:
        light = _lid_margin(scene, at, light, rng)
        light += at.open * _corneal_glints(scene, at, rng)
        light = _lashes(scene, light, rng)
    light = _surroundings(scene, at, light, rng) * _illumination(scene, at, rng)
    picture = camera.expose(light)
    seen = visible_contrast(at, picture) > max(LEAST_CONTRAST, 1.0 * camera.read_noise)
    return RenderedEye(camera.read(picture, rng), truth(scene, at, seen))


def visible_contrast(at: Layers, picture: Plane) -> float:
    """Return how much brighter the visible iris around the pupil is than the visible pupil."""
    pupil = (at.pupil_radius < 0.85) & (at.open > 0.5)
    ring = (at.pupil_radius > 1.15) & (at.pupil_radius < 1.6) & (at.iris_radius < 1.05) & (at.open > 0.5)
    if pupil.sum() < 5 or ring.sum() < 5:
        return 0.0
    return float(np.median(picture[ring]) - np.median(picture[pupil]))


def _skin(scene: Scene, at: Layers, rng: np.random.Generator) -> Plane:
    shape, scale = (scene.height, scene.width), scene.eye.px_per_mm
    light = np.full(shape, rng.uniform(0.25, 0.95), dtype=np.float32)
    light *= 1 + rng.uniform(0, 0.3) * smooth_noise(rng, shape, max(10 * scale, 12))
    light *= 1 + rng.uniform(0, 0.18) * smooth_noise(rng, shape, max(1.5 * scale, 2))
    light *= 1 + rng.uniform(0, 0.15) * smooth_noise(rng, shape, max(0.35 * scale, 1))
    if rng.random() < 0.4:  # oily skin: sparse bright specks
        specks = np.maximum(smooth_noise(rng, shape, max(0.5 * scale, 1.2)) - rng.uniform(0.8, 1.6), 0)
        light += specks * rng.uniform(0.3, 2.0) * (smooth_noise(rng, shape, 8 * scale) > 0)
    for _ in range(rng.integers(0, 4)):  # creases along the lids
        offset, power = rng.uniform(0.8, 6) * rng.choice([1, 1, -1]), rng.uniform(0.8, 1.2)
        edge = at.upper_mm * power + offset if offset > 0 else at.lower_mm * power + offset
        light *= 1 - rng.uniform(0.05, 0.45) * np.exp(-(((at.above_mm - edge) / rng.uniform(0.15, 0.7)) ** 2))
    socket = np.hypot(at.across_mm / 22, (at.above_mm - 1) / 15)
    light *= 1 + rng.uniform(-0.45, 0.25) * np.clip(1.6 - socket, 0, 1)
    return np.maximum(light, 0.02)


def _eyeball(scene: Scene, at: Layers, rng: np.random.Generator) -> Plane:
    shape, scale = (scene.height, scene.width), scene.eye.px_per_mm
    white = rng.uniform(0.35, 1.1)
    ball = np.full(shape, white, dtype=np.float32)
    ball *= 1 + rng.uniform(0, 0.15) * smooth_noise(rng, shape, max(3 * scale, 3))
    vessels = np.abs(smooth_noise(rng, shape, max(rng.uniform(0.7, 2) * scale, 2)))
    ball *= 1 - rng.uniform(0, 0.3) * np.clip(1 - 8 * vessels, 0, 1) * (at.iris_radius > 1.03)
    iris = _iris(scene, at, rng, white)
    soft = np.exp(rng.uniform(np.log(0.05), np.log(1.1))) * scale
    ball += covered(at.iris_distance, soft) * (iris - ball)
    contrast = rng.random()
    dark = rng.uniform(0.0, 0.22) if contrast < 0.8 else rng.uniform(0.1, 0.4)
    pupil = np.minimum(dark, 0.85 * iris) * (
        1 + rng.uniform(0, 0.15) * smooth_noise(rng, shape, max(2 * scale, 2))
    )
    soft = np.exp(rng.uniform(np.log(0.02), np.log(0.25))) * scale
    ball += covered(at.pupil_distance, soft) * (pupil - ball)
    under_lid = np.clip((at.upper_mm - at.above_mm) / rng.uniform(0.4, 3.5), 0, 1)
    ball *= 1 - rng.uniform(0, 0.6) * (1 - under_lid)
    side = np.abs(at.across_mm) / scene.lids.half_width_mm
    return ball * (1 - rng.uniform(0, 0.5) * side**2)


def _iris(scene: Scene, at: Layers, rng: np.random.Generator, white: float) -> Plane:
    level = rng.uniform(0.12, 0.85) * min(white * rng.uniform(0.8, 1.15), 1.0)
    along, across = axes(scene.eye.limbus, at.x, at.y)
    turn = np.arctan2(across, along) / np.float32(2 * np.pi) + np.float32(rng.random())
    radius = np.clip(at.iris_radius, 0, 1.2)
    pattern = np.zeros_like(radius)
    for spokes, rings, power in (
        (rng.integers(30, 130), 4, 0.3),
        (rng.integers(8, 40), rng.integers(3, 12), 0.3),
    ):
        table = rng.standard_normal((int(rings), int(spokes))).astype(np.float32)
        pattern += rng.uniform(0, power) * sampled(table, radius / 1.2 * (rings - 1), (turn % 1) * spokes)
    rim = np.exp(-(((at.iris_radius - 1) / rng.uniform(0.04, 0.18)) ** 2))
    inner = np.exp(-(((at.pupil_radius - 1) / rng.uniform(0.08, 0.5)) ** 2))
    shade = 1 + 0.7 * pattern - rng.uniform(-0.1, 0.5) * rim + rng.uniform(-0.35, 0.4) * inner
    tilt = rng.normal(0, 0.25, 2)
    slope = np.float32(tilt[0]) * along + np.float32(tilt[1]) * across
    shade *= 1 + slope / np.float32(scene.eye.limbus.major_px)
    return np.asarray(level * np.clip(shade, 0.15, 2.2), dtype=np.float32)


def _lid_margin(scene: Scene, at: Layers, light: Plane, rng: np.random.Generator) -> Plane:
    inside = np.abs(at.across_mm) < scene.lids.half_width_mm
    for edge, outward in ((at.upper_mm, 1.0), (at.lower_mm, -1.0)):
        height = (at.above_mm - edge) * np.float32(outward)
        band = (
            np.clip(height / 0.3 + 0.5, 0, 1) * np.clip((rng.uniform(0.3, 1.6) - height) / 0.5, 0, 1) * inside
        )
        light = light * (1 + rng.uniform(-0.5, 0.6) * band)
        if rng.random() < 0.5:  # the tear film shines in spots along the edge
            spots = np.maximum(smooth_noise(rng, light.shape, max(0.8 * scene.eye.px_per_mm, 1.5)) - 0.6, 0)
            film = np.exp(-(((height + 0.1) / rng.uniform(0.12, 0.35)) ** 2)) * inside
            light = light + film * spots * rng.uniform(0.3, 3)
        if rng.random() < 0.15:  # make-up
            liner = np.clip(height / 0.2 + 0.5, 0, 1) * np.clip((rng.uniform(0.5, 3) - height) / 0.6, 0, 1)
            light = light * (1 - rng.uniform(0.3, 0.85) * liner * inside)
    return light


def _corneal_glints(scene: Scene, at: Layers, rng: np.random.Generator) -> Plane:
    scale, limbus = scene.eye.px_per_mm, scene.eye.limbus
    glow = np.zeros((scene.height, scene.width), dtype=np.float32)
    centre = rng.normal(0, 2.2, 2) + np.array([scene.eye.axis[0], -scene.eye.axis[1]]) * -4.0
    spread = np.exp(rng.uniform(np.log(0.6), np.log(3.2)))
    number = int(rng.choice([0, 1, 2, 3, 4, 6, 8], p=[0.08, 0.25, 0.22, 0.17, 0.1, 0.1, 0.08]))
    ring = rng.random() < 0.35
    for k in range(number):
        turn = 2 * np.pi * k / max(number, 1)
        place = centre + (
            spread * np.array([np.cos(turn), np.sin(turn)]) if ring else rng.normal(0, spread, 2)
        )
        size = np.exp(rng.uniform(np.log(0.12), np.log(0.9))) * scale
        blob = EllipseTruth(
            limbus.x_px + place[0] * scale, limbus.y_px + place[1] * scale, 2 * size,
            2 * size * rng.uniform(0.4, 1), rng.uniform(-90, 90),
        )  # fmt: skip
        radius, distance = ellipse_radius(blob, at.x, at.y)
        core = covered(distance, max(0.25 * size, 1)) if rng.random() < 0.7 else np.exp(-(radius**2))
        glow += core * rng.uniform(0.4, 3.5) + np.exp(-radius) * rng.uniform(0, 0.2)
    if number and rng.random() < 0.3:  # dust and tear film scatter around a glint
        dust = np.array([limbus.x_px, limbus.y_px]) + scale * (
            centre + rng.normal(0, 0.7, (rng.integers(4, 40), 2))
        )
        glow += 3 * ndimage.gaussian_filter(splat(glow.shape, dust, rng.uniform(0.3, 2, len(dust))), 0.6)
    if rng.random() < 0.12:
        glow += _window(scene, at, rng)
    return glow


def _window(scene: Scene, at: Layers, rng: np.random.Generator) -> Plane:
    limbus, scale = scene.eye.limbus, scene.eye.px_per_mm
    place = EllipseTruth(
        limbus.x_px + rng.normal(0, 3) * scale,
        limbus.y_px + rng.normal(0, 3) * scale,
        1.0,
        1.0,
        rng.uniform(-90, 90),
    )
    along, across = axes(place, at.x, at.y)
    half = rng.uniform(0.7, 4, 2) * scale
    pane = covered(np.abs(along) - np.float32(half[0]), 2) * covered(np.abs(across) - np.float32(half[1]), 2)
    return np.asarray(pane * rng.uniform(0.05, 0.7), dtype=np.float32)


def _lashes(scene: Scene, light: Plane, rng: np.random.Generator) -> Plane:
    scale, lids = scene.eye.px_per_mm, scene.lids
    tone = rng.uniform(0.02, 0.35)
    for upper in (True, False):
        if rng.random() < 0.12:
            continue
        number = int(rng.integers(20, 150) if upper else rng.integers(8, 80))
        root = rng.uniform(-0.97, 0.97, number) * lids.half_width_mm
        edges = lids.edges(root.astype(np.float32))
        base = edges[0] + rng.uniform(0, 0.5, number) if upper else edges[1] - rng.uniform(0, 0.5, number)
        length = rng.uniform(1.5, 9 if upper else 5) * rng.uniform(0.6, 1.2, number)
        droop = rng.uniform(-0.9, 1.1)  # below zero they hang before the eye
        lean = root / lids.half_width_mm * rng.uniform(0, 0.9) + rng.normal(0, rng.uniform(0.05, 0.5), number)
        rise = (droop + rng.normal(0, 0.25, number)) * (1 if upper else -1)
        start = np.stack(to_pixels(scene.eye, root, base), axis=1)
        middle = np.stack(
            to_pixels(scene.eye, root + 0.4 * lean * length, base + 0.25 * rise * length), axis=1
        )
        end = np.stack(to_pixels(scene.eye, root + lean * length, base + rise * length), axis=1)
        thick = rng.uniform(0.05, 0.22) * scale * rng.uniform(0.6, 1.4, number)
        ink = hairs(light.shape, start, middle, end, np.maximum(thick, 0.25))
        light = light + ink * rng.uniform(0.55, 1) * (tone * light.mean(dtype=float) - light)
    if rng.random() < 0.35:
        light = _eyebrow(scene, light, rng, tone)
    return light


def _eyebrow(scene: Scene, light: Plane, rng: np.random.Generator, tone: float) -> Plane:
    number = int(rng.integers(80, 350))
    root, base = rng.uniform(-20, 20, number), rng.normal(rng.uniform(11, 20), rng.uniform(1, 2.5), number)
    lean, length = rng.normal(rng.choice([-0.8, 0.8]), 0.3, number), rng.uniform(2, 7, number)
    start = np.stack(to_pixels(scene.eye, root, base), axis=1)
    middle = np.stack(to_pixels(scene.eye, root + lean * length / 2, base + 0.3 * length), axis=1)
    end = np.stack(to_pixels(scene.eye, root + lean * length, base + 0.35 * length), axis=1)
    thick = np.full(number, max(rng.uniform(0.06, 0.2) * scene.eye.px_per_mm, 0.25))
    ink = hairs(light.shape, start, middle, end, thick)
    return light + ink * rng.uniform(0.3, 1) * (tone * light - light)


def _surroundings(scene: Scene, at: Layers, light: Plane, rng: np.random.Generator) -> Plane:
    shape = light.shape
    if rng.random() < 0.18:  # headset: the eye is seen through a dark aperture
        hole = EllipseTruth(
            scene.width * rng.uniform(0.35, 0.65), scene.height * rng.uniform(0.35, 0.65),
            scene.width * rng.uniform(0.8, 1.3), scene.width * rng.uniform(0.6, 0.8), rng.uniform(-90, 90),
        )  # fmt: skip
        inside = covered(ellipse_radius(hole, at.x, at.y)[1], rng.uniform(1, 30))
        light = light * (inside + (1 - inside) * rng.uniform(0, 0.15))
    for _ in range(
        rng.integers(0, 3) if rng.random() < 0.3 else 0
    ):  # hair, frames and shadows: dark, round or straight
        centre = rng.uniform(0, 1, 2) * (scene.width, scene.height)
        size = np.exp(rng.uniform(np.log(0.04), np.log(0.4))) * scene.width
        blot = EllipseTruth(centre[0], centre[1], size, size * rng.uniform(0.15, 1), rng.uniform(-90, 90))
        inside = covered(ellipse_radius(blot, at.x, at.y)[1], rng.uniform(1, 0.5 * size + 1))
        light = light * (1 - rng.uniform(0.2, 0.95) * inside * (1 - at.open))
    if rng.random() < 0.1:  # a veil of stray light
        light = light + rng.uniform(0.02, 0.4) * np.maximum(1 + smooth_noise(rng, shape, scene.width / 3), 0)
    return light


def _illumination(scene: Scene, at: Layers, rng: np.random.Generator) -> Plane:
    x, y = at.x / scene.width - 0.5, at.y / scene.width - 0.5 * scene.height / scene.width
    slope = rng.normal(0, 0.6, 2)
    field = np.exp(np.float32(slope[0]) * x * 2 + np.float32(slope[1]) * y * 2)
    if rng.random() < 0.5:
        place, reach = rng.uniform(-0.5, 0.5, 2), rng.uniform(0.25, 0.8)
        spot = np.exp(
            -((x - np.float32(place[0])) ** 2 + (y - np.float32(place[1])) ** 2) / np.float32(reach**2)
        )
        field = field * (rng.uniform(0.1, 0.8) + rng.uniform(0.5, 2) * spot)
    return np.asarray(field, dtype=np.float32)
