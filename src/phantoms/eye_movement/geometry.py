"""A three-dimensional eyeball under an orthographic camera: gaze in degrees to ellipses in pixels.

Pixel (0, 0) is the centre of the top-left pixel; image y grows down, angles and gaze grow up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

EYE_RADIUS_MM = 12.0
LIMBUS_RADIUS_MM = 5.85
LIMBUS_DEPTH_MM = 10.5  # of the limbus plane before the centre of rotation
PUPIL_DEPTH_MM = 10.2  # of the entrance pupil before the centre of rotation


@dataclass(frozen=True, slots=True)
class EllipseTruth:
    """A whole ellipse, hidden parts too; axes are diameters, the angle is the major axis' from +x, up."""

    x_px: float
    y_px: float
    major_px: float
    minor_px: float
    angle_deg: float


@dataclass(frozen=True, slots=True)
class EyeGeometry:
    """Where an eye is and where it looks. Gaze is relative to the head, the head relative to the camera."""

    centre_x_px: float  # projection of the centre of rotation
    centre_y_px: float
    px_per_mm: float
    gaze_x_deg: float = 0.0
    gaze_y_deg: float = 0.0
    head_yaw_deg: float = 0.0  # positive turns the face to the image's right
    head_pitch_deg: float = 0.0  # positive turns it up
    roll_deg: float = 0.0  # counter-clockwise turn of the head in the image
    pupil_radius_mm: float = 2.0
    limbus_radius_mm: float = LIMBUS_RADIUS_MM

    def __post_init__(self) -> None:
        if not 0 < self.pupil_radius_mm < self.limbus_radius_mm or self.px_per_mm <= 0:
            raise ValueError("an eye needs a positive scale and 0 < pupil radius < limbus radius")

    @property
    def axis(self) -> tuple[float, float, float]:
        """The optical axis in the camera's frame: right, up, toward the camera."""
        gaze_x, gaze_y = np.deg2rad([self.gaze_x_deg, self.gaze_y_deg])
        yaw, pitch, roll = np.deg2rad([self.head_yaw_deg, self.head_pitch_deg, self.roll_deg])
        x, y, z = np.sin(gaze_x) * np.cos(gaze_y), np.sin(gaze_y), np.cos(gaze_x) * np.cos(gaze_y)
        y, z = y * np.cos(pitch) + z * np.sin(pitch), z * np.cos(pitch) - y * np.sin(pitch)
        x, z = x * np.cos(yaw) + z * np.sin(yaw), z * np.cos(yaw) - x * np.sin(yaw)
        return (
            float(x * np.cos(roll) - y * np.sin(roll)),
            float(x * np.sin(roll) + y * np.cos(roll)),
            float(z),
        )

    @property
    def pupil(self) -> EllipseTruth:
        """The pupil's ellipse in the image."""
        return self.circle(PUPIL_DEPTH_MM, self.pupil_radius_mm)

    @property
    def limbus(self) -> EllipseTruth:
        """The limbus' ellipse in the image."""
        return self.circle(LIMBUS_DEPTH_MM, self.limbus_radius_mm)

    def circle(self, depth_mm: float, radius_mm: float) -> EllipseTruth:
        """Return the projection of a circle about the optical axis, ``depth_mm`` before the centre."""
        x, y, z = self.axis
        major = 2 * radius_mm * self.px_per_mm
        angle = (np.rad2deg(np.arctan2(y, x)) + 180) % 180 - 90 if x or y else 0.0
        return EllipseTruth(
            self.centre_x_px + depth_mm * self.px_per_mm * x,
            self.centre_y_px - depth_mm * self.px_per_mm * y,
            major,
            major * max(z, 1e-3),
            float(angle),
        )
