"""The fetal head in the three planes of the routine examination.

Within the head, p runs to the front and q across, both in half biparietal diameters from the centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from phantoms.fetal_ultrasound.canvas import Canvas, box, capsule, direction, ellipse, local
from phantoms.fetal_ultrasound.growth import cerebellar_diameter_mm, skull_thickness_mm
from phantoms.fetal_ultrasound.truth import (
    BRAIN,
    CAVUM,
    CEREBELLUM,
    CHOROID_PLEXUS,
    CISTERNA_MAGNA,
    MIDLINE,
    SKULL,
    THALAMI,
    VENTRICLE,
)

if TYPE_CHECKING:
    from phantoms.fetal_ultrasound.canvas import Array
    from phantoms.fetal_ultrasound.truth import Case, Frame

SCALP_DB, LIQUOR_DB, LINE_DB = -25.0, -58.0, -15.0


@dataclass(frozen=True, slots=True)
class Head:
    """What is one fetus's own; sizes are factors of what is usual at the age.

    Parameters
    ----------
    brain_db
        Echo of the brain.
    clearness
        How bright the inner lines are, in dB against the usual.
    skull_loss_db
        Of a beam that passes the skull squarely once, there and back.
    haze_db
        Echo of the reverberation behind the near skull.
    midline_bow
        How far the midline bends to one side, in half biparietal diameters.
    cavum, thalami, ventricle, choroid, cerebellum, cisterna
        Sizes.
    shift
        How far all inner structures lie towards the front, in half biparietal diameters.
    folds
        Phases of the brain's surface.
    """

    brain_db: float
    clearness: float
    skull_loss_db: float
    haze_db: float
    midline_bow: float
    cavum: float
    thalami: float
    ventricle: float
    choroid: float
    cerebellum: float
    cisterna: float
    shift: float
    folds: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Inside:
    """The points within the head, with what painting them takes."""

    canvas: Canvas
    p: Array
    q: Array
    unit_px: float  # half biparietal diameter
    stretch: float  # occipitofrontal over biparietal diameter
    unit_mm: float
    case: Case
    head: Head
    late: float  # 0 at 16 weeks, 1 at 38
    line_db: float  # of a line along the midline


def drawn_head(rng: np.random.Generator, ga_weeks: float) -> Head:
    """Return a head's own traits."""
    late = (ga_weeks - 16) / 22
    return Head(
        -43 + 3 * late + float(rng.normal(0, 1.8)),
        float(rng.normal(0, 2.5)),
        3.0 + 3.0 * late + float(rng.uniform(0, 2)),
        -38 + 3 * late + float(rng.normal(0, 2)),
        float(rng.normal(0, 0.02)),
        float(rng.normal(1, 0.12)),
        float(rng.normal(1, 0.08)),
        float(rng.normal(1, 0.10)),
        float(rng.normal(1, 0.12)),
        float(rng.normal(1, 0.06)),
        float(rng.normal(1, 0.15)),
        float(rng.normal(0, 0.04)),
        (float(rng.uniform(0, 6.28)), float(rng.uniform(0, 6.28))),
    )


def paint_head(canvas: Canvas, case: Case, head: Head) -> None:
    """Paint scalp, skull and what is in it."""
    frame = case.frame
    along, across = local(canvas, frame)
    outline = ellipse(along, across, frame.half_u_px, frame.half_v_px)
    mask = outline < 0.12 * frame.half_v_px
    part = canvas.part(mask)
    along, across, outline = along[mask], across[mask], outline[mask]
    late = (case.ga_weeks - 16) / 22
    thick = skull_thickness_mm(case.ga_weeks) / case.spacing_mm
    part.fill(outline - np.float32((0.03 + 0.03 * late) * frame.half_v_px), SCALP_DB, softness_px=1.5)
    part.fill(outline, _skull_db(part, along, across, frame), SKULL, loss_db=head.skull_loss_db / thick)
    inner = ellipse(along, across, frame.half_u_px - thick, frame.half_v_px - thick)
    inside = _inside(part, along, across, case, head)
    _paint_brain(inside, inner)
    _PAINTERS[case.plane](inside)
    canvas.put(mask, part)


