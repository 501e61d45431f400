"""The renderer that training never sees: another law for every look, the same geometry for the truth.

Skin is spectral noise on a shaded relief, lids follow a cosine, the eyeball is lit as a sphere, iris crypts
are cells, lashes are wedges, glints are reflections in a corneal sphere, defocus is a disc and noise counts
photons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import fft, spatial

from phantoms.eye_movement.geometry import EYE_RADIUS_MM, EyeGeometry
from phantoms.eye_movement.lids import Lids, head_frame, to_pixels
from phantoms.eye_movement.population import placed
from phantoms.eye_movement.raster import axes
from phantoms.eye_movement.truth import Layers, RenderedEye, Scene, layers, truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.eye_movement.raster import Plane

CORNEA_RADIUS_MM, CORNEA_DEPTH_MM = 7.8, 5.6


@dataclass(frozen=True, slots=True)
class CosineLids(Lids):
    """Lids whose edges are powers of a cosine, the inner corner drawn out."""

    def edges(self, across: Plane) -> tuple[Plane, Plane]:
        """Return the heights in mm of the upper and lower lid at the places ``across`` in mm."""
        bent = np.clip(across / np.float32(self.half_width_mm), -1, 1)
        bent = bent + np.float32(self.peak_shift) * np.cos(np.float32(np.pi / 2) * bent)
        arch = np.cos(np.float32(np.pi / 2) * np.clip(bent, -1, 1))
        line = np.float32(self.tilt) * across
        top = np.float32(self.upper_mm) * np.maximum(arch, 0) ** np.float32(self.upper_power / 3)
        bottom = np.float32(-self.lower_mm) * np.maximum(arch, 0) ** np.float32(self.lower_power / 3)
        closed, gap = np.float32(self.closure), top - bottom
        top, bottom = top - np.float32(0.9) * closed * gap, bottom + np.float32(0.1) * closed * gap
        return (line + top).astype(np.float32), (line + bottom).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How hard a held-out frame is."""

    occlusion: float = 0.0  # share of the pupil's area under the upper lid
    closure: float = 0.0  # 1 is a shut eye; closes further what occlusion left open
    lashes: tuple[int, int] = (0, 60)
    glints: tuple[int, int] = (1, 5)
    defocus_px: tuple[float, float] = (0.3, 2.0)
    photons: tuple[float, float] = (150.0, 4000.0)  # at full scale
    motion_px: float = 0.0
    pupil_tone: tuple[float, float] = (0.01, 0.12)


def heldout_eye(
    seed: int, difficulty: Difficulty = Difficulty(), shape: tuple[int, int] = (240, 320)
) -> RenderedEye:
    """Return one held-out frame; the same seed gives the same bytes."""
    rng = np.random.default_rng([0x4E1D, seed])
    scene = heldout_scene(rng, difficulty.occlusion, shape)
    return render(replace(scene, lids=replace(scene.lids, closure=difficulty.closure)), rng, difficulty)


def heldout_scene(rng: np.random.Generator, occlusion: float, shape: tuple[int, int]) -> Scene:
    """Return a scene whose lids hide the given share of the pupil."""
    height, width = shape
    while True:
        eye = EyeGeometry(
            centre_x_px=0.0,
            centre_y_px=0.0,
            px_per_mm=width / float(rng.uniform(18, 45)),
            gaze_x_deg=float(rng.uniform(-22, 22)),
            gaze_y_deg=float(rng.uniform(-15, 15)),
            head_yaw_deg=float(rng.uniform(-30, 30)),
            head_pitch_deg=float(rng.uniform(-28, 28)),
            roll_deg=float(rng.uniform(-12, 12)),
            pupil_radius_mm=float(rng.uniform(1.2, 3.6)),
            limbus_radius_mm=float(rng.uniform(5.5, 6.3)),
        )
        eye = placed(eye, width * float(rng.uniform(0.3, 0.7)), height * float(rng.uniform(0.35, 0.65)))
        lids = CosineLids(
            float(rng.uniform(3.5, 7)), float(rng.uniform(4.5, 8)), float(rng.uniform(14, 17)),
            float(rng.uniform(-0.2, 0.2)), float(rng.uniform(1.6, 2.8)), float(rng.uniform(1.6, 2.6)),
            float(rng.uniform(-0.1, 0.1)),
        )  # fmt: skip
        scene = _with_occlusion(Scene(height, width, eye, lids), occlusion)
        if scene is not None:
            return scene


