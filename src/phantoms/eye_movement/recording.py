"""A gaze waveform as a video: one eye with one look, moving and blinking as the waveform says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from phantoms.eye_movement import appearance
from phantoms.eye_movement.geometry import EyeGeometry
from phantoms.eye_movement.lids import Lids
from phantoms.eye_movement.sensor import Sensor
from phantoms.eye_movement.truth import RenderedEye, Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from phantoms.eye_movement.raster import Plane
    from phantoms.eye_movement.waveforms import GazeWaveform

LID_TRAVEL_S = 0.06  # from open to shut
WIDE_OPEN = Lids(upper_mm=6.5, lower_mm=6.5)


class Painter(Protocol):
    """A renderer: the look comes from the first generator, the noise from the second."""

    def __call__(self, scene: Scene, look: np.random.Generator, noise: np.random.Generator) -> RenderedEye:
        """Return one frame."""
        ...


@dataclass(frozen=True, slots=True)
class GazeFrame:
    """One frame of a recording with its truth."""

    index: int
    t_s: float
    eye: RenderedEye


@dataclass(frozen=True, slots=True)
class FreshNoise(Sensor):
    """A sensor whose noise comes from a generator of its own, so that a look can be repeated without it."""

    noise: np.random.Generator | None = None

    def read(self, picture: Plane, rng: np.random.Generator) -> Plane:
        """Return the picture with noise that does not depend on ``rng``."""
        return Sensor.read(self, picture, self.noise or rng)


def gaze_frames(
    wave: GazeWaveform, scene: Scene, seed: int, painter: Painter | None = None
) -> Iterator[GazeFrame]:
    """Yield one frame for each sample of the waveform.

    Parameters
    ----------
    wave
        Sampled at the video's frame times; its true gaze turns the scene's eye, its blinks shut the lids.
    scene
        The frame's size, the eye (its own gaze is where zero degrees look) and the resting lids.
    seed
        Decides the look, the same in all frames, and the noise, another in each.
    painter
        :func:`paint` unless given.
    """
    shut = closures(wave.t_s, wave.blinks_s)
    for index, t_s in enumerate(wave.t_s):
        eye = replace(
            scene.eye,
            gaze_x_deg=scene.eye.gaze_x_deg + float(wave.x_true_deg[index]),
            gaze_y_deg=scene.eye.gaze_y_deg + float(wave.y_true_deg[index]),
        )
        turned = replace(scene, eye=eye, lids=replace(scene.lids, closure=float(shut[index])))
        look, noise = np.random.default_rng([seed, 1]), np.random.default_rng([seed, 2, index])
        yield GazeFrame(index, float(t_s), (painter or paint)(turned, look, noise))


def paint(scene: Scene, look: np.random.Generator, noise: np.random.Generator) -> RenderedEye:
    """Return a frame by the renderer that training sees, under good light."""
    sensor = FreshNoise(defocus_px=0.8, shot_noise=0.012, read_noise=0.008, noise=noise)
    return appearance.render(scene, look, sensor)


def closures(t_s: NDArray[np.float64], blinks_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the lids are shut: fully within each blink, with the lids' travel before and after."""
    shut = np.zeros(len(t_s))
    for start, end in blinks_s:
        outside = np.maximum(np.maximum(start - t_s, t_s - end), 0)
        shut = np.maximum(shut, np.clip(1 - outside / LID_TRAVEL_S, 0, 1))
    return shut


def plain_scene(shape: tuple[int, int] = (240, 320), field_mm: float = 26.0) -> Scene:
    """Return an eye in the middle of the frame that looks into the camera at zero degrees."""
    height, width = shape
    eye = EyeGeometry((width - 1) / 2, (height - 1) / 2, width / field_mm)
    return Scene(height, width, eye, WIDE_OPEN)