def _inside(part: Canvas, along: Array, across: Array, case: Case, head: Head) -> _Inside:
    unit = case.frame.half_v_px
    stretch = case.frame.half_u_px / unit
    p = along / np.float32(unit) - np.float32(head.shift)
    bow = np.float32(head.midline_bow) * (1 - (along / np.float32(case.frame.half_u_px)) ** 2)
    square = abs(float(direction(case.frame.angle_deg)[0]))  # of the midline, to a beam straight down
    line_db = LINE_DB - 14 * (1 - square) + head.clearness
    q = across / np.float32(unit) - bow
    late = (case.ga_weeks - 16) / 22
    return _Inside(part, p, q, unit, stretch, unit * case.spacing_mm, case, head, late, line_db)


def _skull_db(part: Canvas, along: Array, across: Array, frame: Frame) -> Array:
    """Return the skull's echo: bright where the beam strikes it squarely, weak where it passes along."""
    a, b = along / np.float32(frame.half_u_px**2), across / np.float32(frame.half_v_px**2)
    length = np.hypot(a, b) + np.float32(1e-9)
    cosine, sine = direction(frame.angle_deg)
    square = part.squareness((a * cosine + b * sine) / length, (b * cosine - a * sine) / length)
    return np.asarray(-32 * (1 - square), dtype=np.float32)


def _paint_brain(inside: _Inside, inner: Array) -> None:
    """Paint the liquor under the skull and the brain, smooth at first, folded later."""
    canvas, head, late, unit = inside.canvas, inside.head, inside.late, inside.unit_px
    canvas.fill(inner, LIQUOR_DB + 8 * late, BRAIN, loss_db=0.0)
    turn = np.arctan2(inside.q, inside.p / np.float32(inside.stretch))
    first, second = (np.float32(phase) for phase in head.folds)
    folds = np.cos(11 * turn + first) + np.float32(0.6) * np.cos(19 * turn + second)
    surface = inner + np.float32((0.10 - 0.05 * late) * unit) + np.float32(0.03 * late * unit) * folds
    canvas.fill(surface, head.brain_db, softness_px=2.0)
    rim = np.clip(1 - np.abs(surface) / np.float32(0.06 * unit), 0, 1)
    canvas.add(rim, 5 + 6 * late)
    depth = np.clip(1 + surface / np.float32((0.12 + 0.22 * late) * unit), 0, 1) * (surface < 0)
    canvas.add(depth * np.clip(folds - 0.5, 0, 1), 14 * late)


def _paint_midline(inside: _Inside, start: float, end: float, width: float = 0.012) -> None:
    """Paint the falx between two places along p."""
    middle, half = (start + end) / 2, (end - start) / 2
    line = box(inside.p - np.float32(middle), inside.q, half, max(width, 0.55 / inside.unit_px))
    _fill(inside, line, inside.line_db, MIDLINE)


def _fill(inside: _Inside, distance: Array, echo_db: float, label: int | None, opacity: float = 1.0) -> None:
    inside.canvas.fill(distance * np.float32(inside.unit_px), echo_db, label, opacity=opacity)


def _rimmed(
    inside: _Inside, distance: Array, echo_db: float, label: int, rim_db: float, rim_px: float = 0.5
) -> None:
    """Paint a structure with a bright border."""
    rim = max(0.02, rim_px / inside.unit_px)
    _fill(inside, distance - np.float32(rim), rim_db, None, 0.8)
    _fill(inside, distance + np.float32(rim / 2), echo_db, None)
    inside.canvas.labels[distance <= 0] = label


def _paint_cavum(inside: _Inside) -> float:
    """Paint the cavum septi pellucidi in front; return where it begins."""
    width_mm = (3.2 + 0.26 * (inside.case.ga_weeks - 16)) * inside.head.cavum
    half = width_mm / 2 / inside.unit_mm
    place = 0.40 * inside.stretch
    shape = box(inside.p - np.float32(place), inside.q, 2.1 * half, half)
    _rimmed(inside, shape, LIQUOR_DB, CAVUM, inside.line_db + 1)
    return place - 2.1 * half


def _paint_thalami(inside: _Inside, place: float, size: float) -> None:
    """Paint two dark ovals with the third ventricle's slit between them."""
    size *= inside.head.thalami
    side = np.abs(inside.q)
    slant = inside.p - np.float32(place) + (side - np.float32(0.2)) * np.float32(0.5)
    shape = ellipse(slant, side - np.float32(0.20 * size), 0.30 * size, 0.185 * size)
    _rimmed(inside, shape, inside.head.brain_db - 10, THALAMI, inside.head.brain_db + 9)
    slit = box(inside.p - np.float32(place), side - np.float32(0.022), 0.2 * size, 0.012)
    _fill(inside, slit, inside.line_db - 4, None, 0.8)