def render(
    scene: Scene,
    rng: np.random.Generator,
    difficulty: Difficulty = Difficulty(),
    noise: np.random.Generator | None = None,
) -> RenderedEye:
    """Return a frame of the scene; ``noise`` is ``rng`` too unless given."""
    at = layers(scene)
    sun = rng.normal(0, 0.5, 2)
    light = _relief(scene, rng, sun)
    light = light + at.open * (_lit_ball(scene, at, rng, sun, difficulty) - light)
    light = _fold(at, light, rng)
    light = light + at.open * _corneal_mirror(scene, at, rng, int(rng.integers(*difficulty.glints)))
    light = _wedges(scene, light, rng, int(rng.integers(*difficulty.lashes)) if difficulty.lashes[1] else 0)
    picture = _through_lens(light, rng, difficulty)
    photons = float(np.exp(rng.uniform(*np.log(difficulty.photons))))
    return RenderedEye(_counted(picture, noise or rng, photons), truth(scene, at))


def _with_occlusion(scene: Scene, wanted: float) -> Scene | None:
    """Return the scene with its upper lid so low that it hides the wanted share, or None."""
    if wanted == 0:
        return scene if _hidden(scene) == 0 else None
    low, high = 0.1, 16.0
    for _ in range(14):
        middle = (low + high) / 2
        scene = replace(scene, lids=replace(scene.lids, upper_mm=middle))
        low, high = (middle, high) if _hidden(scene) > wanted else (low, middle)
    return scene if abs(_hidden(scene) - wanted) < 0.03 else None


def _hidden(scene: Scene) -> float:
    """Return the share of the pupil outside the lids' opening, by points spread evenly over it."""
    n = np.arange(400)
    radius, turn = np.sqrt((n + 0.5) / 400) / 2, n * 2.399963
    pupil = scene.eye.pupil
    angle = np.deg2rad(pupil.angle_deg)
    along, across = pupil.major_px * radius * np.cos(turn), pupil.minor_px * radius * np.sin(turn)
    x = pupil.x_px + along * np.cos(angle) - across * np.sin(angle)
    y = pupil.y_px - along * np.sin(angle) - across * np.cos(angle)
    right, up = head_frame(scene.eye, x.astype(np.float32), y.astype(np.float32))
    upper, lower = scene.lids.edges(right)
    inside = (x >= 0) & (x < scene.width) & (y >= 0) & (y < scene.height)
    return float(1 - ((up < upper) & (up > lower) & inside).mean())


def _relief(scene: Scene, rng: np.random.Generator, sun: NDArray[np.float64]) -> Plane:
    shape = (scene.height, scene.width)
    rough = _spectral(rng, shape, rng.uniform(1.0, 1.8))
    slope_y, slope_x = np.gradient(rough)
    shade = 1 + rng.uniform(0.3, 2.5) * (sun[0] * slope_x + sun[1] * slope_y)
    wide = 1 + 0.25 * _spectral(rng, shape, 2.8)
    return np.asarray(np.maximum(rng.uniform(0.3, 0.8) * wide * shade, 0.03), dtype=np.float32)


def _spectral(rng: np.random.Generator, shape: tuple[int, int], power: float) -> NDArray[np.float64]:
    ky, kx = np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None]
    size = (np.hypot(kx, ky) + 1 / max(shape)) ** -power
    size[0, 0] = 0
    field = fft.irfft2(size * np.exp(2j * np.pi * rng.random(size.shape)), s=shape)
    return np.asarray(field / field.std(), dtype=np.float64)


