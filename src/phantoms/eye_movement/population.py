"""Which eyes there are: random scenes over the whole range of cameras, gazes, pupils and lids."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from phantoms.eye_movement.geometry import LIMBUS_DEPTH_MM, EyeGeometry
from phantoms.eye_movement.lids import Lids, head_frame
from phantoms.eye_movement.truth import Scene

SHAPES = (
    (240, 320),
    (240, 320),
    (180, 240),
    (200, 320),
    (240, 240),
    (192, 256),
    (360, 480),
    (180, 320),
    (144, 192),
)


@dataclass(frozen=True, slots=True)
class Population:
    """The ranges that scenes are drawn from."""

    shapes: tuple[tuple[int, int], ...] = SHAPES
    field_mm: tuple[float, float] = (15.0, 62.0)  # width of what the camera sees
    gaze_deg: float = 28.0
    head_deg: float = 38.0
    pupil_mm: tuple[float, float] = (1.0, 4.2)  # radius
    blink_share: float = 0.16  # of frames in which the lids are moving or shut
    droop_share: float = 0.30  # of frames in which the upper lid lies low, across or close to the pupil
    empty_share: float = 0.03  # without any eye
    upside_down_share: float = 0.06

    def scene(self, rng: np.random.Generator) -> Scene:
        """Return one random scene."""
        height, width = self.shapes[rng.integers(len(self.shapes))]
        eye = self._eye(rng, height, width)
        return Scene(height, width, eye, self._lids(rng, eye), bool(rng.random() >= self.empty_share))

    def _eye(self, rng: np.random.Generator, height: int, width: int) -> EyeGeometry:
        scale = width / np.exp(rng.uniform(*np.log(self.field_mm)))
        limbus = rng.uniform(5.3, 6.5)
        turned = np.where(rng.random(2) < 0.5, 0.3, 1.0) * self.head_deg
        looks = {
            "gaze_x_deg": np.clip(rng.normal(0, self.gaze_deg / 2), -self.gaze_deg, self.gaze_deg),
            "gaze_y_deg": np.clip(rng.normal(0, self.gaze_deg / 2.6), -self.gaze_deg, self.gaze_deg),
            "head_yaw_deg": rng.uniform(-1, 1) * turned[0],
            "head_pitch_deg": rng.uniform(-1, 1) * turned[1] * 0.9,
            "roll_deg": rng.normal(0, 9) + 180 * (rng.random() < self.upside_down_share),
        }
        eye = EyeGeometry(
            0.0, 0.0, float(scale), **{name: float(value) for name, value in looks.items()},
            pupil_radius_mm=float(min(rng.uniform(*self.pupil_mm), 0.72 * limbus)),
            limbus_radius_mm=float(limbus),
        )  # fmt: skip
        if eye.axis[2] < 0.42:
            return self._eye(rng, height, width)
        margin = 0.10 if rng.random() < 0.85 else -0.02
        place = rng.uniform(margin, 1 - margin, 2) if rng.random() < 0.5 else rng.normal(0.5, 0.14, 2)
        return placed(eye, float(place[0]) * width, float(place[1]) * height)

    def _lids(self, rng: np.random.Generator, eye: EyeGeometry) -> Lids:
        closure = 0.0
        if rng.random() < self.blink_share:
            closure = 1.0 if rng.random() < 0.4 else float(rng.uniform(0.15, 0.95))
        follow = 0.11 * eye.gaze_y_deg  # the upper lid goes with the eye, the lower one less
        upper = rng.normal(4.4, 1.3) + follow
        lower = rng.normal(5.6, 0.9) - 0.4 * follow
        lids = Lids(
            float(np.clip(upper, 1.0, 9.0)), float(np.clip(lower, 2.5, 9.0)), float(rng.uniform(12.5, 17)),
            float(rng.uniform(-0.25, 0.25)), float(rng.uniform(1.7, 3.2)), float(rng.uniform(1.6, 3.0)),
            float(rng.normal(0, 0.08)), closure,
        )  # fmt: skip
        return drooping(lids, eye, float(rng.uniform(-0.9, 1.3))) if rng.random() < self.droop_share else lids


def drooping(lids: Lids, eye: EyeGeometry, height: float) -> Lids:
    """Return the lids with the upper one ``height`` pupil radii above the pupil's centre."""
    x, y = (np.array([place], dtype=np.float32) for place in (eye.pupil.x_px, eye.pupil.y_px))
    across, above = head_frame(eye, x, y)
    arch = replace(lids, upper_mm=1.0, tilt=0.0, closure=0.0).edges(across)[0]
    wanted = above + height * eye.pupil_radius_mm - lids.tilt * across
    return replace(lids, upper_mm=float(np.clip(wanted / np.maximum(arch, 0.2), 0.4, 10.0)[0]), closure=0.0)


def placed(eye: EyeGeometry, x_px: float, y_px: float) -> EyeGeometry:
    """Return the same eye, moved so that its limbus is centred on the given pixel."""
    shift = LIMBUS_DEPTH_MM * eye.px_per_mm
    right, up, _ = eye.axis
    return replace(eye, centre_x_px=x_px - shift * right, centre_y_px=y_px + shift * up)
