"""What can be counted in a plane without any network: the picture's colours, light and structure.

Every feature has a name and a meaning, so that it can be read from the numbers why a picture
is called out of body. Shares are square roots of shares of the picture; contrasts are logarithms, relative to
its mean brightness.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from bedside.endoscopy.processing.view_spectrum import SPECTRUM_FEATURES, spectrum_features

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bedside.endoscopy.processing.content_area import ContentArea

    Field = NDArray[np.float32]

HUES_DEG = (-180, -145, -110, -60, -30, -12, 0, 8, 16, 25, 35, 48, 65, 95, 150)  # red at 0; begins of bins
COLOURED = 0.18  # least saturation of a pixel that has a hue
DARK, DIM, BRIGHT, GLARE = 0.12, 0.3, 0.65, 0.92  # of a pixel's brightest channel
SCALES_PX = (1, 2, 4, 8)  # over which differences are taken
RANKS = (0.5, 0.9, 0.99)  # of the differences
TINT_RANKS = (0.02, 0.1, 0.5, 0.9, 0.98)
MARGIN_PX = 5.0  # of the rim is left out
LEAST_CELLS = 16
FLOOR = np.float32(2e-3)

FEATURES = (
    *(f"hue_from_{hue}" for hue in HUES_DEG),
    *("dark", "grey_dim", "grey_mid", "grey_bright"),
    *("brightness", "brightness_lowest", "brightness_low", "brightness_high", "brightness_highest"),
    *("glare", "glare_edges", "falloff"),
    *("saturation", "saturation_spread", "saturation_low", "saturation_high"),
    *("redness_spread", "yellowness_spread", "redness_in_dark"),
    *(f"{tint}_{rank}" for tint in ("redness", "yellowness") for rank in TINT_RANKS),
    *("dark_channel", "dark_channel_low", "local_contrast_low", "local_contrast", "local_contrast_high"),
    *(f"spark_{rank}" for rank in RANKS),
    *(f"difference_{scale}px_{rank}" for scale in SCALES_PX for rank in RANKS),
    *(f"redness_difference_{rank}" for rank in RANKS),
    *("sharpness_low", "sharpness_high"),
    *SPECTRUM_FEATURES,
)


def view_features(plane: NDArray[np.uint8], cells: Field, area: ContentArea) -> Field:
    """Return the features of a plane, (F,) in the order of FEATURES; zeros where the picture is too small.

    Parameters
    ----------
    plane, cells
        (H, W, 3), and its (3, H / 2, W / 2) means of two by two pixels.
    area
        Where in it the picture is.
    """
    height, width = plane.shape[:2]
    quarter = _halved(cells)  # (3, H / 4, W / 4)
    coarse = area.mask(height, width, 4, MARGIN_PX)
    pixels = quarter[:, coarse]  # (3, N)
    if pixels.shape[1] < LEAST_CELLS:
        return np.zeros(len(FEATURES), np.float32)
    green = np.multiply(plane[..., 1], np.float32(1 / 255), dtype=np.float32)
    mean = np.float32(pixels.mean()) + FLOOR
    highest, lowest = _extremes(green)
    parts = (
        _colours(pixels),
        _light(pixels, green, area),
        _falloff(quarter, coarse, area),
        _tints(pixels),
        _veil(quarter, coarse, mean),
        _sparks(highest, quarter, coarse, mean),
        _differences(green, cells, quarter, area, mean),
        _redness_differences(quarter, coarse),
        _sharpness(green, highest, lowest, coarse),
        spectrum_features(plane, area),
    )
    return np.concatenate(parts, dtype=np.float32)


def _halved(planes: Field) -> Field:
    """Return means of two by two, of (C, H, W)."""
    rows = planes[:, 0::2] + planes[:, 1::2]
    return (rows[:, :, 0::2] + rows[:, :, 1::2]) * np.float32(0.25)


def _colours(pixels: Field) -> Field:
    """How much of the picture is of which hue, how much is dark, and how much is grey."""
    red, green, blue = pixels
    value = np.maximum(np.maximum(red, green), blue)
    least = np.minimum(np.minimum(red, green), blue)
    hue = np.arctan2(np.float32(0.866) * (green - blue), red - np.float32(0.5) * (green + blue))
    bins = _hue_bins()[(hue * np.float32(180 / np.pi) + np.float32(180)).astype(np.int16)]
    grey = value - least < COLOURED * (value + np.float32(0.04))
    levels = len(HUES_DEG) + 1 + (value > DIM).astype(np.intp) + (value > BRIGHT)
    bins = np.where(value < DARK, len(HUES_DEG), np.where(grey, levels, bins))
    return np.sqrt(np.bincount(bins, minlength=len(HUES_DEG) + 4) / len(value)).astype(np.float32)


@lru_cache(maxsize=1)
def _hue_bins() -> NDArray[np.intp]:
    """Return the bin of every whole degree, from -180 to 180."""
    return np.searchsorted(np.asarray(HUES_DEG), np.arange(-180, 181), side="right") - 1


def _light(pixels: Field, green: Field, area: ContentArea) -> Field:
    """How bright it is, how unevenly, and how much glares in how many spots."""
    brightness = pixels.mean(axis=0)
    ranks = _ranked(brightness, (0.01, 0.1, 0.9, 0.99))
    mean = np.log(brightness.mean() + FLOOR)
    glaring = green > GLARE
    size = max(area.share, 1e-3) * green.size
    edges = np.count_nonzero(glaring[:, 1:] != glaring[:, :-1]) / size
    return np.array(
        (mean, *(np.log(ranks + FLOOR) - mean), np.sqrt(np.count_nonzero(glaring) / size), np.sqrt(edges)),
        np.float32,
    )


def _falloff(quarter: Field, coarse: NDArray[np.bool_], area: ContentArea) -> Field:
    """How much brighter the middle is than the rim, as where the light comes from the scope."""
    y, x = np.arange(coarse.shape[0])[:, None], np.arange(coarse.shape[1])[None, :]
    across = (x * 8 - area.left - area.right) / max(area.right - area.left, 1)
    down = (y * 8 - area.top - area.bottom) / max(area.bottom - area.top, 1)
    middle = coarse & (across * across + down * down < 0.4)
    inner = float(quarter[1][middle].mean()) if middle.any() else 0.0
    rim = coarse & ~middle
    outer = float(quarter[1][rim].mean()) if rim.any() else 0.0
    return np.array((np.log(inner + 0.02) - np.log(outer + 0.02),), np.float32)


def _tints(pixels: Field) -> Field:
    """How saturated, how red and how yellow the picture is, how evenly, and whether the dark is redder."""
    red, green, blue = pixels
    value = np.maximum(np.maximum(red, green), blue)
    saturation = 1 - (np.minimum(np.minimum(red, green), blue) + np.float32(0.04)) / (
        value + np.float32(0.04)
    )
    redness = (red - green) / (red + green + np.float32(0.1))
    yellowness = (green - blue) / (green + blue + np.float32(0.1))
    centred, means = _centred(saturation, redness, yellowness, np.log(value + np.float32(0.02)))
    spread = np.sqrt(np.vecdot(centred, centred) / len(value) + np.float32(1e-6))
    together = np.vdot(centred[1], centred[3]) / len(value) / (spread[1] * spread[3])
    low, high = _ranked(saturation, (0.1, 0.9))
    tints = (*_ranked(redness, TINT_RANKS), *_ranked(yellowness, TINT_RANKS))
    logs = np.log(np.maximum((means[0], spread[0], low, high, spread[1], spread[2]), 0) + np.float32(0.01))
    return np.array((*logs, together, *tints), np.float32)


def _centred(*rows: Field) -> tuple[Field, Field]:
    together = np.stack(rows)
    means = together.mean(axis=1)
    return together - means[:, None], means


def _veil(quarter: Field, coarse: NDArray[np.bool_], mean: np.float32) -> Field:
    """How light the darkest is nearby, and how little brightness varies nearby: both as smoke has it."""
    least = quarter.min(axis=0)
    least = np.minimum(np.minimum(least[:-2], least[1:-1]), least[2:])
    least = np.minimum(np.minimum(least[:, :-2], least[:, 1:-1]), least[:, 2:])
    dark = least[coarse[1:-1, 1:-1]] / mean
    grey = quarter.mean(axis=0)
    blocks = grey.reshape(grey.shape[0] // 4, 4, grey.shape[1] // 4, 4)
    whole = coarse.reshape(blocks.shape).all(axis=(1, 3))
    level = blocks.mean(axis=(1, 3))
    spread = np.sqrt(np.maximum((blocks * blocks).mean(axis=(1, 3)) - level * level, 0))
    contrast = np.log((spread + FLOOR) / (level + np.float32(0.02)))[whole]
    if not contrast.size or not dark.size:
        return np.zeros(5, np.float32)
    return np.array((dark.mean(), *_ranked(dark, (0.1,)), *_ranked(contrast, (0.1, 0.5, 0.9))), np.float32)


def _extremes(green: Field) -> tuple[Field, Field]:
    """Return the highest and the lowest of each four by four pixels."""
    rows = green.reshape(green.shape[0] // 4, 4, green.shape[1])
    found = []
    for extreme in (np.maximum, np.minimum):
        tall = extreme(extreme(rows[:, 0], rows[:, 1]), extreme(rows[:, 2], rows[:, 3]))
        wide = extreme(tall[:, 0::2], tall[:, 1::2])
        found.append(extreme(wide[:, 0::2], wide[:, 1::2]))
    return found[0], found[1]


def _sparks(highest: Field, quarter: Field, coarse: NDArray[np.bool_], mean: np.float32) -> Field:
    """How far single pixels stand out above their neighbours, as wet tissue's highlights do."""
    out = (highest - quarter[1])[coarse]
    sparks: Field = np.log(_ranked(out, RANKS) / mean + FLOOR)
    return sparks