def _lit_ball(
    scene: Scene, at: Layers, rng: np.random.Generator, sun: NDArray[np.float64], difficulty: Difficulty
) -> Plane:
    scale = scene.eye.px_per_mm * EYE_RADIUS_MM
    x, y = (at.x - scene.eye.centre_x_px) / scale, (scene.eye.centre_y_px - at.y) / scale
    z = np.sqrt(np.clip(1 - x**2 - y**2, 0.02, None))
    lambert = np.clip((0.35 * sun[0] * x - 0.35 * sun[1] * y + z), 0, None) * rng.uniform(
        0.5, 0.8
    ) + rng.uniform(0.2, 0.4)
    white = rng.uniform(0.6, 0.95)
    sclera = white * (1 + 0.04 * _spectral(rng, lambert.shape, 1.2))
    blur = rng.uniform(0.08, 0.5) * scene.eye.px_per_mm
    iris = 1 / (1 + np.exp(np.clip(at.iris_distance / max(0.35 * blur, 0.2), -40, 40)))
    ball = lambert * (sclera + iris * (_crypts(scene, at, rng, white) - sclera))
    sharp = max(0.3 * rng.uniform(0.02, 0.12) * scene.eye.px_per_mm, 0.22)
    pupil = 1 / (1 + np.exp(np.clip(at.pupil_distance / sharp, -40, 40)))
    ball = ball + pupil * (rng.uniform(*difficulty.pupil_tone) - ball)
    shadow = np.exp(-np.clip(at.upper_mm - at.above_mm, 0, None) / rng.uniform(0.3, 1.5))
    return np.asarray(ball * (1 - rng.uniform(0.1, 0.5) * shadow), dtype=np.float32)


def _crypts(scene: Scene, at: Layers, rng: np.random.Generator, white: float) -> NDArray[np.float64]:
    along, across = axes(scene.eye.limbus, at.x, at.y)
    turn = np.arctan2(across, along)
    radius = np.clip(at.iris_radius, 0, 1.3).astype(np.float64)
    near = radius < 1.25
    cells = rng.uniform([0, -1.4], [1.3, 1.4], (220, 2)) * (1.0, np.pi / 1.4)
    places = np.stack([radius[near], turn[near] / 3], axis=1)
    gap = np.ones_like(radius)
    gap[near] = spatial.cKDTree(cells * (1.0, 1 / 3)).query(places)[0] * 12
    waves = sum(
        np.cos(k * turn + rng.uniform(0, 6.3)) * rng.normal(0, 1.2 / np.sqrt(k))
        for k in (5, 9, 14, 23, 37, 52)
    )
    tone = rng.uniform(0.25, 0.75) * white
    zone = 1 + rng.uniform(-0.25, 0.25) * np.tanh((radius - rng.uniform(0.45, 0.6)) * 12)
    pattern = 1 + rng.uniform(0.02, 0.12) * waves + rng.uniform(0, 0.3) * (np.clip(gap, 0, 1) - 0.5)
    rim = 1 - rng.uniform(0, 0.4) / (1 + np.exp(-(radius - 0.93) * 40))
    return np.asarray(np.clip(tone * zone * pattern * rim, 0.16, 1.1), dtype=np.float64)


def _fold(at: Layers, light: Plane, rng: np.random.Generator) -> Plane:
    height = at.above_mm - at.upper_mm
    crease = np.exp(-np.abs(height - rng.uniform(1.5, 4)) * rng.uniform(1.5, 5))
    edge = np.where((height > 0) & (height < rng.uniform(0.3, 1.0)), rng.uniform(-0.25, 0.3), 0)
    low = at.lower_mm - at.above_mm
    edge = edge + np.where((low > 0) & (low < rng.uniform(0.3, 1.2)), rng.uniform(-0.1, 0.35), 0)
    return np.asarray(
        light * (1 - rng.uniform(0, 0.5) * crease * (height > 0)) * (1 + edge), dtype=np.float32
    )


def _corneal_mirror(scene: Scene, at: Layers, rng: np.random.Generator, lamps: int) -> Plane:
    eye, scale = scene.eye, scene.eye.px_per_mm
    right, up, _ = eye.axis
    x = (at.x - (eye.centre_x_px + right * CORNEA_DEPTH_MM * scale)) / (CORNEA_RADIUS_MM * scale)
    y = ((eye.centre_y_px - up * CORNEA_DEPTH_MM * scale) - at.y) / (CORNEA_RADIUS_MM * scale)
    z = np.sqrt(np.clip(1 - x**2 - y**2, 1e-3, None))
    mirror = np.stack(
        np.broadcast_arrays(2 * z * x, 2 * z * y, 2 * z**2 - 1)
    )  # the view reflected in the cornea
    glow = np.zeros(z.shape)
    for _ in range(lamps):
        lamp = np.array([rng.normal(0, 0.35), rng.normal(-0.1, 0.35), 1.0])
        facing = np.tensordot(lamp / np.linalg.norm(lamp), mirror, axes=1)
        angle = np.arccos(np.clip(facing, -1, 1))
        size = rng.uniform(0.04, 0.16)
        glow += rng.uniform(1.0, 5.0) / (1 + np.exp(np.clip((angle - size) / 0.015, -40, 40)))
    return np.asarray(glow * (x**2 + y**2 < 0.9), dtype=np.float32)


