"""From an examination to its image: echoes along the beams, speckle, grey values, the picture's geometry."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from phantoms.fetal_ultrasound.abdomen import Abdomen, paint_abdomen
from phantoms.fetal_ultrasound.canvas import Canvas
from phantoms.fetal_ultrasound.femur import Femur, paint_femur, thigh_half_px
from phantoms.fetal_ultrasound.head import Head, paint_head
from phantoms.fetal_ultrasound.population import patient_case
from phantoms.fetal_ultrasound.scanner import SCANNERS, SIZE, Sector, field_of_view, pixel_centres
from phantoms.fetal_ultrasound.speckle import PointSpread, grey, simulated
from phantoms.fetal_ultrasound.surroundings import paint_surroundings
from phantoms.fetal_ultrasound.truth import Phantom

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.fetal_ultrasound.canvas import Array
    from phantoms.fetal_ultrasound.scanner import Rectangle, Scanner
    from phantoms.fetal_ultrasound.truth import Case

DEPTHS, BEAMS = 208, 144  # samples of the simulated echoes, whatever the image's size
MOST_LOSS_DB = 34.0  # that a shadow can have
HAZE_REACH_PX = 22.0


def render(case: Case, size: int, seed: int) -> Phantom:
    """Return the image of an examination.

    Parameters
    ----------
    size
        128 or 256; both show the same scatterers.
    seed
        Of the scatterers and the noise; the same case, size and seed give the same bytes.
    """
    seen = field_of_view(case.style, size)
    scanner = SCANNERS[case.style]
    beams = Canvas.blank(*_beams(case.style))
    anatomy = case.anatomy
    around = thigh_half_px(case, anatomy) if isinstance(anatomy, Femur) else case.frame.half_v_px
    paint_surroundings(beams, case.frame, case.surroundings, around)
    _paint_structure(beams, case)
    picture = _processed(scanner, _echoes(case, scanner, beams, np.random.default_rng(seed)))
    image = np.rint(_scan_converted(picture, case.style, size) * 255).astype(np.uint8)
    pixels = Canvas.blank(*_pixels(size))
    _paint_structure(pixels, case)
    return Phantom(np.where(seen, image, 0), np.where(seen, pixels.labels, 0), seen, case)


def patient_phantom(patient: int, size: int = SIZE) -> Phantom:
    """Return the one image of a patient, decided by the number and the size alone."""
    return render(patient_case(patient), size, patient)


def point_spread(scanner: Scanner) -> PointSpread:
    """Return a scanner's point-spread function in samples of the simulated echoes."""
    shape = scanner.shape
    if isinstance(shape, Sector):
        focus_px = shape.near_px + 0.4 * (shape.far_px - shape.near_px)
        beam_px = 2 * math.radians(shape.half_angle_deg) * focus_px / (BEAMS - 1)
        growth = shape.far_px / focus_px  # what the angle alone widens
    else:
        beam_px, growth = (shape.right_px - shape.left_px) / (BEAMS - 1), 1.0
    widening = max(scanner.widening / growth, 1.0)
    return PointSpread(scanner.axial_px / _step_px(shape), scanner.lateral_px / beam_px, widening)


def _step_px(shape: Sector | Rectangle) -> float:
    if isinstance(shape, Sector):
        return (shape.far_px - shape.near_px) / (DEPTHS - 1)
    return (shape.bottom_px - shape.top_px) / (DEPTHS - 1)


@lru_cache(maxsize=8)
def _beams(style: str) -> tuple[Array, Array, Array, Array]:
    return SCANNERS[style].shape.beams(DEPTHS, BEAMS)


@lru_cache(maxsize=2)
def _pixels(size: int) -> tuple[Array, Array, Array, Array]:
    """Return the image's pixels; they get labels only, for which the beam's direction does not matter."""
    x, y = np.broadcast_arrays(*(at.astype(np.float32) for at in pixel_centres(size)))
    flat = np.zeros_like(x)
    return x, y, flat, flat + 1