def _sharpness(green: Field, highest: Field, lowest: Field, coarse: NDArray[np.bool_]) -> Field:
    """How much of a strong edge's height one pixel's step takes, in the blunter and the sharper direction."""
    steps = [np.abs(green[::2, 1::2] - green[::2, ::2]), np.abs(green[1::2, ::2] - green[::2, ::2])]
    wide, tall = _pooled(highest, np.maximum) - _pooled(lowest, np.minimum), []
    inside = coarse[0::2, 0::2] & coarse[1::2, 1::2]
    reach = wide[inside]
    if reach.size < LEAST_CELLS:
        return np.zeros(2, np.float32)
    strong: NDArray[np.bool_] = reach >= _ranked(reach, (0.85,))[0]
    for step in steps:
        steepest = _pooled(_pooled(step, np.maximum), np.maximum)[inside]
        tall.append(float((steepest[strong] / (reach[strong] + np.float32(0.02))).mean()))
    return np.array(sorted(tall), np.float32)


def _pooled(plane: Field, extreme: np.ufunc) -> Field:
    rows = extreme(plane[0::2], plane[1::2])
    pooled: Field = extreme(rows[:, 0::2], rows[:, 1::2])
    return pooled


def _differences(green: Field, cells: Field, quarter: Field, area: ContentArea, mean: np.float32) -> Field:
    """How much neighbours differ at each scale: the median, common edges and the sharpest ones."""
    height, width = green.shape
    fine, middle = area.mask(height, width, 2, MARGIN_PX), area.mask(height, width, 4, MARGIN_PX)
    first = np.abs(green[::2, 1::2] - green[::2, ::2]) + np.abs(green[1::2, ::2] - green[::2, ::2])
    eighth = _halved(quarter[1:2])[0]
    wide = area.mask(height, width, 8, MARGIN_PX)
    found = [first[fine][::2]]
    found += [
        _steps(plane)[mask[:-1, :-1]]
        for plane, mask in ((cells[1], fine), (quarter[1], middle), (eighth, wide))
    ]
    ranks = np.concatenate([_ranked(one, RANKS) for one in found])
    differences: Field = np.log(ranks / mean + FLOOR)
    return differences


def _steps(plane: Field) -> Field:
    here = plane[:-1, :-1]
    steps: Field = np.abs(plane[:-1, 1:] - here) + np.abs(plane[1:, :-1] - here)
    return steps


def _redness_differences(quarter: Field, coarse: NDArray[np.bool_]) -> Field:
    red, green = quarter[0], quarter[1]
    steps = _steps((red - green) / (red + green + np.float32(0.1)))[coarse[:-1, :-1]]
    differences: Field = np.log(_ranked(steps, RANKS) + FLOOR)
    return differences


def _ranked(values: Field, ranks: tuple[float, ...]) -> Field:
    """Return the values of these ranks, 0 the least and 1 the greatest; zeros of none."""
    if values.size == 0:
        return np.zeros(len(ranks), np.float32)
    ordered = np.sort(values)
    return ordered[[round(rank * (len(values) - 1)) for rank in ranks]]
