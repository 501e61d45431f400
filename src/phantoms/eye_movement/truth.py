"""What is really in a rendered frame, and the layers from which every renderer paints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from phantoms.eye_movement.lids import Lids, head_frame
from phantoms.eye_movement.raster import covered, ellipse_radius, grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.eye_movement.geometry import EllipseTruth, EyeGeometry
    from phantoms.eye_movement.raster import Plane

BACKGROUND, SCLERA, IRIS, PUPIL = range(4)


@dataclass(frozen=True, slots=True)
class Scene:
    """One eye before one camera: all that decides the truth, nothing that decides the looks."""

    height: int
    width: int
    eye: EyeGeometry
    lids: Lids
    has_eye: bool = True


@dataclass(frozen=True, slots=True)
class Layers:
    """Which share of each pixel belongs to what, with the coordinates that painters need."""

    x: Plane  # (1, W)
    y: Plane  # (H, 1)
    across_mm: Plane  # (H, W) the face's frame
    above_mm: Plane
    upper_mm: Plane  # (H, W) height of the lid edge over each pixel
    lower_mm: Plane
    open: Plane  # (H, W) between the lids
    rest: Plane  # (H, W) between the lids if they were not shut
    iris_radius: Plane  # (H, W) 1 on the limbus
    iris_distance: Plane  # (H, W) px, negative inside
    pupil_radius: Plane
    pupil_distance: Plane


@dataclass(frozen=True, slots=True)
class EyeTruth:
    """What a perfect observer would report of one frame."""

    pupil: EllipseTruth
    limbus: EllipseTruth
    coverage: NDArray[np.float32]  # (4, H, W) share of each pixel: background, sclera, iris, pupil
    rest: NDArray[np.float32]  # (H, W) share of each pixel between the lids if they were not shut
    pupil_visible: float  # share of the whole pupil ellipse that can be seen
    limbus_visible: float
    closure: float
    gaze_x_deg: float
    gaze_y_deg: float
    usable: bool = True  # enough light and contrast for anyone to see the pupil

    @property
    def labels(self) -> NDArray[np.uint8]:
        """The class that holds most of each pixel, (H, W)."""
        return np.asarray(self.coverage.argmax(axis=0), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class RenderedEye:
    """A frame and its truth."""

    grey: NDArray[np.float32]  # (H, W) 0..1 in steps of 1/255
    truth: EyeTruth


def layers(scene: Scene) -> Layers:
    """Return the scene's geometry at every pixel."""
    x, y = grid((scene.height, scene.width))
    across, above = head_frame(scene.eye, x, y)
    across, above = np.broadcast_arrays(across, above)
    limbus, pupil = ellipse_radius(scene.eye.limbus, x, y), ellipse_radius(scene.eye.pupil, x, y)
    opening = _opening(scene, scene.lids, across, above)
    rest = _opening(scene, replace(scene.lids, closure=0.0), across, above)
    return Layers(x, y, across, above, *scene.lids.edges(across), opening, rest, *limbus, *pupil)


def truth(scene: Scene, at: Layers, usable: bool = True) -> EyeTruth:
    """Return the truth of a scene."""
    pupil, iris = covered(at.pupil_distance), covered(at.iris_distance)
    shares = [1 - at.open, at.open * (1 - iris), at.open * (iris - np.minimum(iris, pupil)), at.open * pupil]
    return EyeTruth(
        scene.eye.pupil, scene.eye.limbus, np.stack(shares).astype(np.float32), at.rest,
        _visible(pupil * at.open, scene.eye.pupil), _visible(iris * at.open, scene.eye.limbus),
        scene.lids.closure, scene.eye.gaze_x_deg, scene.eye.gaze_y_deg, usable and scene.has_eye,
    )  # fmt: skip


def _opening(scene: Scene, lids: Lids, across: Plane, above: Plane) -> Plane:
    upper, lower = lids.edges(across)
    scale = np.float32(scene.eye.px_per_mm)
    inside = covered((above - upper) * scale) * covered((lower - above) * scale)
    return inside * np.float32(scene.has_eye) * (np.abs(across) < lids.half_width_mm)


def _visible(seen: Plane, ellipse: EllipseTruth) -> float:
    return float(min(seen.sum(dtype=float) / (np.pi / 4 * ellipse.major_px * ellipse.minor_px), 1.0))