def _paint_structure(canvas: Canvas, case: Case) -> None:
    anatomy = case.anatomy
    if isinstance(anatomy, Head):
        paint_head(canvas, case, anatomy)
    elif isinstance(anatomy, Abdomen):
        paint_abdomen(canvas, case, anatomy)
    else:
        paint_femur(canvas, case, anatomy)


def _echoes(case: Case, scanner: Scanner, canvas: Canvas, rng: np.random.Generator) -> Array:
    """Return the envelope after loss and time gain, with the noise that the gain lifts, (D, B)."""
    step = _step_px(scanner.shape)
    shadow = np.minimum(np.cumsum(canvas.loss_db, axis=0) * np.float32(step), MOST_LOSS_DB)
    depth = np.linspace(0, 1, DEPTHS, dtype=np.float32)[:, None]
    echo = canvas.echo_db + _texture(case.texture) * (canvas.echo_db > -52)
    if isinstance(case.anatomy, Head):
        echo = np.maximum(echo, _haze(canvas, case.anatomy, step))
    lost = scanner.attenuation_db * (1 - scanner.compensation) * depth
    envelope = simulated(echo - shadow - lost, scanner.density, point_spread(scanner), rng)
    noise_db = scanner.noise_db + scanner.attenuation_db * scanner.compensation * depth
    noise = rng.standard_normal(envelope.shape, dtype=np.float32) * 10 ** (noise_db / 20)
    return np.asarray(np.hypot(envelope, noise) * np.float32(10 ** (case.gain_db / 20)), dtype=np.float32)


def _haze(canvas: Canvas, head: Head, step: float) -> Array:
    """Return the reverberation behind the near skull, in dB, fading with the way inside the head."""
    within = np.cumsum(canvas.labels > 0, axis=0, dtype=np.float32) * np.float32(step)
    fading = head.haze_db - np.float32(20 / HAZE_REACH_PX) * within
    return np.where(canvas.labels > 0, fading, np.float32(-99))


def _texture(seed: int) -> Array:
    """Return slow variation of tissue, about 1.5 dB, (D, B)."""
    coarse = np.random.default_rng(seed).standard_normal((20, 16), dtype=np.float32)
    fine = _between(20, DEPTHS) @ coarse @ _between(16, BEAMS).T
    return np.asarray(fine * np.float32(2.2), dtype=np.float32)


@lru_cache(maxsize=4)
def _between(knots: int, samples: int) -> Array:
    """Return the weights of linear interpolation between knots, (samples, knots)."""
    at = np.linspace(0, knots - 1, samples)[:, None]
    return np.asarray(np.clip(1 - np.abs(at - np.arange(knots)), 0, 1), dtype=np.float32)


def _processed(scanner: Scanner, envelope: Array) -> Array:
    """Return the picture along the beams, 0 to 1: log compression, smoothing or sharpening, grey map."""
    picture = grey(envelope, scanner.dynamic_range_db, scanner.gain_db)
    step = _step_px(scanner.shape)
    if scanner.smoothing_px:
        picture = ndimage.gaussian_filter(picture, scanner.smoothing_px / step, truncate=2.5)
    if scanner.sharpening:
        smooth = ndimage.gaussian_filter(picture, 1.0 / step, truncate=2.5)
        picture = picture + np.float32(scanner.sharpening) * (picture - smooth)
    return np.asarray(np.clip(picture, 0, 1) ** np.float32(scanner.contrast), dtype=np.float32)


@lru_cache(maxsize=8)
def _sampling(style: str, size: int) -> NDArray[np.float32]:
    x, y = np.broadcast_arrays(*pixel_centres(size))
    return np.stack(SCANNERS[style].shape.sample_at(x, y, DEPTHS, BEAMS)).astype(np.float32)


def _scan_converted(picture: Array, style: str, size: int) -> Array:
    """Return the picture on the image's pixels."""
    if size == SIZE:  # a pixel then spans about two samples of depth
        picture = ndimage.uniform_filter1d(picture, 2, axis=0)
    converted = ndimage.map_coordinates(picture, _sampling(style, size), order=1, mode="nearest")
    return np.asarray(converted, dtype=np.float32)