def _wedges(scene: Scene, light: Plane, rng: np.random.Generator, number: int) -> Plane:
    opacity = np.zeros(light.shape)
    half, scale = scene.lids.half_width_mm, scene.eye.px_per_mm
    for root in rng.uniform(-0.9, 0.9, number) * half:
        upper = rng.random() < 0.7
        edge = scene.lids.edges(np.array([root], dtype=np.float32))[0 if upper else 1]
        length, heading = rng.uniform(2, 7), rng.normal(root / half * 0.8, 0.25)
        curl, thick = rng.normal(0.0, 0.25), rng.uniform(0.08, 0.22) * scale
        x, y = float(root), float(edge[0])
        rise = rng.uniform(-0.6, 1.0) if upper else -rng.uniform(0.2, 1.0)
        for part in range(6):
            step = length / 6
            x2, y2 = x + np.sin(heading) * step, y + rise * np.cos(heading) * step
            ends = to_pixels(
                scene.eye, np.array([x, x2], dtype=np.float32), np.array([y, y2], dtype=np.float32)
            )
            _stroke(opacity, ends[0], ends[1], thick * (1 - part / 7))
            x, y, heading = x2, y2, heading + curl
    return np.asarray(light * (1 - opacity * rng.uniform(0.6, 0.95)), dtype=np.float32)


def _stroke(opacity: NDArray[np.float64], xs: Plane, ys: Plane, thick: float) -> None:
    pad = thick + 2
    left, top = max(int(xs.min() - pad), 0), max(int(ys.min() - pad), 0)
    right, bottom = int(xs.max() + pad) + 1, int(ys.max() + pad) + 1
    patch = opacity[top : max(bottom, 0), left : max(right, 0)]
    if not patch.size:
        return
    x, y = np.arange(patch.shape[1]) + left - xs[0], (np.arange(patch.shape[0]) + top - ys[0])[:, None]
    dx, dy = float(xs[1] - xs[0]), float(ys[1] - ys[0])
    along = np.clip((x * dx + y * dy) / max(dx * dx + dy * dy, 1e-6), 0, 1)
    distance = np.hypot(x - along * dx, y - along * dy)
    ink = np.clip(thick / 2 + 0.5 - distance, 0, 1) * min(thick, 1.0)
    np.maximum(patch, ink, out=patch)


def _through_lens(light: Plane, rng: np.random.Generator, difficulty: Difficulty) -> Plane:
    unit = light.shape[1] / 320
    disc = float(rng.uniform(*difficulty.defocus_px)) * unit
    ky, kx = np.fft.fftfreq(light.shape[0])[:, None], np.fft.rfftfreq(light.shape[1])[None]
    pad = 16
    wide = np.pad(light, pad, mode="symmetric")
    ky, kx = np.fft.fftfreq(wide.shape[0])[:, None], np.fft.rfftfreq(wide.shape[1])[None]
    smear = (
        np.exp(-2 * (np.pi * disc * 0.5 * np.hypot(kx, ky)) ** 2) * np.sinc(disc * kx) * np.sinc(disc * ky)
    )
    turn = rng.uniform(0, np.pi)
    smear = smear * np.sinc(difficulty.motion_px * unit * (kx * np.cos(turn) + ky * np.sin(turn)))
    soft = fft.irfft2(fft.rfft2(wide) * smear, s=wide.shape)[pad:-pad, pad:-pad]
    soft = np.clip(soft * rng.uniform(0.7, 1.5), 0, None)
    return np.asarray(soft / (1 + soft**4) ** 0.25, dtype=np.float32)  # a soft shoulder into white


def _counted(picture: Plane, rng: np.random.Generator, photons: float) -> Plane:
    columns = 1 + rng.normal(0, 0.008, (1, picture.shape[1]))
    counted = rng.poisson(np.clip(picture * columns, 0, None) * photons) / photons + rng.normal(
        0, 0.004, picture.shape
    )
    return (np.round(np.clip(counted, 0, 1) * 255) / 255).astype(np.float32)