def _paint_insula(inside: _Inside) -> None:
    """Paint the lateral fissure as a bright bent line on both sides, deeper and longer with age."""
    late = inside.late
    side = np.abs(inside.q)
    away = inside.p - np.float32(0.10)
    line = side - np.float32(0.66 - 0.04 * late) + np.float32(0.35) * away**2
    shape = np.maximum(np.abs(line) - np.float32(0.018), np.abs(away) - np.float32(0.20 + 0.12 * late))
    _fill(inside, shape, -27 + inside.head.clearness, None, 0.45 + 0.5 * late)


def _ventricle(inside: _Inside) -> tuple[Array, Array]:
    """Return the distance from the lateral ventricles, and the way along them: 0 back, 1 front."""
    back, front = -0.62 * inside.stretch, 0.45 * inside.stretch
    way = np.clip((inside.p - np.float32(back)) / np.float32(front - back), 0, 1)
    middle = np.float32(0.47) - np.float32(0.27) * way - np.float32(0.10) * (1 - way) ** 4
    atrium = 4.2 / inside.unit_mm * inside.head.ventricle
    half = np.float32(atrium) * (1 - np.float32(0.5) * way)
    beyond = np.maximum(np.maximum(np.float32(back) - inside.p, inside.p - np.float32(front)), 0)
    return np.asarray(np.hypot(np.abs(inside.q) - middle, beyond) - half, dtype=np.float32), way


def _paint_transthalamic(inside: _Inside) -> None:
    stretch = inside.stretch
    _paint_insula(inside)
    _paint_midline(inside, -0.86 * stretch, 0.88 * stretch)
    _paint_thalami(inside, -0.08, 1.0)
    _paint_cavum(inside)
    horn = capsule(inside.p - np.float32(0.5 * stretch), np.abs(inside.q) - np.float32(0.2), 0.12, 0.03)
    _fill(inside, horn, LIQUOR_DB + 6, VENTRICLE, 0.8)


def _paint_transventricular(inside: _Inside) -> None:
    stretch, head = inside.stretch, inside.head
    _paint_insula(inside)
    _paint_midline(inside, -0.86 * stretch, 0.88 * stretch)
    distance, way = _ventricle(inside)
    _rimmed(inside, distance, LIQUOR_DB, VENTRICLE, -26 + head.clearness)
    half = np.float32(0.25 + 0.12 * (1 - inside.late)) * np.float32(head.choroid)
    plexus = np.maximum(distance + np.float32(0.04), (np.abs(way - np.float32(0.33)) - half))
    _fill(inside, plexus, -17 + head.clearness, CHOROID_PLEXUS)
    _paint_cavum(inside)


def _paint_transcerebellar(inside: _Inside) -> None:
    stretch, head, side = inside.stretch, inside.head, np.abs(inside.q)
    _paint_insula(inside)
    _paint_midline(inside, -0.05, 0.88 * stretch)
    width = cerebellar_diameter_mm(inside.case.ga_weeks) / 2 / inside.unit_mm * head.cerebellum
    place = -0.60 * stretch
    depth = 0.52 * width
    cistern = ellipse(
        inside.p - np.float32(place - depth), inside.q, depth * 1.1 * head.cisterna, 0.85 * width
    )
    _fill(inside, cistern, LIQUOR_DB, CISTERNA_MAGNA)
    lobe = ellipse(inside.p - np.float32(place), side - np.float32(0.52 * width), depth, 0.48 * width)
    _rimmed(inside, lobe, head.brain_db + 3, CEREBELLUM, -17 + head.clearness, 0.9)
    leaves = np.cos(lobe * np.float32(45)) * (lobe < 0)
    inside.canvas.add(leaves.astype(np.float32), 2.5)
    vermis = ellipse(inside.p - np.float32(place), inside.q, 0.7 * depth, 0.13 * width)
    _fill(inside, vermis, -18 + head.clearness, CEREBELLUM)
    _paint_thalami(inside, 0.0, 0.85)
    _paint_cavum(inside)


_PAINTERS = {
    "transthalamic": _paint_transthalamic,
    "transventricular": _paint_transventricular,
    "transcerebellar": _paint_transcerebellar,
}
