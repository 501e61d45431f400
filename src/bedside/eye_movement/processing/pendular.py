"""Pendular nystagmus: a steady oscillation without quick phases, found in the spectrum.

The spectrum is the least-squares one of Lomb (Astrophysics and Space Science 1976;39:447), which takes
uneven sampling as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bedside.eye_movement.interface import AxisNystagmus

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOWEST_HZ = 1.5  # slower oscillation cannot be told from pursuit
HIGHEST_HZ = 10.0
STEP_HZ = 0.1
PIECE_S = 3.0
LEAST_PEAK_TO_PEAK_DEG = 0.3
LEAST_SHARE = 0.8  # of the variance above noise in one frequency; a sawtooth has 0.61
FREQUENCY_SPREAD = 0.15  # between pieces


def pendular_nystagmus(
    t_s: NDArray[np.float64], angle_deg: NDArray[np.float64], noise_deg: float
) -> AxisNystagmus | None:
    """Return pendular nystagmus, or None where most of the movement is not one steady oscillation."""
    seen = np.isfinite(angle_deg)
    t, y = t_s[seen], angle_deg[seen]
    if len(t) < 20 or t[-1] - t[0] < PIECE_S:
        return None
    edges = np.arange(t[0], t[-1] - PIECE_S / 2, PIECE_S)
    parts = [(t >= a) & (t < a + PIECE_S) for a in edges]
    found = [_peak(t[p], y[p], noise_deg) for p in parts if p.sum() >= 20 and np.ptp(t[p]) > PIECE_S / 2]
    if not found:
        return None
    frequency, height, share = np.median(np.array(found), axis=0)
    if frequency == 0:
        return None
    near = [abs(f - frequency) <= FREQUENCY_SPREAD * frequency for f, _, _ in found]
    if np.mean(near) < 0.75 or height < LEAST_PEAK_TO_PEAK_DEG or share < LEAST_SHARE:
        return None
    duration = len(found) * PIECE_S
    return AxisNystagmus(
        present=True,
        frequency_hz=float(frequency),
        amplitude_deg=float(height),
        beats=int(duration * frequency),
        waveform="pendular",
    )


def _peak(t: NDArray[np.float64], y: NDArray[np.float64], noise_deg: float) -> tuple[float, float, float]:
    """Return one piece's strongest frequency, its peak-to-peak height, and its share of the variance."""
    slow = np.stack([(t - t.mean()) ** k for k in range(4)], axis=1)
    y = y - slow @ np.linalg.lstsq(slow, y, rcond=None)[0]
    highest = min(HIGHEST_HZ, 0.4 / float(np.median(np.diff(t))))
    frequencies = np.arange(LOWEST_HZ, highest, STEP_HZ)
    variance = float(np.mean(y**2)) - noise_deg**2
    if len(frequencies) == 0 or variance < LEAST_SHARE * LEAST_PEAK_TO_PEAK_DEG**2 / 8:
        return 0.0, 0.0, 0.0
    power = _power(t, y, frequencies)
    best = int(np.argmax(power))
    frequency = float(frequencies[best])
    if 0 < best < len(power) - 1:  # the parabola through the peak and its neighbours
        a, b, c = power[best - 1 : best + 2]
        frequency += STEP_HZ * 0.5 * float(a - c) / float(a - 2 * b + c)
    at_peak = float(_power(t, y, np.array([frequency]))[0])
    return frequency, float(2 * np.sqrt(2 * at_peak)), min(at_peak / variance, 1.0)


def _power(
    t: NDArray[np.float64], y: NDArray[np.float64], frequencies: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the variance that a sine of each frequency explains, by least squares."""
    angle = 2 * np.pi * np.outer(frequencies, t - t[0])
    cosine, sine = np.cos(angle), np.sin(angle)
    cc, ss, cs = (cosine**2).sum(1), (sine**2).sum(1), (cosine * sine).sum(1)
    yc, ys = cosine @ y, sine @ y
    explained = (yc**2 * ss - 2 * yc * ys * cs + ys**2 * cc) / (cc * ss - cs**2)
    return np.asarray(explained / len(y), dtype=np.float64)
