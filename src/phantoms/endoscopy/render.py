"""A procedural endoscope view with exact truth, at any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from phantoms.endoscopy.camera import content_mask, photographed
from phantoms.endoscopy.medium import veiled
from phantoms.endoscopy.raster import axes, doubled
from phantoms.endoscopy.textures import BUMP_X, BUMP_Y, MOTTLE, TILE_PX, TISSUES, VESSELS, tissue
from phantoms.endoscopy.tool_painting import paint_instruments
from phantoms.endoscopy.truth import BACKGROUND, CLIVAL_RECESS, INSTRUMENT, SELLA, RenderedView
from phantoms.endoscopy.wall import wall

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from phantoms.endoscopy.geometry import Field, Outline
    from phantoms.endoscopy.scene import Scene

TEXELS = TILE_PX / 1.5  # of the common grain, per picture height at zoom 1
TRUTHFUL = ("good", "smoke", "blurred")  # conditions whose anatomy is still told


def render(scene: Scene, height: int, width: int) -> RenderedView:
    """Return the picture of a scene, and the truth of it."""
    coarse = wall(scene, height, width)
    planes = doubled(coarse.planes, height, width)
    light = planes[7]
    picture = _textured(planes, scene)
    instruments = paint_instruments(picture, light, scene)
    veiled(picture, scene)
    return RenderedView(
        photographed(picture, scene),
        *truth_of(scene, instruments, height, width),
        condition=scene.condition,
    )


def truth_of(
    scene: Scene, instruments: NDArray[np.bool_], height: int, width: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.bool_]]:
    """Return labels, landmarks and content of a scene whose instruments cover the given pixels.

    A landmark is absent where it is outside the content area or the picture, or behind an instrument. Blood,
    grafts, smoke and blur change neither labels nor landmarks.
    """
    content = content_mask(scene.content, height, width)
    labels = np.full((height, width), BACKGROUND, dtype=np.uint8)
    landmarks = np.full((4, 2), np.nan, dtype=np.float32)
    if scene.condition not in TRUTHFUL:
        return labels, landmarks, content
    for outline, label in ((scene.anatomy.recess, CLIVAL_RECESS), (scene.anatomy.sella, SELLA)):
        if outline is not None:
            _fill(labels, outline, label, scene)
    labels[instruments] = INSTRUMENT
    labels[~content] = BACKGROUND
    for place, bulge in enumerate(scene.anatomy.landmarks):
        x, y = scene.pose.to_picture(bulge.u, bulge.v)
        column, row = x * height + (width - 1) / 2, y * height + (height - 1) / 2
        if _seen(labels, content, column, row):
            landmarks[place] = column, row
    return labels, landmarks, content


def _fill(labels: NDArray[np.uint8], outline: Outline, label: int, scene: Scene) -> None:
    height, width = labels.shape
    reach = 1 + sum(abs(amplitude) for amplitude, _ in outline.harmonics)
    radius = scene.pose.zoom * max(outline.half_width, outline.half_height) * reach
    x, y = scene.pose.to_picture(outline.u, outline.v)
    rows, columns = (
        slice(
            max(int((at - radius) * height + size / 2), 0), max(int((at + radius) * height + size / 2) + 2, 0)
        )
        for at, size in ((y, height), (x, width))
    )
    along, down = axes(height, width)
    u, v = scene.pose.to_anatomy(along[:, columns], down[rows])
    if u.size:
        labels[rows, columns][outline.level(u, v) <= 1] = label


def _seen(labels: NDArray[np.uint8], content: NDArray[np.bool_], column: float, row: float) -> bool:
    height, width = labels.shape
    at = round(row), round(column)
    if not (0 <= at[0] < height and 0 <= at[1] < width):
        return False
    return bool(content[at]) and bool(labels[at] != INSTRUMENT)


def _textured(planes: Field, scene: Scene) -> Field:
    """Return (3, H, W): the wall with its fine texture, vessels and wet highlights."""
    _, height, width = planes.shape
    x, y = axes(height, width)
    u, v = scene.pose.to_anatomy(x, y)
    surface, light = scene.surface, scene.light
    seed = surface.seed
    fine = tissue(seed % TISSUES).sampled(
        u + np.float32(seed % 911 / 300),
        v + np.float32(seed % 919 / 300),
        TEXELS / surface.grain,
        height * scene.pose.zoom,
    )
    across, down, glare, detail = planes[3], planes[4], planes[5], planes[6]
    picture = np.ascontiguousarray(planes[:3])
    from_x, from_y = x - np.float32(light.x), y - np.float32(light.y)
    bend = np.float32(0.05 + 0.30 * surface.bumps) * detail
    bump_x, bump_y = fine[..., BUMP_X] * bend, fine[..., BUMP_Y] * bend
    _vessels(picture, fine[..., VESSELS] * (np.float32(surface.vessels) * detail), scene)
    shade = 1 + np.float32(0.13 * surface.mottle) * fine[..., MOTTLE] * detail
    shade += (bump_x * (from_x + np.float32(0.3)) + bump_y * (from_y + np.float32(0.2))) * np.float32(0.8)
    picture *= shade
    lean = np.float32(0.55 + 0.06 * (seed % 7))
    miss_x, miss_y = across + bump_x - lean * from_x, down + bump_y - lean * from_y
    narrow = np.float32(1 / (0.35 - 0.29 * surface.gloss) ** 2)
    highlight = np.maximum(1 - (miss_x * miss_x + miss_y * miss_y) * narrow, 0)
    highlight *= highlight * glare * np.float32(1.1)
    picture += highlight
    return picture


def _vessels(picture: Field, share: Field, scene: Scene) -> None:
    red, green, blue = scene.palette.vessel
    base = scene.palette.mucosa
    for channel, tint in enumerate((red, green, blue)):
        loss = np.float32(min(tint / max(base[channel], 0.05), 1.4) - 1)
        picture[channel] *= 1 + loss * share
